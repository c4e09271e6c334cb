export * from './bulletins.ts';
export * from './documents.ts';
export * from './entities.ts';
export * from './explain.ts';
export * from './feed.ts';
export * from './live.ts';
export * from './requests.ts';
export * from './speech.ts';
