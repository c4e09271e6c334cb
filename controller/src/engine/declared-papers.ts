import type { PaperFiles } from './paper-files-port.ts';
import type { DeclaredBulletin } from './schedule-port.ts';

interface PaperProblem {
  readonly code: 'paper-unsupported' | 'paper-too-large';
  readonly detail: string;
}

/** Stores the papers of a file's bulletins; answers those that are none any more. */
export async function keepDeclaredPapers(
  papers: Pick<PaperFiles, 'keep' | 'path'>,
  bulletins: readonly DeclaredBulletin[],
): Promise<PaperProblem[]> {
  const problems: PaperProblem[] = [];
  for (const { bulletinId, paperFile, way } of bulletins) {
    const name = way.review.paper?.file ?? null;
    if (paperFile === null || name === null || papers.path(name) !== null) continue;
    const kept = await papers.keep(paperFile);
    if (kept.outcome === 'kept') continue;
    const { code, detail } = kept;
    problems.push({ code, detail: `bulletin ${bulletinId}: ${detail} (${paperFile})` });
  }
  return problems;
}
