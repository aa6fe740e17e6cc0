/**
 * Makes training cases for retrieval from the history of public repositories.
 *
 *   node bench/cases/derive.ts --mirror DIR --out FILE [--seed 1] owner/name...
 *
 * A case is what a person wrote about a change, the snapshot before it to look in, and the lines that it touched. The
 * text is a commit's message up to its solution, an entry of the change log, a sentence of the documentation, a
 * comment that was added above a definition, or a question for tests, docs, examples or configuration. A history is
 * cut into windows so that few snapshots serve many cases. DIR holds bare repositories `owner+name/repo`.
 */
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { randomFrom } from '../random.ts';
import { BareRepository, type Commit } from './git.ts';
import { hunksOf, placeAll } from './hunks.ts';
import { type Draft, draftsOf } from './kinds.ts';
import { caseRole } from './paths.ts';

const SINCE = '2017-01-01';
const WINDOWS = 4;
const DAYS = 200;
/** Cases of a window by kind; the rest of those found is left out by the seed. */
const MOST: Readonly<Record<string, number>> = { commit: 10, changeLog: 3, page: 3, docComment: 3, trace: 3 };
const MOST_OF_ROLE = 1;
/** Commits of a window that are looked at, and lines that a change may touch. */
const MOST_COMMITS = 300;
const MOST_LINES = 400;

interface Derived extends Draft {
  readonly commit: Commit;
  readonly ranges: Readonly<Record<string, readonly (readonly number[])[]>>;
}

function derive(repository: BareRepository, random: () => number): { snapshot: string; cases: Derived[] }[] {
  const commits = repository
    .history(SINCE)
    .filter(({ changes }) =>
      changes.some(({ status, path }) => status === 'M' && caseRole(path) !== 'other'),
    );
  const used = new Set<string>();
  return Array.from({ length: WINDOWS }, (_, window) => {
    const from = Math.floor((commits.length * window) / WINDOWS);
    const first = commits[from]!;
    const inside = commits
      .slice(from, Math.floor((commits.length * (window + 1)) / WINDOWS))
      .filter(({ when }) => when - first.when <= DAYS * 86_400)
      .slice(0, MOST_COMMITS * 4);
    const snapshot = repository.run('rev-parse', `${first.id}^`)?.trim() ?? '';
    return {
      snapshot,
      cases: chooseCases(fromWindow(repository, snapshot, { inside, random, used }), random),
    };
  });
}

function fromWindow(
  repository: BareRepository,
  snapshot: string,
  { inside, random, used }: { inside: readonly Commit[]; random: () => number; used: Set<string> },
): Derived[] {
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)]!;
  const commits = sample(inside, MOST_COMMITS, random);
  const hunks = hunksOf(
    repository,
    commits.map(({ id }) => id),
  );
  const drafts = commits
    .flatMap((commit) =>
      draftsOf({ commit, hunks: hunks.get(commit.id) ?? new Map(), pick }).map((draft) => ({
        ...draft,
        commit,
      })),
    )
    .filter((draft) => {
      const size = sizeOf(draft);
      return size > 0 && size <= MOST_LINES;
    });
  const files = repository.files(snapshot, [
    ...new Set(drafts.flatMap(({ changed }) => [...changed.keys()])),
  ]);
  return drafts.flatMap((draft) => {
    const key = draft.query.slice(0, 160);
    const ranges = used.has(key) ? undefined : placeAll(draft.changed, files);
    if (!ranges) return [];
    used.add(key);
    return [{ ...draft, ranges }];
  });
}

/** Lines that came or went. */
const sizeOf = ({ changed }: Draft): number =>
  [...changed.values()]
    .flat()
    .reduce((sum, { lines }) => sum + lines.filter(([tag]) => tag !== ' ').length, 0);

function chooseCases(found: readonly Derived[], random: () => number): Derived[] {
  return [...Map.groupBy(found, ({ kind }) => kind)].flatMap(([kind, list]) =>
    sample(list, MOST[kind] ?? MOST_OF_ROLE, random),
  );
}

/** Some of the values, in their order. */
function sample<T>(values: readonly T[], count: number, random: () => number): T[] {
  const keyed = values.map((value, i) => ({ value, i, key: random() }));
  const kept = keyed.sort((a, b) => a.key - b.key).slice(0, count);
  return kept.sort((a, b) => a.i - b.i).map(({ value }) => value);
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: { mirror: { type: 'string' }, out: { type: 'string' }, seed: { type: 'string', default: '1' } },
    allowPositionals: true,
  });
  if (!values.mirror || !values.out) throw new Error('--mirror and --out are needed');
  for (const name of positionals) {
    const random = randomFrom(
      Number(values.seed) * 7919 + [...name].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 0),
    );
    const windows = derive(new BareRepository(values.mirror, name), random);
    const counts: Record<string, number> = {};
    for (const { snapshot, cases } of windows) {
      for (const { kind, query, commit, ranges } of cases) {
        counts[kind] = (counts[kind] ?? 0) + 1;
        const id = `${name.replace('/', '__')}__${commit.id.slice(0, 10)}-${kind}`;
        const places = { gold_files: Object.keys(ranges), gold_ranges: ranges };
        const line = { id, repo: name, kind, commit: snapshot, fix_commit: commit.id, query, ...places };
        appendFileSync(values.out, `${JSON.stringify(line)}\n`);
      }
    }
    process.stderr.write(`${name}: ${JSON.stringify(counts)}\n`);
  }
}

main();
