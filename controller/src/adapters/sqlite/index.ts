export { verifyAudit } from './audit-store.ts';
export { type Database, openDatabase } from './database.ts';
export { createHousekeepingStore } from './housekeeping-store.ts';
export { createSqliteStores } from './stores.ts';
