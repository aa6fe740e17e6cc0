/** A review over files in memory with the parser of the build: coverage, shards, what is kept, changes, secrets. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createEngine, type Engine, mergeReports } from '../../../src/engine/engine.ts';
import type { ChangedFile, Git, GitChanges, Parser } from '../../../src/engine/ports.ts';
import type { ReviewReport } from '../../../src/engine/types.ts';
import { GRAMMARS, MemoryWorkspace, memoryPorts, never, startPool } from '../../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const RULE = `---
title: Comparison of a value with itself
message: {what} is compared with itself.
severity: warning
languages: typescript
---

## What to look for

The same name on both sides.

## Query

\`\`\`query typescript
((binary_expression left: (identifier) @what operator: "===" right: (identifier) @other) @hit
 (#eq? @what @other))
\`\`\`
`;

const bad = (name: string): string => `export function ${name}(n: number): boolean {\n  return n === n;\n}\n`;
const good = (name: string): string =>
  `export function ${name}(n: number): boolean {\n  return n === 1;\n}\n`;

const ALL = { kind: 'paths', paths: [] } as const;

interface Opened {
  readonly engine: Engine;
  readonly workspace: MemoryWorkspace;
  /** Paths that rules looked at, in that order. */
  readonly looked: string[];
  report(options?: { readonly shard?: { part: number; of: number } }): Promise<ReviewReport>;
}

async function open(
  files: Readonly<Record<string, string>>,
  more: { readonly git?: Git; readonly rule?: string } = {},
): Promise<Opened> {
  const looked: string[] = [];
  const parser: Parser = {
    ...pool,
    inspect(file, queries, options) {
      looked.push(file.path);
      return pool.inspect(file, queries, options);
    },
  };
  const workspace = new MemoryWorkspace(files);
  const ruleFiles = async () => [{ path: 'rules/correctness/same.md', text: more.rule ?? RULE }];
  const ports = { ...memoryPorts(parser, workspace), ruleFiles, ...(more.git ? { git: more.git } : {}) };
  const engine = await createEngine(ports, { grammars: GRAMMARS });
  await engine.update({ signal: never });
  const report = async (options = {}): Promise<ReviewReport> => {
    const made = await engine.review(ALL, { signal: never, ...options });
    assert.ok('coverage' in made, JSON.stringify(made));
    return made;
  };
  return { engine, workspace, looked, report };
}

/** Git that says that some files changed. */
function gitWith(files: readonly ChangedFile[], staged: Readonly<Record<string, string>> = {}): Git {
  return {
    head: async () => undefined,
    unchanged: async () => new Set(),
    web: async () => undefined,
    history: async () => undefined,
    changes: async (): Promise<GitChanges> => ({ type: 'changes', files }),
    fileAt: async (_at, path) =>
      staged[path] === undefined
        ? undefined
        : { path, size: 1, mtimeMs: 0, text: staged[path], encoding: 'utf8', hash: `staged ${staged[path]}` },
  };
}

describe('a review', () => {
  it('reads every text file of its scope or says why not, and finds what the rules say', async () => {
    const { workspace, report, engine } = await open({
      'a.ts': bad('a'),
      'b.ts': good('b'),
      'notes.md': '# Notes\n',
    });
    const { findings, coverage, status } = await report();
    assert.equal(status, 'complete');
    assert.deepEqual(coverage.reviewed, ['a.ts', 'b.ts', 'notes.md']);
    assert.deepEqual(coverage.withoutRules, [{ language: 'markdown', files: 1 }]);
    const [{ path, startLine, startColumn, symbol, facts, quote }] = findings as [
      ReviewReport['findings'][0],
    ];
    assert.deepEqual(
      { path, startLine, startColumn, symbol, what: facts.what, quote },
      {
        path: 'a.ts',
        startLine: 2,
        startColumn: 10,
        symbol: 'a',
        what: 'n',
        quote: '  return n === n;',
      },
    );
    // What was edited since the index was made is reviewed as it is; what is gone was not.
    workspace.set('b.ts', bad('b'), workspace.now + 5);
    workspace.files.delete('a.ts');
    const changed = await report();
    assert.deepEqual(
      changed.findings.map(({ path }) => path),
      ['b.ts'],
    );
    assert.equal(changed.status, 'incomplete');
    assert.deepEqual(changed.coverage.notReviewed, [{ path: 'a.ts', why: { kind: 'changed' } }]);
    const nowhere = await engine.review({ kind: 'paths', paths: ['none'] }, { signal: never });
    assert.ok('coverage' in nowhere && nowhere.status === 'incomplete');
  });

  it('looks only at files that changed since, and says the same', async () => {
    const { workspace, report, looked, engine } = await open({ 'a.ts': bad('a'), 'b.ts': bad('b') });
    const first = await report();
    looked.length = 0;
    assert.deepEqual(await report(), first);
    assert.deepEqual(looked, []);
    workspace.now += 60_000;
    workspace.set('b.ts', bad('c'));
    await engine.update({ signal: never });
    await engine.save();
    assert.deepEqual(
      (await report()).findings.map(({ symbol }) => symbol),
      ['a', 'c'],
    );
    assert.deepEqual(looked, ['b.ts']);
  });

  it('gives the same from shards as from one run', async () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`src/f${i}.ts`, bad('same')]));
    const { report } = await open({ ...files, 'x.md': 'x\n' });
    const whole = await report();
    assert.equal(whole.findings.length, 9);
    const parts = await Promise.all([3, 1, 4, 2].map((part) => report({ shard: { part, of: 4 } })));
    assert.ok(parts.filter(({ findings }) => findings.length > 0).length > 1);
    assert.equal(JSON.stringify(mergeReports(parts)), JSON.stringify(whole));
    assert.equal(mergeReports(parts.slice(1)), 'missingShard');
    assert.equal(mergeReports([parts[0]!, ...parts]), 'overlap');
    assert.equal(mergeReports([]), 'none');
  });

  it('keeps what was done when it is stopped, and is not complete', async () => {
    const files = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`f${i}.ts`, bad(`f${i}`)]));
    const { engine } = await open(files);
    const stop = new AbortController();
    const made = await engine.review(ALL, {
      signal: stop.signal,
      onProgress: (done) => (done === 2 ? stop.abort(new Error('stop')) : undefined),
    });
    assert.ok('coverage' in made);
    assert.equal(made.status, 'stopped');
    const { reviewed, notReviewed } = made.coverage;
    assert.equal(reviewed.length + notReviewed.length, 6);
    assert.equal(made.findings.length, reviewed.length);
    assert.ok(reviewed.length >= 2 && notReviewed.every(({ why }) => why.kind === 'stopped'));
  });

  it('shows no secret of the files that it finds something in', async () => {
    const key = ['AKIA', 'QX7RTM2KJ5WBN4LD'].join('');
    const rule = RULE.replace(
      'binary_expression left: (identifier) @what operator: "===" right: (identifier) @other',
      'variable_declarator value: (string) @what',
    )
      .replace('\n (#eq? @what @other))', ')')
      .replace('{what} is', '{what} is');
    const { report } = await open({ 'a.ts': `export const accessKey = '${key}';\n` }, { rule });
    const told = await report();
    assert.equal(told.findings.length, 1);
    assert.ok(!JSON.stringify(told).includes(key));
    assert.match(told.findings[0]!.quote, /«secret:/);
  });

  it('takes rules of the user, and tells of one that it cannot read', async () => {
    const own = RULE.replace('=== ', '==').replaceAll('"==="', '"=="');
    const { report } = await open({
      'a.ts': 'export const a = (n: number) => n == n;\n',
      '.sightline/rules/loose.md': own,
      '.sightline/rules/broken.md': '# No rule\n',
    });
    const { findings, coverage, status, rules } = await report();
    assert.deepEqual(
      rules.map(({ id, origin }) => [id, origin]),
      [
        ['loose', 'user'],
        ['same', 'product'],
      ],
    );
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['loose'],
    );
    assert.deepEqual(
      coverage.ruleFaults.map(({ path }) => path),
      ['.sightline/rules/broken.md'],
    );
    assert.equal(status, 'incomplete');
  });

  it('is not complete where a folder could not be looked into', async () => {
    const { workspace, engine, report } = await open({ 'a.ts': good('a') });
    workspace.problems.push({ kind: 'notWalked', path: 'locked', why: 'system', detail: 'EACCES' });
    await engine.update({ signal: never });
    const told = await report();
    assert.equal(told.status, 'incomplete');
    assert.deepEqual(told.coverage.notReviewed, [{ path: 'locked', why: { kind: 'unseen' } }]);
    const elsewhere = await engine.review({ kind: 'paths', paths: ['a.ts'] }, { signal: never });
    assert.ok('coverage' in elsewhere && elsewhere.status === 'complete');
  });

  it('refuses rules that are not there', async () => {
    const { engine } = await open({ 'a.ts': bad('a') });
    assert.deepEqual(await engine.review(ALL, { signal: never, rules: ['nope'] }), {
      kind: 'unknownRule',
      of: 'nope',
    });
    assert.deepEqual(await engine.review({ kind: 'staged' }, { signal: never }), { kind: 'noRepository' });
  });
});

describe('a review of changes', () => {
  const files = {
    'lib.ts': `${bad('lib')}${bad('other')}`,
    'user.ts':
      "import { lib } from './lib.ts';\n\nexport function user(n: number): boolean {\n  return lib(n) || n === n;\n}\n\nexport function apart(n: number): boolean {\n  return n === n;\n}\n",
    'far.ts': bad('far'),
  };

  it('reads changed files and the definitions that use what changed, and tells them apart', async () => {
    const git = gitWith([
      { path: 'lib.ts', lines: [{ startLine: 2, endLine: 2 }], isGone: false },
      { path: 'old.ts', lines: [], isGone: true },
      { path: 'ignored.log', lines: [{ startLine: 1, endLine: 1 }], isGone: false },
    ]);
    const { engine } = await open(files, { git });
    const made = await engine.review({ kind: 'since', base: 'main' }, { signal: never });
    assert.ok('coverage' in made);
    assert.deepEqual(
      made.findings.map(({ path, symbol, nearness }) => [path, symbol, nearness]),
      [
        ['lib.ts', 'lib', 'changed'],
        ['lib.ts', 'other', 'sameFile'],
        ['user.ts', 'user', 'touched'],
      ],
    );
    assert.deepEqual(made.coverage.gone, ['old.ts']);
    assert.deepEqual(made.coverage.notReviewed, [{ path: 'ignored.log', why: { kind: 'unknownPath' } }]);
    const plan = await engine.planReview({ kind: 'since', base: 'main' }, { signal: never });
    assert.ok('files' in plan);
    assert.deepEqual(plan.files, ['lib.ts', 'user.ts']);
  });

  it('reads what is staged as it is staged', async () => {
    const change = { path: 'lib.ts', lines: [{ startLine: 5, endLine: 5 }], isGone: false };
    const staged = `\n\n\nexport function lib(n: number): boolean {\n  return n === n;\n}\n`;
    const { engine } = await open(files, { git: gitWith([change], { 'lib.ts': staged }) });
    const made = await engine.review({ kind: 'staged' }, { signal: never });
    assert.ok('coverage' in made);
    assert.deepEqual(
      made.findings.map(({ path, startLine, nearness }) => [path, startLine, nearness]),
      [
        ['lib.ts', 5, 'changed'],
        // A file that git has not got is read as it is.
        ['user.ts', 4, 'touched'],
      ],
    );
  });

  it('are read in groups that belong together, what is used before its users, none lost', async () => {
    const change = (path: string, startLine: number, endLine = startLine, isGone = false) => ({
      ...{ path, lines: isGone ? [] : [{ startLine, endLine }], isGone },
    });
    const git = gitWith([
      ...[change('user.ts', 3, 5), change('lib.ts', 1, 3), change('far.ts', 2), change('old.ts', 1, 1, true)],
      ...[change('ring/a.ts', 1, 3), change('ring/b.ts', 1, 3), change('ignored.log', 1)],
    ]);
    const ring = (name: string, other: string): string =>
      `import { ${other} } from './${other}.ts';\n\nexport function ${name}(n: number): number {\n  return ${other}(n);\n}\n`;
    const { engine } = await open(
      {
        ...files,
        'ring/a.ts': ring('a', 'b'),
        'ring/b.ts': ring('b', 'a'),
        'outside.ts': "import { lib } from './lib.ts';\n\nexport const x = lib(1);\n",
      },
      { git },
    );
    const groups = await engine.readChanges({ kind: 'since', base: 'main' }, { signal: never });
    assert.ok(!('kind' in groups));
    assert.deepEqual(
      groups.map(({ files, usedBy }) => [files.map(({ path, lines }) => `${path} ${lines}`), usedBy]),
      [
        [['lib.ts 3', 'user.ts 3'], 1],
        [['ring/b.ts 3', 'ring/a.ts 3'], 0],
        [['far.ts 1'], 0],
        [['ignored.log 1', 'old.ts 0'], 0],
      ],
    );
    assert.deepEqual(await (await open(files)).engine.readChanges({ kind: 'staged' }, { signal: never }), {
      kind: 'noRepository',
    });
  });
});
