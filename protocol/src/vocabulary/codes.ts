/** Stable codes of errors, the same on HTTP (RFC 9457 `code`), on the node link and in the log. */
export const PROBLEM_CODES = [
  // requests
  'bad-request',
  'not-found',
  'method-not-allowed',
  'body-too-large',
  'too-many-requests',
  'internal',
  'unavailable',
  // people
  'not-logged-in',
  'wrong-login',
  'login-locked',
  'not-allowed',
  'cross-site',
  // media
  'media-empty',
  'media-too-large',
  'media-too-long',
  'media-too-short',
  'media-silent',
  'media-not-audio',
  'media-playlist',
  'media-unsupported',
  'media-truncated',
  'media-too-costly',
  'media-queue-full',
  // text to speech
  'speech-too-long',
  'speech-empty',
  'speech-not-heard',
  'voice-unknown',
  'voice-absent',
  'voice-queue-full',
  'voice-failed',
  'voice-too-slow',
  'voice-too-long',
  // broadcasts
  'bulletin-not-ready',
  'bulletin-in-use',
  'no-target',
  'unknown-target',
  'start-in-past',
  'start-too-far',
  'already-over',
  'air-taken',
  // nodes
  'node-exists',
  'node-offline',
  'enrolment-code-wrong',
  'enrolment-code-expired',
  'node-unknown',
  'signature-wrong',
  'protocol-unsupported',
  'message-malformed',
  'message-too-large',
  'consumer-too-slow',
  'superseded',
  'listeners-full',
  // documents of the programme
  'document-changed',
  'document-in-use',
  // schedule files
  'schedule-invalid',
  // storage
  'storage-full',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** WebSocket close codes of the node link (4000–4999 are the application's, RFC 6455 §7.4.2). */
export const CLOSE_CODES = {
  'message-malformed': 4400,
  'signature-wrong': 4401,
  'enrolment-code-wrong': 4403,
  'enrolment-code-expired': 4410,
  'node-unknown': 4404,
  'protocol-unsupported': 4406,
  superseded: 4409,
  'message-too-large': 1009,
  'consumer-too-slow': 4408,
  'too-many-requests': 4429,
  unavailable: 1013,
} as const satisfies Partial<Record<ProblemCode, number>>;
