import type { JudgeEvent } from '../events.ts';
import type { IndexView } from '../index/view.ts';
import type {
  ChangesWanted,
  Clock,
  Decide,
  Git,
  GitChanges,
  Hash,
  Model,
  Parser,
  Random,
  ReviewWish,
  RunRecord,
  Secrets,
  Store,
  Workspace,
} from '../ports.ts';
import { wholeOf } from '../retrieve/roles/whole.ts';
import { roleIn, roleOfFile } from '../retrieve/roles.ts';
import { concealFile } from '../run/conceal.ts';
import { ASK_DEFAULTS } from '../run/context.ts';
import { Recorder } from '../run/record/recorder.ts';
import type {
  BadRule,
  ConcealedFile,
  ReadingGroup,
  ReviewEstimate,
  ReviewReport,
  ReviewScope,
  Rule,
  SkippedFile,
  SourceFile,
} from '../types.ts';
import { targetOfChanges } from './changes.ts';
import { type FixableFinding, type FixedFindings, fixFindings } from './fixFindings.ts';
import { beginJudging, canJudge, judgeReady, type ReadyJudging } from './judge/begin.ts';
import type { JudgeSettings, JudgeTools } from './judge/context.ts';
import { estimateOf, prepareJudging } from './judge/prepare.ts';
import { readingOrder } from './readingOrder.ts';
import { type RuleFile, readRules } from './readRule.ts';
import { StoredResults } from './resultCache.ts';
import { type ReviewTarget, reviewTarget, targetOfLines, targetOfPaths } from './review.ts';
import type { FileTask } from './reviewFiles.ts';
import { rulesFor, runRules } from './runRules.ts';
import { isOfShard, type Shard } from './share/shard.ts';

/** What a review needs from outside. */
export interface ReviewPorts {
  readonly workspace: Workspace;
  readonly parser: Parser;
  readonly secrets: Secrets;
  readonly store: Store;
  readonly hash: Hash;
  readonly git?: Git | undefined;
  readonly clock: Clock;
  readonly random: Random;
  /** Asked by judged rules alone. */
  readonly model?: Model | undefined;
  /** Files of the product's rules. */
  readonly ruleFiles?: (() => Promise<readonly RuleFile[]>) | undefined;
}

/** Why nothing was reviewed; `of` is what was named. */
export interface ReviewFault {
  readonly kind:
    | Extract<GitChanges, { type: 'fault' }>['kind']
    | 'noRules'
    | 'unknownRule'
    /** Judged rules were asked for: no model is set, or a person does not want what it would take. */
    | 'noModel'
    | 'notConfirmed';
  readonly of?: string;
}

export interface ReviewOptions {
  readonly signal: AbortSignal;
  /** Ids of rules, names of families, `judged` and `syntactic`; those that are on when left out. */
  readonly rules?: readonly string[];
  /** Runs the judged rules among them as well, with a model. Without it none is asked, and they are listed. */
  readonly judge?: JudgeOptions;
  readonly shard?: Shard;
  onProgress?(done: number, total: number): void;
}

/** How the judged rules of a review run. */
export interface JudgeOptions {
  readonly settings?: Partial<JudgeSettings>;
  /** Asks a person before a model is asked for much. Without it nobody is asked. */
  readonly decide?: Decide;
  /** Keeps the calls. One with lines is gone on with: no reply that stands in it is asked for again. */
  readonly record?: RunRecord;
  readonly runId?: string;
  /** What the record calls the review. */
  readonly title?: string;
  onEvent?(event: JudgeEvent): void;
}

/** What a review would read. */
export interface ReviewPlan {
  readonly scope: ReviewScope;
  /** Text files, sorted. */
  readonly files: readonly string[];
  readonly lines: number;
  readonly rules: readonly string[];
  readonly rulesNotRun: readonly string[];
  readonly ruleFaults: readonly BadRule[];
  readonly skipped: readonly SkippedFile[];
  readonly unknownPaths: readonly string[];
  /** What the judged rules would take, where they were asked for. Files are read for it, and no model is asked. */
  readonly judged?: ReviewEstimate;
}

export interface ReviewSetting {
  readonly ports: ReviewPorts;
  readonly view: IndexView;
  /** Identifies the grammars: other ones find other things. */
  readonly grammars: string;
}

/** Reads the rules and the scope, and says what a review of it would read, and what judging it would take. */
export async function planReview(
  wish: ReviewWish,
  options: Pick<ReviewOptions, 'signal' | 'rules' | 'judge' | 'shard'>,
  parts: ReviewSetting,
): Promise<ReviewPlan | ReviewFault> {
  const { shard } = options;
  const chosen = await chooseRules(options, parts.ports, parts.view);
  if ('kind' in chosen) return chosen;
  const target = await targetOf(wish, options.signal, parts);
  if ('kind' in target) return target;
  const tools = options.judge && judgeTools(wish, chosen.rules, options, parts);
  if (tools === 'noModel') return { kind: tools };
  const judged = tools && estimateOf(await prepareJudging(target.tasks, tools, { shard }), tools);
  const isOwn = ({ path }: { readonly path: string }): boolean => isOfShard(path, shard);
  const own = target.tasks.filter(({ entry }) => isOwn(entry));
  const idsOf = (kind: Rule['kind']): string[] =>
    chosen.rules.filter((rule) => rule.kind === kind).map(({ id }) => id);
  return {
    scope: target.scope,
    files: own.map(({ entry }) => entry.path),
    lines: own.reduce((sum, { entry }) => sum + entry.row.lines, 0),
    rules: [...idsOf('syntactic'), ...(judged ? idsOf('judged') : [])].sort(),
    rulesNotRun: judged ? [] : idsOf('judged'),
    ruleFaults: chosen.faults,
    skipped: target.skipped.filter(isOwn),
    unknownPaths: target.unknownPaths.filter((path) => isOwn({ path })),
    ...(judged ? { judged } : {}),
  };
}

/**
 * Reviews what is wished for with the rules that need no model, and with those that do where that is asked for. Files
 * whose results are known from their content are read and not looked at again; the same holds for what models said.
 * Aborted, it gives what it has, as `stopped`. Costs no model calls without `judge`.
 */
export async function review(
  wish: ReviewWish,
  options: ReviewOptions,
  parts: ReviewSetting,
): Promise<ReviewReport | ReviewFault> {
  const { ports, view } = parts;
  const { signal, shard, onProgress } = options;
  const chosen = await chooseRules(options, ports, view);
  if ('kind' in chosen) return chosen;
  const target = await targetOf(wish, signal, parts);
  if ('kind' in target) return target;
  const { rules, faults } = chosen;
  const judging = options.judge && (await startJudging(wish, target.tasks, rules, { options, parts }));
  if (judging && 'kind' in judging) return judging;
  const syntactic = rules.filter(({ kind }) => kind === 'syntactic');
  const cache = await StoredResults.open(
    ports.store,
    ports.hash.text(JSON.stringify([parts.grammars, syntactic, wholeOf(view.files)])),
  );
  const families = new Map<string, string>(rules.map(({ id, family }) => [id, family]));
  const report = await reviewTarget(
    target,
    {
      ...{ rules, ruleFaults: faults, shard, commit: await ports.git?.head() },
      judge: judging && ((found) => judgeReady(judging.ready, judging, found, (id) => families.get(id))),
    },
    {
      read: reader(wish, ports, signal),
      parse: (file) => ports.parser.parse(file, { signal }),
      roleOf: (entry) => roleOfFile(entry, roleIn(view, entry.path)),
      rulesFor: (file) => rulesFor(file, rules),
      check: (file, fitting) => runRules(file, fitting, ports.parser, { signal }),
      secrets: ports.secrets,
      hash: ports.hash.text,
      cache,
      width: ports.parser.width,
      signal,
      ...(onProgress ? { onProgress } : {}),
    },
  );
  await cache.save(({ path, hash }) => {
    const number = view.numberOf(path);
    return number !== undefined && view.files[number]!.row.hash === hash;
  });
  return report;
}

/** What judging needs of the ports, with the settings that were asked for. */
function judgeTools(
  wish: ReviewWish,
  rules: readonly Rule[],
  { judge, signal }: Pick<ReviewOptions, 'judge' | 'signal'>,
  { ports, view }: ReviewSetting,
): JudgeTools | 'noModel' {
  const { model, store, hash, secrets, parser } = ports;
  if (!canJudge(model)) return 'noModel';
  const read = reader(wish, ports, signal);
  const texts = new Map<string, ConcealedFile | undefined>();
  return {
    ...{ view, model, store, hash, signal, rules: rules.filter(({ kind }) => kind === 'judged') },
    settings: { ...ASK_DEFAULTS, ...judge?.settings },
    parse: (file) => parser.parse(file, { signal }),
    async read(path) {
      if (texts.has(path)) return texts.get(path);
      const file = await read(path);
      const concealed = 'text' in file ? await concealFile(file, secrets, signal) : undefined;
      if (texts.size >= MOST_TEXTS) texts.delete(texts.keys().next().value!);
      texts.set(path, concealed);
      return concealed;
    },
  };
}

/** Texts of files that are held while a scope is judged. */
const MOST_TEXTS = 500;

/** Prepares judging, with its record begun, and asks for it where that must be. */
async function startJudging(
  wish: ReviewWish,
  tasks: readonly FileTask[],
  rules: readonly Rule[],
  { options, parts }: { readonly options: ReviewOptions; readonly parts: ReviewSetting },
): Promise<{ readonly ready: ReadyJudging; onEvent(event: JudgeEvent): void } | ReviewFault> {
  const { ports, view } = parts;
  const { judge = {}, shard, signal } = options;
  const tools = judgeTools(wish, rules, options, parts);
  if (tools === 'noModel') return { kind: tools };
  const { record: lines, title = '', runId = '', decide, onEvent = () => {} } = judge;
  const [head] = lines?.lines ?? [];
  // Prompts are the same only between the same delimiters.
  const fence = head?.type === 'begun' ? head.fence : `lines-${ports.random.hex(6)}`;
  const record = lines && new Recorder({ record: lines, hash: ports.hash, clock: ports.clock }, ['', '']);
  await record?.begin({
    ...{ id: runId, question: { text: title, focus: [], history: [] }, fence },
    settings: { ...tools.settings },
    review: { wish, ...(options.rules ? { rules: options.rules } : {}), ...(shard ? { shard } : {}) },
    index: { files: view.files.length, chunks: view.starts[view.files.length]! },
  });
  signal.throwIfAborted();
  const ready = await beginJudging(tasks, tools, { decide, record, fence, shard, onEvent });
  return ready === 'no' ? { kind: 'notConfirmed' } : { ready, onEvent };
}

interface Chosen {
  readonly rules: readonly Rule[];
  readonly faults: readonly BadRule[];
}

/** The rules of the product and those of the user, by what was asked for. */
async function chooseRules(
  { rules: wanted, signal }: Pick<ReviewOptions, 'rules' | 'signal'>,
  ports: ReviewPorts,
  view: IndexView,
): Promise<Chosen | ReviewFault> {
  const known = await allRules(signal, ports, view);
  if (!known) return { kind: 'noRules' };
  const { rules: all, faults } = known;
  const fits = ({ id, family, kind }: Rule, name: string): boolean => [id, family, kind].includes(name);
  const unknown = wanted?.find((name) => !all.some((rule) => fits(rule, name)));
  if (unknown !== undefined) return { kind: 'unknownRule', of: unknown };
  const isWanted = (rule: Rule): boolean =>
    wanted ? wanted.some((name) => rule.id === name || (rule.isOn && fits(rule, name))) : rule.isOn;
  return { rules: all.filter(isWanted).sort((a, b) => (a.id < b.id ? -1 : 1)), faults };
}

/** Every rule of the product and of the user, on or off; undefined where those of the product are not there. */
async function allRules(
  signal: AbortSignal,
  ports: ReviewPorts,
  view: IndexView,
): Promise<Chosen | undefined> {
  const files = await ports.ruleFiles?.();
  if (!files) return undefined;
  const own = readRules(files, 'product');
  const paths = view.files
    .map(({ path }) => path)
    .filter((path) => /^\.sightline\/rules\/.+\.md$/.test(path));
  const texts: { path: string; text: string }[] = [];
  for (const path of paths) {
    const file = await ports.workspace.read(path, { signal });
    if ('text' in file) texts.push({ path, text: file.text });
  }
  const users = readRules(texts, 'user');
  const ids = new Set(own.rules.map(({ id }) => id));
  const all = [...own.rules, ...users.rules.filter(({ id }) => !ids.has(id))];
  const faults = [
    ...own.faults,
    ...users.faults,
    ...users.rules.flatMap(({ id, path }) => (ids.has(id) ? [{ path, kind: 'twice', at: id }] : [])),
  ];
  return { rules: all, faults };
}

/** A rule by its id, on or off; undefined when there is none. Reads the files of the rules. */
export async function ruleOf(
  id: string,
  signal: AbortSignal,
  { ports, view }: Pick<ReviewSetting, 'ports' | 'view'>,
): Promise<Rule | undefined> {
  return (await allRules(signal, ports, view))?.rules.find((rule) => rule.id === id);
}

/** Puts findings of the index as it is now right, as `fixFindings` says. Undefined where no rules are there. */
export async function fixOwn(
  findings: readonly FixableFinding[],
  signal: AbortSignal,
  { ports, view }: Pick<ReviewSetting, 'ports' | 'view'>,
): Promise<FixedFindings | undefined> {
  const known = await allRules(signal, ports, view);
  if (!known) return undefined;
  return fixFindings(findings, {
    read: (path) => ports.workspace.read(path, { signal }),
    check: ({ path, text }, rules) =>
      runRules({ path, text, hash: ports.hash.text(text) }, rules, ports.parser, { signal }),
    rules: known.rules,
    signal,
  });
}

async function targetOf(
  wish: ReviewWish,
  signal: AbortSignal,
  { ports, view }: ReviewSetting,
): Promise<ReviewTarget | ReviewFault> {
  if (wish.kind === 'paths') return targetOfPaths(view, wish.paths);
  if (wish.kind === 'lines') return targetOfLines(view, wish);
  const changes = await ports.git?.changes(wish, { signal });
  if (!changes) return { kind: 'noRepository' };
  const named = wish.kind === 'since' ? wish.base : wish.kind === 'commit' ? wish.commit : undefined;
  if (changes.type === 'fault') return { kind: changes.kind, ...(named === undefined ? {} : { of: named }) };
  const read = reader(wish, ports, signal);
  return targetOfChanges(
    view,
    { scope: scopeOf(wish, changes.commit), files: changes.files },
    async (path) => {
      const entry = view.files[view.numberOf(path)!]!;
      if (wish.kind === 'since') return entry.parsed.symbols;
      const file = await read(path);
      if (!('text' in file)) return [];
      return file.hash === entry.hash
        ? entry.parsed.symbols
        : (await ports.parser.parse(file, { signal })).symbols;
    },
  );
}

/** The files of a change in the order in which a person reads them, as `readingOrder` says. */
export async function readChanges(
  wanted: ChangesWanted,
  signal: AbortSignal,
  { ports, view }: Pick<ReviewSetting, 'ports' | 'view'>,
): Promise<readonly ReadingGroup[] | ReviewFault> {
  const changes = await ports.git?.changes(wanted, { signal });
  if (!changes) return { kind: 'noRepository' };
  return changes.type === 'fault' ? { kind: changes.kind } : readingOrder(view, changes.files);
}

function scopeOf(wish: ChangesWanted, commit: string | undefined): ReviewScope {
  if (wish.kind === 'staged') return wish;
  if (wish.kind === 'commit') return { kind: 'commit', commit: commit ?? wish.commit };
  return { kind: 'changes', base: wish.base, ...(commit === undefined ? {} : { commit }) };
}

/** Files as they are; of what is staged or committed, as they are there, save those that git has not got. */
function reader(
  wish: ReviewWish,
  { workspace, git }: ReviewPorts,
  signal: AbortSignal,
): (path: string) => Promise<SourceFile | SkippedFile> {
  if (wish.kind !== 'staged' && wish.kind !== 'commit') return (path) => workspace.read(path, { signal });
  const at = wish.kind === 'staged' ? wish.kind : { commit: wish.commit };
  return async (path) => (await git?.fileAt(at, path, { signal })) ?? workspace.read(path, { signal });
}
