export * from './api-client.ts';
export * from './correlation.ts';
export * from './demo-city.ts';
export * from './follow.ts';
export * from './programs.ts';
export * from './sound-files.ts';
export * from './sound-rig.ts';
