/**
 * PulseAudio's native protocol, the part playback needs (commands and tags of `pulsecore/
 * native-common.h` and `tagstruct.h`). Version 20 is declared: it is spoken by PulseAudio ≥ 1.0 and
 * by pipewire-pulse, and has no format negotiation.
 */
export const PROTOCOL_VERSION = 20;
export const COMMAND = {
  error: 0,
  reply: 2,
  createPlaybackStream: 3,
  auth: 8,
  setClientName: 9,
  getPlaybackLatency: 14,
  request: 61,
  overflow: 62,
  underflow: 63,
  killed: 64,
  setPlaybackStreamBufferAttributes: 72,
} as const;
export const NO_INDEX = 0xffffffff;
export const CONTROL_CHANNEL = 0xffffffff;
const FORMAT_S16LE = 3;
/** Length, channel, offset high, offset low, flags: 32 bits each, big-endian. */
export const DESCRIPTOR_BYTES = 20;
/** Full volume of one channel. */
const VOLUME_NORM = 0x10000;

const TAG = {
  u32: 'L',
  string: 't',
  nullString: 'N',
  yes: '1',
  no: '0',
  arbitrary: 'x',
  properties: 'P',
  sampleSpec: 'a',
  channelMap: 'm',
  channelVolumes: 'v',
  time: 'T',
} as const;

export class TagWriter {
  private readonly parts: Buffer[] = [];

  u32(...values: number[]): this {
    for (const value of values) {
      const part = Buffer.alloc(5);
      part.write(TAG.u32, 'latin1');
      part.writeUInt32BE(value >>> 0, 1);
      this.parts.push(part);
    }
    return this;
  }

  string(text: string | null): this {
    this.parts.push(Buffer.from(text === null ? TAG.nullString : `${TAG.string}${text}\0`));
    return this;
  }

  bool(...values: boolean[]): this {
    this.parts.push(Buffer.from(values.map((value) => (value ? TAG.yes : TAG.no)).join('')));
    return this;
  }

  arbitrary(bytes: Uint8Array): this {
    const head = Buffer.alloc(5);
    head.write(TAG.arbitrary, 'latin1');
    head.writeUInt32BE(bytes.length, 1);
    this.parts.push(head, Buffer.from(bytes));
    return this;
  }

  properties(entries: Readonly<Record<string, string>>): this {
    this.parts.push(Buffer.from(TAG.properties));
    for (const [name, value] of Object.entries(entries)) {
      const bytes = Buffer.from(`${value}\0`);
      this.string(name).u32(bytes.length).arbitrary(bytes);
    }
    this.parts.push(Buffer.from(TAG.nullString));
    return this;
  }

  /** Sample format, channels, rate. */
  monoSpec(rateHz: number): this {
    const part = Buffer.alloc(7);
    part.write(TAG.sampleSpec, 'latin1');
    part[1] = FORMAT_S16LE;
    part[2] = 1;
    part.writeUInt32BE(rateHz, 3);
    this.parts.push(part);
    return this;
  }

  monoMap(): this {
    this.parts.push(Buffer.from([TAG.channelMap.charCodeAt(0), 1, 0]));
    return this;
  }

  monoVolume(): this {
    const part = Buffer.alloc(6);
    part.write(TAG.channelVolumes, 'latin1');
    part[1] = 1;
    part.writeUInt32BE(VOLUME_NORM, 2);
    this.parts.push(part);
    return this;
  }

  time(seconds: number, micros: number): this {
    const part = Buffer.alloc(9);
    part.write(TAG.time, 'latin1');
    part.writeUInt32BE(seconds, 1);
    part.writeUInt32BE(micros, 5);
    this.parts.push(part);
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

export type TagValue = number | boolean | string | null;

export class TagReader {
  private readonly bytes: Buffer;
  private at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  number(): number {
    const value = this.next();
    if (typeof value !== 'number') throw new RangeError('pulse: a number was expected');
    return value;
  }

  /** The next value; structures are given as null, their length being all that matters here. */
  next(): TagValue {
    const tag = String.fromCharCode(this.bytes.readUInt8(this.at++));
    switch (tag) {
      case 'L':
        return this.advance(4).readUInt32BE();
      case 'U':
      case 'R':
        return Number(this.advance(8).readBigUInt64BE());
      case 'r':
        return Number(this.advance(8).readBigInt64BE());
      case TAG.yes:
        return true;
      case TAG.no:
        return false;
      case TAG.nullString:
        return null;
      case TAG.string:
        return this.text();
      case TAG.time:
        this.advance(8);
        return null;
      case TAG.sampleSpec:
        this.advance(6);
        return null;
      case TAG.channelMap:
        this.advance(this.bytes.readUInt8(this.at) + 1);
        return null;
      default:
        throw new RangeError(`pulse: unknown tag "${tag}"`);
    }
  }

  private advance(length: number): Buffer {
    const part = this.bytes.subarray(this.at, this.at + length);
    if (part.length < length) throw new RangeError('pulse: a message ends early');
    this.at += length;
    return part;
  }

  private text(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0) throw new RangeError('pulse: a text has no end');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }
}
