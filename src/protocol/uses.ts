/** Where a name is used, as it crosses between the editor and the language server. */
import * as z from 'zod';
import type { UsesReport } from '../engine/engine.ts';
import { held, type Same } from './equal.ts';

const text = z.string();
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const root = text.exactOptional();

export const symbolKind = z.enum([
  ...(['module', 'namespace', 'class', 'interface', 'struct', 'enum', 'trait', 'type', 'function'] as const),
  ...(['method', 'constructor', 'property', 'field', 'constant', 'variable', 'macro', 'section'] as const),
]);

/** A definition, as the index holds it. */
export const symbolDef = z.object({
  name: text,
  kind: symbolKind,
  line,
  startLine: line,
  endLine: line,
  container: z.array(text),
  signature: text,
  doc: text,
  params: count.exactOptional(),
  isExported: z.boolean().exactOptional(),
});

const definitionUses = z.object({
  root,
  path: text,
  symbol: symbolDef,
  also: z.array(z.object({ root, path: text, line })).exactOptional(),
  uses: z.array(
    z.object({
      root,
      path: text,
      line,
      kind: z.enum(['call', 'type', 'name', 'inherit']),
      confidence: z.number(),
      inside: text,
      text,
    }),
  ),
});

export const usesReport = z.object({
  definitions: z.array(definitionUses),
  named: z.array(z.object({ root, path: text, line, text })),
  unread: count,
  isSearched: z.boolean(),
});

export type { UsesReport } from '../engine/engine.ts';

held<[Same<z.output<typeof usesReport>, UsesReport>]>();
