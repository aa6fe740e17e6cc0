/**
 * Measures where edits land that come from public commits and are quoted with the slips that authors make.
 *
 *   node_modules/.bin/node bench/patch/patches.ts --mirror DIR [--edits N] [--seed N] [--list] [owner/name...]
 *
 * DIR holds bare repositories `owner+name/repo`; all of them are taken when none is named. An edit has a unique right place when what it quotes stands in the file
 * once, white space ignored. It is right when the whole file is then as the commit made it, and wrong when it is
 * something else: refusing is never wrong.
 */
import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import { occurrences } from '../../src/engine/repair/place/occurrences.ts';
import { planEdits } from '../../src/engine/repair/plan.ts';
import { readEdits } from '../../src/engine/repair/read/readEdits.ts';
import { BareRepository } from '../cases/git.ts';
import { type Hunk, hunksOf } from '../cases/hunks.ts';
import { randomFrom } from '../random.ts';
import { type Quote, SLIPS } from './slips.ts';

const LANGUAGES: Readonly<Record<string, string>> = {
  ...{
    '.py': 'Python',
    '.js': 'JavaScript',
    '.ts': 'TypeScript',
    '.go': 'Go',
    '.rs': 'Rust',
    '.java': 'Java',
  },
  ...{ '.c': 'C', '.cpp': 'C++', '.cc': 'C++', '.rb': 'Ruby', '.php': 'PHP', '.cs': 'C#' },
};
/** Commits of a repository that are looked at. */
const COMMITS = 150;
/** Hunks that are taken of a repository at most, so that no one of them is all of a language. */
const PER_REPOSITORY = 60;

interface Case {
  readonly language: string;
  readonly from: string;
  readonly path: string;
  readonly base: string;
  readonly expected: string;
  readonly quote: Quote;
}

interface Count {
  unique: number;
  right: number;
  refused: number;
  wrong: number;
  several: number;
  severalRefused: number;
  severalWrong: number;
}

function casesOf(repository: BareRepository, random: () => number): Case[] {
  const ids =
    repository.run('log', '--no-merges', `-${COMMITS}`, '--format=%H', 'HEAD')?.trim().split('\n') ?? [];
  const cases: Case[] = [];
  for (const [commit, files] of hunksOf(repository, ids)) {
    const paths = [...files.keys()].filter((path) => extname(path) in LANGUAGES);
    const texts = repository.files(`${commit}^`, paths);
    for (const path of paths)
      for (const hunk of files.get(path)!) {
        const made = caseOf(
          { path, lines: (texts.get(path) ?? []).map(unmarked), from: `${repository.name} ${commit}` },
          { ...hunk, lines: hunk.lines.map(([tag, text]) => [tag, unmarked(text)] as const) },
          random,
        );
        if (made) cases.push(made);
      }
  }
  return shuffled(cases, random).slice(0, PER_REPOSITORY);
}

/** A line without the mark of its encoding: files are read without it, and it is put back with their bytes. */
const unmarked = (line: string): string => line.replace(/^\ufeff/, '');

function caseOf(
  { path, lines, from }: { readonly path: string; readonly lines: readonly string[]; readonly from: string },
  hunk: Hunk,
  random: () => number,
): Case | undefined {
  const start = hunk.at - 1;
  const own = hunk.lines.filter(([tag]) => tag !== '+').map(([, text]) => text);
  if (own.length === 0 || !own.every((text, at) => lines[start + at] === text)) return undefined;
  // Context as authors give it: none to three lines on either side.
  const context = (of: readonly (readonly [string, string])[]): number =>
    of.findIndex(([tag]) => tag !== ' ');
  const [head, tail] = [context(hunk.lines), context(hunk.lines.toReversed())];
  const [skip, drop] = [Math.floor(random() * (head + 1)), Math.floor(random() * (tail + 1))];
  const kept = hunk.lines.slice(skip, hunk.lines.length - drop);
  const before = kept.filter(([tag]) => tag !== '+').map(([, text]) => text);
  const after = kept.filter(([tag]) => tag !== '-').map(([, text]) => text);
  if (before.every((line) => line.trim() === '') || before.join('\n') === after.join('\n')) return undefined;
  const at = start + skip;
  return {
    ...{ language: LANGUAGES[extname(path)]!, path, from, quote: { before, after, line: at + 1 } },
    base: lines.join('\n'),
    expected: [...lines.slice(0, at), ...after, ...lines.slice(at + before.length)].join('\n'),
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const keyed = items.map((item) => [random(), item] as const);
  return keyed.sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}

const keyOf = (line: string): string => line.replace(/\s+/g, '');

/** Applies a quote as a block, as the command line does without its parser. */
function apply(
  { path, base }: Case,
  { before, after }: Quote,
): { readonly text?: string; readonly why: string } {
  const block = ['<<<<<<< SEARCH', ...before, '=======', ...after, '>>>>>>> REPLACE', ''];
  const read = readEdits(`${path}\n${block.join('\n')}`, 'blocks');
  if (read.type === 'fault') return { why: read.fault.kind };
  const bases = new Map([[path, { type: 'text', text: base } as const]]);
  const [planned] = planEdits(read.files, { bases, allowed: new Set([path]) });
  const [place] = planned!.places;
  const why = place?.state === 'refused' ? place.reason : (place?.state ?? 'none');
  return typeof planned!.after === 'string' ? { text: planned!.after, why } : { why };
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      mirror: { type: 'string' },
      edits: { type: 'string', default: '1200' },
      seed: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.mirror === undefined) throw new Error('Give --mirror DIR, a folder of bare repositories.');
  const random = randomFrom(Number(values.seed));
  const found = readdirSync(values.mirror).filter((name) => name.includes('+'));
  const names = positionals.length > 0 ? positionals : found.map((name) => name.replace('+', '/'));
  const all = names.flatMap((name) => casesOf(new BareRepository(values.mirror!, name), random));
  const chosen = evenly(shuffled(all, random), Number(values.edits));
  const bySlip = new Map<string, Count>();
  const byLanguage = new Map<string, Count>();
  const whys = new Map<string, number>();
  let lost = 0;
  for (const one of chosen)
    for (const [name, slip] of Object.entries(SLIPS)) {
      const quote = slip(one.quote);
      if (!quote) continue;
      if (isLost(one.quote, quote)) {
        lost++;
        continue;
      }
      const { text, why } = apply(one, quote);
      for (const count of [countOf(bySlip, name), countOf(byLanguage, one.language)]) add(count, one, text);
      if (text === undefined && isUnique(one)) whys.set(why, (whys.get(why) ?? 0) + 1);
      if (values.list && text !== undefined && text !== one.expected)
        process.stderr.write(
          `wrong (${name}, ${why}): ${one.from} ${one.path}:${one.quote.line}\n${firstDifference(one.expected, text)}`,
        );
    }
  for (const [title, counts] of [
    ['slip', bySlip],
    ['language', byLanguage],
  ] as const)
    process.stdout.write(`${tableOf(title, counts)}\n\n`);
  const reasons = [...whys].sort((a, b) => b[1] - a[1]).map(([why, count]) => `${why} ${count}`);
  process.stdout.write(
    `${chosen.length} edits of ${names.length} repositories. Refused although unique: ${reasons.join(', ')}.\nLeft out, as the slip made lines alike that differ: ${lost} quotes.\n`,
  );
}

/** Whether lines that differ are alike after a slip: what was meant can then be told by nobody. */
const isLost = (one: Quote, slipped: Quote): boolean => kindsOf(slipped) < kindsOf(one);

const kindsOf = ({ before, after }: Quote): number => new Set([...before, ...after]).size;

/** The first line that two texts have otherwise, as each has it. */
function firstDifference(expected: string, text: string): string {
  const [right, wrong] = [expected.split('\n'), text.split('\n')];
  const at = right.findIndex((line, index) => line !== wrong[index]);
  return `  ${at + 1}: ${JSON.stringify(right[at])}\n  ${at + 1}: ${JSON.stringify(wrong[at])}\n`;
}

/** As many of each language, as far as there are. */
function evenly(cases: readonly Case[], wanted: number): Case[] {
  const groups = Map.groupBy(cases, ({ language }) => language);
  const share = Math.ceil(wanted / groups.size);
  return [...groups.values()].flatMap((group) => group.slice(0, share));
}

const isUnique = ({ base, quote }: Case): boolean =>
  occurrences(quote.before.map(keyOf), base.split('\n').map(keyOf)).length === 1;

function countOf(counts: Map<string, Count>, name: string): Count {
  const count = counts.get(name) ?? {
    ...{ unique: 0, right: 0, refused: 0, wrong: 0 },
    ...{ several: 0, severalRefused: 0, severalWrong: 0 },
  };
  counts.set(name, count);
  return count;
}

function add(count: Count, one: Case, text: string | undefined): void {
  const isWrong = text !== undefined && text !== one.expected;
  if (isUnique(one)) {
    count.unique++;
    if (isWrong) count.wrong++;
    else if (text === undefined) count.refused++;
    else count.right++;
  } else {
    count.several++;
    if (isWrong) count.severalWrong++;
    else if (text === undefined) count.severalRefused++;
  }
}

function tableOf(title: string, counts: ReadonlyMap<string, Count>): string {
  const rows = [...counts].map(([name, count]) => [name, count] as const);
  const sum = countOf(new Map(), '');
  for (const [, count] of rows) for (const key of Object.keys(sum) as (keyof Count)[]) sum[key] += count[key];
  const row = (name: string, count: Count): string => {
    const share = count.unique === 0 ? '-' : `${((100 * count.right) / count.unique).toFixed(1)} %`;
    const cells = [
      name,
      count.unique,
      share,
      count.refused,
      count.wrong,
      count.several,
      count.severalRefused,
      count.severalWrong,
    ];
    return `| ${cells.join(' | ')} |`;
  };
  return [
    `| ${title} | one place | right | refused | wrong | several | refused | wrong |`,
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(([name, count]) => row(name, count)),
    row('all', sum),
  ].join('\n');
}

main();
