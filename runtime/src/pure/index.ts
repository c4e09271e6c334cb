export * from './back-off.ts';
export * from './base64url.ts';
export * from './bytes.ts';
export * from './clock.ts';
export * from './loa-error.ts';
export * from './logger.ts';
export * from './mulberry.ts';
export * from './steps.ts';
