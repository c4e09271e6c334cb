/** Every variable the controller reads. docs/OPERATIONS.md has the same table; a test compares. */
export interface Variable {
  readonly name: string;
  /** As text; empty is "not set". */
  readonly standard: string;
  readonly meaning: string;
}

export const VARIABLES = [
  { name: 'LOA_HOST', standard: '127.0.0.1', meaning: 'Address to listen on.' },
  { name: 'LOA_PORT', standard: '8080', meaning: 'Port to listen on; 0 takes a free one.' },
  {
    name: 'LOA_NODE_PORT',
    standard: '',
    meaning: 'Port for the nodes; the next after LOA_PORT unless given, 0 takes a free one.',
  },
  { name: 'LOA_DATA', standard: 'data', meaning: 'Folder of everything the controller keeps.' },
  { name: 'LOA_SCHEDULES', standard: '', meaning: 'City file to apply at start.' },
  { name: 'LOA_TLS_CERT', standard: '', meaning: 'Certificate chain, PEM file.' },
  { name: 'LOA_TLS_KEY', standard: '', meaning: 'Private key of the certificate, PEM file.' },
  {
    name: 'LOA_LAN',
    standard: '',
    meaning: '1 serves HTTPS in the local network with an authority of the city’s own.',
  },
  {
    name: 'LOA_LAN_PORT',
    standard: '8088',
    meaning: 'Port of the page that tells how to trust it, plain HTTP; 0 takes a free one.',
  },
  {
    name: 'LOA_INSECURE_LAN',
    standard: '',
    meaning: '1 allows plain HTTP beyond this machine: passwords travel readable.',
  },
  {
    name: 'LOA_PUBLIC_ORIGINS',
    standard: '',
    meaning: 'Origins people open behind a proxy, separated by commas.',
  },
  {
    name: 'LOA_TRUST_PROXY',
    standard: '',
    meaning: 'Addresses or networks of proxies whose X-Forwarded-For counts, separated by commas.',
  },
  { name: 'LOA_LOG_LEVEL', standard: 'info', meaning: 'debug, info, warn, error or silent.' },
  {
    name: 'LOA_CONSOLE_DIR',
    standard: 'web-console/dist',
    meaning: 'Folder of the built console.',
  },
  {
    name: 'LOA_DEMO',
    standard: '',
    meaning: '1 makes the accounts of the demo city; npm start sets it.',
  },
  { name: 'FFMPEG_PATH', standard: '', meaning: 'ffmpeg to use instead of the one found.' },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];
export type Environment = { readonly [name: string]: string | undefined };

/** Values by name, defaults filled in; what is only white space is not set. */
export function readEnvironment(environment: Environment): Record<VariableName, string> {
  const values = VARIABLES.map(({ name, standard }) => {
    return [name, environment[name]?.trim() || standard] as const;
  });
  return Object.fromEntries(values) as Record<VariableName, string>;
}

export function unknownVariables(environment: Environment): string[] {
  const known: readonly string[] = VARIABLES.map(({ name }) => name);
  return Object.keys(environment).filter(
    (name) => name.startsWith('LOA_') && !known.includes(name),
  );
}
