/** −1 … 1 to signed 16 bit, little-endian. */
export function toPcm16(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  for (let i = 0; i < samples.length; i++) {
    const scaled = Math.round((samples[i] as number) * 32_767);
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, scaled)), i * 2);
  }
  return bytes;
}
