/** The log as programs see it: fields first, then a sentence. Children carry a name. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(name: string): Logger;
}
