/**
 * Measures the review rules on real trees, and prints how often each one hits, and how often that is right.
 *
 *   node esbuild.mjs && node bench/rules/run.ts DIR... [--seed N] [--sample N] [--most N] [--rule ID] [--labels FILE]
 *   node bench/rules/run.ts DIR... --keep FILE [--around N]
 *   node bench/rules/run.ts --from FILE --each N [--most N] [--seed N] [--rule ID]
 *
 * DIR holds one repository each; its name stands in the labels. `--sample N` prints N findings drawn by the seed as JSON
 * lines to be labelled, at most `--most` of one rule in one repository. `--labels` prints a table of what was labelled (`bench/rules/labels.jsonl` by default).
 * `--keep` appends all findings of rules that are on to a file, each with `--around` lines before and behind it (8 by
 * default), so that they can be labelled when the trees are gone. `--from` draws from that file, of rules that are on, what
 * has no label yet: `--each` up to N of each rule, or a `--sample`.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { madeBy } from '../../src/engine/index/madeBy.ts';
import { roleOf, roleOfFile } from '../../src/engine/retrieve/roles.ts';
import { readRules } from '../../src/engine/review/readRule.ts';
import { isNotOurs, rulesFor, runRules } from '../../src/engine/review/runRules.ts';
import type { Rule, Span } from '../../src/engine/types.ts';
import { readLanguages } from '../../src/node/parser/languages.ts';
import { createParserPool, parserFiles } from '../../src/node/parser/pool.ts';
import { readRuleFiles } from '../../src/node/ruleFiles.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { ROOT } from '../command.ts';
import { type Label, labelTable, readLabels } from './labels.ts';

interface Finding {
  readonly rule: string;
  readonly repo: string;
  readonly language: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  /** The lines around it; only for findings that are kept. */
  readonly around?: string;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '0' },
    most: { type: 'string', default: '100' },
    rule: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
    from: { type: 'string' },
    each: { type: 'string' },
    around: { type: 'string', default: '8' },
    labels: { type: 'string', default: join(ROOT, 'bench/rules/labels.jsonl') },
  },
});

const dist = join(ROOT, 'dist');
const all = readRules(await readRuleFiles(dist), 'product').rules.filter(({ kind }) => kind === 'syntactic');
const rules = all.filter(({ id }) => values.rule.length === 0 || values.rule.includes(id));
const files = parserFiles(dist);
const quiet = { info: () => {}, warn: say, error: say };
const specs = await readLanguages(files.grammarsDir);
const signal = new AbortController().signal;

/** The lines around a place, numbered; long ones are cut and end with an ellipsis. */
function aroundOf(lines: readonly string[], { startLine, endLine }: Span): string {
  const [first, end] = [Math.max(1, startLine - Number(values.around)), endLine + Number(values.around)];
  const shown = lines.slice(first - 1, Math.min(end, startLine + 40));
  return shown
    .map((line, at) => `${first + at}: ${line.length > 200 ? `${line.slice(0, 200)}…` : line}`)
    .join('\n');
}

async function reviewTree(dir: string): Promise<Finding[]> {
  // A parser of its own: what fails in one repository must not spare files of another.
  const pool = createParserPool({ ...files, specs, log: quiet });
  const workspace = createDiskWorkspace({ root: dir, log: quiet });
  const { files: listed } = await workspace.list({ signal });
  const found: Finding[] = [];
  const [seen, faults] = [{ files: 0, lines: 0, unsure: 0, waived: 0 }, new Map<string, number>()];
  const queue = listed.filter(({ path }) => !isNotOurs(roleOf(path))).values();
  const work = async (): Promise<void> => {
    for (const { path } of queue) {
      const language = pool.languageOf(path, '');
      if (!rules.some(({ languages }) => languages.includes(language ?? ''))) continue;
      const file = await workspace.read(path, { signal });
      if ('reason' in file) continue;
      const made = madeBy(file.text, await pool.parse(file, { signal }));
      const role = roleOfFile({ path, ...(made ? { made } : {}) });
      if (isNotOurs(role)) continue;
      const { hits, unsure, waived, fault } = await runRules(file, rulesFor({ path, role }, rules), pool, {
        signal,
      });
      const lines = file.text.split(/\r?\n/);
      seen.files++;
      seen.lines += lines.length;
      seen.unsure += unsure;
      seen.waived += waived;
      if (fault) faults.set(fault.kind, (faults.get(fault.kind) ?? 0) + 1);
      for (const { rule, span } of hits)
        found.push({
          ...{ rule, repo: basename(dir), language: language ?? '', path },
          ...{ line: span.startLine, text: lines[span.startLine - 1]!.trim().slice(0, 160) },
          ...(values.keep ? { around: aroundOf(lines, span) } : {}),
        });
    }
  };
  await Promise.all(Array.from({ length: pool.width }, work));
  await pool.dispose();
  say(
    `${basename(dir)}: ${seen.files} files, ${seen.lines} lines, ${found.length} findings, ${seen.unsure} in code that could not be read, ${seen.waived} waived by a comment, not reviewed: ${JSON.stringify(Object.fromEntries(faults))}`,
  );
  return found;
}

/** Counts of findings: a row for each rule, a column for each language. */
function countTable(found: readonly Finding[], of: readonly Rule[]): string[] {
  const languages = [...new Set(found.map(({ language }) => language))].sort();
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['rule', 'on', ...languages, 'all']),
    row(['---', '---', ...languages.map(() => '---:'), '---:']),
    ...of.map(({ id, isOn }) => {
      const own = found.filter(({ rule }) => rule === id);
      const cells = languages.map((language) => own.filter((one) => one.language === language).length || '');
      return row([id, isOn ? 'yes' : 'no', ...cells, own.length]);
    }),
  ];
}

/** Findings in an order that the seed alone decides. */
function drawn(found: readonly Finding[], seed: string): Finding[] {
  const keyOf = ({ rule, repo, path, line }: Finding): string =>
    createHash('sha256').update([seed, rule, repo, path, line].join('\0')).digest('hex');
  const keyed = found.map((one) => [keyOf(one), one] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

const readFindings = (text: string): Finding[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Finding]));

/** Of findings in the order of a draw those that the sample has room for. */
function sampled(found: readonly Finding[]): Finding[] {
  const taken = new Map<string, number>();
  const isRoom = (key: string, room: number): boolean => {
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return taken.get(key)! <= room;
  };
  const spread = found.filter(({ rule, repo }) => isRoom(`${rule} ${repo}`, Number(values.most)));
  return values.each === undefined
    ? spread.slice(0, Number(values.sample))
    : spread.filter(({ rule }) => isRoom(rule, Number(values.each)));
}

const found: Finding[] = [];
for (const dir of positionals) found.push(...(await reviewTree(dir)));
const on = new Set(rules.filter(({ isOn }) => isOn || values.rule.length > 0).map(({ id }) => id));
const told = found.filter(({ rule }) => on.has(rule));
if (values.keep) await appendFile(values.keep, told.map((one) => `${JSON.stringify(one)}\n`).join(''));
if (positionals.length > 0) for (const line of countTable(found, rules)) print(line);
const labels = existsSync(values.labels) ? readLabels(await readFile(values.labels, 'utf8')) : [];
const placeOf = ({ rule, repo, path, line }: Finding | Label): string => [rule, repo, path, line].join('\0');
const labelled = new Set(labels.map(placeOf));
const kept = values.from
  ? readFindings(await readFile(values.from, 'utf8')).filter(
      (one) => on.has(one.rule) && !labelled.has(placeOf(one)),
    )
  : told;
for (const one of sampled(drawn(kept, values.seed))) print(JSON.stringify(one));
if (labels.length > 0) {
  print('');
  for (const line of labelTable(labels, all)) print(line);
}
