export * from './leader-clock.ts';
export * from './offset-fit.ts';
export * from './pace.ts';
export * from './position-fit.ts';
export * from './timeline.ts';
