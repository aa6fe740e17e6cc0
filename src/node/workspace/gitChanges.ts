/** What git says of changes: which lines of which files, and what a file was. */
import type { ChangedFile, ChangesWanted, GitChanges } from '../../engine/ports.ts';
import type { SkippedFile, SourceFile, Span } from '../../engine/types.ts';
import { hashBytes } from '../encoding/encoding.ts';
import { readText, withLineFeeds } from '../encoding/text.ts';
import { pathProblem } from './paths.ts';
import { skip } from './walk.ts';

/** Runs git and gives what it said, or undefined when it failed. */
export interface RunGit {
  text(args: readonly string[], signal: AbortSignal): Promise<string | undefined>;
  bytes(args: readonly string[], signal: AbortSignal): Promise<Uint8Array | undefined>;
}

const DIFF_ARGS = [
  ...['--raw', '-p', '-z', '--unified=0', '--find-renames', '--relative', '--no-color', '--no-ext-diff'],
  ...['--no-textconv', '--ignore-submodules=all', '--inter-hunk-context=0', '--abbrev=40'],
];

/** All lines of a file. */
const ALL: readonly Span[] = [{ startLine: 1, endLine: Number.MAX_SAFE_INTEGER }];

/** The files that changed below the folder, sorted by path, with the lines that are new or stand where some were taken. */
export async function readChanges(
  wanted: ChangesWanted,
  git: RunGit,
  signal: AbortSignal,
): Promise<GitChanges> {
  if ((await git.text(['rev-parse', '--is-inside-work-tree'], signal))?.trim() !== 'true')
    return { type: 'fault', kind: 'noRepository' };
  const found = await diffOf(wanted, git, signal);
  if (!found) return { type: 'fault', kind: 'unknownRevision' };
  if (found.output === undefined) return { type: 'fault', kind: 'failed' };
  const files = parseChanges(found.output);
  if (wanted.kind === 'since') {
    const others = await git.text(['ls-files', '-z', '--others', '--exclude-standard'], signal);
    if (others === undefined) return { type: 'fault', kind: 'failed' };
    for (const path of others.split('\0').filter((name) => name !== ''))
      files.push({ path, lines: ALL, isGone: false });
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { type: 'changes', files, ...(found.commit === undefined ? {} : { commit: found.commit }) };
}

type Diff = { readonly output: string | undefined; readonly commit?: string };

async function diffOf(wanted: ChangesWanted, git: RunGit, signal: AbortSignal): Promise<Diff | undefined> {
  if (wanted.kind === 'staged') return { output: await git.text(['diff', '--cached', ...DIFF_ARGS], signal) };
  const commit = await commitOf(wanted.kind === 'since' ? wanted.base : wanted.commit, git, signal);
  if (commit === undefined) return undefined;
  if (wanted.kind === 'commit') {
    const args = ['diff-tree', '--root', '--no-commit-id', '-r', '-m', '--first-parent'];
    return { output: await git.text([...args, ...DIFF_ARGS, commit], signal), commit };
  }
  // Histories that share nothing are compared as they are.
  const base = (await git.text(['merge-base', commit, 'HEAD'], signal))?.trim() || commit;
  const filters = await filtersOff(git, signal);
  if (!filters) return { output: undefined };
  return { output: await git.text([...filters, 'diff', ...DIFF_ARGS, base, '--'], signal), commit: base };
}

async function commitOf(revision: string, git: RunGit, signal: AbortSignal): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const commit = (await git.text(args, signal))?.trim();
  return commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}

/**
 * Settings that keep git from starting the programs that a repository names as filters, which it does to compare files
 * of the folder. Undefined when one has a name that no setting can speak of.
 */
async function filtersOff(git: RunGit, signal: AbortSignal): Promise<string[] | undefined> {
  const names = await git.text(['config', '-z', '--name-only', '--get-regexp', '^filter\\.'], signal);
  const filters = new Set(
    (names ?? '').split('\0').flatMap((name) => /^filter\.([\s\S]*)\.[^.]+$/.exec(name)?.[1] ?? []),
  );
  if ([...filters].some((name) => /[=\n]/.test(name))) return undefined;
  return [...filters].flatMap((name) =>
    ['clean=', 'process=', 'smudge=', 'required=false'].flatMap((rest) => ['-c', `filter.${name}.${rest}`]),
  );
}

/** Reads what `git diff --raw -p -z --unified=0` says. Linear in its length. */
export function parseChanges(output: string): ChangedFile[] {
  const end = output.indexOf('\0\0');
  const fields = (end < 0 ? output.replace(/\0$/, '') : output.slice(0, end)).split('\0');
  const sections = end < 0 ? [] : lineSections(output.slice(end + 2));
  const entries: { path: string; isGone: boolean; from?: string }[] = [];
  for (let i = 0; i < fields.length; ) {
    const status = /^:.* ([A-Z])\d*$/.exec(fields[i++]!)?.[1];
    if (status === undefined) continue;
    const path = fields[i++] ?? '';
    if (status === 'R' || status === 'C') {
      const to = fields[i++] ?? '';
      entries.push({ path: to, isGone: false, from: path });
      if (status === 'R') entries.push({ path, isGone: true });
    } else entries.push({ path, isGone: status === 'D' });
  }
  // A rename is one section of the text and two entries; without a section for each entry all lines count as changed.
  const withText = entries.filter(
    ({ path, isGone }) => !isGone || !entries.some(({ from }) => from === path),
  );
  const isPaired = withText.length === sections.length;
  const linesOf = new Map(withText.map(({ path }, at) => [path, isPaired ? sections[at]! : ALL]));
  return entries.map((entry) => ({ ...entry, lines: entry.isGone ? [] : (linesOf.get(entry.path) ?? ALL) }));
}

/** The changed lines of each file of a patch, by the heads of its hunks. */
function lineSections(patch: string): Span[][] {
  const sections: Span[][] = [];
  for (const line of patch.split('\n')) {
    // Lines of files begin with a sign, so that none looks like a head.
    if (line.startsWith('diff --git ')) sections.push([]);
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (!hunk) continue;
    const [start, count] = [Number(hunk[1]), Number(hunk[2] ?? 1)];
    // Where lines were only taken, those around the gap are what changed.
    sections.at(-1)?.push({
      startLine: Math.max(1, start),
      endLine: count === 0 ? start + 1 : start + count - 1,
    });
  }
  return sections;
}

/** A file as it is staged, or in a commit. Undefined when it is not there. */
export async function readBlob(
  path: string,
  { at, git, signal }: { readonly at: string; readonly git: RunGit; readonly signal: AbortSignal },
): Promise<SourceFile | SkippedFile | undefined> {
  if (pathProblem(path) !== undefined) return undefined;
  const revision = at === 'staged' ? `:./${path}` : `${at}:./${path}`;
  const name = (
    await git.text(['rev-parse', '--verify', '--quiet', '--end-of-options', revision], signal)
  )?.trim();
  if (name === undefined || !/^[0-9a-f]{40,64}$/.test(name)) return undefined;
  const bytes = await git.bytes(['cat-file', 'blob', name], signal);
  if (!bytes) return undefined;
  const decoded = await readText(bytes);
  if (decoded.binary)
    return skip(path, decoded.detail === undefined ? 'binary' : 'encoding', decoded.detail ?? '');
  const { text, encoding } = decoded;
  return {
    path,
    size: bytes.length,
    mtimeMs: 0,
    text: withLineFeeds(text),
    encoding,
    hash: hashBytes(bytes),
  };
}
