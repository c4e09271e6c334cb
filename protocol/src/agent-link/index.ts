export * from './from-node.ts';
export * from './reports.ts';
export * from './to-node.ts';
