export * from './authorisation.ts';
export * from './envelope.ts';
export * from './keyring.ts';
export * from './plan.ts';
