/**
 * What `pacat --verbose` says on standard error, in the C locale: every 50 ms
 * `Time: 3.245 sec; Latency: 60123 usec.`, ended by a carriage return, and a line of its own for
 * whatever else happens. The time is the position that is heard.
 */
export type PacatWord =
  | { readonly kind: 'position'; readonly seconds: number; readonly latencyUs: number }
  | { readonly kind: 'underrun' }
  | { readonly kind: 'remark'; readonly text: string };

const POSITION = /^Time: (\d+\.\d+) sec; Latency: (-?\d+) usec\.$/;
/** Comes after a line that is to be written over. */
const CLEAR_LINE = '\u001b[K';
/** A line that does not end is no line. */
const MOST_LINE_CHARACTERS = 4_096;

/** Takes the text as it comes and gives whole lines as words. */
export class PacatWords {
  private rest = '';

  take(text: string): PacatWord[] {
    const lines = (this.rest + text).split(/[\r\n]+/);
    this.rest = (lines.pop() ?? '').slice(-MOST_LINE_CHARACTERS);
    // The instant of a position is that of its last word: what ends the line may come later.
    if (POSITION.test(this.rest)) {
      lines.push(this.rest);
      this.rest = '';
    }
    return lines.map((line) => line.replace(CLEAR_LINE, '').trim()).flatMap(wordOf);
  }
}

function wordOf(line: string): PacatWord[] {
  if (line === '') return [];
  const position = POSITION.exec(line);
  if (position) {
    const [, seconds, latencyUs] = position;
    return [{ kind: 'position', seconds: Number(seconds), latencyUs: Number(latencyUs) }];
  }
  return [
    line.startsWith('Stream underrun') ? { kind: 'underrun' } : { kind: 'remark', text: line },
  ];
}
