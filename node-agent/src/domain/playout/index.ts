export * from './missed.ts';
export * from './plan.ts';
export * from './streams.ts';
export * from './stretch.ts';
