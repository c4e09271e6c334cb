/** Texts that have a name; beyond it all get new ones. */
const KEPT_TEXTS = 20_000;

/** Short names for long texts: equal texts have the same, others another. */
export class ShortNames {
  private readonly names = new Map<string, string>();
  private given = 0;

  of(text: string): string {
    if (text === '') return '';
    const known = this.names.get(text);
    if (known !== undefined) return known;
    if (this.names.size >= KEPT_TEXTS) this.names.clear();
    const made = `#${++this.given}`;
    this.names.set(text, made);
    return made;
  }
}
