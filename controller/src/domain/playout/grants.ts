import type { Campaign, Session, Timing } from '@loa/protocol/programme';
import type { BulletinClass, BulletinId } from '@loa/protocol/vocabulary';
import type { Steps } from '@loa/runtime/pure';
import type { ProgrammeBench } from '../campaign/bench.ts';
import { frameCarrier } from '../campaign/fill-session.ts';
import type { Carrier, Piece } from '../campaign/piece.ts';
import type { Member } from '../campaign/session-members.ts';
import { type Allowance, allowanceOf } from './authorise.ts';

/** That an item may play a bulletin so often a year. */
interface Use {
  readonly key: string;
  readonly playsAYear: number;
  readonly gainDb: number;
}

/** What is to be planned, with the items of each session. */
export interface Planned {
  readonly campaigns: readonly { readonly campaign: Campaign; readonly carrier: Carrier }[];
  readonly sessions: readonly { readonly session: Session; readonly members: readonly Member[] }[];
}

/** More starts than a year has by any rule: what sounds instead cannot be counted beforehand. */
const SUBSTITUTES_A_YEAR = 20_000;

/** [SGN7] The allowances that items share: those of the same bulletin, targets and class. */
export class Grants {
  private readonly bench: ProgrammeBench;
  private readonly sums = new Map<string, Omit<Use, 'key'>>();
  private readonly allowances = new Map<string, Allowance>();
  private readonly uses = new Map<Campaign | Session, readonly Use[]>();

  private constructor(bench: ProgrammeBench) {
    this.bench = bench;
  }

  static *of(planned: Planned, bench: ProgrammeBench): Steps<Grants> {
    const made = new Grants(bench);
    for (const { campaign, carrier } of planned.campaigns) {
      made.add(campaign, made.ofCampaign(campaign, carrier));
      yield;
    }
    for (const { session, members } of planned.sessions) {
      made.add(session, made.ofSession(session, members));
      yield;
    }
    return made;
  }

  allowanceFor(piece: Piece): Allowance {
    const { carrier } = piece;
    const known = this.allowanceOf(keyOf(piece.bulletinId, piece.class, carrier));
    if (known && !carrier.isSubstitute) return known;
    return allowanceOf([{ playsAYear: SUBSTITUTES_A_YEAR, gainDb: carrier.gainDb }]);
  }

  /** All that the authorisations of what is planned follow from beside its pieces, as text. */
  textOf(planned: Campaign | Session): string {
    return (this.uses.get(planned) ?? [])
      .map(({ key }) => this.allowanceOf(key))
      .map((allowance) => `${allowance?.maxPlays} ${allowance?.maxGainDb}`)
      .join();
  }

  private add(planned: Campaign | Session, uses: readonly Use[]): void {
    this.uses.set(planned, uses);
    for (const { key, playsAYear, gainDb } of uses) {
      const sum = this.sums.get(key) ?? { playsAYear: 0, gainDb: 0 };
      const both = {
        playsAYear: sum.playsAYear + playsAYear,
        gainDb: Math.max(sum.gainDb, gainDb),
      };
      this.sums.set(key, both);
    }
  }

  /** Null for what nobody plans beforehand. */
  private allowanceOf(key: string): Allowance | null {
    const known = this.allowances.get(key);
    if (known) return known;
    const sum = this.sums.get(key);
    if (!sum) return null;
    const made = allowanceOf([sum]);
    this.allowances.set(key, made);
    return made;
  }

  private ofCampaign(campaign: Campaign, carrier: Carrier): Use[] {
    return this.usesOf(campaign, carrier, this.startsAYear(campaign.timing));
  }

  private ofSession(session: Session, members: readonly Member[]): Use[] {
    const starts = this.startsAYear(session.timing);
    const frame = frameCarrier(session);
    const ends = [session.opening, session.closing].flatMap((id) => id ?? []);
    return [
      ...members.flatMap(({ campaign, carrier }) => this.usesOf(campaign, carrier, starts)),
      ...ends.flatMap((id) => this.use(id, { carrier: frame, playsAYear: starts })),
    ];
  }

  private usesOf(campaign: Campaign, carrier: Carrier, starts: number): Use[] {
    const plays = starts * campaign.repeats.times;
    const content = campaign.bulletins.flatMap((id) =>
      this.use(id, { carrier, playsAYear: plays }),
    );
    const { chime } = campaign;
    if (chime === null) return content;
    const classes = new Set(campaign.bulletins.map((id) => this.bench.bulletin(id)?.class));
    const announcing = [...classes].flatMap((ofClass) =>
      this.use(chime, { carrier, playsAYear: starts, ...(ofClass ? { class: ofClass } : {}) }),
    );
    return [...content, ...announcing];
  }

  /** The most that a year can have. */
  private startsAYear({ rule, extra }: Timing): number {
    return 366 * this.bench.turns.mostPerDay(rule) + extra.length;
  }

  private use(
    bulletinId: BulletinId,
    one: {
      readonly carrier: Carrier;
      readonly playsAYear: number;
      readonly class?: BulletinClass;
    },
  ): Use[] {
    const bulletin = this.bench.bulletin(bulletinId);
    if (!bulletin) return [];
    const { carrier, playsAYear } = one;
    const key = keyOf(bulletinId, one.class ?? bulletin.class, carrier);
    return [{ key, playsAYear, gainDb: carrier.gainDb }];
  }
}

function keyOf(
  bulletinId: BulletinId,
  ofClass: BulletinClass,
  { targetsText }: Pick<Carrier, 'targetsText'>,
): string {
  return `${bulletinId} ${ofClass} ${targetsText}`;
}
