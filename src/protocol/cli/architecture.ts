/** The schema of an architecture report, as `report --json` prints it. */
import * as z from 'zod';
import type { ArchitectureReport } from '../../engine/report/architecture/facts.ts';
import { count, line, text } from '../cited.ts';
import { fileRole, skippedFile } from '../data.ts';
import { held, type Same } from '../equal.ts';
import { symbolKind } from '../uses.ts';

const place = z.object({ path: text, line: line.exactOptional() });
const size = z.object({ name: text, files: count, lines: count });

/** A list that may be cut, with the number of all. */
const listed = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: count });

const mapFolder = size.extend({
  languages: z.array(text),
  about: z.object({ text, place }).exactOptional(),
  uses: z.array(z.object({ name: text, imports: count })),
});

const importEdge = z.object({ from: text, to: text, line, isPart: z.literal(true).exactOptional() });

export const architectureReport = z.object({
  files: count,
  lines: count,
  languages: z.array(size),
  roles: z.array(size.extend({ name: fileRole })),
  map: z.array(mapFolder),
  entryPoints: listed(
    place.extend({ kind: z.enum(['main', 'manifest', 'root']), name: text.exactOptional(), reaches: count }),
  ),
  central: listed(place.extend({ importedBy: count, imports: count })),
  used: listed(place.extend({ name: text, kind: symbolKind, mentions: count })),
  cycles: listed(z.object({ modules: count, circle: z.array(importEdge) })),
  hotSpots: listed(place.extend({ lines: count, commits: count }))
    .extend({ commits: count })
    .exactOptional(),
  basis: z.object({
    ...{ modules: count, proved: count, unsure: count, outside: count, withoutGrammar: count },
    damaged: z.array(text),
    skipped: z.array(skippedFile),
  }),
});

// A schema and its type are the same in both directions; this compiles only then.
held<[Same<z.output<typeof architectureReport>, ArchitectureReport>]>();
