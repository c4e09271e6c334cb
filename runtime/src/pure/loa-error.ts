/**
 * An operating error (disk, socket, codec, refused request) with a stable code. What a caller must
 * handle is a value, not this; a bug is an `Error` of its own.
 */
export class LoaError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly isRetryable: boolean;

  constructor(
    code: Code,
    message: string,
    options: { cause?: unknown; isRetryable?: boolean } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LoaError';
    this.code = code;
    this.isRetryable = options.isRetryable ?? false;
  }
}
