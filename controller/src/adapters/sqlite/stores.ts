import type { Stores } from '../../engine/ports.ts';
import { createAccountStore } from './account-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createCalendarStore } from './calendar-store.ts';
import { createCityStore } from './city-store.ts';
import type { Database } from './database.ts';
import { createDocumentStore } from './document-store.ts';
import { translated } from './errors.ts';
import { createFleetStore } from './fleet-store.ts';
import { createLibraryStore } from './library-store.ts';
import { createPlanStore } from './plan-store.ts';
import { createReceiptStore } from './receipt-store.ts';

/** Every store of the engine over one database. Transactions nest. */
export function createSqliteStores(db: Database): Stores {
  const documents = createDocumentStore(db);
  const run = <T>(work: () => T): T => {
    try {
      return db.sqlite.transaction(work)();
    } catch (error) {
      documents.forget();
      throw error;
    }
  };
  return {
    city: translated(createCityStore(db)),
    library: translated(createLibraryStore(db)),
    calendar: translated(createCalendarStore(db)),
    documents: translated(documents),
    plan: translated(createPlanStore(db)),
    fleet: translated(createFleetStore(db)),
    receipts: translated(createReceiptStore(db)),
    accounts: translated(createAccountStore(db)),
    audit: translated(createAuditStore(db)),
    transactions: translated({ run }),
  };
}
