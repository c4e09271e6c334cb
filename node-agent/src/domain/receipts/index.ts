export * from './crc32.ts';
export * from './journal.ts';
