declare module 'vitest' {
  interface ProvidedContext {
    propertySeed: number;
  }
}

/** Where the chance of properties begins; `LOA_PROPERTY_SEED` sees a failed seed again. */
export const propertySeed: number = Number(process.env['LOA_PROPERTY_SEED'] ?? 1);
if (!Number.isSafeInteger(propertySeed)) {
  throw new RangeError('LOA_PROPERTY_SEED is not an integer; give what the proof printed');
}
