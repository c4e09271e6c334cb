export * from './audio.ts';
export * from './codes.ts';
export * from './ids.ts';
export * from './limits.ts';
export * from './terms.ts';
