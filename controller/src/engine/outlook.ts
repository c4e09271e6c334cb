import { createExplain, type ExplainDeps } from './explain.ts';
import type { Outlook } from './outlook-facade.ts';

export type OutlookDeps = ExplainDeps;

export function createOutlook(deps: OutlookDeps): Outlook {
  return { explain: createExplain(deps) };
}
