/** Writes docs/rules.md from the files of the rules: `node build/rules.ts`. A test holds the two equal. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEAST, pooledStanding, RARE } from '../bench/rules/evidence.ts';
import { type Label, readLabels, standingOf } from '../bench/rules/labels.ts';
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

"Right" says how many findings in public repositories, drawn by a seed and labelled by reading the code around, were right
since the rule was last mended, and the lower bound of their share at 95 % ([how](evaluation.md#review-rules)). A rule is
on when that bound is ${LEAST} or more, or when it is one of the [rare ones](#rare-rules).
`;

/** Why a rule is off, as its file says it. */
export const whyOff = ({ doesNotClaim }: Rule): string | undefined =>
  /The rule is off: ([^\n]+)/.exec(doesNotClaim)?.[1];

/** The page that lists the rules, by family, with what is known of their findings. */
export function rulesPage(rules: readonly Rule[], labels: readonly Label[]): string {
  const families = [...new Set(rules.map(({ family }) => family))].sort();
  const sections = families.map((family) => {
    const rows = rules.filter((rule) => rule.family === family).map((rule) => rowOf(rule, labels));
    const head =
      '| rule | finds | severity | languages | like | right |\n| --- | --- | --- | --- | --- | --- |';
    return `## ${family}\n\n${head}\n${rows.join('\n')}\n`;
  });
  const judged = rules.filter(({ kind }) => kind === 'judged').length;
  const on = rules.filter(({ isOn, kind }) => isOn && kind === 'syntactic').length;
  const counts = `${rules.length - judged} rules that need no model, ${on} of them on, and ${judged} judged ones.`;
  const { all, good, lower } = pooledStanding(labels);
  const rare = `## Rare rules

Some rules found too little in all trees that were looked at ([how many](evaluation.md#review-rules)) to be judged alone.
What they look for is wrong by the definition of the language or of its library, and none of their findings was wrong since
they were last mended. Judged together, ${good} of ${all} labelled findings were right, a share of at least ${lower.toFixed(2)}. They are
${RARE.map((id) => `\`${id}\``).join(', ')}.
`;
  const off = rules.filter(({ isOn }) => !isOn).map((rule) => `- \`${rule.id}\`: ${whyOff(rule)}`);
  const fixing = rules.filter(({ fixes }) => fixes.length > 0).length;
  const put = `${fixing} of them, marked (fix), can put right what they find ([how](review.md#put-right-without-a-model)).`;
  return `${HEAD}\n${counts} ${put}\n\n${sections.join('\n')}\n${rare}\n## Why rules are off\n\n${off.join('\n')}\n`;
}

function rowOf(rule: Rule, labels: readonly Label[]): string {
  const { id, path, title, severity, kind, isOn, languages, like, fixes } = rule;
  const { all, good, lower } = standingOf(id, labels);
  const right = all === 0 ? '' : `${good} of ${all}, ≥ ${lower.toFixed(2)}`;
  const mark = kind === 'judged' ? ' (judged)' : isOn ? '' : ' (off)';
  return `| [${id}](../${path})${mark} | ${title}${fixes.length > 0 ? ' (fix)' : ''} | ${severity} | ${languages.join(', ')} | ${like.join(', ')} | ${right} |`;
}

if (process.argv[1] === import.meta.filename) {
  const { rules, faults } = readRules(await readRuleFiles(ROOT), 'product');
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  const labels = readLabels(await readFile(join(ROOT, 'bench/rules/labels.jsonl'), 'utf8'));
  await writeFile(join(ROOT, 'docs/rules.md'), rulesPage(rules, labels));
}
