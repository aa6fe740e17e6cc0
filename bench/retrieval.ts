/** Retrieval quality over cases with known answers, through `sightline rank`. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand, runSightline } from './command.ts';
import { type Case, meanScores, type Result, type Scores, scoreCase } from './metrics.ts';

export interface Retrieval {
  readonly all: { readonly cases: number; readonly scores: Scores };
  readonly byRepository: Readonly<Record<string, { readonly cases: number; readonly scores: Scores }>>;
  /** Cases whose checkout could not be made, or that got no ranking. They count as 0. */
  readonly unanswered: readonly string[];
}

export interface RetrievalOptions {
  readonly casesFile: string;
  /** Folders named `owner+name@commit12`, or bare repositories `owner+name/repo`. */
  readonly checkouts: string;
  /** Only cases of repositories whose name holds this text. */
  readonly repository?: string;
  readonly folder: string;
  readonly say: (line: string) => void;
}

/** Ranks all cases, one checkout after the other. */
export async function measureRetrieval(options: RetrievalOptions): Promise<Retrieval> {
  const cases = await readCases(options);
  const cacheHome = await mkdtemp(join(options.folder, 'cases-'));
  const scored: { one: Case; scores: Scores }[] = [];
  const unanswered: string[] = [];
  const groups = [...Map.groupBy(cases, ({ repo, commit }) => `${repo.replaceAll('/', '+')}@${commit}`)];
  for (const [i, [name, group]] of groups.entries()) {
    const rankings = await rankGroup(group, options, cacheHome).catch((error: unknown) => {
      options.say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      return new Map<string, readonly Result[]>();
    });
    for (const one of group) {
      const results = rankings.get(one.id);
      if (!results) unanswered.push(one.id);
      scored.push({ one, scores: scoreCase(one, results ?? []) });
    }
    options.say(`${i + 1} of ${groups.length}: ${name.slice(0, -28)}, ${group.length} cases`);
  }
  const summary = (list: typeof scored) => ({
    cases: list.length,
    scores: meanScores(list.map(({ scores }) => scores)),
  });
  const repositories = [...Map.groupBy(scored, ({ one }) => one.repo)].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    all: summary(scored),
    byRepository: Object.fromEntries(repositories.map(([repo, list]) => [repo, summary(list)])),
    unanswered,
  };
}

/** Cases of a file of JSON lines, of all repositories or of those whose name holds a text. */
export async function readCases({
  casesFile,
  repository,
}: Pick<RetrievalOptions, 'casesFile' | 'repository'>): Promise<Case[]> {
  const lines = (await readFile(casesFile, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  const cases = lines.map((line) => JSON.parse(line) as Case);
  return repository === undefined ? cases : cases.filter(({ repo }) => repo.includes(repository));
}

async function rankGroup(
  group: readonly Case[],
  { checkouts, folder, say }: RetrievalOptions,
  cacheHome: string,
): Promise<Map<string, readonly Result[]>> {
  const { repo, commit } = group[0]!;
  const name = repo.replaceAll('/', '+');
  const ready = join(checkouts, `${name}@${commit.slice(0, 12)}`);
  const made = existsSync(ready) ? undefined : join(folder, `${name}@${commit.slice(0, 12)}`);
  const lacking = made ? await checkOut(resolve(checkouts, name, 'repo'), commit, made) : [];
  if (lacking.length > 0) say(`${name}: the repository lacks the content of ${lacking.join(', ')}`);
  try {
    const input = group.map(({ id, query }) => `${JSON.stringify({ id, query })}\n`).join('');
    const { stdout } = await runSightline(['rank', '--root', made ?? ready], cacheHome, input);
    const rankings = new Map<string, readonly Result[]>();
    for (const line of stdout.split('\n').filter(Boolean)) {
      const { id, results } = JSON.parse(line) as { id?: string; results?: readonly Result[] };
      if (id !== undefined && results) rankings.set(id, results);
    }
    return rankings;
  } finally {
    if (made) await rm(made, { recursive: true, force: true });
  }
}

/**
 * The files of one commit of a bare repository, without any `.git`. Returns the paths that are left out: those of which
 * the repository lacks the content, as one does that was cloned without its largest files.
 */
export async function checkOut(gitDir: string, commit: string, folder: string): Promise<readonly string[]> {
  if (!existsSync(gitDir)) throw new Error(`there is neither a checkout nor a bare repository ${gitDir}`);
  await mkdir(folder, { recursive: true });
  const env = { GIT_INDEX_FILE: `${folder}.index`, GIT_NO_LAZY_FETCH: '1' };
  const git = async (args: readonly string[], input?: string): Promise<string> => {
    const options = input === undefined ? { env } : { env, input };
    return (await runCommand('git', ['--git-dir', gitDir, '--work-tree', folder, ...args], options)).stdout;
  };
  await git(['read-tree', commit]);
  const entries = (await git(['ls-files', '-s', '-z'])).split('\0').filter(Boolean).map(readEntry);
  const blobs = entries.filter(({ mode }) => mode !== SUBMODULE);
  const lines = (await git(['cat-file', '--batch-check'], blobs.map(({ id }) => `${id}\n`).join(''))).split(
    '\n',
  );
  const missing = blobs.filter((_, i) => lines[i]!.endsWith(' missing')).map(({ path }) => path);
  if (missing.length > 0)
    await git(
      ['update-index', '--force-remove', '-z', '--stdin'],
      missing.map((path) => `${path}\0`).join(''),
    );
  await git(['checkout-index', '-a', '-f', '-q']);
  await rm(`${folder}.index`, { force: true });
  return missing;
}

const SUBMODULE = '160000';

/** A line of `git ls-files -s`: mode, id, stage, and the path after a tabulator. */
function readEntry(line: string): { mode: string; id: string; path: string } {
  const [mode = '', id = ''] = line.split(' ', 2);
  return { mode, id, path: line.slice(line.indexOf('\t') + 1) };
}
