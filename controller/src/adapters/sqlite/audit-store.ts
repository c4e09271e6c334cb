import { contentName } from '@loa/runtime/node';
import type { AuditStore } from '../../engine/ports.ts';
import type { Database } from './database.ts';

interface Entry {
  readonly sequence: number;
  readonly atMs: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string;
}

/** What the first entry is chained to. */
const GENESIS = 'loa:audit:v1';

export function createAuditStore({ sqlite }: Database): AuditStore {
  const tip = sqlite.prepare<[], { sequence: number; hash: string }>(
    'SELECT sequence, hash FROM audit_tip',
  );
  const insert = sqlite.prepare<Entry & { hash: string }>(
    'INSERT INTO audit VALUES (@sequence, @atMs, @actor, @action, @subject, @detail, @hash)',
  );
  const setTip = sqlite.prepare<{ sequence: number; hash: string }>(
    `INSERT INTO audit_tip VALUES (1, @sequence, @hash)
     ON CONFLICT DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash`,
  );
  return {
    append: ({ atMs, actor, action, subject, detail }) =>
      sqlite.transaction(() => {
        const last = tip.get() ?? { sequence: 0, hash: GENESIS };
        const sequence = last.sequence + 1;
        const entry = { sequence, atMs, actor, action, subject, detail: JSON.stringify(detail) };
        const hash = linkHash(last.hash, entry);
        insert.run({ ...entry, hash });
        setTip.run({ sequence, hash });
      })(),
  };
}

export type AuditVerdict =
  | { readonly outcome: 'intact'; readonly entries: number }
  | { readonly outcome: 'broken'; readonly sequence: number; readonly why: string };

/** [STO5] Follows the chain from its beginning and names the first entry that does not fit. */
export function verifyAudit({ sqlite }: Database): AuditVerdict {
  const entries = sqlite
    .prepare<[], Entry & { hash: string }>(
      `SELECT sequence, at_ms AS atMs, actor, action, subject, detail, hash
       FROM audit ORDER BY sequence`,
    )
    .iterate();
  let hash = GENESIS;
  let through = 0;
  for (const entry of entries) {
    if (entry.sequence !== through + 1) {
      return { outcome: 'broken', sequence: through + 1, why: 'the entry is missing' };
    }
    if (linkHash(hash, entry) !== entry.hash) {
      return { outcome: 'broken', sequence: entry.sequence, why: 'the entry was changed' };
    }
    hash = entry.hash;
    through = entry.sequence;
  }
  const tip = sqlite
    .prepare<[], { sequence: number; hash: string }>('SELECT sequence, hash FROM audit_tip')
    .get() ?? { sequence: 0, hash: GENESIS };
  if (tip.sequence !== through || tip.hash !== hash) {
    const sequence = Math.min(tip.sequence, through) + 1;
    return { outcome: 'broken', sequence, why: 'the end of the log was cut off or replaced' };
  }
  return { outcome: 'intact', entries: through };
}

/** SHA-256 over the former link and this entry, as JSON, so that no field can run into the next. */
function linkHash(previous: string, entry: Entry): string {
  const { sequence, atMs, actor, action, subject, detail } = entry;
  return contentName(JSON.stringify([previous, sequence, atMs, actor, action, subject, detail]));
}
