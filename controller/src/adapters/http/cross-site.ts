import { isOwnOrigin, type OwnOrigins, type RequestHead } from '../../presentation/own-origin.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
const BODY_TYPES = ['application/json', 'multipart/form-data'];

/**
 * Requests that change something must come from the console itself, not from another site in the
 * same browser: ASVS 5 (3.5.1–3.5.3). A custom header cannot be set across sites without a
 * preflight, which this API never answers; `Sec-Fetch-Site` and `Origin` say it outright where the
 * browser sends them (it leaves out `Sec-Fetch-Site` on plain HTTP beyond localhost).
 *
 * @returns null when the request may go on; otherwise why not
 */
export function crossSiteFault(request: RequestHead, own: OwnOrigins): string | null {
  if (SAFE_METHODS.includes(request.method)) return null;
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return 'Sec-Fetch-Site: the request comes from another site';
  }
  if (headers['origin'] !== undefined && !isOwnOrigin(request, own)) {
    return 'Origin: the request comes from another site';
  }
  if (headers['x-loa'] === undefined) return 'X-Loa: the header is missing';
  const type = headers['content-type'];
  if (type === undefined) return null;
  const media = String(type).split(';')[0]?.trim().toLowerCase() ?? '';
  return BODY_TYPES.includes(media) ? null : 'Content-Type: application/json is needed';
}
