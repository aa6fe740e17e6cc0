/**
 * Runs the review rules and a linter's same checks on the same files, and prints where they agree and where not.
 *
 *   node esbuild.mjs && node bench/rules/linters.ts TREE... [--eslint DIR] [--ruff DIR] [--pylint PROGRAM]
 *     [--rubocop PROGRAM] [--cppcheck PROGRAM] [--rule ID] [--show N]
 *
 * DIR is a folder in which the linter was installed (`npm i eslint @typescript-eslint/parser typescript`, and
 * `eslint-plugin-sonarjs` if that shall be asked too; `npm i @astral-sh/ruff-wasm-nodejs`).
 * Which of a linter's rules is the same check, a rule says in `like`. `--show N` prints up to N lines of each rule that
 * one of the two alone told of.
 */
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { madeBy } from '../../src/engine/index/madeBy.ts';
import { roleOf, roleOfFile } from '../../src/engine/retrieve/roles.ts';
import { readRules } from '../../src/engine/review/readRule.ts';
import { isNotOurs, rulesFor, runRules } from '../../src/engine/review/runRules.ts';
import { readLanguages } from '../../src/node/parser/languages.ts';
import { createParserPool, parserFiles } from '../../src/node/parser/pool.ts';
import { readRuleFiles } from '../../src/node/ruleFiles.ts';
import { createDiskWorkspace } from '../../src/node/workspace/diskWorkspace.ts';
import { ROOT } from '../command.ts';
import { type Comparison, compare, comparisonTable, type Place, pairsOf } from './compare.ts';
import { LINTERS, type Linter, nameIn, type SourceFile } from './linter.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const place = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...{ eslint: place, ruff: place, pylint: place, rubocop: place, cppcheck: place },
    rule: { type: 'string', multiple: true, default: [] },
    show: { type: 'string', default: '0' },
  },
});

const dist = join(ROOT, 'dist');
const rules = readRules(await readRuleFiles(dist), 'product').rules.filter(
  ({ kind, id }) => kind === 'syntactic' && (values.rule.length === 0 || values.rule.includes(id)),
);
const files = parserFiles(dist);
const specs = await readLanguages(files.grammarsDir);
const quiet = { info: () => {}, warn: say, error: say };
const signal = new AbortController().signal;

interface Reviewed {
  readonly files: readonly SourceFile[];
  readonly places: readonly Place[];
  /** Rules that each file was asked of, by its path. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What our rules say of a tree's own files in some languages. */
async function review(root: string, languages: readonly string[]): Promise<Reviewed> {
  const pool = createParserPool({ ...files, specs, log: quiet });
  const workspace = createDiskWorkspace({ root, log: quiet });
  const seen: SourceFile[] = [];
  const places: Place[] = [];
  const asked = new Map<string, ReadonlySet<string>>();
  const { files: listed } = await workspace.list({ signal });
  const queue = listed.filter(({ path }) => !isNotOurs(roleOf(path))).values();
  const work = async (): Promise<void> => {
    for (const { path } of queue) {
      const language = pool.languageOf(path, '') ?? '';
      if (!languages.includes(language)) continue;
      const file = await workspace.read(path, { signal });
      if ('reason' in file) continue;
      const made = madeBy(file.text, await pool.parse(file, { signal }));
      const role = roleOfFile({ path, ...(made ? { made } : {}) });
      const own = rulesFor({ path, role }, rules).filter((rule) => rule.languages.includes(language));
      if (isNotOurs(role)) continue;
      const { hits, fault } = await runRules(file, own, pool, { signal });
      if (fault) continue;
      seen.push({ path, language, text: file.text });
      asked.set(path, new Set(own.map(({ id }) => id)));
      places.push(...hits.map(({ rule, span }) => ({ rule, path, line: span.startLine })));
    }
  };
  await Promise.all(Array.from({ length: pool.width }, work));
  await pool.dispose();
  return { files: seen, places, asked };
}

/** Prints lines that one of the two alone told of. */
function show(title: string, places: readonly Place[], texts: ReadonlyMap<string, string>): void {
  for (const { rule, path, line } of places.slice(0, Number(values.show)))
    print(
      `${title} ${rule} ${path}:${line}: ${texts.get(path)?.split('\n')[line - 1]?.trim().slice(0, 160)}`,
    );
}

async function compareWith(name: string, linter: Linter, at: string): Promise<void> {
  const spoken = rules.filter((rule) => rule.languages.some((one) => linter.languages.includes(one)));
  const pairs = pairsOf(spoken, (like) => nameIn(linter, like));
  const names = [...new Set(pairs.flatMap(({ theirs }) => theirs))];
  const found: { ours: Place[]; theirs: Place[] } = { ours: [], theirs: [] };
  const asked = new Map<string, ReadonlySet<string>>();
  const texts = new Map<string, string>();
  for (const root of positionals) {
    const ours = await review(root, linter.languages);
    const theirs = await linter.run({ at, root, files: ours.files, names });
    const inTree = (one: Place): Place => ({ ...one, path: `${basename(root)}/${one.path}` });
    // What one of the two could not read, neither is asked of.
    found.ours.push(...ours.places.filter(({ path }) => !theirs.unread.has(path)).map(inTree));
    found.theirs.push(...theirs.places.filter(({ path }) => ours.asked.has(path)).map(inTree));
    for (const [path, ids] of ours.asked) asked.set(`${basename(root)}/${path}`, ids);
    for (const { path, text } of ours.files) texts.set(`${basename(root)}/${path}`, text);
    const missing = theirs.unknown.length > 0 ? `, not in this version: ${theirs.unknown.join(', ')}` : '';
    say(`${name} ${basename(root)}: ${ours.files.length} files, ${theirs.unread.size} not read${missing}`);
  }
  const compared = compare(pairs, found, (rule, path) => asked.get(path)?.has(rule) ?? false);
  const isTold = ({ ours, theirCount, notAsked }: Comparison): boolean => ours + theirCount + notAsked > 0;
  print(
    `\n${name}: ${pairs.length} rules have the same check; neither told of ${compared.filter((one) => !isTold(one)).length} of them.\n`,
  );
  for (const line of comparisonTable(compared.filter(isTold))) print(line);
  for (const { oursOnly, theirsOnly } of compared) {
    show('ours only:', oursOnly, texts);
    show('theirs only:', theirsOnly, texts);
  }
}

for (const [name, linter] of Object.entries(LINTERS)) {
  const at = values[name as keyof typeof values];
  if (typeof at === 'string') await compareWith(name, linter, at);
}
