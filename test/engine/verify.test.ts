import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { recheckCitation, recheckCitations, verifyClaims } from '../../src/engine/answer/verify.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import type { Citation, Passage } from '../../src/engine/types.ts';
import { hashText, MemoryWorkspace, never, runs } from '../fakes/memory.ts';

const PATH = 'src/retry.ts';
const LINES = Array.from(
  { length: 60 },
  (_, i) => `  const step${i + 1} = await retry(task${i + 1}, limit);`,
);
const TEXT = `${LINES.join('\n')}\n`;

function setUp(text = TEXT) {
  const workspace = new MemoryWorkspace({
    [PATH]: text,
    'src/secret.ts': 'export const unsent = keepOut();\n',
  });
  const tools = {
    async read(path: string) {
      const file = await workspace.read(path, { signal: never });
      return 'text' in file ? file : undefined;
    },
  };
  return { workspace, tools };
}

const sent: Passage = {
  path: PATH,
  id: 'p1',
  startLine: 10,
  endLine: 30,
  text: splitLines(TEXT).slice(10, 30),
  hash: hashText(TEXT),
  symbolPath: '',
  tokens: 1,
  score: 1,
  why: { terms: [], fields: [], evidence: [], groups: [], role: 'source' },
};

type Evidence = { id: string; startLine: number; endLine: number; quote: string };
const evidence = (startLine: number, endLine: number, quote: string, id = 'p1'): Evidence => ({
  id,
  startLine,
  endLine,
  quote,
});

async function check(one: Evidence, { tools } = setUp()): Promise<Citation> {
  const [claim] = await verifyClaims([{ text: 'x', evidence: [one] }], [sent], tools);
  assert.equal(claim!.state, claim!.citations[0]!.state);
  return claim!.citations[0]!;
}

describe('citations', () => {
  it('are verified where the quote stands, and narrowed to its raw lines', async () => {
    const citation = await check(evidence(10, 30, LINES[11]!.trim()));
    assert.deepEqual([citation.state, citation.startLine, citation.endLine], ['verified', 12, 12]);
    assert.equal(citation.quote, LINES[11]);
    const two = await check(evidence(11, 20, `${LINES[11]}\n\n${LINES[12]}`));
    assert.deepEqual([two.state, two.startLine, two.endLine], ['verified', 12, 13]);
    assert.equal(two.quote, `${LINES[11]}\n${LINES[12]}`);
    assert.equal(citation.path, PATH);
    assert.equal(citation.hash, hashText(TEXT));
  });

  it('may be written as the prompt shows the lines', async () => {
    for (const one of [
      evidence(12, 12, `12| ${LINES[11]}`),
      evidence(12, 12, `  ${LINES[11]!.replaceAll(' ', '   ')}`),
      evidence(12, 12, 'retry(task12, limit)'),
      evidence(12, 13, `12| ${LINES[11]}\n13| ${LINES[12]}`),
      evidence(12, 12, LINES[11]!, '[P1] '),
    ])
      assert.equal((await check(one)).state, 'verified', JSON.stringify(one));
  });

  it('that cannot be so are unproved, with the reason and without a link', async () => {
    for (const one of [
      evidence(0, 3, 'nothing of this'),
      evidence(-5, -1, 'nothing of this'),
      evidence(13, 12, 'nothing of this'),
      evidence(12, 900, 'nothing of this'),
      evidence(40, 41, ''),
      evidence(12, 12, 'const invented = byTheModel();'),
      evidence(12, 12, '}'),
      evidence(12, 12, ''),
      evidence(1, 1, 'export const unsent = keepOut();', 'p2'),
      evidence(1, 1, 'export const unsent = keepOut();', 'src/secret.ts'),
      evidence(1, 1, 'root:x:0:0', '../../../../etc/passwd'),
      evidence(1, 1, 'root:x:0:0', '/etc/passwd'),
      evidence(1, 1, 'root:x:0:0', 'file:///etc/passwd'),
      evidence(1, 1, 'x', '__proto__'),
      evidence(12, 12, LINES[11]!, ''),
    ]) {
      const citation = await check(one);
      assert.equal(citation.state, 'unproved', JSON.stringify(one));
      assert.equal(citation.hash, '');
      assert.ok(citation.problem);
      assert.ok(['', PATH].includes(citation.path));
    }
  });

  it('never make the engine read a path of the model', async () => {
    const { workspace, tools } = setUp();
    for (const id of ['../a', '/etc/passwd', 'src/secret.ts', 'p9'])
      await check(evidence(1, 1, 'x', id), { workspace, tools });
    assert.deepEqual(workspace.reads, []);
  });

  it('are re-anchored when the lines moved or the numbers are wrong', async () => {
    const moved = setUp(`// one\n// two\n// three\n${TEXT}`);
    const citation = await check(evidence(12, 12, LINES[11]!), moved);
    assert.deepEqual([citation.state, citation.startLine, citation.endLine], ['reanchored', 15, 15]);
    assert.equal(citation.quote, LINES[11]);
    assert.deepEqual([(await check(evidence(20, 20, LINES[11]!))).startLine], [12]);
    assert.equal((await check(evidence(50, 50, LINES[54]!))).state, 'reanchored');
  });

  it('are not re-anchored to one of several places', async () => {
    const twice = setUp(`${TEXT}${TEXT}`);
    assert.equal((await check(evidence(50, 50, LINES[44]!), twice)).state, 'unproved');
  });

  it('of a deleted or changed file are unproved', async () => {
    const gone = setUp();
    gone.workspace.files.delete(PATH);
    assert.equal((await check(evidence(12, 12, LINES[11]!), gone)).state, 'unproved');
    assert.equal(
      (await check(evidence(12, 12, LINES[11]!), setUp('all new\n'.repeat(40)))).state,
      'unproved',
    );
    // Nothing quoted: the range proves nothing once the file is another.
    assert.equal((await check(evidence(12, 12, ''), setUp(`${TEXT}// end\n`))).state, 'unproved');
  });

  it('keep the best state of a claim, and count each place once', async () => {
    const { tools } = setUp();
    const bad = evidence(12, 12, 'const invented = byTheModel();');
    const right = evidence(12, 12, LINES[11]!);
    const claims = await verifyClaims(
      [
        { text: 'both', evidence: [bad, right, right] },
        { text: 'bad', evidence: [bad] },
        { text: 'none', evidence: [] },
      ],
      [sent],
      tools,
    );
    assert.deepEqual(
      claims.map(({ state, citations }) => [state, citations.length]),
      [
        ['verified', 2],
        ['unproved', 1],
        ['unproved', 0],
      ],
    );
  });

  it('that are invented are never verified (200 of them)', async () => {
    const invented = fc.record({
      id: fc.oneof(fc.constantFrom('p1', 'P1', '[p1]', 'p2', 'p999', PATH, ''), fc.string()),
      startLine: fc.integer({ min: -10, max: 100_000 }),
      endLine: fc.integer({ min: -10, max: 100_000 }),
      quote: fc
        .tuple(
          fc.constantFrom('const', 'retry(', 'await task', 'limit)', ''),
          fc.stringMatching(/^[a-z]{8,20}$/),
        )
        .map(([start, rest]) => `${start} neverWritten${rest}();`),
    });
    let shown = 0;
    for (const one of fc.sample(invented, { numRuns: 200, seed: 42 })) {
      if ((await check(one)).state !== 'unproved') shown++;
    }
    assert.equal(shown, 0);
  });

  it('that are verified hold the quoted text, whatever was asked', async () => {
    const any = fc.record({
      id: fc.constant('p1'),
      startLine: fc.integer({ min: 1, max: 61 }),
      endLine: fc.integer({ min: 1, max: 61 }),
      quote: fc.oneof(fc.constantFrom(...LINES), fc.constantFrom('', 'retry', 'const', 'limit);')),
    });
    await fc.assert(
      fc.asyncProperty(any, async (one) => {
        const citation = await check(one);
        if (citation.state === 'unproved') return;
        assert.equal(citation.quote, splitLines(TEXT).slice(citation.startLine, citation.endLine));
        assert.ok(citation.quote.includes(one.quote.trim()));
      }),
      { numRuns: runs(300, 5000) },
    );
  });
});

describe('a citation shown earlier', () => {
  const shown: Citation = {
    path: PATH,
    startLine: 12,
    endLine: 13,
    quote: `${LINES[11]}\n${LINES[12]}`,
    hash: hashText(TEXT),
    state: 'verified',
  };

  it('stays verified, moves with its lines, or becomes stale', async () => {
    assert.equal((await recheckCitation(shown, setUp().tools)).state, 'verified');
    const moved = await recheckCitation(shown, setUp(`// new\n${TEXT}`).tools);
    assert.deepEqual([moved.state, moved.startLine, moved.endLine], ['reanchored', 13, 14]);
    const stale = await recheckCitation(shown, setUp(TEXT.replace('step12', 'renamed')).tools);
    assert.equal(stale.state, 'stale');
    assert.ok(stale.problem);
    const twice = await recheckCitation(shown, setUp(`// new\n${TEXT}${TEXT}`).tools);
    assert.equal(twice.state, 'stale');
    const gone = setUp();
    gone.workspace.files.delete(PATH);
    assert.equal((await recheckCitation(shown, gone.tools)).state, 'stale');
  });

  it('is checked with others of its file at one reading', async () => {
    const { tools } = setUp(`// new\n${TEXT}`);
    const reads: string[] = [];
    const read = (path: string) => {
      reads.push(path);
      return tools.read(path);
    };
    const other = { ...shown, path: 'src/none.ts' };
    const now = await recheckCitations([shown, other, shown], { read });
    assert.deepEqual(
      now.map(({ path, state }) => [path, state]),
      [
        [PATH, 'reanchored'],
        ['src/none.ts', 'stale'],
        [PATH, 'reanchored'],
      ],
    );
    assert.deepEqual(reads, [PATH, 'src/none.ts']);
  });

  it('after any edit: what is not stale holds the quoted bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 60 }), fc.constantFrom('delete', 'insert', 'change')), {
          maxLength: 8,
        }),
        async (edits) => {
          const lines = TEXT.split('\n');
          for (const [at, edit] of edits) {
            if (edit === 'insert') lines.splice(at, 0, '// inserted');
            else if (edit === 'delete') lines.splice(at, 1);
            else if (lines[at] !== undefined) lines[at] = `${lines[at]} // changed`;
          }
          const text = lines.join('\n');
          const now = await recheckCitation(shown, setUp(text).tools);
          if (now.state === 'stale') return;
          assert.equal(splitLines(text).slice(now.startLine, now.endLine), now.quote);
        },
      ),
      { numRuns: runs(200, 3000) },
    );
  });
});
