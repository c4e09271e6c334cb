export * from './acceptance.ts';
export * from './keys.ts';
