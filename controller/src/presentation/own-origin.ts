export interface RequestHead {
  readonly method: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

export interface OwnOrigins {
  readonly secure: boolean;
  /** What people type where a proxy stands in front, e.g. `https://loa.example.vn`. */
  readonly publicOrigins: readonly string[];
}

/** Whether `Origin` names this very controller. */
export function isOwnOrigin(request: RequestHead, own: OwnOrigins): boolean {
  const { origin, host } = request.headers;
  if (typeof origin !== 'string') return false;
  if (own.publicOrigins.includes(origin)) return true;
  if (typeof host !== 'string') return false;
  return origin === `https://${host}` || (!own.secure && origin === `http://${host}`);
}
