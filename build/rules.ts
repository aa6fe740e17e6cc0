/** Writes docs/rules.md from the files of the rules: `node build/rules.ts`. A test holds the two equal. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRules } from '../src/engine/review/readRule.ts';
import type { Rule } from '../src/engine/types.ts';
import { readRuleFiles } from '../src/node/ruleFiles.ts';

const ROOT = join(import.meta.dirname, '..');

const HEAD = `# Review rules

Each rule is one file of \`rules/\`, with what it looks for, what it does not claim, and examples. Most find by syntax alone
and need no model: their files have queries, and a test walks their examples. Those that are *judged* are read to a
model, and run only when they are asked for ([how](review.md#judged-rules)). A rule of your own is a file of the same form
in \`.sightline/rules/\`. This page is made from the files by \`node build/rules.ts\`.

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
  const judged = rules.filter(({ kind }) => kind === 'judged').length;
  const on = rules.filter(({ isOn, kind }) => isOn && kind === 'syntactic').length;
  const counts = `${rules.length - judged} rules that need no model, ${on} of them on, and ${judged} judged ones.`;
  return `${HEAD}\n${counts}\n\n${sections.join('\n')}`;
}

function rowOf({ id, path, title, severity, kind, isOn, languages, like }: Rule): string {
  const mark = kind === 'judged' ? ' (judged)' : isOn ? '' : ' (off)';
  return `| [${id}](../${path})${mark} | ${title} | ${severity} | ${languages.join(', ')} | ${like.join(', ')} |`;
}

if (process.argv[1] === import.meta.filename) {
  const { rules, faults } = readRules(await readRuleFiles(ROOT), 'product');
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  await writeFile(join(ROOT, 'docs/rules.md'), rulesPage(rules));
}
