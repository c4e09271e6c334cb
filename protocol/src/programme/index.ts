export * from './air-presets.ts';
export * from './documents.ts';
export * from './template-fields.ts';
