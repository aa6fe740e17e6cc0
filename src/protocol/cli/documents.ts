/**
 * What commands of the command line print with `--json`, by name. Fields may be added; none is taken away or changes its
 * meaning without another `schema` number of the answer.
 */
import * as z from 'zod';
import type { SymbolReport } from '../../engine/report/outline.ts';
import { answer, modelInfo, numberedEvent, problem, rootStatus } from '../data.ts';
import { held, type Same } from '../equal.ts';
import { failure } from '../failures.ts';
import { measured } from '../kept/measured.ts';
import { NOTE_REQUESTS } from '../kept/notes.ts';
import { PATCH_REQUESTS } from '../patches.ts';
import { REQUESTS } from '../requests.ts';
import { known, reviewPlan, reviewReport } from '../review/report.ts';
import { estimate } from '../route.ts';
import { runDetails, runList, spendingTotals } from '../runs.ts';
import { symbolDef, usesReport } from '../uses.ts';
import { architectureReport } from './architecture.ts';
import { applyDocument, fixDocument, moveDocument, undoDocument } from './changes.ts';

const text = z.string();
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const problems = z.array(problem);

const counts = rootStatus
  .omit({ root: true, uri: true, state: true, progress: true, savedAtMs: true })
  .extend({ references: count });

const use = z.object({
  root: text.exactOptional(),
  path: text,
  line,
  kind: z.enum(['call', 'type', 'name', 'inherit']),
  confidence: z.number(),
  inside: text,
});

const symbolReport = z.object({
  root: text.exactOptional(),
  path: text,
  symbol: symbolDef,
  callers: z.array(use),
  callees: z.array(use.extend({ name: text })),
});

/** Answers that were asked again with all of the context, and what became of each. */
const audited = z.object({
  ...{ accepted: count, sampled: count, same: count, differs: count, declined: count },
  ...{ tooLarge: count, failed: count },
  rows: z.array(
    z.object({
      ...{ runId: text, question: text, model: text, again: text.exactOptional() },
      outcome: z.enum(['same', 'differs', 'declined', 'tooLarge', 'failed']),
    }),
  ),
});

/**
 * The documents by the command that prints them; one of a subcommand or an option by both words, as `notesSave` and
 * `runsSpending`. `askEvent` is a line of `ask --json-stream`.
 */
export const CLI_JSON = {
  index: counts.extend({ ms: count, rssMB: count }),
  status: counts.extend({ savedAtMs: z.number().exactOptional(), root: text, indexDir: text.nullable() }),
  search: REQUESTS['sightline/search'].result.extend({ query: text, problems }),
  rank: z.object({
    id: z.unknown(),
    results: z.array(z.object({ path: text, startLine: line, endLine: line, score: z.number() })),
  }),
  outline: REQUESTS['sightline/outline'].result.unwrap().extend({ problems }),
  symbol: z.object({ name: text, definitions: z.array(symbolReport), problems }),
  uses: usesReport.extend({ name: text, problems }),
  ask: answer,
  askEvent: numberedEvent,
  find: answer,
  report: architectureReport.extend({ problems }),
  reportWrite: answer,
  reportDryRun: z.object({ estimate }),
  reportMissed: answer.shape.report.unwrap().shape.missed,
  review: reviewReport,
  reviewDryRun: reviewPlan,
  reviewDismiss: known,
  merge: reviewReport,
  runs: runList,
  runsSpending: spendingTotals,
  runsDeclines: z.object({
    models: z.array(z.object({ model: text, asked: count, declined: count })),
  }),
  runsShow: runDetails,
  runsResume: answer,
  runsAudit: audited,
  runsDelete: z.object({ removed: count, kept: z.array(text) }),
  notes: NOTE_REQUESTS['sightline/notes'].result.shape.notes,
  notesSave: NOTE_REQUESTS['sightline/saveNote'].result,
  notesEdit: z.object({ id: text, question: text }),
  notesDelete: NOTE_REQUESTS['sightline/deleteNotes'].result,
  models: z.array(modelInfo),
  modelsNames: z.object({ host: text, models: z.array(text), failure: failure.exactOptional() }),
  modelsMeasure: measured,
  fix: fixDocument,
  move: moveDocument,
  apply: applyDocument,
  undo: undoDocument,
  patches: PATCH_REQUESTS['sightline/patches'].result,
  clear: z.object({ bytes: count }),
} as const;

held<[Same<z.output<typeof symbolReport>, SymbolReport>]>();
