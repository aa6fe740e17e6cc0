import type { IndexView } from '../index/view.ts';
import type { ChangesWanted, Git, GitChanges, Hash, Parser, Secrets, Store, Workspace } from '../ports.ts';
import type { BadRule, ReviewReport, ReviewScope, Rule, SkippedFile, SourceFile } from '../types.ts';
import { targetOfChanges } from './changes.ts';
import { type RuleFile, readRules } from './readRule.ts';
import { StoredResults } from './resultCache.ts';
import { type ReviewTarget, reviewTarget, type Shard, targetOfLines, targetOfPaths } from './review.ts';
import { rulesFor, runRules } from './runRules.ts';

/** What a review needs from outside. */
export interface ReviewPorts {
  readonly workspace: Workspace;
  readonly parser: Parser;
  readonly secrets: Secrets;
  readonly store: Store;
  readonly hash: Hash;
  readonly git?: Git | undefined;
  /** Files of the product's rules. */
  readonly ruleFiles?: (() => Promise<readonly RuleFile[]>) | undefined;
}

/** What a person wants to have reviewed. */
export type ReviewWish =
  /** None for all. */
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'lines'; readonly path: string; readonly startLine: number; readonly endLine: number }
  | ChangesWanted;

/** Why nothing was reviewed; `of` is what was named. */
export interface ReviewFault {
  readonly kind: Extract<GitChanges, { type: 'fault' }>['kind'] | 'noRules' | 'unknownRule';
  readonly of?: string;
}

export interface ReviewOptions {
  readonly signal: AbortSignal;
  /** Ids of rules and names of families; those that are on when left out. */
  readonly rules?: readonly string[];
  readonly shard?: Shard;
  onProgress?(done: number, total: number): void;
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
}

export interface ReviewSetting {
  readonly ports: ReviewPorts;
  readonly view: IndexView;
  /** Identifies the grammars: other ones find other things. */
  readonly grammars: string;
}

/** Reads the rules and the scope, and says what a review of it would read. No file of the scope is read. */
export async function planReview(
  wish: ReviewWish,
  options: Pick<ReviewOptions, 'signal' | 'rules'>,
  parts: ReviewSetting,
): Promise<ReviewPlan | ReviewFault> {
  const chosen = await chooseRules(options, parts.ports, parts.view);
  if ('kind' in chosen) return chosen;
  const target = await targetOf(wish, options.signal, parts);
  if ('kind' in target) return target;
  const idsOf = (kind: Rule['kind']): string[] =>
    chosen.rules.filter((rule) => rule.kind === kind).map(({ id }) => id);
  return {
    scope: target.scope,
    files: target.tasks.map(({ entry }) => entry.path),
    lines: target.tasks.reduce((sum, { entry }) => sum + entry.row.lines, 0),
    rules: idsOf('syntactic'),
    rulesNotRun: idsOf('judged'),
    ruleFaults: chosen.faults,
    skipped: target.skipped,
    unknownPaths: target.unknownPaths,
  };
}

/**
 * Reviews what is wished for with the rules that need no model. Files whose results are known from their content are
 * read and not looked at again. Aborted, it gives what it has, as `stopped`.
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
  const cache = await StoredResults.open(
    ports.store,
    ports.hash.text(JSON.stringify([parts.grammars, rules])),
  );
  const report = await reviewTarget(
    target,
    { rules, ruleFaults: faults, shard, commit: await ports.git?.head() },
    {
      read: reader(wish, ports, signal),
      parse: (file) => ports.parser.parse(file, { signal }),
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
  const fits = (rule: Rule, name: string): boolean => rule.id === name || rule.family === name;
  const unknown = wanted?.find((name) => !all.some((rule) => fits(rule, name)));
  if (unknown !== undefined) return { kind: 'unknownRule', of: unknown };
  const isWanted = (rule: Rule): boolean =>
    wanted ? wanted.some((name) => rule.id === name || (rule.isOn && rule.family === name)) : rule.isOn;
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
