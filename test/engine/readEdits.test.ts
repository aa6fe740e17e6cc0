import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveEdits } from '../../src/engine/repair/place/resolve.ts';
import { readEdits } from '../../src/engine/repair/read/readEdits.ts';
import type { EditFormat, FileEdit } from '../../src/engine/types.ts';

function filesOf(text: string, format?: EditFormat): readonly FileEdit[] {
  const read = readEdits(text, format);
  assert.ok(read.type === 'edits', JSON.stringify(read));
  return read.files;
}

function faultOf(text: string, format?: EditFormat): string {
  const read = readEdits(text, format);
  return read.type === 'fault' ? read.fault.kind : `read as ${read.format}: ${JSON.stringify(read.files)}`;
}

const edit = (before: string[], after: string[], more: object = {}) => ({
  kind: 'lines',
  before,
  after,
  within: [],
  ...more,
});

const DIFF = `diff --git a/src/a.ts b/src/a.ts
index 1234567..89abcde 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -3,4 +3,4 @@ function one() {
 const a = 1;
-const b = 2;
+const b = 3;
 const c = 4;
 
@@ -20,2 +20,3 @@
 end();
+after();
 last();
`;
const DIFF_BASE = 'x\n\nconst a = 1;\nconst b = 2;\nconst c = 4;\n\nend();\nlast();\nla\n';
const ENVELOPE = `*** Begin Patch
*** Add File: new.txt
+one
+
+two
*** Update File: src/a.ts
*** Move to: src/b.ts
@@ class A
@@ def f():
 keep
-old
+new
*** End of File
*** Delete File: gone.txt
*** End Patch
`;
const BLOCKS = `Some words.

src/a.ts
\`\`\`ts
<<<<<<< SEARCH
old line

=======
new line
>>>>>>> REPLACE
\`\`\`

\`\`\`ts
<<<<<<< SEARCH
second
=======
>>>>>>> REPLACE
\`\`\`

**src/b.ts**:
<<<<<<< SEARCH
=======
made
>>>>>>> REPLACE
`;
const FILES = `Here it is.

src/a.ts
\`\`\`ts
const a = 1;
\`\`\`

\`\`\`\`md docs/read me.md
\`\`\`sh
go
\`\`\`
\`\`\`\`

\`\`\`python title="src/b.py"
pass
\`\`\`
`.replace('read me', 'readme');
const JSON_EDITS = JSON.stringify({
  edits: [
    { path: 'a.ts', old: 'x\ny', new: 'z', symbol: 'A.f' },
    { path: 'a.ts', old: 'q', new: '' },
    { path: 'b.ts', delete: true },
    { path: 'c.ts', to: 'd.ts' },
  ],
});

describe('edits are read', () => {
  it('from unified diffs', () => {
    assert.deepEqual(filesOf(DIFF), [
      {
        kind: 'edit',
        path: 'src/a.ts',
        edits: [
          edit(
            ['const a = 1;', 'const b = 2;', 'const c = 4;', ''],
            ['const a = 1;', 'const b = 3;', 'const c = 4;', ''],
            {
              within: ['function one() {'],
              line: 3,
            },
          ),
          edit(['end();', 'last();'], ['end();', 'after();', 'last();'], { line: 20 }),
        ],
      },
    ]);
    assert.deepEqual(filesOf(DIFF.replaceAll('\n', '\r\n')), filesOf(DIFF));
    assert.deepEqual(filesOf(`Words.\n\n\`\`\`diff\n${DIFF}\`\`\`\nMore words.\n`), filesOf(DIFF));
  });

  it('from diffs of which the counts are wrong, whose lines count for nothing then', () => {
    const wrong = DIFF.replace('-3,4 +3,4', '-7,9 +7,2').replace('-20,2 +20,3', '-1,2 +1,2');
    const [file] = filesOf(`${wrong}\n`);
    assert.ok(file?.kind === 'edit');
    const [right] = filesOf(DIFF);
    assert.ok(right?.kind === 'edit');
    assert.deepEqual(
      file.edits,
      right.edits.map((one) => {
        assert.ok(one.kind === 'lines');
        const { line: _, ...rest } = one;
        return rest;
      }),
    );
  });

  it('from all that git says of a file', () => {
    const git = `diff --git a/old name.txt b/new name.txt
similarity index 100%
rename from old name.txt
rename to new name.txt
diff --git a/run.sh b/run.sh
old mode 100644
new mode 100755
diff --git a/empty b/empty
new file mode 100755
index 0000000..e69de29
diff --git a/made.txt b/made.txt
new file mode 100644
--- /dev/null
+++ b/made.txt
@@ -0,0 +1,2 @@
+-- x
+++ y
\\ No newline at end of file
diff --git "a/f\\303\\274r.txt" "b/f\\303\\274r.txt"
deleted file mode 100644
--- "a/f\\303\\274r.txt"
+++ /dev/null
@@ -1,2 +0,0 @@
--- sql comment
-two
`;
    assert.deepEqual(filesOf(git), [
      { kind: 'edit', path: 'old name.txt', edits: [], to: 'new name.txt' },
      { kind: 'edit', path: 'run.sh', edits: [], isExecutable: true },
      { kind: 'create', path: 'empty', text: '', isExecutable: true },
      { kind: 'create', path: 'made.txt', text: '-- x\n++ y', isExecutable: false },
      { kind: 'delete', path: 'für.txt', lines: ['-- sql comment', 'two'] },
    ]);
  });

  it('from plain diffs, whatever stands before their paths', () => {
    const hunk = '@@ -1,2 +1,2 @@\n a\n-b\n+c\n';
    const pathOf = (head: string): string =>
      filesOf(`${head}\n${hunk} \n`.replace('+c\n \n', '+c\n'))[0]!.path;
    assert.equal(pathOf('--- a/x.c\n+++ b/x.c'), 'x.c');
    assert.equal(pathOf('--- x.c\t2026-01-01\n+++ x.c\t2026-01-02'), 'x.c');
    assert.equal(pathOf('--- x.c.orig\n+++ x.c'), 'x.c');
    assert.equal(pathOf('--- i/x.c\n+++ w/x.c'), 'x.c');
    assert.equal(pathOf('--- c/x.c\n+++ c/x.c'), 'c/x.c');
    assert.equal(faultOf(`--- y.c\n+++ x.c\n${hunk}`), 'twoPaths');
  });

  it('from envelopes', () => {
    assert.deepEqual(filesOf(ENVELOPE), [
      { kind: 'create', path: 'new.txt', text: 'one\n\ntwo\n' },
      {
        kind: 'edit',
        path: 'src/a.ts',
        edits: [edit(['keep', 'old'], ['keep', 'new'], { within: ['class A', 'def f():'], isAtEnd: true })],
        to: 'src/b.ts',
      },
      { kind: 'delete', path: 'gone.txt' },
    ]);
  });

  it('from search and replace blocks', () => {
    assert.deepEqual(filesOf(BLOCKS), [
      { kind: 'edit', path: 'src/a.ts', edits: [edit(['old line', ''], ['new line']), edit(['second'], [])] },
      { kind: 'edit', path: 'src/b.ts', edits: [edit([], ['made'])] },
    ]);
  });

  it('from whole files in fences', () => {
    assert.deepEqual(filesOf(FILES), [
      { kind: 'whole', path: 'src/a.ts', lines: ['const a = 1;'] },
      { kind: 'whole', path: 'docs/readme.md', lines: ['```sh', 'go', '```'] },
      { kind: 'whole', path: 'src/b.py', lines: ['pass'] },
    ]);
  });

  it('from JSON', () => {
    const read: FileEdit[] = [
      {
        kind: 'edit',
        path: 'a.ts',
        edits: [
          { kind: 'text', before: 'x\ny', after: 'z', within: ['A.f'] },
          { kind: 'text', before: 'q', after: '', within: [] },
        ],
      },
      { kind: 'delete', path: 'b.ts' },
      { kind: 'edit', path: 'c.ts', edits: [], to: 'd.ts' },
    ];
    assert.deepEqual(filesOf(JSON_EDITS), read);
    assert.deepEqual(filesOf(`\`\`\`json\n${JSON_EDITS}\n\`\`\`\n`), read);
  });

  it('with the marks of their own form in their text', () => {
    const marked = [
      '*** End Patch',
      '=======',
      '>>>>>>> REPLACE',
      '```',
      '<<<<<<< SEARCH',
      '@@ -1 +1 @@',
      '+++ b/x',
    ];
    const body = marked.map((line) => `+${line}\n`).join('');
    const diff = `--- a/x\n+++ b/x\n@@ -1,1 +1,${marked.length + 1} @@\n a\n${body}`;
    assert.deepEqual(filesOf(diff), [{ kind: 'edit', path: 'x', edits: [edit(['a'], ['a', ...marked])] }]);
    const envelope = `*** Begin Patch\n*** Update File: x\n a\n${body}*** End Patch\n`;
    assert.deepEqual(filesOf(envelope), [
      { kind: 'edit', path: 'x', edits: [edit(['a'], ['a', ...marked])] },
    ]);
    const block = (line: string) => `x.md\n<<<<<<< SEARCH\na\n=======\n${line}\n>>>>>>> REPLACE\n`;
    for (const line of ['=======', '<<<<<<< SEARCH', '>>>>>>> REPLACE'])
      assert.equal(faultOf(block(line)), 'marks');
    for (const line of ['*** End Patch', '```', '@@ -1 +1 @@'])
      assert.deepEqual(filesOf(block(line)), [{ kind: 'edit', path: 'x.md', edits: [edit(['a'], [line])] }]);
    assert.equal(faultOf('a.md\n```\ntext\n```sh\ngo\n```\n```\n'), 'marks');
  });
});

describe('a text that was cut off', () => {
  /** Places at which a text may end, spread over it; those at which a whole part of it ends are left out. */
  const cuts = (text: string, isWhole: (start: string) => boolean): string[] => {
    const starts: string[] = [];
    for (let at = 1; at < text.length; at++) if (!isWhole(text.slice(0, at))) starts.push(text.slice(0, at));
    return starts;
  };
  const all: readonly (readonly [name: string, text: string, (start: string) => boolean])[] = [
    // After a whole hunk a diff is a diff.
    ['diff', DIFF, (start) => / const c = 4;\n \n?$/.test(start) || / last\(\);?$/.test(start)],
    ['envelope', ENVELOPE, (start) => start.endsWith('*** End Patch')],
    [
      'blocks',
      BLOCKS,
      (start) => /REPLACE\n?`{0,2}$/.test(start) || /REPLACE\n(?:```\n*)+(?:```ts)?\n?$/.test(start),
    ],
    ['files', FILES, (start) => /^(?:```|````)$/m.test(start.slice(-12))],
    ['json', JSON_EDITS, () => false],
  ];
  for (const [name, text, isWhole] of all)
    it(`is no patch, wherever it ends: ${name}`, () => {
      const starts = cuts(text, isWhole);
      assert.ok(starts.length > 50, `${starts.length}`);
      for (const start of starts) {
        const read = readEdits(start);
        // What is read of it can only be what stands whole before the cut.
        const isPart = read.type === 'fault' || isWholePart(start, read.files) || isLost(read.files);
        assert.ok(isPart, `${name} cut after ${JSON.stringify(start.slice(-40))}`);
      }
    });

  /** A line of the file that lost its end is found nowhere in it. */
  const isLost = ([file]: readonly FileEdit[]): boolean =>
    file?.kind === 'edit' && resolveEdits(DIFF_BASE, file.edits).text === undefined;

  /** Whether what was read of the beginning of a text is a beginning of what is read of it all, edit by edit. */
  function isWholePart(start: string, files: readonly FileEdit[]): boolean {
    const whole = all.find(([, text]) => text.startsWith(start))![1];
    const full = filesOf(whole);
    return files.every((file, at) => {
      const other = full[at];
      if (file.kind !== 'edit' || other?.kind !== 'edit')
        return JSON.stringify(file) === JSON.stringify(other);
      return (
        file.path === other.path &&
        file.edits.every((one, k) => JSON.stringify(one) === JSON.stringify(other.edits[k]))
      );
    });
  }
});

describe('a text that is no patch', () => {
  const bodies: readonly (readonly [text: string, kind: string])[] = [
    ['', 'empty'],
    ['  \n \n', 'empty'],
    ['I cannot help with that.', 'unknownFormat'],
    ['{"edits":[]}', 'malformed'],
    ['{"edits":[{"path":"a","old":"b"}]}', 'malformed'],
    ['{"edits":[{"path":"","old":"b","new":"c"}]}', 'malformed'],
    ['{"edits":[{"path":"a","old":1,"new":"c"}]}', 'malformed'],
    ['{"edits":[{"path":"a","old":"b","new":"c","mode":"120000"}]}', 'malformed'],
    ['{"edits":[{"path":"a","old":"b","new":"c"}],"run":"id"}', 'malformed'],
    ['{"edits":{"path":"a","old":"b","new":"c"}}', 'malformed'],
    ['{"edits":[{"path":"a","old":"b","new":null}]}', 'malformed'],
    ['{"error":{"message":"overloaded"}}', 'malformed'],
    ['[]', 'unknownFormat'],
    ['null', 'unknownFormat'],
    ['<html><body>502</body></html>', 'unknownFormat'],
    ['*** Begin Patch\n*** End Patch\n', 'empty'],
    ['*** Begin Patch\n*** Update File: a\n*** End Patch\n', 'malformed'],
    ['*** Begin Patch\nfree text\n*** End Patch\n', 'malformed'],
    ['*** Begin Patch\n*** Add File: a\nno plus\n*** End Patch\n', 'malformed'],
    ['*** Begin Patch\n*** Update File: a\n@@ x\n*** End Patch\n', 'malformed'],
    ['*** Begin Patch\n*** Begin Patch\n*** End Patch\n', 'marks'],
    ['<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n', 'noPath'],
    ['Now change this:\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n', 'noPath'],
    ['a.ts\n<<<<<<< SEARCH\na\n>>>>>>> REPLACE\n', 'malformed'],
    ['a.ts\n<<<<<<< SEARCH\na\n=======\nb\n=======\nc\n>>>>>>> REPLACE\n', 'marks'],
    ['```sh\nls\n```\n', 'noPath'],
    ['Update src/a.ts\n```ts\na\n```\n', 'noPath'],
    ['--- a/x\n+++ b/x\n', 'truncated'],
    ['--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\nstray\n+d\n', 'malformed'],
    ['--- /dev/null\n+++ /dev/null\n@@ -0,0 +1 @@\n+a\n', 'noPath'],
    ['diff --git a/x b/x\nBinary files a/x and b/x differ\n', 'binary'],
    ['diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc\n', 'link'],
    ['diff --git a/x b/x\nindex 1..2 160000\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n', 'link'],
    ['diff --git a/x b/y\ncopy from x\ncopy to y\n', 'copy'],
    ['@@ -1 +1 @@\n-a\n+b\n', 'unknownFormat'],
    ['--- a/x\n+++ b/x\n@@ @@\n-a\n+b\n', 'truncated'],
  ];
  for (const [text, kind] of bodies)
    it(`says why: ${JSON.stringify(text.slice(0, 60))}`, () => assert.equal(faultOf(text), kind));
});
