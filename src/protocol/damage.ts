import * as z from 'zod';
import type { Damage } from '../engine/types.ts';
import { held, type Same } from './equal.ts';

/** What a grammar could not read of a file. */
export const damage = z.object({
  lines: z.number().int().min(1),
  firstLine: z.number().int().min(1),
  recovery: z.enum(['pieces', 'lines']).exactOptional(),
});

held<[Same<z.output<typeof damage>, Damage>]>();
