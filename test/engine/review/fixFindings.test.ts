/** Findings put right by their own rules: only what was found, only where the rule is silent afterwards, all else told. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createEngine } from '../../../src/engine/engine.ts';
import { readRule } from '../../../src/engine/review/readRule.ts';
import type { Finding } from '../../../src/engine/types.ts';
import { GRAMMARS, MemoryWorkspace, memoryPorts, never, startPool } from '../../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const ruleOf = (fixes: string): string => `---
title: Comparison of a value with itself
message: {what} is compared with itself.
severity: warning
languages: typescript
---

## What to look for

The same name on both sides.

## Fix

\`\`\`fix typescript
${fixes}
\`\`\`

## Query

\`\`\`query typescript
((binary_expression left: (identifier) @what operator: "===" right: (identifier) @other) @hit
 (#eq? @what @other))
\`\`\`
`;

const IS_NUMBER = '^(\\w+) === \\w+$\n!Number.isNaN($1)';

async function open(files: Readonly<Record<string, string>>, fixes = IS_NUMBER) {
  const workspace = new MemoryWorkspace(files);
  const ruleFiles = async () => [{ path: 'rules/correctness/same.md', text: ruleOf(fixes) }];
  const engine = await createEngine({ ...memoryPorts(pool, workspace), ruleFiles }, { grammars: GRAMMARS });
  await engine.update({ signal: never });
  const report = await engine.review({ kind: 'paths', paths: [] }, { signal: never });
  assert.ok('findings' in report);
  const fix = async (findings: readonly Finding[] = report.findings) => {
    const done = await engine.fixOwn(findings, { signal: never });
    assert.ok(done);
    return done;
  };
  return { workspace, findings: report.findings, fix };
}

describe('findings that their rules put right', () => {
  it('are replaced in their places alone, with the line breaks of the file', async () => {
    const text = 'const a = n === n;\r\nconst b = m === m; // n === n\r\n';
    const { findings, fix } = await open({ 'a.ts': text });
    assert.deepEqual(
      findings.map((one) => one.fix),
      ['n', 'm'].map((name) => ({ was: `${name} === ${name}`, text: `!Number.isNaN(${name})` })),
    );
    const { files, fixed, left } = await fix();
    const after = 'const a = !Number.isNaN(n);\r\nconst b = !Number.isNaN(m); // n === n\r\n';
    assert.deepEqual(files, [{ kind: 'exact', path: 'a.ts', before: text, after }]);
    assert.deepEqual([fixed.length, left], [2, []]);
  });

  it('are left where the file is another, or the place holds something else', async () => {
    const { workspace, findings, fix } = await open({ 'a.ts': 'f(n === n);\n', 'b.ts': 'f(n === n);\n' });
    workspace.set('a.ts', '\nf(n === n);\n', workspace.now + 5);
    workspace.files.delete('b.ts');
    const done = await fix();
    assert.deepEqual([done.files, done.fixed], [[], []]);
    assert.deepEqual(
      done.left.map(({ path, line, why }) => [path, line, why]),
      [
        ['a.ts', 1, 'changed'],
        ['b.ts', 1, 'changed'],
      ],
    );
    const { fix: forged } = await open({ 'c.ts': 'f(n === n);\n' });
    const [own] = findings;
    const elsewhere = { ...own!, path: 'c.ts', startColumn: 1, endColumn: 2 };
    assert.deepEqual(
      (await forged([elsewhere])).left.map(({ why }) => why),
      ['changed'],
    );
  });

  it('are left where the rule would find the same again, and the others are put right all the same', async () => {
    const { fix } = await open(
      { 'a.ts': 'f(n === n);\ng(m === m);\n' },
      '^m === m$\nm === m && true\n^n === n$\ntrue',
    );
    const { files, fixed, left } = await fix();
    assert.deepEqual(
      files.map((file) => file.after),
      ['f(true);\ng(m === m);\n'],
    );
    assert.deepEqual([fixed.length, left.map(({ line, why }) => [line, why])], [1, [[2, 'stillFound']]]);
  });

  it('are left where two of them meet, or where the rule has no fix', async () => {
    const { findings, fix } = await open({ 'a.ts': 'f(n === n);\n' });
    const [own] = findings;
    const twice = { ...own!, fingerprint: 'second' };
    const { fix: _, ...none } = { ...own!, fingerprint: 'third' };
    const { left, fixed } = await fix([own!, twice, none]);
    assert.deepEqual(fixed, [own!.fingerprint]);
    assert.deepEqual(
      left.map(({ fingerprint, why }) => [fingerprint, why]),
      [
        ['second', 'overlap'],
        ['third', 'noFix'],
      ],
    );
  });

  it('have no fix from a rule of the user, for another language, or over a long text', async () => {
    const text = ruleOf(IS_NUMBER);
    const faults = readRule({ path: '.sightline/rules/same.md', text }, 'user');
    assert.deepEqual(faults, [{ path: '.sightline/rules/same.md', kind: 'badValue', at: 'fix' }]);
    for (const [from, to, at] of [
      ['fix typescript', 'fix python', 'languages python'],
      [IS_NUMBER, `${IS_NUMBER}\nodd`, 'fix'],
    ] as const) {
      const broken = readRule({ path: 'rules/correctness/same.md', text: text.replace(from, to) }, 'product');
      assert.ok(!('id' in broken) && broken.some((fault) => fault.at === at), at);
    }
    const long = 'n'.repeat(1_500);
    const { findings } = await open({ 'a.ts': `f(${long} === ${long});\n` });
    assert.deepEqual([findings.length, findings[0]!.fix], [1, undefined]);
  });
});
