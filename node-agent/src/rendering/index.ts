export * from './mix.ts';
export * from './monitor.ts';
export * from './renderer.ts';
export * from './sound-output.ts';
export * from './voice.ts';
