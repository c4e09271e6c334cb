export * from './correlation.ts';
export * from './sound-rig.ts';
