export * from './audible-now.ts';
export * from './authorisation.ts';
export * from './cue.ts';
export * from './layout.ts';
export * from './rank.ts';
export * from './seek.ts';
export * from './stagger.ts';
