import type { BulletinId } from '@loa/protocol/vocabulary';
import type { CivilDays } from '../calendar/civil-days.ts';
import type { Bulletin } from '../library/bulletin.ts';
import { Decisions } from './decisions.ts';
import type { Bench, Candidate } from './playing.ts';
import type { Programme } from './programme.ts';
import type { Rulebook } from './rulebook.ts';
import type { Turns } from './turns.ts';
import type { Verdict } from './withheld.ts';

/** A programme, laid ready to be unfolded. */
export class ProgrammeBench implements Bench {
  readonly programme: Programme;
  readonly days: CivilDays;
  readonly turns: Turns;
  readonly rules: Rulebook;
  readonly decisions: Decisions;

  constructor(
    programme: Programme,
    known: { readonly days: CivilDays; readonly turns: Turns; readonly rules: Rulebook },
  ) {
    this.programme = programme;
    this.days = known.days;
    this.turns = known.turns;
    this.rules = known.rules;
    this.decisions = new Decisions(programme.decisions, programme.campaigns);
  }

  bulletin(bulletinId: BulletinId): Bulletin | null {
    return this.programme.bulletins.get(bulletinId) ?? null;
  }

  judge(candidate: Candidate): Verdict {
    return this.rules.judge(candidate);
  }
}
