/** The longest Opus frame, hence the longest packet of one frame (RFC 6716, section 3.2.1). */
export const OPUS_FRAME_BYTES = 1275;

/** Frames at 48 kHz of one Opus frame, by the configuration number (RFC 6716, table 2). */
function framesOfConfig(config: number): number {
  if (config < 12) return [480, 960, 1920, 2880][config & 3] ?? 0;
  if (config < 16) return [480, 960][config & 1] ?? 0;
  return [120, 240, 480, 960][config & 3] ?? 0;
}

/**
 * What the table-of-contents byte says (RFC 6716, section 3.1); null where the packet cannot be
 * Opus (RFC 6716, section 3.4, R1, R2 and R5).
 */
export function readOpusPacket(
  packet: Uint8Array,
): { readonly frames: number; readonly stereo: boolean } | null {
  const toc = packet[0];
  if (toc === undefined) return null;
  const code = toc & 3;
  const parts = code === 0 ? 1 : code < 3 ? 2 : (packet[1] ?? 0) & 0x3f;
  const frames = framesOfConfig(toc >> 3) * parts;
  if (frames === 0 || frames > 5760) return null;
  if (code === 0 && packet.length > OPUS_FRAME_BYTES + 1) return null;
  return { frames, stereo: (toc & 4) !== 0 };
}
