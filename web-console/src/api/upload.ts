import { type IngestJob, ingestJobSchema } from '@loa/protocol/console-api';
import type { BulletinClass } from '@loa/protocol/vocabulary';
import { type Details, detailsBody } from '../state/bulletin-draft.ts';
import { ApiError, problemError } from './problem.ts';
import { commonHeaders } from './request.ts';

export interface NewBulletin extends Details {
  readonly title: string;
  readonly class: Exclude<BulletinClass, 'emergency'>;
  readonly sound: Blob;
  readonly fileName: string;
  /** At the microphone: who may speak live may send it as their own voice. */
  readonly isRecording: boolean;
}

/**
 * Sends a new bulletin's sound. XMLHttpRequest, as fetch tells nothing of how much has been sent.
 * @param onSent 0 … 1 of the bytes
 */
export function uploadBulletin(
  bulletin: NewBulletin,
  onSent: (fraction: number) => void,
  signal: AbortSignal,
): Promise<IngestJob> {
  const form = new FormData();
  // The text fields stand first, so that the controller knows the title before the sound arrives.
  form.append('title', bulletin.title);
  form.append('class', bulletin.class);
  form.append('origin', bulletin.isRecording ? 'recorded' : 'upload');
  for (const [name, value] of Object.entries(detailsBody(bulletin))) {
    if (value !== null && value !== '') form.append(name, value);
  }
  form.append('sound', bulletin.sound, bulletin.fileName);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', '/api/bulletins');
    xhr.responseType = 'text';
    for (const [name, value] of Object.entries(commonHeaders())) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onSent(event.loaded / event.total);
    };
    xhr.onload = () => {
      const body = jsonOrNull(xhr.responseText);
      if (xhr.status >= 400) return reject(problemError(body));
      const job = ingestJobSchema.safeParse(body);
      if (!job.success) return reject(new ApiError('unexpected-answer', null, job.error));
      onSent(1);
      resolve(job.data);
    };
    xhr.onerror = () => reject(new ApiError('unreachable'));
    xhr.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => xhr.abort(), { once: true });
    if (signal.aborted) return reject(signal.reason);
    xhr.send(form);
  });
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
