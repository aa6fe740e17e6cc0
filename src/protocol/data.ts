/**
 * Schemas of the plain data that crosses a process: answers, events, index status. The types are the engine's own;
 * the list at the end does not compile when a schema and its type differ in either direction.
 */
import * as z from 'zod';
import type { NumberedEvent, RunEvent, Step } from '../engine/events.ts';
import type { ModelInfo as EngineModelInfo } from '../engine/ports.ts';
import type {
  Answer,
  Citation,
  Claim,
  Coverage,
  Evidence,
  Focus,
  Hit,
  HitReason,
  NotFound,
  Notice,
  NotRead,
  Passage,
  Problem,
  SkippedFile,
  Table,
  Usage,
} from '../engine/types.ts';
import { citation, claimState, count, line, placed, root, span, table, text, webAddress } from './cited.ts';
import { damage } from './damage.ts';
import { held, type Plain, type Same } from './equal.ts';
import { failure, notice } from './failures.ts';
import { route } from './route.ts';
import { trail } from './trail.ts';

export const fileRole = z.enum([
  'source',
  'test',
  'docs',
  'example',
  'vendored',
  'generated',
  'config',
  'data',
]);

const evidence = z.object({
  kind: z.enum([
    'definition',
    'named',
    'path',
    'frame',
    'quoted',
    'file',
    'folder',
    'selection',
    'symbol',
    'note',
  ]),
  of: text,
  line: z.number().int().exactOptional(),
});

export const hitReason = z.object({
  terms: z.array(text),
  fields: z.array(z.enum(['path', 'symbol', 'doc', 'body'])),
  evidence: z.array(evidence),
  groups: z.array(z.enum(['words', 'passages', 'exact', 'names', 'structure', 'role', 'size', 'history'])),
  role: fileRole,
  copies: z.number().int().exactOptional(),
});

export const hit = z.object({
  ...span,
  ...placed,
  score: z.number(),
  symbolPath: text,
  kind: z.enum(['symbol', 'part', 'block', 'section', 'gap']),
  why: hitReason,
});

export const passage = z.object({
  ...span,
  ...placed,
  id: text,
  text,
  hash: text,
  symbolPath: text,
  tokens: count,
  score: z.number(),
  why: hitReason,
  best: z.object(span).exactOptional(),
  secrets: count.exactOptional(),
  promptPlace: count.exactOptional(),
});

/** What a person points at. */
export const focus = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['file', 'folder']), ...placed }),
  z.object({ kind: z.literal('selection'), ...placed, startLine: line, endLine: line }),
  z.object({ kind: z.literal('symbol'), name: text, path: text.exactOptional(), root }),
]);

export const claim = z.object({
  text,
  state: claimState,
  citations: z.array(citation),
  doubts: z.array(z.object({ kind: z.enum(['name', 'number', 'turned']), of: text })).exactOptional(),
  passage: text.exactOptional(),
  list: z.object({ level: line, number: line.exactOptional() }).exactOptional(),
  code: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('quoted'), at: count, citation: count }),
        z.object({
          ...{ kind: z.literal('proposed'), at: count, language: text, text },
          syntax: z.object({ flaws: count, firstLine: line.exactOptional() }).exactOptional(),
        }),
      ]),
    )
    .exactOptional(),
});

const heading = z.object({ text, level: line, before: count });

const reportKind = z.enum(['architecture', 'guide']);

const sectionKind = z.enum([
  ...(['overview', 'entry', 'folder', 'central', 'circles', 'hotSpots'] as const),
  ...(['setup', 'tour', 'reading', 'names', 'change'] as const),
]);

/** A report that a person wants, with the words of the door for its sections. */
export const reportWish = z.object({
  kind: reportKind,
  titles: z.partialRecord(sectionKind, text.max(200)),
  section: text.max(4_096).exactOptional(),
});

const writtenReport = z.object({
  kind: reportKind,
  sections: z.array(
    z.object({
      ...{ id: text, kind: sectionKind, of: text.exactOptional(), title: text },
      state: z.enum(['written', 'declined', 'lost']),
      why: z.enum(['budget', 'tooLong', 'badReply', 'failed', 'stopped']).exactOptional(),
      ...{ first: count, claims: count },
    }),
  ),
  missed: z.object({
    files: z.object({ cited: count, of: count }),
    folders: z.array(z.object({ name: text, files: count, lines: count })),
    places: z.array(
      z.object({ kind: z.enum(['entryPoint', 'central', 'hotSpot']), ...placed, line: line.exactOptional() }),
    ),
  }),
});

export const usage = z.object({
  calls: count,
  tokensIn: count,
  tokensOut: count,
  cost: z.number().min(0).exactOptional(),
});

const skipReason = z.enum(['binary', 'tooLarge', 'unreadable', 'vanished', 'notRegular', 'encoding']);

const notParsedWhy = z.enum([
  'tooLarge',
  'longLines',
  'parserTimeout',
  'parserMemory',
  'parserCrash',
  'parserSpared',
]);

const notRead = z.object({
  path: text.exactOptional(),
  startLine: line.exactOptional(),
  endLine: count.exactOptional(),
  files: count.exactOptional(),
  ranges: count.exactOptional(),
  why: z.enum([
    ...skipReason.options,
    'searched',
    'tokens',
    'passages',
    'gone',
    'outside',
    'folded',
    'tooLong',
    'notReached',
    'notNeeded',
    'damaged',
    'asText',
    'notWalked',
    'rulesUnread',
    'rulesCapped',
    'rulesTooSlow',
  ]),
  parsing: notParsedWhy.exactOptional(),
  detail: text.exactOptional(),
});

const scopeLimit = z.object({
  kind: z.enum(['only', 'without']),
  path: text.exactOptional(),
  role: fileRole.exactOptional(),
});

const coverage = z.object({
  read: count,
  total: count,
  notRead: z.array(notRead),
  limits: z.array(scopeLimit).exactOptional(),
});

const notFound = z.object({
  kind: z.enum(['noMatch', 'declined']),
  files: count,
  chunks: count,
  terms: z.array(text),
  missing: z.array(text),
});

export const answer = z.object({
  schema: z.literal(2),
  runId: text,
  status: z.enum(['complete', 'partial', 'stopped', 'notFound']),
  question: text,
  made: z.enum(['passages', 'model', 'table']),
  route,
  text,
  claims: z.array(claim),
  headings: z.array(heading).exactOptional(),
  passages: z.array(passage),
  table: table.exactOptional(),
  notFound: notFound.exactOptional(),
  coverage,
  usage,
  notices: z.array(notice),
  trail: trail.exactOptional(),
  report: writtenReport.exactOptional(),
  commit: text.exactOptional(),
  web: webAddress.exactOptional(),
});

export const step = z.object({
  id: text,
  label: z.object({ kind: text, of: text.exactOptional() }),
  state: z.enum(['running', 'done', 'failed']),
  done: count,
  total: count,
});

const runEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), question: text }),
  z.object({ type: z.literal('resumed'), calls: count, usage }),
  z.object({ type: z.literal('searching'), terms: z.array(text), followUp: text.exactOptional() }),
  z.object({ type: z.literal('passages'), passages: z.array(passage) }),
  z.object({ type: z.literal('routed'), route, budgetTokens: z.number() }),
  z.object({ type: z.literal('step'), step }),
  z.object({ type: z.literal('call'), call: count, tokensIn: count }),
  z.object({ type: z.literal('retry'), afterMs: z.number().min(0), reason: failure }),
  z.object({ type: z.literal('text'), text }),
  z.object({
    type: z.literal('segment'),
    segment: count,
    of: count,
    state: z.enum(['reading', 'lost']),
  }),
  z.object({
    type: z.literal('ledger'),
    ...{ recorded: count, segment: count, of: count },
    claims: z.array(claim),
  }),
  z.object({ type: z.literal('widening'), missing: z.array(text), clues: z.array(text) }),
  z.object({ type: z.literal('usage'), usage }),
  z.object({ type: z.literal('done'), answer }),
  z.object({ type: z.literal('failed'), failure, answer: answer.exactOptional() }),
  z.object({ type: z.literal('aborted'), answer: answer.exactOptional() }),
]);

export const numberedEvent = z.object({ runId: text, seq: count, event: runEvent });

export const skippedFile = z.object({
  path: text,
  reason: skipReason,
  detail: text.exactOptional(),
  mayPass: z.literal(true).exactOptional(),
});

/** What was not read or followed as asked for. */
export const problem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('notWalked'),
    root,
    path: text,
    why: z.enum(['system', 'becameOther', 'aboveItself', 'notUtf8', 'backslash']),
    detail: text.exactOptional(),
  }),
  z.object({
    kind: z.literal('rulesUnread'),
    root,
    path: text,
    folder: text,
    why: z.enum(['system', 'link', 'notFile', 'tooLarge', 'notText']),
    detail: text.exactOptional(),
  }),
  z.object({ kind: z.literal('rulesCapped'), root, files: count, rules: count }),
  z.object({ kind: z.literal('rulesTooSlow'), root, paths: count }),
  z.object({
    kind: z.literal('userRulesUnread'),
    root,
    why: z.enum(['system', 'link', 'notFile', 'tooLarge', 'notText']),
    detail: text.exactOptional(),
  }),
  z.object({ kind: z.literal('gitUnproved'), root, path: text }),
  z.object({ kind: z.literal('excludeUnused'), root, pattern: text }),
  z.object({ kind: z.literal('notOpen'), root }),
  z.object({ kind: z.literal('notKept'), root, failure }),
  z.object({ kind: z.literal('indexFailed'), root, said: text }),
  z.object({ kind: z.literal('failure'), root, failure }),
]);

const guessedEncoding = z.enum([
  ...([
    'utf8-damaged',
    'latin1',
    'iso-8859-2',
    'iso-8859-5',
    'iso-8859-7',
    'iso-8859-9',
    'iso-8859-15',
  ] as const),
  ...([
    'windows-874',
    'windows-1250',
    'windows-1251',
    'windows-1252',
    'windows-1253',
    'windows-1254',
  ] as const),
  ...([
    'windows-1255',
    'windows-1256',
    'windows-1257',
    'windows-1258',
    'koi8-r',
    'koi8-u',
    'ibm866',
  ] as const),
  ...(['shift_jis', 'euc-jp', 'iso-2022-jp', 'gb18030', 'big5', 'euc-kr'] as const),
]);

/** How the index of one folder stands. */
export const rootStatus = z.object({
  /** Name of the folder as the user sees it; the key of `root` in ranges. */
  root: text,
  uri: text,
  state: z.enum(['waiting', 'indexing', 'ready', 'failed', 'unavailable']),
  progress: z.object({ phase: z.enum(['walk', 'read']), done: count, total: count }).exactOptional(),
  files: z.object({ seen: count, indexed: count, skipped: z.array(skippedFile) }),
  lines: z.object({ total: count, covered: count }),
  chunks: count,
  symbols: count,
  languages: z.record(text, count),
  keptAsText: z.array(z.object({ path: text, reason: notParsedWhy })),
  guessed: z.array(z.object({ path: text, encoding: guessedEncoding })),
  damaged: z.array(z.object({ path: text, damage })),
  /** What made the walk read less than it could, or why it failed. */
  problems: z.array(problem),
  savedAtMs: z.number().exactOptional(),
});

export const indexStatus = z.object({ roots: z.array(rootStatus) });

/** Where the model of a role is and what it costs to ask; keys never cross in this direction. */
export const modelInfo = z.object({
  role: z.enum(['reader', 'author']),
  id: text,
  host: text,
  contextTokens: count,
  effectiveTokens: count.exactOptional(),
  price: z.object({ inputPerMillion: z.number(), outputPerMillion: z.number() }).exactOptional(),
});

// A schema and its type are the same in both directions; each line compiles only then.
held<
  [
    Same<z.output<typeof evidence>, Evidence>,
    Same<z.output<typeof hitReason>, HitReason>,
    Same<z.output<typeof hit>, Hit>,
    Same<z.output<typeof passage>, Passage>,
    Same<z.output<typeof focus>, Focus>,
    Same<z.output<typeof citation>, Citation>,
    Same<z.output<typeof claim>, Claim>,
    Same<z.output<typeof usage>, Usage>,
    Same<z.output<typeof notRead>, NotRead>,
    Same<z.output<typeof coverage>, Coverage>,
    Same<z.output<typeof notFound>, NotFound>,
    Same<z.output<typeof notice>, Notice>,
    Same<z.output<typeof problem>, Problem>,
    Same<z.output<typeof table>, Table>,
    Same<z.output<typeof answer>, Answer>,
    Same<z.output<typeof step>, Step>,
    Same<z.output<typeof runEvent>, RunEvent>,
    Same<z.output<typeof numberedEvent>, NumberedEvent>,
    Same<z.output<typeof skippedFile>, SkippedFile>,
    Same<Omit<z.output<typeof modelInfo>, 'role'>, EngineModelInfo>,
  ]
>();

export type { NumberedEvent, RunEvent, Step } from '../engine/events.ts';
export type {
  Answer,
  Citation,
  Claim,
  ClaimState,
  Coverage,
  Failure,
  FailureCause,
  FailureKind,
  Hit,
  HitReason,
  Notice,
  NotRead,
  Passage,
  Problem,
  Question,
  RouteChoice,
  Table,
  TrailNode,
  TrailStep,
  Usage,
  WrittenReport,
} from '../engine/types.ts';
export type RootStatus = Plain<z.infer<typeof rootStatus>>;
export type IndexStatus = Plain<z.infer<typeof indexStatus>>;
export type ModelInfo = Plain<z.infer<typeof modelInfo>>;
