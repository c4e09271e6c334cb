export * from './durable-file.ts';
export * from './ed25519.ts';
export * from './instant.ts';
export * from './logger.ts';
export * from './system.ts';
