export * from './air-presets.ts';
export * from './documents.ts';
