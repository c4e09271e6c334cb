export * from './alsa-library.ts';
export * from './alsa-sink.ts';
export * from './pacat-sink.ts';
export * from './pulse-sink.ts';
export * from './simulated-sink.ts';
export * from './wav-sink.ts';
