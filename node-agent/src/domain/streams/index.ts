export * from './acceptance.ts';
export * from './stream-buffer.ts';
