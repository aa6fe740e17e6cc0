/**
 * Measures the review rules on real trees, and prints how often each one hits, and how often that is right.
 *
 *   node esbuild.mjs && node bench/rules/run.ts DIR... [--seed N] [--sample N] [--most N] [--rule ID] [--labels FILE]
 *
 * DIR holds one repository each; its name stands in the labels. `--sample N` prints N findings drawn by the seed as JSON
 * lines to be labelled, at most `--most` of one rule in one repository. `--labels` prints a table of what was labelled (`bench/rules/labels.jsonl` by default).
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { madeBy } from '../../src/engine/index/madeBy.ts';
import { roleOf, roleOfFile } from '../../src/engine/retrieve/roles.ts';
import { readRules } from '../../src/engine/review/readRule.ts';
import { rulesFor, runRules } from '../../src/engine/review/runRules.ts';
import type { Rule } from '../../src/engine/types.ts';
import { readLanguages } from '../../src/node/parser/languages.ts';
import { createParserPool, parserFiles } from '../../src/node/parser/pool.ts';
import { readRuleFiles } from '../../src/node/ruleFiles.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { ROOT } from '../command.ts';
import { labelTable, readLabels } from './labels.ts';

/** Roles of files that nobody reviews for these rules. */
const LEFT_OUT: ReadonlySet<string> = new Set(['vendored', 'generated', 'data']);

interface Finding {
  readonly rule: string;
  readonly repo: string;
  readonly language: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
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

async function reviewTree(dir: string): Promise<Finding[]> {
  // A parser of its own: what fails in one repository must not spare files of another.
  const pool = createParserPool({ ...files, specs, log: quiet });
  const workspace = createDiskWorkspace({ root: dir, log: quiet });
  const { files: listed } = await workspace.list({ signal });
  const found: Finding[] = [];
  const [seen, faults] = [{ files: 0, lines: 0, unsure: 0, waived: 0 }, new Map<string, number>()];
  const queue = listed.filter(({ path }) => !LEFT_OUT.has(roleOf(path))).values();
  const work = async (): Promise<void> => {
    for (const { path } of queue) {
      const language = pool.languageOf(path, '');
      if (!rules.some(({ languages }) => languages.includes(language ?? ''))) continue;
      const file = await workspace.read(path, { signal });
      if ('reason' in file) continue;
      const made = madeBy(file.text, await pool.parse(file, { signal }));
      const role = roleOfFile({ path, ...(made ? { made } : {}) });
      if (LEFT_OUT.has(role)) continue;
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

const found: Finding[] = [];
for (const dir of positionals) found.push(...(await reviewTree(dir)));
if (positionals.length > 0) for (const line of countTable(found, rules)) print(line);
const on = new Set(rules.filter(({ isOn }) => isOn || values.rule.length > 0).map(({ id }) => id));
const taken = new Map<string, number>();
const sample = drawn(
  found.filter(({ rule }) => on.has(rule)),
  values.seed,
)
  .filter(({ rule, repo }) => {
    const key = `${rule} ${repo}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return taken.get(key)! <= Number(values.most);
  })
  .slice(0, Number(values.sample));
for (const one of sample) print(JSON.stringify(one));
if (existsSync(values.labels)) {
  const labels = readLabels(await readFile(values.labels, 'utf8'));
  print('');
  for (const line of labelTable(labels, all)) print(line);
}
