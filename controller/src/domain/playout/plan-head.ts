import {
  LEVEL,
  type LevelTable,
  type NodeSettings,
  type StandingSettings,
} from '@loa/protocol/playout';
import {
  type AssetId,
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
/** Of one page in the list, with its comma. */
const BYTES_PER_PAGE = JSON.stringify({ day: '0000-00-00', hash: '0'.repeat(43) }).length + 1;

/** As a head has them: a stagger and a table of levels stand in it where there are any. */
export type SignedSettings = Omit<NodeSettings, 'stagger' | keyof LevelTable> &
  Partial<Pick<NodeSettings, 'stagger' | keyof LevelTable>>;

/** What a head says, without its version and instants. */
export interface HeadContent {
  readonly city: UnitId;
  readonly nodeId: NodeId;
  readonly units: readonly UnitId[];
  readonly zones: readonly ZoneId[];
  readonly settings: SignedSettings;
  /** [REL20] Stands in it where there are any. */
  readonly spares?: readonly AssetId[];
  readonly pages: readonly ListedPage[];
}

export interface ListedPage {
  readonly day: string;
  readonly hash: PageHash;
}

/** Pages as heads list them. The text is most of a head, and made once for all that share it. */
export interface PageList {
  readonly pages: readonly ListedPage[];
  readonly text: string;
}

/** The JSON text of a head, parted where its version and instants stand. */
export interface HeadText {
  readonly nodeId: NodeId;
  readonly opening: string;
  readonly rest: string;
}

export function pageListOf(pages: readonly ListedPage[]): PageList {
  return { pages, text: JSON.stringify(pages.map(({ day, hash }) => ({ day, hash }))) };
}

/**
 * [CAL13] The head of a node. Where its pages do not all fit, the nearest days are kept and
 * `daysLeftOut` names the others: they come in as days pass.
 */
export function headOf(
  map: CityMap,
  node: CityNode,
  told: {
    readonly listed: PageList;
    readonly table?: LevelTable;
    readonly spares?: readonly AssetId[];
  },
): { readonly head: HeadText; readonly daysLeftOut: readonly string[] } {
  const { listed, table = LEVEL, spares = [] } = told;
  const { units, zones } = placementOf(map, node);
  const settings = signedSettings(settingsOf(map, node), table);
  const content = { city: map.cityId, nodeId: node.nodeId, units, zones, settings, spares };
  const head = headText(content, listed.text);
  const { pages } = listed;
  const frame = head.opening.length + head.rest.length - listed.text.length + '[]'.length;
  const room = LIMITS.headBytes - HEAD_RESERVE_BYTES - frame;
  const fitting = Math.min(HEAD_PAGES, Math.floor(room / BYTES_PER_PAGE));
  if (pages.length <= fitting) return { head, daysLeftOut: [] };
  const firstLeftOut = (pages[fitting] as ListedPage).day;
  const kept = pageListOf(pages.filter(({ day }) => day < firstLeftOut));
  return {
    head: headText(content, kept.text),
    daysLeftOut: [...new Set(pages.filter(({ day }) => day >= firstLeftOut).map(({ day }) => day))],
  };
}

export function headListing({ pages, ...content }: HeadContent): HeadText {
  return headText(content, pageListOf(pages).text);
}

/** Field order as in `planHeadSchema`. */
function headText(content: Omit<HeadContent, 'pages'>, pages: string): HeadText {
  const { city, nodeId, units, zones, settings, spares = [] } = content;
  const held = spares.length > 0 ? { spares } : {};
  const placed = JSON.stringify({ units, zones, settings, ...held }).slice(1, -1);
  return {
    nodeId,
    opening: JSON.stringify({ city, nodeId }).slice(0, -1),
    rest: `,${placed},"pages":${pages}}`,
  };
}

function signedSettings(
  { stagger, ...rest }: StandingSettings,
  { levels, utcOffsets, mutes }: LevelTable,
): SignedSettings {
  return {
    ...rest,
    ...(stagger.kind === 'none' ? {} : { stagger }),
    ...(levels.length > 0 ? { levels, utcOffsets } : {}),
    ...(mutes.length > 0 ? { mutes } : {}),
  };
}

/** What two heads have in common when they say the same. */
export function contentText({ opening, rest }: HeadText): string {
  return opening + rest;
}

/** What is signed. */
export function headBody(
  { opening, rest }: HeadText,
  { version, issuedAtUs }: { readonly version: number; readonly issuedAtUs: number },
): string {
  const issue = `,"version":${version},"issuedAtUs":${issuedAtUs},"effectiveAtUs":${issuedAtUs}`;
  return opening + issue + rest;
}
