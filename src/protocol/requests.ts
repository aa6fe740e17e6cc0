/**
 * Everything that crosses between the editor and the language server: one table of requests and one of
 * notifications, with a schema for each. Types of both sides come from here.
 */
import * as z from 'zod';
import type { Completion, Suggestion } from '../engine/report/complete.ts';
import type { Outline } from '../engine/report/outline.ts';
import type { Question } from '../engine/types.ts';
import { citation } from './cited.ts';
import { architectureReport } from './cli/architecture.ts';
import { damage } from './damage.ts';
import {
  focus,
  hit,
  indexStatus,
  modelInfo,
  numberedEvent,
  passage,
  problem,
  reportWish,
  rootStatus,
} from './data.ts';
import { held, type Plain, type Same } from './equal.ts';
import { failure, notice } from './failures.ts';
import { fixProblem, located, numberedFixEvent } from './fix.ts';
import { MEASURE_NOTIFICATIONS, MEASURE_REQUESTS } from './kept/measured.ts';
import { NOTE_REQUESTS } from './kept/notes.ts';
import { CHECK_NOTIFICATIONS, PATCH_REQUESTS, patchesRecovered } from './patches.ts';
import { REVIEW_NOTIFICATIONS, REVIEW_REQUESTS } from './review/requests.ts';
import { route, routeName } from './route.ts';
import { choice, decision, runDetails, runList, spendingTotals } from './runs.ts';
import { symbolKind, usesReport } from './uses.ts';

const text = z.string();
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const id = text.min(1).max(200);
const question = text.min(1).max(200_000);
const root = text.exactOptional();
const empty = z.object({});

const role = z.enum(['reader', 'author']);

const endpoint = z.object({
  baseUrl: text,
  model: text,
  /** Held in memory only; never logged, never sent back. */
  apiKey: text.optional(),
  headers: z.record(text, text).optional(),
  apiVersion: text.optional(),
  contextTokens: count.optional(),
  request: z.record(text, z.json()).optional(),
});

const editorModel = z.object({ id: text, vendor: text, family: text, maxInputTokens: count });

/** Milliseconds; where one is absent, its default counts. */
const timeouts = { firstTokenMs: count.optional(), idleMs: count.optional(), totalMs: count.optional() };

const endpointModels = z.object({
  kind: z.literal('endpoint'),
  reader: endpoint.optional(),
  author: endpoint.optional(),
  prices: z
    .record(text, z.object({ inputPerMillion: z.number().min(0), outputPerMillion: z.number().min(0) }))
    .optional(),
  proxy: z
    .object({
      http: text.optional(),
      https: text.optional(),
      none: text.optional(),
      /** The header that opens the proxy. Held in memory only; never logged, never sent back. */
      authorization: text.optional(),
    })
    .optional(),
  caFile: text.optional(),
  ...timeouts,
});

const modelSetting = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  endpointModels,
  z.object({
    kind: z.literal('editor'),
    reader: editorModel.optional(),
    author: editorModel.optional(),
    ...timeouts,
  }),
]);

/** What runs may take, and how questions are answered where a person says nothing else; absent: by default. */
const asking = z.object({
  confirmTokens: count.optional(),
  budgetTokens: count.optional(),
  fullContextTokens: count.optional(),
  route: routeName.optional(),
  instructions: z.boolean().optional(),
});

const configuration = z.object({
  roots: z.array(
    z.object({
      /** Unique in the window; the first part of paths where several folders are open. */
      name: text.regex(/^(?!\.{1,2}$)[^/\\\0]+$/, 'must be one part of a path'),
      uri: text,
      /** Where the folder is on the disk; absent for one that only the editor can read. */
      path: text.optional(),
      /** Globs that the editor hides in this folder. */
      exclude: z.array(text),
      /** How the editor reads files that are no Unicode, by its name of the encoding. */
      encoding: z.object({ encoding: text, isGuessedFirst: z.boolean() }).optional(),
    }),
  ),
  storage: z.object({ cacheDir: text.optional(), stateDir: text.optional() }),
  isTrusted: z.boolean(),
  workers: count.optional(),
  asking: asking.optional(),
  model: modelSetting,
});

/** What is wrong with what was configured. */
const configProblem = z.object({ about: z.enum(['model', 'folders']), problem });

const message = z.object({ role: z.enum(['system', 'user', 'assistant']), content: text });

const outlineSymbol = z.object({
  name: text,
  kind: symbolKind,
  startLine: line,
  endLine: line,
  signature: text,
  doc: text,
  depth: count,
});

const outline = z.object({
  path: text,
  kind: z.enum(['file', 'folder', 'repository']),
  folders: z.array(z.object({ path: text, files: count, lines: count, languages: z.record(text, count) })),
  files: z.array(
    z.object({
      path: text,
      language: text,
      lines: count,
      symbols: z.array(outlineSymbol),
      symbolCount: count,
      damage: damage.exactOptional(),
    }),
  ),
});

/** A question as it was asked: its words, what it points at, and what was proved in the conversation before it,
 * oldest first. */
const questionData = z.object({
  text: question,
  focus: z.array(focus),
  history: z.array(
    z.object({
      question: text,
      claims: z.array(
        z.object({
          text,
          places: z.array(z.object({ path: text, root, startLine: z.number(), endLine: z.number() })),
        }),
      ),
    }),
  ),
  open: z.object({ path: text, root }).exactOptional(),
  report: reportWish.exactOptional(),
});

/** A route that a person wants (the engine's table is the list of them), and whether it shall read everything. */
const wished = { route: routeName.exactOptional(), everything: z.literal(true).exactOptional() };

/** Something a person can name in a question. */
const completion = z.object({
  kind: z.enum(['file', 'folder', 'symbol']),
  label: text,
  path: text,
  root,
  language: text.exactOptional(),
  files: count.exactOptional(),
  name: text.exactOptional(),
  symbolKind: symbolKind.exactOptional(),
  line: line.exactOptional(),
});

/** An example question made from the repository by rules. */
const suggestion = z.object({ kind: z.enum(['howItWorks', 'whatFor', 'responsible']), of: text });

/** Requests of the editor. Costs in model calls are those of the engine. */
export const REQUESTS = {
  /** May be sent again at any moment: takes effect without a restart. */
  'sightline/configure': {
    params: configuration,
    result: z.object({ models: z.array(modelInfo), problems: z.array(configProblem) }),
  },
  'sightline/status': { params: empty, result: indexStatus },
  /** Makes the index from nothing. Several folders share one index, so all of them are read again. */
  'sightline/rebuild': { params: z.object({ root }), result: empty },
  /** Brings the index up to the files. `full` walks everything; else only the paths are looked at. */
  'sightline/reconcile': {
    params: z.object({ paths: z.array(z.object({ root: text, path: text })), full: z.boolean() }),
    result: empty,
  },
  /** Begins a run; its events follow as notifications. */
  'sightline/ask': {
    params: z.object({ runId: id, question: questionData, ...wished }),
    result: z.object({ runId: text }),
  },
  'sightline/stop': { params: z.object({ runId: id }), result: empty },
  /** Answers what a run asked by `sightline/decision`; nothing happens when it asks no more. */
  'sightline/decide': { params: z.object({ runId: id, choice }), result: empty },
  /** The runs of the open folders on disk, the newest first. */
  'sightline/runs': { params: empty, result: runList },
  'sightline/showRun': { params: z.object({ runId: id }), result: runDetails },
  /** Goes on with a run where it was: events follow as for a question, under the same name, from 0 again. */
  'sightline/resume': { params: z.object({ runId: id }), result: z.object({ runId: text }) },
  /** Removes runs, or all of the open folders; those under way are kept. */
  'sightline/deleteRuns': {
    params: z.object({ runIds: z.array(id).exactOptional() }),
    result: z.object({ removed: count, kept: z.array(text) }),
  },
  ...NOTE_REQUESTS,
  ...MEASURE_REQUESTS,
  /** What model calls have used, over all folders. */
  'sightline/spending': { params: empty, result: spendingTotals },
  /** What would leave this computer for a question. Makes no model call. */
  'sightline/preview': {
    params: z.object({ question: questionData, ...wished }),
    result: z.object({
      /** Absent when no model is set: nothing would leave. */
      model: modelInfo.exactOptional(),
      /** Empty without a model, and when the run would end before its first request. */
      messages: z.array(message),
      tokens: count,
      redactions: count,
      passages: z.array(passage),
      route,
      /** What the answer would say beside its claims, for example why nothing is sent. */
      notices: z.array(notice),
    }),
  },
  /** How the repository is built, as the index knows it. Paths are the engine's, as those of findings. Makes no model call. */
  'sightline/architecture': { params: empty, result: architectureReport },
  'sightline/recheck': {
    params: z.object({ citations: z.array(citation) }),
    result: z.object({ citations: z.array(citation) }),
  },
  'sightline/search': {
    params: z.object({ question, limit: line }),
    result: z.object({ hits: z.array(hit), terms: z.array(text) }),
  },
  /** The outline of a file, a folder, or (for the empty path) a root; null for what the index does not hold. */
  'sightline/outline': { params: z.object({ root, path: text }), result: outline.nullable() },
  /** Where a name is used, with the lines of code. */
  'sightline/uses': { params: z.object({ name: text.min(1) }), result: usesReport },
  /** Where a problem may lie. Makes no model call. */
  'sightline/localise': {
    params: z.object({ problem: fixProblem }),
    result: z.object({ located }),
  },
  /**
   * Begins the repair of a problem; `sightline/fixEvent` follows. It writes nothing: the files of its patch are given to
   * `sightline/preparePatch` as exact edits. Stopped as any run.
   */
  'sightline/fix': {
    params: z.object({
      runId: id,
      problem: fixProblem,
      budgetTokens: line.exactOptional(),
      turn: count.exactOptional(),
    }),
    result: z.object({ runId: text }),
  },
  'sightline/complete': {
    params: z.object({ kind: z.enum(['file', 'folder', 'symbol']), prefix: text, limit: line }),
    result: z.object({ items: z.array(completion), total: count }),
  },
  /** What can stand next in a query, of which `before` is the beginning. */
  'sightline/completeQuery': {
    params: z.object({ before: text, limit: line }),
    result: z.object({
      items: z.array(z.object({ kind: z.enum(['key', 'flag', 'value', 'name', 'path']), write: text })),
      total: count,
      replaces: count,
    }),
  },
  /** Three example questions made from the repository by rules. */
  'sightline/suggest': { params: empty, result: z.object({ suggestions: z.array(suggestion) }) },
  /** One tiny real call. */
  'sightline/testModel': {
    params: z.object({ role }),
    /** It answered when there is no failure. */
    result: z.object({ ms: z.number(), host: text, model: text, failure: failure.exactOptional() }),
  },
  /** Endpoints that answer on this computer. */
  'sightline/discover': {
    params: empty,
    result: z.object({
      endpoints: z.array(z.object({ name: text, baseUrl: text, models: z.array(text) })),
    }),
  },
  /** The models that the author's endpoint lists, with what is needed to reach it. Nothing of it is kept. */
  'sightline/listModels': {
    params: endpointModels,
    result: z.object({ models: z.array(text), failure: failure.exactOptional() }),
  },
  ...PATCH_REQUESTS,
  ...REVIEW_REQUESTS,
  'sightline/clear': { params: z.object({ what: z.enum(['index', 'runs', 'all']) }), result: empty },
} as const;

const inFolder = { folder: text, path: text };
/** The codes are those of the system calls that they stand for. */
const fileFailure = z.object({
  error: z.enum(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EFBIG', 'EIO']),
});
const fileKind = z.enum(['file', 'folder', 'link', 'other']);

/**
 * Requests of the server to the editor, about folders that only the editor can read (virtual file systems). Paths
 * are relative to the folder, which is named by its address; the folder itself is the empty path. Sizes are in bytes
 * and times in milliseconds, both as far as the file system knows them.
 */
export const EDITOR_REQUESTS = {
  'sightline/listFolder': {
    params: z.object(inFolder),
    result: z.union([z.object({ entries: z.array(z.object({ name: text, kind: fileKind })) }), fileFailure]),
  },
  'sightline/statFile': {
    params: z.object(inFolder),
    result: z.union([z.object({ kind: fileKind, size: count, mtimeMs: z.number() }), fileFailure]),
  },
  'sightline/readFile': {
    params: z.object({ ...inFolder, maxBytes: count }),
    result: z.union([z.object({ base64: text, size: count, mtimeMs: z.number() }), fileFailure]),
  },
} as const;

/** Notifications in both directions. */
export const NOTIFICATIONS = {
  /** Server to editor. */
  'sightline/event': { params: numberedEvent },
  'sightline/fixEvent': { params: numberedFixEvent },
  'sightline/indexChanged': { params: rootStatus },
  'sightline/patchesRecovered': { params: patchesRecovered },
  /** Server to editor: a run waits for `sightline/decide`, or for its stop. */
  'sightline/decision': { params: z.object({ runId: id, decision }) },
  ...MEASURE_NOTIFICATIONS,
  ...REVIEW_NOTIFICATIONS,
  ...CHECK_NOTIFICATIONS,
  /** Server to editor: ask a model of the editor; answered by deltas and one end. */
  'sightline/model': {
    params: z.object({
      callId: id,
      role,
      model: text,
      messages: z.array(message),
      maxOutputTokens: count,
    }),
  },
  'sightline/modelStop': { params: z.object({ callId: id }) },
  /** Editor to server. */
  'sightline/modelDelta': { params: z.object({ callId: id, text }) },
  'sightline/modelEnd': {
    params: z.object({
      callId: id,
      outcome: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('done'), tokensIn: count.optional(), tokensOut: count.optional() }),
        z.object({ kind: z.literal('failed'), failure }),
        z.object({ kind: z.literal('aborted') }),
      ]),
    }),
  },
} as const;

export type RequestMethod = keyof typeof REQUESTS;
export type EditorMethod = keyof typeof EDITOR_REQUESTS;
export type NotificationMethod = keyof typeof NOTIFICATIONS;
export type ParamsOf<M extends RequestMethod> = Plain<z.output<(typeof REQUESTS)[M]['params']>>;
export type ResultOf<M extends RequestMethod> = Plain<z.output<(typeof REQUESTS)[M]['result']>>;
export type EditorParams<M extends EditorMethod> = Plain<z.output<(typeof EDITOR_REQUESTS)[M]['params']>>;
export type EditorResult<M extends EditorMethod> = Plain<z.output<(typeof EDITOR_REQUESTS)[M]['result']>>;
export type NotificationParams<M extends NotificationMethod> = Plain<
  z.output<(typeof NOTIFICATIONS)[M]['params']>
>;
export type Asking = Plain<z.infer<typeof asking>>;
export type Configuration = Plain<z.infer<typeof configuration>>;
export type { Completion, Suggestion } from '../engine/report/complete.ts';
export type { Outline } from '../engine/report/outline.ts';

// A schema and its type are the same in both directions; each line compiles only then.
held<
  [
    // The run finds notes and instructions itself: no door sends them.
    Same<z.output<typeof questionData>, Omit<Question, 'notes' | 'instructions'>>,
    Same<z.output<typeof outline>, Outline>,
    Same<z.output<typeof completion>, Completion>,
    Same<z.output<typeof suggestion>, Suggestion>,
  ]
>();

/** A message of another shape than the table says. Names the method and the field, never the value. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly method: string;
  readonly field: string;

  constructor(method: string, field: string, problem: string) {
    super(`${method}: ${field === '' ? 'the message' : field} ${problem}`);
    this.method = method;
    this.field = field;
  }
}

/** Checks the parameters of a request. @throws ProtocolError */
export function parseParams<M extends RequestMethod>(method: M, value: unknown): ParamsOf<M> {
  return parseMessage(REQUESTS[method].params, value, method) as ParamsOf<M>;
}

/** Checks the result of a request. @throws ProtocolError */
export function parseResult<M extends RequestMethod>(method: M, value: unknown): ResultOf<M> {
  return parseMessage(REQUESTS[method].result, value, method) as ResultOf<M>;
}

/** Checks the parameters of a request of the server. @throws ProtocolError */
export function parseEditorParams<M extends EditorMethod>(method: M, value: unknown): EditorParams<M> {
  return parseMessage(EDITOR_REQUESTS[method].params, value, method) as EditorParams<M>;
}

/** Checks what the editor answers to the server. @throws ProtocolError */
export function parseEditorResult<M extends EditorMethod>(method: M, value: unknown): EditorResult<M> {
  return parseMessage(EDITOR_REQUESTS[method].result, value, method) as EditorResult<M>;
}

/** Checks a notification. @throws ProtocolError */
export function parseNotification<M extends NotificationMethod>(
  method: M,
  value: unknown,
): NotificationParams<M> {
  return parseMessage(NOTIFICATIONS[method].params, value, method) as NotificationParams<M>;
}

function parseMessage(schema: z.ZodType, value: unknown, method: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ProtocolError(
    method,
    issue?.path.map(String).join('.') ?? '',
    issue?.message ?? 'has another shape',
  );
}
