/** Four horns on the rig's channels, by whatever makes them play. */
export interface Horns extends AsyncDisposable {
  /** Resolves when the sound is under way. */
  play(): Promise<void>;
  /** SIGKILL and at once started again, as a supervisor does. */
  killAndRestart(index: number): Promise<void>;
  /** Resolves when the sound is over. */
  over(): Promise<void>;
  /** Times a card ran dry since `play`; null where nobody counts. */
  underruns(): Promise<number | null>;
}

export const HORNS = 4;
