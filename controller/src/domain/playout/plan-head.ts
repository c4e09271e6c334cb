import type { NodeSettings } from '@loa/protocol/playout';
import {
  LIMITS,
  type NodeId,
  type PageHash,
  type UnitId,
  type ZoneId,
} from '@loa/protocol/vocabulary';
import { settingsOf } from '../zoning/acoustic.ts';
import { type CityMap, type CityNode, placementOf } from '../zoning/city-map.ts';

/** Pages that one head may list (protocol/signed). */
const HEAD_PAGES = 48;
/** Bytes kept for the version, which may grow, and the instants. */
const HEAD_RESERVE_BYTES = 120;

/** As a head has them: a stagger stands in it where there is one, so that older nodes take the rest. */
export type SignedSettings = Omit<NodeSettings, 'stagger'> & Partial<Pick<NodeSettings, 'stagger'>>;

/** What a head says, without its version and instants. */
export interface HeadContent {
  readonly city: UnitId;
  readonly nodeId: NodeId;
  readonly units: readonly UnitId[];
  readonly zones: readonly ZoneId[];
  readonly settings: SignedSettings;
  readonly pages: readonly { readonly day: string; readonly hash: PageHash }[];
}

/** The body of a plan head; its fields are those of `planHeadSchema`. */
export interface PlanHeadBody extends HeadContent {
  readonly version: number;
  readonly issuedAtUs: number;
  readonly effectiveAtUs: number;
}

/**
 * [CAL13] What the head of a node says. Where its pages do not all fit, the nearest days are kept
 * and `daysLeftOut` names the others: they come in as days pass.
 */
export function headContentOf(
  map: CityMap,
  node: CityNode,
  pages: readonly { readonly day: string; readonly hash: PageHash }[],
): { readonly content: HeadContent; readonly daysLeftOut: readonly string[] } {
  const { units, zones } = placementOf(map, node);
  const content: HeadContent = {
    city: map.cityId,
    nodeId: node.nodeId,
    units,
    zones,
    settings: signedSettings(settingsOf(map, node)),
    pages: pages.map(({ day, hash }) => ({ day, hash })),
  };
  const room = LIMITS.headBytes - HEAD_RESERVE_BYTES;
  const perPage = JSON.stringify({ day: '0000-00-00', hash: '0'.repeat(43) }).length + 1;
  const frame = JSON.stringify({ ...content, pages: [] }).length;
  const fitting = Math.min(HEAD_PAGES, Math.floor((room - frame) / perPage));
  if (pages.length <= fitting) return { content, daysLeftOut: [] };
  const firstLeftOut = (pages[fitting] as { day: string }).day;
  return {
    content: { ...content, pages: content.pages.filter(({ day }) => day < firstLeftOut) },
    daysLeftOut: [...new Set(pages.filter(({ day }) => day >= firstLeftOut).map(({ day }) => day))],
  };
}

function signedSettings({ stagger, ...rest }: NodeSettings): SignedSettings {
  return stagger.kind === 'none' ? rest : { ...rest, stagger };
}

/** Field order as in `planHeadSchema`. */
export function planHeadBody(
  content: HeadContent,
  issue: { readonly version: number; readonly issuedAtUs: number },
): PlanHeadBody {
  const { city, nodeId, ...rest } = content;
  return {
    city,
    nodeId,
    version: issue.version,
    issuedAtUs: issue.issuedAtUs,
    effectiveAtUs: issue.issuedAtUs,
    ...rest,
  };
}
