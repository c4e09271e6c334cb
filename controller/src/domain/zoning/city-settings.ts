import type { CitySpeech } from '../speech/lexicon.ts';

/** What a city has set beside its map. */
export interface CitySettings {
  /** Lines above its reports: the authority, the office, the place. */
  readonly header: readonly string[];
  /** Hosts, with or without a port, that relays may fetch from. */
  readonly relayHosts: readonly string[];
  /** Reforms of its units that have happened, in order. */
  readonly reforms: readonly string[];
  readonly speech: CitySpeech;
}

export const NO_SETTINGS: CitySettings = {
  header: [],
  relayHosts: [],
  reforms: [],
  speech: { abbreviations: {}, dialect: 'north' },
};
