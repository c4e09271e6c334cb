import { LoaError } from '@loa/runtime/pure';
import SqliteFile from 'better-sqlite3';

/** SQLite's errors as operating errors with a stable code; anything else stays what it is. */
export function storageError(error: unknown): unknown {
  if (!(error instanceof SqliteFile.SqliteError)) return error;
  if (error.code === 'SQLITE_FULL') {
    return new LoaError('storage-full', 'the disk is full: free space on the data folder', {
      cause: error,
      isRetryable: true,
    });
  }
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) {
    return new LoaError('unavailable', 'another process holds the database: try again', {
      cause: error,
      isRetryable: true,
    });
  }
  if (error.code.startsWith('SQLITE_IOERR') || error.code.startsWith('SQLITE_READONLY')) {
    return new LoaError('unavailable', `the data folder cannot be written: ${error.message}`, {
      cause: error,
    });
  }
  return error;
}

/** The same store, its SQLite errors translated. */
export function translated<Store extends object>(store: Store): Store {
  const wrapped = Object.entries(store).map(([name, call]) => [name, withTranslation(call)]);
  return Object.fromEntries(wrapped) as Store;
}

function withTranslation(call: (...values: unknown[]) => unknown) {
  return (...values: unknown[]): unknown => {
    try {
      return call(...values);
    } catch (error) {
      throw storageError(error);
    }
  };
}
