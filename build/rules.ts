/** Writes docs/rules.md from the files of the rules: `node build/rules.ts`. A test holds the two equal. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRules } from '../src/engine/review/readRule.ts';
import type { Rule } from '../src/engine/types.ts';
import { readRuleFiles } from '../src/node/ruleFiles.ts';

const ROOT = join(import.meta.dirname, '..');

const HEAD = `# Review rules

These rules find by syntax alone and need no model. Each is one file of \`rules/\`, with what it looks for, what it does not
claim, examples that a test walks, and its queries. A rule of your own is a file of the same form in \`.sightline/rules/\`.
This page is made from the files by \`node build/rules.ts\`.

Rules that are off run when they are asked for. A place on whose line, or on one of the two before it, a comment tells a
linter to pass over it (\`noqa\`, \`eslint-disable-next-line\`, \`NOLINT\`, \`sightline: ignore\` and the like) is counted and
not told.
`;

/** The page that lists the rules, by family. */
export function rulesPage(rules: readonly Rule[]): string {
  const families = [...new Set(rules.map(({ family }) => family))].sort();
  const sections = families.map((family) => {
    const rows = rules.filter((rule) => rule.family === family).map(rowOf);
    const head = '| rule | finds | severity | languages | like |\n| --- | --- | --- | --- | --- |';
    return `## ${family}\n\n${head}\n${rows.join('\n')}\n`;
  });
  const on = rules.filter(({ isOn }) => isOn).length;
  return `${HEAD}\n${rules.length} rules, ${on} of them on.\n\n${sections.join('\n')}`;
}

function rowOf({ id, path, title, severity, isOn, languages, like }: Rule): string {
  const off = isOn ? '' : ' (off)';
  return `| [${id}](../${path})${off} | ${title} | ${severity} | ${languages.join(', ')} | ${like.join(', ')} |`;
}

if (process.argv[1] === import.meta.filename) {
  const { rules, faults } = readRules(await readRuleFiles(ROOT), 'product');
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  await writeFile(join(ROOT, 'docs/rules.md'), rulesPage(rules));
}
