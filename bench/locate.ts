/**
 * Whether the files that a commit changed are among those that localisation finds for its message. The repository is as
 * it was before the commit.
 * Usage: node bench/locate.ts [--commits N] [--max-files N] REPOSITORY...
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { roleOf } from '../src/engine/retrieve/roles.ts';
import { openHost } from '../src/host/host.ts';
import { openPlaces } from '../src/host/stored.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    commits: { type: 'string', default: '10' },
    'max-files': { type: 'string', default: '4000' },
  },
});
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

const git = (repository: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', repository, ...args], { encoding: 'utf8', maxBuffer: 500_000_000 });

interface Case {
  readonly commit: string;
  readonly message: string;
  /** Sources that it changed and that were there before. */
  readonly changed: readonly string[];
}

/** Commits that mend something in one to five sources, drawn by their hash. */
function casesOf(repository: string, count: number): Case[] {
  const log = git(
    repository,
    'log',
    '--no-merges',
    '-n',
    '3000',
    '--diff-filter=M',
    '--name-only',
    '--format=%x00%H%x01%B%x02',
  );
  const cases = log.split('\0').flatMap((entry): Case[] => {
    const [head = '', names = ''] = entry.split('\x02');
    const [commit = '', message = ''] = head.split('\x01');
    const changed = names.split('\n').filter((path) => path !== '' && roleOf(path) === 'source');
    const isMend = /\b(fix|bug|crash|wrong|fail|error|incorrect|broken|regress)/i.test(message);
    const isTold = message.trim().length >= 30;
    return isMend && isTold && changed.length >= 1 && changed.length <= 5
      ? [{ commit, message: message.trim(), changed }]
      : [];
  });
  return cases.toSorted((a, b) => keyOf(a.commit).localeCompare(keyOf(b.commit))).slice(0, count);
}

const keyOf = (commit: string): string => createHash('sha256').update(commit).digest('hex');

interface Row {
  cases: number;
  any: number;
  all: number;
  files: number;
  found: number;
  first: number;
}

async function measure(repository: string, { commit, message, changed }: Case, row: Row): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sightline-locate-'));
  const root = join(folder, 'tree');
  try {
    execFileSync('sh', [
      '-c',
      'mkdir "$3" && git -C "$1" archive "$2" | tar -x -C "$3"',
      '-',
      repository,
      `${commit}^`,
      root,
    ]);
    const host = await openHost({
      ...{
        distDir: resolve('dist'),
        places: openPlaces({ cacheDir: join(folder, 'cache'), stateDir: join(folder, 'state') }),
      },
      ...{ log: quiet, isTrusted: false, model: () => undefined },
      folders: [{ name: 'tree', uri: `file://${root}`, path: root, exclude: [] }],
    });
    await host.refresh({ signal: new AbortController().signal, onProgress: () => {} });
    const { files } = await host.stored().localise({ text: message, places: [], rejected: [] });
    await host.close();
    const paths = files.map(({ path }) => path);
    const hits = changed.filter((path) => paths.includes(path)).length;
    row.cases++;
    row.files += changed.length;
    row.found += hits;
    if (hits > 0) row.any++;
    if (hits === changed.length) row.all++;
    if (changed.includes(paths[0] ?? '')) row.first++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const share = (part: number, whole: number): string =>
  `${part}/${whole} ${((100 * part) / Math.max(1, whole)).toFixed(0)} %`;
const line = (name: string, { cases, any, all, files, found, first }: Row): string =>
  `| ${name} | ${cases} | ${share(first, cases)} | ${share(any, cases)} | ${share(all, cases)} | ${share(found, files)} |`;
const empty = (): Row => ({ cases: 0, any: 0, all: 0, files: 0, found: 0, first: 0 });

console.log(
  '| repository | commits | first file is right | some file among five | all files among five | files found |',
);
console.log('|---|---|---|---|---|---|');
const total = empty();
for (const repository of positionals) {
  const row = empty();
  for (const one of casesOf(repository, Number(values.commits))) {
    const count = git(repository, 'ls-tree', '-r', '--name-only', `${one.commit}^`).split('\n').length;
    if (count > Number(values['max-files'])) continue;
    await measure(repository, one, row);
  }
  console.log(line(repository.split('/').filter(Boolean).at(-2) ?? repository, row));
  for (const key of Object.keys(total) as (keyof Row)[]) total[key] += row[key];
}
console.log(line('all', total));
