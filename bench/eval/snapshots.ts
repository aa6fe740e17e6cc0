/** Cases of other repositories, from JSON lines and bare repositories. */
import { BareRepository } from '../cases/git.ts';
import type { Case } from '../metrics.ts';
import { readCases } from '../retrieval.ts';
import type { EvalCase } from './ask.ts';
import type { GoldLine } from './oracle.ts';
import type { Files } from './repository.ts';

/** Files above this are not read: the program leaves them out as well. */
const MOST_LETTERS = 1_000_000;

export interface Snapshot {
  readonly name: string;
  readonly files: Files;
  readonly cases: readonly EvalCase[];
  /** Cases that name no line: nothing can be said of them. */
  readonly without: number;
}

/**
 * The snapshots that a file of cases names, one after the other. Of each gold range the line with the most letters is
 * what an answer needs.
 */
export async function* readSnapshots(casesFile: string, mirror: string): AsyncGenerator<Snapshot> {
  const cases = await readCases({ casesFile });
  for (const own of Map.groupBy(cases, ({ repo, commit }) => `${repo}@${commit}`).values()) {
    const { repo, commit } = own[0]!;
    const files = filesOf(new BareRepository(mirror, repo), commit);
    yield {
      name: `${repo}@${commit.slice(0, 12)}`,
      files,
      cases: own
        .map(({ id, query, gold_ranges = {} }) => ({ id, question: query, gold: goldOf(gold_ranges, files) }))
        .filter(({ gold }) => gold.length > 0),
      without: own.filter(({ gold_ranges = {} }) => goldOf(gold_ranges, files).length === 0).length,
    };
  }
}

function filesOf(bare: BareRepository, commit: string): Files {
  const listed = bare.run('ls-tree', '-r', '-z', '--name-only', commit);
  if (listed === undefined) throw new Error(`${bare.name}: commit ${commit} cannot be read`);
  const files: Record<string, string> = {};
  for (const [path, lines] of bare.files(commit, listed.split('\0').filter(Boolean))) {
    const text = lines.join('\n');
    if (!text.includes('\0') && text.length <= MOST_LETTERS) files[path] = text;
  }
  return files;
}

const LEAST_LETTERS = 8;

const lettersOf = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

function goldOf(ranges: NonNullable<Case['gold_ranges']>, files: Files): GoldLine[] {
  const gold = new Map<string, GoldLine>();
  for (const [path, list] of Object.entries(ranges)) {
    const lines = files[path]?.split('\n') ?? [];
    for (const [start, end] of list) {
      let best: GoldLine | undefined;
      for (let line = start; line <= end; line++) {
        const text = (lines[line - 1] ?? '').trim();
        if (lettersOf(text) > lettersOf(best?.text ?? '')) best = { path, line, text };
      }
      // A bracket or the end of a comment proves nothing when it is quoted.
      if (best && lettersOf(best.text) >= LEAST_LETTERS) gold.set(`${path}:${best.line}`, best);
    }
  }
  return [...gold.values()];
}
