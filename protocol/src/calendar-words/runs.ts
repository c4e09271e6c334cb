/** Values in order; three and more in a row are said as one run. */
export function sayRuns(
  values: readonly number[],
  name: (value: number) => string,
  through: (first: string, last: string) => string,
): string[] {
  const said: string[] = [];
  for (let at = 0; at < values.length; ) {
    const first = values[at] as number;
    let length = 1;
    while (values[at + length] === first + length) length += 1;
    const isRun = length >= 3;
    said.push(isRun ? through(name(first), name(first + length - 1)) : name(first));
    at += isRun ? length : 1;
  }
  return said;
}

/** `a, b and c`. */
export function joined(words: readonly string[], and: string): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${and} ${words.at(-1)}`;
}
