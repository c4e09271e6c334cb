import { type Logger as PinoLogger, pino } from 'pino';
import type { Logger } from '../pure/index.ts';

/** A pino logger behind the {@link Logger} interface. Secrets are redacted by field name. */
export function createLogger(name: string, level: string): Logger {
  const root = pino({
    name,
    level,
    redact: { paths: ['password', '*.password', 'code', 'ticket', 'cookie'], censor: '[redacted]' },
  });
  return wrap(root, name);
}

function wrap(inner: PinoLogger<never, boolean>, name: string): Logger {
  return {
    debug: (fields, message) => inner.debug(fields, message),
    info: (fields, message) => inner.info(fields, message),
    warn: (fields, message) => inner.warn(fields, message),
    error: (fields, message) => inner.error(fields, message),
    child: (part) => wrap(inner.child({ name: `${name}:${part}` }), `${name}:${part}`),
  };
}

/** For tests and tools that want no log. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
