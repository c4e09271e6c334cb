export * from './pulse-sink.ts';
export * from './simulated-sink.ts';
export * from './wav-sink.ts';
