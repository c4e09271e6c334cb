export * from './handlers.ts';
export * from './link.ts';
export * from './uplink.ts';
