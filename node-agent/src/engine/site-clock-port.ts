import type { Exchange, PublishedClock } from '../domain/clock/index.ts';

/** The clock service between the nodes of a site. Keys are base64url of 32 bytes. */
export interface SiteClock {
  /** `host:port` at which others of the site can ask this node; none when it cannot serve. */
  addresses(): readonly string[];
  /** Answers others from now on; `published` is null while there is nothing to serve. */
  serve(key: string, published: () => PublishedClock | null): void;
  /** Asks the leader from now on, at whichever of its addresses answers. */
  follow(
    key: string,
    addresses: readonly string[],
    heard: (exchange: Exchange, published: PublishedClock) => void,
  ): void;
  /** One exchange with the leader that is followed. */
  ask(): void;
  /** Neither serves nor follows. */
  rest(): void;
}
