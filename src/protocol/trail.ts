/** The schema of the way that a walk took. */
import * as z from 'zod';
import type { TrailStep } from '../engine/types.ts';
import { held, type Same } from './equal.ts';

const line = z.number().int().min(1);
const text = z.string();

const node = z.object({
  kind: z.enum(['repository', 'folder', 'group', 'file', 'symbol', 'lines']),
  path: text,
  root: text.exactOptional(),
  symbol: text.exactOptional(),
  startLine: line.exactOptional(),
  endLine: line.exactOptional(),
  outline: text,
});

const step = z.object({
  step: line,
  did: z.enum(['down', 'up', 'answered', 'declined', 'opened']),
  at: node,
  to: node.exactOptional(),
  by: z.enum(['model', 'rank']),
  why: text,
  offered: z.array(node),
});

export const trail = z.array(step);

held<[Same<z.output<typeof step>, TrailStep>]>();
