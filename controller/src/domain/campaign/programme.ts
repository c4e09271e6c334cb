import type {
  AirRule,
  Campaign,
  DayOrder,
  Decision,
  Relay,
  Session,
  Suspension,
} from '@loa/protocol/programme';
import type { BulletinId } from '@loa/protocol/vocabulary';
import type { Bulletin } from '../library/bulletin.ts';
import type { CityMap } from '../zoning/city-map.ts';

/** All that the calendar's occurrences follow from. The order of documents makes no difference. */
export interface Programme {
  readonly map: CityMap;
  readonly bulletins: ReadonlyMap<BulletinId, Bulletin>;
  readonly campaigns: readonly Campaign[];
  readonly sessions: readonly Session[];
  readonly relays: readonly Relay[];
  readonly dayOrders: readonly DayOrder[];
  readonly airRules: readonly AirRule[];
  readonly suspensions: readonly Suspension[];
  readonly decisions: readonly Decision[];
}

/** A programme in which nothing has been decided. */
export const NO_DOCUMENTS: Omit<Programme, 'map' | 'bulletins'> = {
  campaigns: [],
  sessions: [],
  relays: [],
  dayOrders: [],
  airRules: [],
  suspensions: [],
  decisions: [],
};
