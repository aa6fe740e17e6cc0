/** Cases of other repositories, from JSON lines and bare repositories. */
import { readFile } from 'node:fs/promises';
import { BareRepository } from '../cases/git.ts';
import type { Case } from '../metrics.ts';
import type { EvalCase } from './ask.ts';
import type { GoldLine } from './oracle.ts';
import type { Files } from './repository.ts';

/** Files above this are not read: the program leaves them out as well. */
const MOST_LETTERS = 1_000_000;

export interface Snapshot {
  readonly name: string;
  readonly files: Files;
  readonly cases: readonly EvalCase[];
}

/**
 * The snapshots that a file of cases names, one after the other. Each gold range stands for by its longest line: the
 * one that says most.
 */
export async function* readSnapshots(casesFile: string, mirror: string): AsyncGenerator<Snapshot> {
  const lines = (await readFile(casesFile, 'utf8')).split('\n').filter(Boolean);
  const cases = lines.map((line) => JSON.parse(line) as Case);
  for (const own of Map.groupBy(cases, ({ repo, commit }) => `${repo}@${commit}`).values()) {
    const { repo, commit } = own[0]!;
    const files = filesOf(new BareRepository(mirror, repo), commit);
    yield {
      name: `${repo}@${commit.slice(0, 12)}`,
      files,
      cases: own.map(({ id, query, gold_ranges = {} }) => ({
        id,
        question: query,
        gold: goldOf(gold_ranges, files),
      })),
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

function goldOf(ranges: NonNullable<Case['gold_ranges']>, files: Files): GoldLine[] {
  const gold = new Map<string, GoldLine>();
  for (const [path, list] of Object.entries(ranges)) {
    const lines = files[path]?.split('\n') ?? [];
    for (const [start, end] of list) {
      let best: GoldLine | undefined;
      for (let line = start; line <= end; line++) {
        const text = (lines[line - 1] ?? '').trim();
        if (text !== '' && text.length > (best?.text.length ?? 0)) best = { path, line, text };
      }
      if (best) gold.set(`${path}:${best.line}`, best);
    }
  }
  return [...gold.values()];
}
