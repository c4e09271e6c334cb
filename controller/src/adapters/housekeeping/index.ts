export { createHousekeeping, type Housekeeping } from './housekeeping.ts';
export type { HousekeepingDeps } from './jobs.ts';
