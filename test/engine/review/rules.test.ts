/** The product's rules: each file is whole, finds its bad examples, and leaves its good ones alone. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { LEAST, mayBeOn, pooledStanding, RARE } from '../../../bench/rules/evidence.ts';
import { readLabels } from '../../../bench/rules/labels.ts';
import { rulesPage, whyOff } from '../../../build/rules.ts';
import { fixOf } from '../../../src/engine/review/ownFix.ts';
import { readRule, readRules } from '../../../src/engine/review/readRule.ts';
import { rulesFor, runRules } from '../../../src/engine/review/runRules.ts';
import type { Rule, RuleExample } from '../../../src/engine/types.ts';
import { readRuleFiles } from '../../../src/node/ruleFiles.ts';
import { hashText, never, readSpecs, startPool } from '../../fakes/memory.ts';
import { ROOT } from '../grammarFile.ts';

const files = await readRuleFiles(ROOT);
const { rules: all, faults } = readRules(files, 'product');
const rules = all.filter(({ kind }) => kind === 'syntactic');
const labels = readLabels(readFileSync(join(ROOT, 'bench/rules/labels.jsonl'), 'utf8'));
const judged = all.filter(({ kind }) => kind === 'judged');
const pool = startPool();
after(() => pool.dispose());
const suffixes = new Map(readSpecs().map(({ id, suffixes: [first] }) => [id, first]));

const run = (
  one: readonly Rule[],
  { language, text }: RuleExample,
  path = `src/a${suffixes.get(language)}`,
) => runRules({ path, text, hash: hashText(text) }, one, pool, { signal: never });

/** What the fixes of a rule make of an example, and how many of its places they put right. */
async function mended(rule: Rule, example: RuleExample) {
  const { hits } = await run([rule], example);
  let [text, count] = [example.text, 0];
  for (const { span } of [...hits].reverse()) {
    const fix = fixOf(rule, example.language, example.text.slice(span.start, span.end));
    if (!fix) continue;
    count++;
    text = text.slice(0, span.start) + fix.text + text.slice(span.end);
  }
  return { text, left: hits.length - count, count };
}

describe('the rules of the product', () => {
  it('are read without a fault', () => assert.deepEqual(faults, []));

  it('are those that the documentation lists', () =>
    assert.equal(readFileSync(join(ROOT, 'docs/rules.md'), 'utf8'), rulesPage(all, labels)));

  it('are on where labels show that they are right, alone or as one of the rare, and else say why not', () => {
    for (const rule of rules) {
      assert.ok(!rule.isOn || mayBeOn(rule.id, labels), rule.id);
      assert.equal(whyOff(rule) === undefined, rule.isOn, rule.id);
    }
    const ids = new Set(rules.filter(({ isOn }) => isOn).map(({ id }) => id));
    assert.deepEqual(
      RARE.filter((id) => !ids.has(id)),
      [],
    );
    const { all, lower } = pooledStanding(labels);
    assert.ok(all >= 16 && lower >= LEAST, `${all} findings, ${lower}`);
  });

  it('have examples of each language they are for', () => {
    const family = (language: string): string =>
      /^(typescript|tsx)$/.test(language) ? 'javascript' : language;
    for (const { id, languages, bad, good } of rules)
      for (const [what, examples] of Object.entries({ bad, good }))
        assert.deepEqual(
          [...new Set(languages.map(family))].filter(
            (language) => !examples.some((example) => family(example.language) === language),
          ),
          [],
          `${id}: ${what} examples`,
        );
  });

  it('tell of nothing where a line was left out so that the grammar can read the rest', async () => {
    const text = [
      'void g(int *ptr) {',
      '  switch (*ptr) {',
      '    case 1:',
      '      break;',
      '    CLASS_END_CASES(*ptr)',
      '      if (*ptr >= META_END) return;',
      '      break;',
      '  }',
      '}',
    ].join('\n');
    const { hits, unsure } = await run(rules, { language: 'c', text });
    assert.deepEqual([hits.length, unsure], [0, 1]);
    const table = `const a = [${'12, '.repeat(20_000)}3];\n${'f();\n'.repeat(200)}`;
    assert.deepEqual((await run(rules, { language: 'javascript', text: table })).hits, []);
  });

  it('are judged where no query can find, with an example of each kind and words for a model', () => {
    assert.ok(judged.length >= 10 && judged.length <= 20, String(judged.length));
    for (const { id, queries, bad, good, doesNotClaim, message, languages } of judged) {
      assert.deepEqual([queries.length, message], [0, '{claim}'], id);
      assert.ok(bad.length > 0 && good.length > 0 && doesNotClaim !== '' && languages.length > 10, id);
    }
  });

  for (const rule of rules.filter(({ fixes }) => fixes.length > 0))
    it(`${rule.id} puts right what it finds, so that it finds nothing there and the grammar reads it`, async () => {
      const fixed = new Set<string>();
      for (const example of rule.bad) {
        const { text, left, count } = await mended(rule, example);
        if (count === 0) continue;
        fixed.add(example.language);
        const after = { language: example.language, text };
        assert.equal((await run([rule], after)).hits.length, left, text);
        const path = `src/a${suffixes.get(example.language)}`;
        const parsed = await pool.check({ path, text, hash: hashText(text) }, { signal: never });
        assert.deepEqual(parsed.type === 'checked' ? parsed.flaws : parsed, [], text);
      }
      const family = (language: string): string =>
        /^(typescript|tsx)$/.test(language) ? 'javascript' : language;
      assert.deepEqual(
        [...fixed].sort(),
        [...new Set(rule.fixes.map(({ language }) => family(language)))].sort(),
      );
    });

  for (const rule of rules)
    it(`${rule.id} finds what is bad and leaves what is good`, async () => {
      for (const [what, examples] of Object.entries({ bad: rule.bad, good: rule.good }))
        for (const example of examples) {
          // All rules at once, as a review runs them: their queries are compiled once for each language.
          const { hits: all, failed, unsure, fault } = await run(rules, example);
          const hits = all.filter((hit) => hit.rule === rule.id);
          assert.deepEqual(
            { failed, unsure, fault },
            { failed: [], unsure: 0, fault: undefined },
            example.text,
          );
          assert.equal(hits.length > 0, what === 'bad', `${what}: ${JSON.stringify(example)}`);
          for (const { facts } of hits)
            assert.deepEqual(
              [...rule.message.matchAll(/\{(\w+)\}/g)].filter(([, name]) => !facts[name!]),
              [],
              JSON.stringify(facts),
            );
        }
    });
});

const FILE = `---
title: Call of gone
message: \`{name}\` is gone.
languages: python
files: src/**/*.py
---

## What to look for

Calls of \`gone\`.

## Query

\`\`\`query python
((call function: (identifier) @name) @hit (#eq? @name "gone"))
\`\`\`
`;

const userRule = (text: string, name = 'gone'): Rule => {
  const rule = readRule({ path: `.sightline/rules/${name}.md`, text }, 'user');
  assert.ok('id' in rule, JSON.stringify(rule));
  return rule;
};

describe('a rule of the user', () => {
  it('is read, and runs beside those of the product', async () => {
    const rule = userRule(FILE);
    assert.equal(rule.family, 'correctness');
    const found = await run([rule, ...rules], { language: 'python', text: 'gone(1)\nif a == a: gone()\n' });
    assert.deepEqual(
      found.hits.map(({ rule: id, span, facts }) => [id, span.startLine, span.startColumn, facts.name ?? '']),
      [
        ['gone', 1, 1, 'gone'],
        ['self-comparison', 2, 4, ''],
        ['gone', 2, 12, 'gone'],
      ],
    );
  });

  it('costs no other rule its findings when its query is bad', async () => {
    const bad = [
      FILE.replace('(call ', '(coil '),
      FILE.replace('#eq?', '#equals?'),
      FILE.replace('"gone"', ''),
    ];
    const broken = bad.map((text, at) => userRule(text, `broken-${at}`));
    const found = await run([...broken, ...rules], { language: 'python', text: 'if a == a: gone()\n' });
    assert.deepEqual(
      found.hits.map(({ rule }) => rule),
      ['self-comparison'],
    );
    assert.deepEqual(
      found.failed.map(({ rule, fault }) => [rule, fault.kind, 'problem' in fault ? fault.problem : '']),
      [
        ['broken-0', 'badQuery', 'node'],
        ['broken-1', 'badQuery', 'predicate'],
        ['broken-2', 'badQuery', 'predicate'],
      ],
    );
  });

  it('is for the files that it names, and for tests where it says so', () => {
    const rule = userRule(FILE);
    const names = (path: string, role: 'source' | 'test', one: Rule) =>
      rulesFor({ path, role }, [one]).length;
    assert.equal(names('src/a/b.py', 'source', rule), 1);
    assert.equal(names('lib/b.py', 'source', rule), 0);
    assert.equal(names('src/test_b.py', 'test', rule), 1);
    assert.equal(names('src/test_b.py', 'test', userRule(FILE.replace('files:', 'tests: no\nfiles:'))), 0);
    assert.equal(names('src/b.py', 'source', userRule(FILE.replace('files:', 'kind: judged\nfiles:'))), 0);
    const without = userRule(FILE.replace('src/**/*.py', 'src/**/*.py, !src/c/**'));
    assert.deepEqual([names('src/b.py', 'source', without), names('src/c/b.py', 'source', without)], [1, 0]);
  });

  it('is judged when it has no query, and speaks of all languages when it names none', () => {
    const { kind, languages, message, files } = userRule(
      '---\ntitle: Money in floats\nfiles: src/**\n---\n\n## What to look for\n\nSums in floats.\n',
    );
    assert.deepEqual([kind, languages, message, files], ['judged', [], '{claim}', ['src/**']]);
    const long = readRule(
      { path: 'x.md', text: `---\ntitle: X\n---\n\n## What to look for\n\n${'x'.repeat(5_000)}\n` },
      'user',
    );
    assert.ok(!('id' in long) && long[0]?.kind === 'tooLong');
  });

  it('is refused with all that is wrong with it', () => {
    const faultsOf = (text: string) => {
      const read = readRule({ path: '.sightline/rules/x.md', text }, 'user');
      return 'id' in read ? [] : read.map(({ kind, at }) => `${kind} ${at}`.trim());
    };
    assert.deepEqual(faultsOf('no front matter'), ['frontMatter']);
    assert.deepEqual(faultsOf(FILE.repeat(1_000)), ['tooLong']);
    assert.deepEqual(faultsOf(FILE.replace('title:', 'titel:')), ['unknownKey titel', 'missing title']);
    assert.deepEqual(faultsOf(FILE.replace('languages: python', 'languages: ruby\nseverity: bad')), [
      'badValue severity',
      'missing query ruby',
      'missing languages python',
    ]);
    assert.deepEqual(
      readRules(
        [
          { path: 'a/x.md', text: FILE },
          { path: 'b/x.md', text: FILE },
        ],
        'user',
      ).faults,
      [{ path: 'b/x.md', kind: 'twice', at: 'x' }],
    );
  });
});

describe('what rules found', () => {
  it('is told once, and not at all where the code could not be read', async () => {
    const found = await run(rules, {
      language: 'javascript',
      text: 'if (a == a [) b();\nif (c == c) d();\n',
    });
    assert.deepEqual([found.hits.length, found.unsure], [1, 1]);
  });

  it('is counted and not told where a comment waives it', async () => {
    const text = 'if (a == a) b(); // eslint-disable-line no-self-compare\n\n\nif (c == c) d();\n';
    const found = await run(rules, { language: 'javascript', text });
    assert.deepEqual([found.hits.length, found.waived], [1, 1]);
  });

  it('is found in code inside another language, where it stands', async () => {
    const found = await run(rules, { language: 'html', text: '<p>\n<script>if (a == a) b();</script>\n' });
    assert.deepEqual(
      found.hits.map(({ rule, span }) => [rule, span.startLine, span.startColumn, span.endColumn]),
      [['self-comparison', 2, 13, 19]],
    );
  });

  it('has no limit but one that is told', async () => {
    const text = 'if (a == a) b();\n'.repeat(500);
    assert.equal((await run(rules, { language: 'javascript', text })).hits.length, 500);
  });
});
