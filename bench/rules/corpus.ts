/**
 * Runs the review rules on code that others marked as right or wrong for rules of theirs.
 *
 *   node esbuild.mjs && node bench/rules/corpus.ts DIR... [--show]
 *
 * DIR holds tests of ESLint, specs of RuboCop, or files in whose comments lines are marked (`ruleid:`, `ok:`,
 * `Noncompliant`, `BAD`, `GOOD`). A case for one rule of a linter is asked of the rules of ours that name it in `like`; a
 * marked line of all. `--show` prints each finding on code that is marked as right.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRules } from '../../src/engine/review/readRule.ts';
import { runRules } from '../../src/engine/review/runRules.ts';
import { readLanguages } from '../../src/node/parser/languages.ts';
import { createParserPool, parserFiles } from '../../src/node/parser/pool.ts';
import { readRuleFiles } from '../../src/node/ruleFiles.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { ROOT } from '../command.ts';
import { type Case, casesOf, hashOf } from './cases.ts';

/** Cases and lines that are marked, and findings there. */
interface Tally {
  bad: number;
  clean: number;
  foundInBad: number;
  foundInClean: number;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'boolean', default: false } },
});
const dist = join(ROOT, 'dist');
const rules = readRules(await readRuleFiles(dist), 'product').rules.filter(({ isOn }) => isOn);
const files = parserFiles(dist);
const quiet = { info: () => {}, warn: () => {}, error: print };
const pool = createParserPool({ ...files, specs: await readLanguages(files.grammarsDir), log: quiet });
const signal = new AbortController().signal;
const tallies = new Map<string, Tally>();

async function judge(one: Case): Promise<void> {
  const language = pool.languageOf(one.path, '');
  const own = rules.filter(
    ({ like, languages }) =>
      (one.of === undefined || like.includes(one.of)) && languages.includes(language ?? ''),
  );
  if (own.length === 0) return;
  const { text, path } = one;
  const { hits } = await runRules({ path, text, hash: hashOf(text) }, own, pool, { signal });
  const key = `${language} ${one.of?.split(' ')[0] ?? 'marks'}`;
  const tally = tallies.get(key) ?? { bad: 0, clean: 0, foundInBad: 0, foundInClean: 0 };
  tallies.set(key, tally);
  const found = new Set(hits.map(({ span }) => span.startLine));
  // A case for one rule is one thing; of a marked file each line is.
  const lines = one.of === undefined ? text.split('\n').map((_, at) => at + 1) : [0];
  for (const line of lines) {
    const isBad = one.isBad(line);
    if (isBad === undefined) continue;
    const isFound = one.of === undefined ? found.has(line) : hits.length > 0;
    if (isBad) tally.bad++;
    else tally.clean++;
    if (isFound && isBad) tally.foundInBad++;
    if (!isFound || isBad) continue;
    tally.foundInClean++;
    const at = hits.find(({ span }) => line === 0 || span.startLine === line)!;
    if (values.show) print(`${one.from} ${at.rule}: ${JSON.stringify(text.slice(0, 200))}`);
  }
}

for (const root of positionals) {
  const workspace = createDiskWorkspace({ root, log: quiet });
  for (const { path } of (await workspace.list({ signal })).files) {
    const file = await workspace.read(path, { signal });
    if ('reason' in file) continue;
    for (const one of await casesOf({ path, text: file.text }, pool)) await judge(one);
  }
}
await pool.dispose();
print('| language, source | wrong | found | right | found | precision |');
print('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [key, { bad, clean, foundInBad, foundInClean }] of [...tallies].sort(([a], [b]) =>
  a < b ? -1 : 1,
)) {
  const all = foundInBad + foundInClean;
  const precision = all === 0 ? '' : (foundInBad / all).toFixed(3);
  print(`| ${[key, bad, foundInBad, clean, foundInClean, precision].join(' | ')} |`);
}
