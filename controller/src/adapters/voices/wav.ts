/** WAV of one channel and 16 bits (RIFF, PCM): what programs that speak write. */
import type { FileHandle } from 'node:fs/promises';

const HEADER_BYTES = 44;

export function wavHeader(sampleRateHz: number, dataBytes: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/**
 * Writes the true lengths into WAV that came through a pipe: who wrote it could not go back. Answers
 * false where it is no WAV of the plain shape, or has no sound.
 */
export async function closeWav(file: FileHandle, bytes: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
  const isWav =
    bytes > HEADER_BYTES &&
    buffer.toString('latin1', 0, 4) === 'RIFF' &&
    buffer.toString('latin1', 8, 16) === 'WAVEfmt ' &&
    buffer.toString('latin1', 36, 40) === 'data';
  if (!isWav) return false;
  await file.write(wavHeader(buffer.readUInt32LE(24), bytes - HEADER_BYTES), 0, HEADER_BYTES, 0);
  return true;
}
