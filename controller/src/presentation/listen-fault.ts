import { LoaError } from '@loa/runtime/pure';

/** What the person who starts the controller can mend is said in terms of what they set. */
export function listenFault(
  error: unknown,
  wanted: {
    readonly host: string;
    readonly port: number;
    readonly portVariable: 'LOA_PORT' | 'LOA_NODE_PORT';
  },
): unknown {
  const { host, port, portVariable: name } = wanted;
  const { code } = error as { code?: string };
  const remedies: { readonly [code: string]: string } = {
    EADDRINUSE: `${name}: another program has ${host}:${port}; stop it or choose another port`,
    EACCES: `${name}: this user may not listen on ${host}:${port}; choose a port above 1023`,
    EADDRNOTAVAIL: `LOA_HOST: "${host}" is no address of this machine`,
    ENOTFOUND: `LOA_HOST: "${host}" is not known; give an address of this machine`,
    EAI_AGAIN: `LOA_HOST: "${host}" cannot be looked up; give an address of this machine`,
  };
  const remedy = remedies[code ?? ''];
  return remedy === undefined ? error : new LoaError('bad-request', remedy, { cause: error });
}
