/** Text that is gathered before it is sent on. */
const CHUNK_CHARACTERS = 32_768;

/** Joins small texts to chunks of UTF-8, so that a row costs no message of its own. */
export async function* inChunks(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let held = '';
  for await (const text of texts) {
    held += text;
    if (held.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(held);
    held = '';
  }
  if (held !== '') yield encoder.encode(held);
}
