import { z } from 'zod';

/**
 * A value without what its schema fills in by itself, so that a person reads what was decided and
 * reading it back gives the same value.
 */
export function withoutDefaults(schema: unknown, value: unknown): unknown {
  if (schema instanceof z.ZodDefault) return withoutDefaults(schema.unwrap(), value);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return value === null ? null : withoutDefaults(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((entry) => withoutDefaults(schema.element, entry));
  }
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, held]) => {
      const field: unknown = schema.shape[key];
      return isDefault(field, held) ? [] : [[key, withoutDefaults(field, held)]];
    }),
  );
}

function isDefault(field: unknown, value: unknown): boolean {
  if (!(field instanceof z.ZodDefault)) return false;
  return JSON.stringify(field.parse(undefined)) === JSON.stringify(value);
}
