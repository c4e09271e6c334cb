import { createPreview, type PreviewDeps } from './effects.ts';
import { createExplain, type ExplainDeps } from './explain.ts';
import type { Outlook } from './outlook-facade.ts';
import { createWarnings, type WarningsDeps } from './warnings.ts';

export type OutlookDeps = ExplainDeps & WarningsDeps & PreviewDeps;

export function createOutlook(deps: OutlookDeps): Outlook & Disposable {
  const warnings = createWarnings(deps);
  return {
    explain: createExplain(deps),
    preview: createPreview(deps),
    warnings: warnings.warnings,
    collisions: warnings.collisions,
    [Symbol.dispose]: () => warnings[Symbol.dispose](),
  };
}
