/** What the link's thread and its owner say to each other, around what hub and desk say. */
import type { TimelineState } from '../../engine/timeline.ts';
import type { FromHub, ToHub } from './exchange.ts';
import type { HubAddress } from './hub-server.ts';

/** What the thread is started with. */
export interface ThreadStart {
  readonly address: HubAddress;
  readonly assetDir: string;
  readonly timeline: TimelineState;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export type FromThread =
  | { readonly kind: 'listening'; readonly url: string; readonly port: number }
  /** It cannot listen, and ends. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'batch'; readonly batch: readonly FromHub[] }
  /** The log is written in one place. */
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly fields: object;
      readonly message: string;
    }
  /** Everybody was told, and all connections are closed. */
  | { readonly kind: 'closed' };

export type ToThread =
  | { readonly kind: 'batch'; readonly batch: readonly ToHub[] }
  | { readonly kind: 'slew'; readonly slew: TimelineState['slew'] }
  | { readonly kind: 'certificate'; readonly tls: HubAddress['tls'] & object }
  | { readonly kind: 'close' };
