/** One WebSocket message of the server, made once for all who get it. */
export interface Frame {
  readonly payload: string | Uint8Array;
  /** The whole frame of RFC 6455, section 5.2: final, not masked, not compressed. */
  readonly bytes: Buffer;
}

const TEXT = 0x81;
const BINARY = 0x82;
/** Lengths from here on take two bytes more, and from there on eight. */
const LENGTH_16 = 126;
const LENGTH_64 = 65_536;

export function frameOf(payload: string | Uint8Array): Frame {
  const isText = typeof payload === 'string';
  const length = isText ? Buffer.byteLength(payload) : payload.length;
  if (length >= LENGTH_64) throw new RangeError(`a message of ${length} bytes is too long`);
  const headBytes = length < LENGTH_16 ? 2 : 4;
  const bytes = Buffer.allocUnsafeSlow(headBytes + length);
  bytes[0] = isText ? TEXT : BINARY;
  if (headBytes === 2) bytes[1] = length;
  else {
    bytes[1] = LENGTH_16;
    bytes.writeUInt16BE(length, 2);
  }
  if (isText) bytes.write(payload, headBytes);
  else bytes.set(payload, headBytes);
  return { payload, bytes };
}
