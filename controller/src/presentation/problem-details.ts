import type { Problem } from '@loa/protocol/console-api';
import type { Language, ProblemCode } from '@loa/protocol/vocabulary';
import { problemText } from './problem-texts.ts';

/** The one table from codes to HTTP status. */
export const STATUS_OF: { readonly [code in ProblemCode]: number } = {
  'bad-request': 400,
  'not-found': 404,
  'method-not-allowed': 405,
  'body-too-large': 413,
  'too-many-requests': 429,
  internal: 500,
  unavailable: 503,
  'not-logged-in': 401,
  'wrong-login': 401,
  'login-locked': 429,
  'not-allowed': 403,
  'cross-site': 403,
  'media-empty': 422,
  'media-too-large': 413,
  'media-too-long': 422,
  'media-too-short': 422,
  'media-silent': 422,
  'media-not-audio': 422,
  'media-playlist': 422,
  'media-unsupported': 415,
  'media-truncated': 422,
  'media-too-costly': 422,
  'media-queue-full': 503,
  'speech-too-long': 422,
  'speech-empty': 422,
  'speech-not-heard': 409,
  'voice-unknown': 422,
  'voice-absent': 503,
  'voice-queue-full': 503,
  'voice-failed': 502,
  'voice-too-slow': 504,
  'voice-too-long': 422,
  'bulletin-not-ready': 409,
  'bulletin-in-use': 409,
  'no-target': 422,
  'unknown-target': 422,
  'start-in-past': 422,
  'start-too-far': 422,
  'already-over': 409,
  'air-taken': 409,
  'node-exists': 409,
  'node-offline': 409,
  'enrolment-code-wrong': 403,
  'enrolment-code-expired': 410,
  'node-unknown': 404,
  'signature-wrong': 403,
  'protocol-unsupported': 400,
  'message-malformed': 400,
  'message-too-large': 413,
  'consumer-too-slow': 408,
  superseded: 409,
  'listeners-full': 503,
  'document-changed': 412,
  'document-in-use': 409,
  'schedule-invalid': 422,
  'storage-full': 507,
};

/** RFC 9457 problem details in the reader's language. */
export function problemOf(code: ProblemCode, language: Language, detail?: string): Problem {
  const text = problemText(code, language);
  return {
    type: `urn:loa:problem:${code}`,
    title: text.title,
    status: STATUS_OF[code],
    code,
    // Details of the engine are English; other readers get the table's sentence.
    detail: language === 'en' && detail ? detail : text.detail,
  };
}
