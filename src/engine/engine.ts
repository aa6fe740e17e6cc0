import type { CheckSyntax } from './answer/layout/code.ts';
import { recheckCitations } from './answer/verify.ts';
import type { IndexProgress, NumberedEvent, NumberedFixEvent } from './events.ts';
import {
  type IndexPorts,
  type IndexView,
  openRepositoryIndex,
  type RepositoryIndex,
  type UpdateResult,
} from './index/repository.ts';
import type { FileRow } from './index/segments/rowCodec.ts';
import { SNAPSHOT_VERSION } from './index/snapshot.ts';
import type { ChangesWanted, Decide, Model, ReviewWish, RunRecord, Secrets } from './ports.ts';
import { completeQuery, type QueryCompletions } from './query/completeQuery.ts';
import { FIX_DEFAULTS, type FixSettings } from './repair/fix/context.ts';
import { fixProblem } from './repair/fix/fix.ts';
import { localise } from './repair/localise/localise.ts';
import { type FileMove, type MovedImports, moveImports } from './repair/move/moveImports.ts';
import { architectureOf } from './report/architecture/architecture.ts';
import type { ArchitectureReport } from './report/architecture/facts.ts';
import {
  type CompletionKind,
  type Completions,
  complete,
  type Suggestion,
  suggestQuestions,
} from './report/complete.ts';
import { type Outline, outlineOf, reportSymbol, type SymbolReport } from './report/outline.ts';
import { filesUsing, reportUses, type UsesReport } from './report/uses.ts';
import { isUnder } from './retrieve/focus.ts';
import { analyseQuery } from './retrieve/query.ts';
import { rank } from './retrieve/rank.ts';
import type { FixableFinding, FixedFindings } from './review/fixFindings.ts';
import {
  fixOwn,
  planReview,
  type ReviewFault,
  type ReviewOptions,
  type ReviewPlan,
  type ReviewPorts,
  readChanges,
  review,
  ruleOf,
} from './review/reviewer.ts';
import { type AskParts, askQuestion } from './routes/ask.ts';
import { type Preview, previewQuestion } from './routes/preview.ts';
import type { Route } from './routes/route.ts';
import { isFromPassages, ROUTES } from './routes/table.ts';
import { concealFile, concealWords, rememberSecrets } from './run/conceal.ts';
import { ASK_DEFAULTS, type AskSettings } from './run/context.ts';
import { agree } from './run/effort/medoid.ts';
import { type MeasureParts, measureModel } from './run/measure/measure.ts';
import type { ProjectNote } from './run/notes/note.ts';
import { numberEvents } from './run/numbered.ts';
import type { FailedAttempt, FixProblem, Located } from './types/repair.ts';
import type {
  Answer,
  Citation,
  ConcealedFile,
  Damage,
  Encoding,
  GuessedEncoding,
  GuessedFile,
  Hit,
  Measured,
  NotParsedWhy,
  Problem,
  Question,
  ReadingGroup,
  ReviewReport,
  RouteName,
  Rule,
  SkippedFile,
} from './types.ts';

/** Whether a claim or a citation was proved. */
export { isProved } from './answer/verify.ts';
/** Who opens the engine takes the types of its data from here as well. */
export type * from './events.ts';
export type * from './ports.ts';
/** What a prompt weighs, counted as a run counts it. */
export { messageTokens } from './ports.ts';
/** Patches: what is read of a text, and what it would do to the files. */
export { checkSyntax } from './repair/guard/syntax.ts';
export type { LeftImport, MovedImports } from './repair/move/moveImports.ts';
export { type BaseFile, pathsOf, planEdits, refusedAs } from './repair/plan.ts';
export { type ReadEdits, readEdits } from './repair/read/readEdits.ts';
export type {
  ArchitectureReport,
  EntryPoint,
  ImportEdge,
  Listed,
  MapFolder,
} from './report/architecture/facts.ts';
/** What becomes of files, as a diff. */
export type { Outline, OutlineFile, SymbolReport, SymbolUse } from './report/outline.ts';
export type { DefinitionUses, NamedLine, UseLine, UsesReport } from './report/uses.ts';
/** Reviews: what was known before, and parts put together. */
export { compareBaseline, nextBaseline, readBaseline, writeBaseline } from './review/baseline.ts';
export type { FixableFinding, FixedFindings, LeftFinding } from './review/fixFindings.ts';
export type { JudgeOptions, ReviewFault, ReviewOptions, ReviewPlan } from './review/reviewer.ts';
export { type MergeFault, mergeReports } from './review/share/merge.ts';
export type { Shard } from './review/share/shard.ts';
/** Whether a route answers from passages alone. */
export { isFromPassages } from './routes/table.ts';
export type { ProjectNote } from './run/notes/note.ts';
export type * from './types/repair.ts';
export type * from './types.ts';
/** Names the form of the stored index: another one is another index. */
export { SNAPSHOT_VERSION };

export interface EnginePorts extends IndexPorts, Pick<ReviewPorts, 'ruleFiles'> {
  /** Read for each question: a model may be set, changed and taken away while the engine lives. */
  readonly model?: Model | undefined;
  readonly secrets: Secrets;
}

export interface EngineSettings {
  /** Identifies the grammars and rules that made an index; another value means another index. */
  readonly grammars: string;
  readonly ask?: Partial<AskSettings>;
  /** The ways to answer, in the order in which they are taken (default: the table of `routes`). */
  readonly routes?: readonly Route[];
}

/** What an index holds, counted. */
export interface IndexCounts {
  readonly files: {
    readonly seen: number;
    readonly indexed: number;
    readonly skipped: readonly SkippedFile[];
  };
  readonly lines: { readonly total: number; readonly covered: number };
  readonly chunks: number;
  readonly symbols: number;
  /** Indexed files by language. */
  readonly languages: Readonly<Record<string, number>>;
  /** Files that have a grammar and were kept as text, and why. */
  readonly keptAsText: readonly {
    readonly path: string;
    readonly reason: NotParsedWhy;
  }[];
  /** Files that are not (or not all) Unicode, and as what they were read. */
  readonly guessed: readonly GuessedFile[];
  /** Files that their grammar could not read in full, and how much of them. */
  readonly damaged: readonly { readonly path: string; readonly damage: Damage }[];
  readonly savedAtMs?: number;
}

export interface IndexStatus extends IndexCounts {
  /** Uses of names that the parser saw. */
  readonly references: number;
}

/** How one question is asked. */
export interface AskOptions {
  readonly signal: AbortSignal;
  readonly settings?: Partial<AskSettings>;
  /** The route that a person wants; one of `routes()`. A wish that cannot be followed ends the run as failed. */
  readonly route?: RouteName | undefined;
  /** The index is being made: only routes that answer from passages, which claim to have read no more than those. */
  readonly isSoFar?: boolean;
  /** Asks a person before a run takes much, and before it comes near its stop. Without it nobody is asked. */
  readonly decide?: Decide;
  /** What a person kept of earlier answers: the lines they cite are looked at first. */
  readonly notes?: readonly ProjectNote[];
}

/** How a problem is repaired. */
export interface FixOptions {
  readonly signal: AbortSignal;
  readonly settings?: Partial<FixSettings>;
  readonly runId?: string;
  /** Told what each call uses; nothing else of a repair is kept. */
  readonly record?: RunRecord;
  /** Tries before this run, such as a patch on which a check failed. */
  readonly earlier?: readonly FailedAttempt[];
}

/** Everything the doors (editor, command line, MCP) can ask for. One engine for one workspace. */
export interface Engine {
  /** Makes the index equal to the workspace. Throws only when aborted; what was read by then is kept. */
  update(options: {
    signal: AbortSignal;
    onProgress?: (progress: IndexProgress) => void;
  }): Promise<UpdateResult>;
  /** Writes the index. False when another process keeps the store. */
  save(): Promise<boolean>;
  status(): Promise<IndexStatus>;
  /** The counts of the files below a folder (of all, for the empty path). Loads and builds nothing, so it may be asked often. */
  counts(under: string): IndexCounts;
  /** What made the last walk see less than there is, as the index has it. */
  problems(): readonly Problem[];
  /** Ranked ranges, best first, with the reason for each. No model calls. */
  search(
    question: string,
    options: { limit: number },
  ): Promise<{ hits: readonly Hit[]; terms: readonly string[] }>;
  outline(path: string): Promise<Outline | undefined>;
  symbol(name: string): Promise<SymbolReport[]>;
  /** How the repository is built: its map, where it begins, what it stands on, circles, hot spots. No model calls. */
  architecture(): Promise<ArchitectureReport>;
  /** Where a name is used, with the lines of code, and which other lines name it. No model calls. */
  uses(name: string): Promise<UsesReport>;
  /** Where a problem may lie: files, definitions, lines, and what they reach. No model calls. */
  localise(problem: FixProblem): Promise<Located>;
  /** The files that use what the given ones define, by path; names of very many places are not followed. No model calls. */
  usersOf(paths: readonly string[]): Promise<string[]>;
  /** What new paths of files change in imports, as `moveImports` says. Writes nothing; no model calls. */
  moved(
    moves: readonly FileMove[],
    options: { readonly isDone: boolean; readonly signal: AbortSignal },
  ): Promise<MovedImports | undefined>;
  /** A problem to a patch: a stream that ends as every run does. Writes nothing. */
  fix(problem: FixProblem, options: FixOptions): AsyncGenerator<NumberedFixEvent>;
  /** Answers a question as a stream that ends with exactly one of `done`, `failed`, `aborted`. */
  ask(
    question: Question,
    options: AskOptions & {
      readonly runId?: string;
      /** Keeps the run. One with lines is gone on with: no reply that stands in it is asked for again. */
      readonly record?: RunRecord;
    },
  ): AsyncGenerator<NumberedEvent>;
  /**
   * What a question would send first, before the secrets filter. Undefined when the route that is wished for does not
   * fit. No model calls.
   */
  preview(question: Question, options: AskOptions): Promise<Preview | undefined>;
  /** Whether two answers say the same, by their words and numbers, from the same proved lines. No model calls. */
  agree(a: Answer, b: Answer): boolean;
  /** Names of the routes, in the order in which they are taken. */
  routes(): readonly RouteName[];
  /** What a person can name in a question. */
  complete(kind: CompletionKind, prefix: string, limit: number): Promise<Completions>;
  /** What can stand next in a query, of which this is the beginning. No model calls. */
  completeQuery(before: string, limit: number): Promise<QueryCompletions>;
  /** Up to three example questions made from the index. */
  suggest(): Promise<Suggestion[]>;
  /**
   * Reviews files, or changes and what they touch, by rules. Stopped, it gives what it has. No model calls, unless
   * `judge` asks for the rules that need one; what they take is told, and agreed to, before anything is sent.
   */
  review(wish: ReviewWish, options: ReviewOptions): Promise<ReviewReport | ReviewFault>;
  /**
   * Puts findings of a review right with what their own rules say, as `fixFindings` does. Writes nothing; no model calls.
   * Undefined where the rules of the product are not there.
   */
  fixOwn(
    findings: readonly FixableFinding[],
    options: { readonly signal: AbortSignal },
  ): Promise<FixedFindings | undefined>;
  /** A rule of reviews by its id, on or off; undefined when there is none. */
  rule(id: string, options: { readonly signal: AbortSignal }): Promise<Rule | undefined>;
  /** The files of a change in the order in which a person reads them. No model calls. */
  readChanges(
    wanted: ChangesWanted,
    options: { readonly signal: AbortSignal },
  ): Promise<readonly ReadingGroup[] | ReviewFault>;
  /** What a review would read, and with `judge` what it would take. No model calls. */
  planReview(
    wish: ReviewWish,
    options: Pick<ReviewOptions, 'signal' | 'rules' | 'judge' | 'shard'>,
  ): Promise<ReviewPlan | ReviewFault>;
  /** Measures up to which length the model of a role finds what it is sent: see `measureModel`. */
  measure(options: Omit<MeasureParts, 'model' | 'random' | 'texts'>): Promise<Measured | undefined>;
  /** Words of a person without their secrets, as a question is kept. */
  conceal(text: string): Promise<string>;
  /** Checks citations shown earlier against the files as they are now. */
  recheck(citations: readonly Citation[]): Promise<Citation[]>;
}

/** Composes the engine by hand: what each part gets is visible here. */
export async function createEngine(ports: EnginePorts, settings: EngineSettings): Promise<Engine> {
  const index = await openRepositoryIndex(ports, settings.grammars);
  const never = new AbortController().signal;
  const { routes = ROUTES } = settings;
  const secrets = rememberSecrets(ports.secrets);
  const read = async (path: string): Promise<ConcealedFile | undefined> => {
    const file = await ports.workspace.read(path, { signal: never });
    return 'text' in file ? concealFile(file, secrets, never) : undefined;
  };
  const partsFor = async (
    runId: string,
    { settings: own, signal, route, decide, notes, isSoFar }: AskOptions,
  ): Promise<AskParts> => ({
    ...{ runId, routes: isSoFar ? routes.filter(isFromPassages) : routes },
    ...{ signal, read, secrets, wished: route, decide, notes },
    ...{ checkSyntax: syntaxCheck(ports), model: ports.model, git: ports.git },
    view: await index.view(),
    fence: `passages-${ports.random.hex(6)}`,
    commit: await ports.git?.head(),
    settings: { ...ASK_DEFAULTS, ...settings.ask, ...own },
  });
  const counts = (under: string): IndexCounts => countIndex(index, under);
  return Object.freeze<Engine>({
    update: (options) => index.update(options),
    save: () => index.save(),
    status: async () => ({ ...counts(''), references: countReferences(index.rows()) }),
    counts,
    problems: () => index.problems(),
    search: (question, { limit }) =>
      index.look((view) => {
        const ranked = rank(view, analyseQuery(question, view), { limit });
        return { hits: ranked.hits, terms: ranked.known.map(({ word }) => word) };
      }),
    outline: (path) => index.look((view) => outlineOf(view, path)),
    architecture: () => index.look((view) => architectureOf(view, read)),
    symbol: (name) => index.look((view) => reportSymbol(view, name)),
    uses: (name) => index.look((view) => reportUses(view, name, read)),
    localise: (problem) => index.look((view) => localise(problem, view)),
    usersOf: (paths) => index.look((view) => filesUsing(view, paths)),
    moved: (moves, options) =>
      index.look((view) => moveImports(moves, { ...textsAsTheyAre(ports), ...options, view })),
    ask(question, { runId = ports.random.hex(8), record, ...options }) {
      const events = (async function* () {
        for (let isBegun = false; ; ) {
          try {
            const parts = { ...(await partsFor(runId, options)), ...keptParts(record, ports) };
            for await (const event of askQuestion(question, parts)) {
              isBegun = true;
              yield event;
            }
            return;
          } catch (error) {
            // A run that told something does not begin again: a model may have been asked.
            if (!index.mend(error) || isBegun) throw error;
          }
        }
      })();
      return numberEvents(runId, events, { signal: options.signal, log: ports.log });
    },
    fix: (problem, options) => fixEvents(problem, options, { ports, index, read, secrets }),
    preview: async (question, options) => previewQuestion(question, await partsFor('', options)),
    agree: (a, b) => agree(a.claims, b.claims),
    routes: () => routes.map(({ name }) => name),
    complete: (kind, prefix, limit) => index.look((view) => complete(view, kind, prefix, limit)),
    completeQuery: (before, limit) => index.look((view) => completeQuery(view, before, limit)),
    suggest: () => index.look(suggestQuestions),
    ...reviews(ports, index, settings),
    measure: (options) => measureModel({ ...ports, ...options, texts: () => textsOf(index.view(), read) }),
    conceal: (text) => concealWords(text, secrets, never),
    recheck: (citations) => recheckCitations(citations, { read }),
  });
}

/** Files as they are, for what is written and never sent. */
const textsAsTheyAre = ({ workspace }: EnginePorts) => ({
  read: async (path: string): Promise<string | undefined> => {
    const file = await workspace.read(path, { signal: new AbortController().signal });
    return 'text' in file ? file.text : undefined;
  },
});

/** What a run that is kept is asked with. */
function keptParts(record: RunRecord | undefined, { hash, clock }: EnginePorts): Partial<AskParts> {
  if (!record) return {};
  const [head] = record.lines;
  // Prompts are the same only between the same delimiters.
  const fence = head?.type === 'begun' ? { fence: head.fence } : {};
  return { recording: { record, hash, clock }, ...fence };
}

/** The events of a repair, over the index as it is when it begins. */
function fixEvents(
  problem: FixProblem,
  { runId, record, settings, signal, earlier = [] }: FixOptions,
  parts: Pick<AskParts, 'read' | 'secrets'> & {
    readonly ports: EnginePorts;
    readonly index: RepositoryIndex;
  },
): AsyncGenerator<NumberedFixEvent> {
  const { ports, index, read, secrets } = parts;
  const { parser, hash, clock, random, workspace, model, log } = ports;
  const events = async function* () {
    yield* fixProblem(problem, {
      ...{ read, secrets, signal, earlier, parser, hash, model },
      source: (path) => workspace.read(path, { signal }),
      view: await index.view(),
      fence: `lines-${random.hex(6)}`,
      settings: { ...FIX_DEFAULTS, ...settings },
      recording: record && { record, hash, clock },
    });
  };
  return numberEvents(runId ?? random.hex(8), events(), { signal, log });
}

function reviews(
  ports: EnginePorts,
  index: RepositoryIndex,
  { grammars }: EngineSettings,
): Pick<Engine, 'review' | 'planReview' | 'rule' | 'fixOwn' | 'readChanges'> {
  const setting = async () => ({ ports, view: await index.view(), grammars });
  return {
    review: async (wish, options) => review(wish, options, await setting()),
    planReview: async (wish, options) => planReview(wish, options, await setting()),
    rule: async (id, { signal }) => ruleOf(id, signal, await setting()),
    fixOwn: async (findings, { signal }) => fixOwn(findings, signal, await setting()),
    readChanges: async (wanted, { signal }) => readChanges(wanted, signal, await setting()),
  };
}

/** Texts of the files of an index, those with definitions first. */
async function* textsOf(
  view: Promise<IndexView>,
  read: (path: string) => Promise<ConcealedFile | undefined>,
): AsyncGenerator<string> {
  const rows = (await view).files.map(({ row }) => row);
  for (const { path } of [
    ...rows.filter(({ symbols }) => symbols > 0),
    ...rows.filter(({ symbols }) => symbols === 0),
  ]) {
    const file = await read(path);
    if (file) yield file.text;
  }
}

/** Checks code by the grammar of the language that is named. */
function syntaxCheck({ parser, hash }: EnginePorts): CheckSyntax {
  const { signal } = new AbortController();
  return async (language, text) => {
    const suffix = parser.suffixByName.get(language);
    if (suffix === undefined) return undefined;
    const checked = await parser.check(
      { path: `proposed${suffix}`, text, hash: hash.text(text) },
      { signal },
    );
    if (checked.type === 'fault') return undefined;
    const [first] = checked.flaws;
    return { flaws: checked.flaws.length, ...(first ? { firstLine: first.span.startLine } : {}) };
  };
}

const isGuessed = (encoding: Encoding): encoding is GuessedEncoding =>
  !encoding.startsWith('utf') || encoding === 'utf8-damaged';

function countReferences(rows: readonly FileRow[]): number {
  return rows.reduce((sum, { references }) => sum + references, 0);
}

/** What the index holds below a folder. */
function countIndex(index: RepositoryIndex, under: string): IndexCounts {
  const saved = index.savedAtMs();
  const isInside = ({ path }: { readonly path: string }): boolean => isUnder(path, under);
  const { files, ...counted } = countRows(under === '' ? index.rows() : index.rows().filter(isInside));
  const skipped = index.skipped().filter(isInside);
  return {
    ...counted,
    files: { seen: files + skipped.length, indexed: files, skipped },
    ...(saved ? { savedAtMs: saved } : {}),
  };
}

/** What is counted of rows, as long as they are the rows of the index: each change and each look at the status asks. */
const countedRows = new WeakMap<readonly FileRow[], CountedRows>();

type CountedRows = Omit<IndexCounts, 'files'> & { readonly files: number };

function countRows(rows: readonly FileRow[]): CountedRows {
  const counted = countedRows.get(rows) ?? countAnew(rows);
  countedRows.set(rows, counted);
  return counted;
}

function countAnew(rows: readonly FileRow[]): CountedRows {
  const languages: Record<string, number> = {};
  const totals = { total: 0, covered: 0 };
  let [chunks, symbols] = [0, 0];
  for (const row of rows) {
    languages[row.language] = (languages[row.language] ?? 0) + 1;
    totals.total += row.lines;
    totals.covered += row.covered;
    chunks += row.chunks;
    symbols += row.symbols;
  }
  const keptAsText = rows.flatMap(({ path, textReason: reason }) =>
    reason && reason !== 'noGrammar' ? [{ path, reason }] : [],
  );
  return {
    files: rows.length,
    lines: totals,
    chunks,
    symbols,
    languages,
    keptAsText,
    guessed: rows.flatMap(({ path, encoding }) => (isGuessed(encoding) ? [{ path, encoding }] : [])),
    damaged: rows.flatMap(({ path, damage }) => (damage ? [{ path, damage }] : [])),
  };
}
