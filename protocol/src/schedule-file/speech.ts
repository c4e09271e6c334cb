/** How a city speaks, in its file. */
import { z } from 'zod';

const MOST_ABBREVIATIONS = 500;

export const speechSchema = z
  .strictObject({
    abbreviations: z
      .record(z.string().trim().min(1).max(30), z.string().trim().max(200))
      .refine((list) => Object.keys(list).length <= MOST_ABBREVIATIONS, 'at most 500')
      .optional()
      .describe('What is said for an abbreviation, over the default list; empty takes one away'),
    dialect: z
      .enum(['north', 'south'])
      .optional()
      .describe('north says nghìn and linh, south ngàn and lẻ; north unless given'),
  })
  .describe('How typed notices are read aloud');
