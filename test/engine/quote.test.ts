/** What a quote proves, in many languages and shapes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isTelling } from '../../src/engine/answer/telling.ts';
import { verifyClaims } from '../../src/engine/answer/verify.ts';
import { splitLines } from '../../src/engine/parse/lines.ts';
import { renderPassage } from '../../src/engine/prompts/passage.ts';
import type { Citation, Passage, SourceFile } from '../../src/engine/types.ts';
import { runs } from '../fakes/memory.ts';

function passageOf(text: string, span: { startLine?: number; endLine?: number } = {}): Passage {
  const lines = splitLines(text);
  const { startLine = 1, endLine = lines.count } = span;
  return {
    ...{ path: 'a', id: 'p1', startLine, endLine, text: lines.slice(startLine, endLine), hash: 'now' },
    ...{ symbolPath: '', tokens: 1, score: 1 },
    why: { terms: [], fields: [], evidence: [], groups: [], role: 'source' },
  };
}

interface Cited {
  readonly quote: string;
  readonly startLine?: unknown;
  readonly endLine?: unknown;
  readonly passage?: Passage;
}

/** Checks one quote of a file; the whole file is cited unless lines are given. */
async function cite(text: string, { quote, ...at }: Cited): Promise<Citation> {
  const file: SourceFile = { path: 'a', text, hash: 'now', encoding: 'utf8', size: 1, mtimeMs: 1 };
  const { startLine = 1, endLine = splitLines(text).count, passage = passageOf(text) } = at;
  const [claim] = await verifyClaims(
    [{ text: 'x', evidence: [{ id: 'p1', startLine, endLine, quote }] }],
    [passage],
    { read: async () => file },
  );
  return claim!.citations[0]!;
}

const outcome = async (text: string, cited: Cited): Promise<string> => {
  const { state, problem, startLine, endLine } = await cite(text, cited);
  return state === 'unproved' ? problem!.kind : `${state} ${startLine}-${endLine}`;
};

const JS = `import { readFile } from 'node:fs/promises';

const disallowedHosts = [];
export async function load(path) {
  if (!isValid(path)) {
    return null;
  }
  this.maxRetries = 7;
  for (const one of all) {
    await retry(one, limit);
  }
  return readFile(path);
}
`;

describe('a quote', () => {
  it('that says nothing proves nothing, however wide the lines around it', async () => {
    const nothing = [
      '',
      ' ',
      '\t\n \n',
      '}',
      '});',
      'return',
      'return null;',
      'else {',
      '12|',
      '12: ',
      '5|   }',
    ];
    for (const quote of [...nothing, '```', '```js', '...', '// ---', '/**', '\u00a0', 'if (', '0', 'i++;'])
      assert.equal(await outcome(JS, { quote }), 'tooLittle', JSON.stringify(quote));
  });

  it('that is cut inside a word, or out of a chain that is one name, proves nothing', async () => {
    for (const quote of [
      'allowedHosts = [];',
      'isValid(path)',
      'maxRetries = 7;',
      'eturn readFile(path);',
      'return readFile(pat',
      'const disallowed',
    ])
      assert.equal(await outcome(JS, { quote }), 'tooLittle', quote);
    for (const [line, quote] of [
      ['retries: -12 attempts', '12 attempts'],
      ['a non-blocking queue', 'blocking queue'],
      ['std::move(queue, other)', 'move(queue, other)'],
      ['node->next = other', 'next = other'],
      ['größer als maximal', 'ßer als maximal'],
      ['nai\u0308ve loading here', '\u0308ve loading here'],
      ['not @deprecated(since)', 'deprecated(since)'],
    ] as const)
      assert.equal(await outcome(`${line}\n`, { quote }), 'tooLittle', quote);
  });

  it('that is a small part of a line proves nothing, most of it does', async () => {
    const line = 'The client retries each upload seven times before it gives up and tells the caller why.';
    assert.equal(await outcome(line, { quote: 'the caller' }), 'tooLittle');
    assert.equal(
      await outcome(line, { quote: 'retries each upload seven times before it gives up' }),
      'verified 1-1',
    );
    assert.equal(await outcome('const limit = 7;', { quote: 'limit' }), 'tooLittle');
    assert.equal(await outcome('const limit = 7;', { quote: 'limit = 7' }), 'verified 1-1');
    assert.equal(
      await outcome('if (ready) start(queue, limit);', { quote: 'start(queue, limit)' }),
      'verified 1-1',
    );
  });

  it('of one whole, telling line proves it in every language', async () => {
    for (const line of [
      'def retry(self, limit=3):',
      '    raise TimeoutError("too late")',
      'func (s *Store) Get(key string) (string, error) {',
      'let mut total = 0u64;',
      '#include <stdio.h>',
      'SELECT name FROM users WHERE id = 7;',
      '-module(store).',
      'defp retry(n), do: n - 1',
      '(define (square x) (* x x))',
      'data Tree = Leaf | Node Tree Tree',
      'let rec fold f = function',
      '$total = $this->sum($items);',
      'Write-Host "Ready"',
      'for f in *.txt; do cat "$f"; done',
      '  timeout: 30s',
      '"strict": true,',
      'max_connections = 100',
      '<UserProfile name={user.name} />',
      'color: #ff0000;',
      '## Retrying uploads',
      '- never on Sundays',
      '重试最多七次',
      'リトライは七回まで',
      'Максимум семь попыток',
      'return 7;',
      'timeouts',
      '1,200,300',
    ])
      assert.equal(await outcome(`\n${line}\n}\n`, { quote: line.trim() }), 'verified 2-2', line);
  });

  it('of keywords, closing tags and brackets alone is not telling in any language', () => {
    for (const line of [
      ...[
        'end',
        'begin',
        'do',
        'fi',
        'done',
        'esac',
        'pass',
        'else:',
        'try {',
        '} finally {',
        'then',
        'loop {',
      ],
      ...[
        'public static final',
        'return true;',
        'return self',
        'None',
        '</UserProfile>',
        '</div>',
        '<div>',
        '<br />',
      ],
      ...[
        '#endif',
        '@Override',
        '--',
        ';;',
        '*/',
        '"""',
        '<?php',
        '?>',
        ')]}',
        'x',
        '7',
        '{',
        'break;',
        'END;',
      ],
    ])
      assert.equal(isTelling(line), false, line);
  });

  it('that stands in many places proves the line that is cited, and no other', async () => {
    const text = `open(file);\nuse(file);\nopen(file);\nskip(file);\nopen(file);\n`;
    const quote = 'open(file);';
    assert.equal(await outcome(text, { quote, startLine: 3, endLine: 3 }), 'verified 3-3');
    assert.equal(await outcome(text, { quote, startLine: 3, endLine: 4 }), 'verified 3-3');
    assert.equal(await outcome(text, { quote, startLine: 2, endLine: 5 }), 'several');
    assert.equal(await outcome(text, { quote, startLine: 2, endLine: 2 }), 'several');
    assert.equal(await outcome(text, { quote: 'use(file);', startLine: 5, endLine: 5 }), 'reanchored 2-2');
    // Part of another line, where it is a whole one elsewhere: the cited line comes first.
    const parts = 'await retry(task, limit);\nretry(task, limit);\n';
    assert.equal(
      await outcome(parts, { quote: 'retry(task, limit);', startLine: 1, endLine: 1 }),
      'verified 1-1',
    );
    assert.equal(
      await outcome(parts, { quote: 'retry(task, limit);', startLine: 9, endLine: 9 }),
      'reanchored 2-2',
    );
  });

  it('of several lines is narrowed to them, and needs one that is telling and whole', async () => {
    assert.equal(await outcome(JS, { quote: 'return null;\n  }\n  this.maxRetries = 7;' }), 'verified 6-8');
    assert.equal(
      await outcome(JS, { quote: '(const one of all) {\n    await retry(one, limit);\n' }),
      'verified 9-10',
    );
    assert.equal(await outcome(JS, { quote: 'return null;\n  }' }), 'tooLittle');
    assert.equal(await outcome(JS, { quote: '{\n    return null;\n  }\n  this' }), 'tooLittle');
    assert.equal(
      await outcome(JS, { quote: 'this.maxRetries = 7;\n    await retry(one, limit);' }),
      'nowhere',
    );
  });

  it('may hold the line numbers of the prompt, and no others', async () => {
    const text = 'alpha(1);\nbeta(2);\n12: gamma(3);\n40| delta(4);\n';
    assert.equal(await outcome(text, { quote: '2| beta(2);' }), 'verified 2-2');
    assert.equal(await outcome(text, { quote: '2: beta(2);' }), 'verified 2-2');
    assert.equal(await outcome(text, { quote: ' 1 | alpha(1);\n 2 | beta(2);' }), 'verified 1-2');
    assert.equal(await outcome(text, { quote: '99| beta(2);' }), 'nowhere');
    assert.equal(await outcome(text, { quote: '12: gamma(3);' }), 'verified 3-3');
    assert.equal(await outcome(text, { quote: '3| 12: gamma(3);' }), 'verified 3-3');
    // Numbers of the file are its text: they are not taken off.
    assert.equal(await outcome('9| omega(5) and more\n', { quote: 'omega(5) and more' }), 'verified 1-1');
    assert.equal(await outcome('1: omega(5)\n', { quote: '2: omega(5)' }), 'nowhere');
  });

  it('counts the blanks inside strings, and takes a no-break space for no blank', async () => {
    const text = `const title = "a  b";\nconst   wide\t= 'x y';\nit isn't   so, don't say it\n`;
    assert.equal(await outcome(text, { quote: 'const title = "a b";' }), 'nowhere');
    assert.equal(await outcome(text, { quote: 'const   title =   "a  b";' }), 'verified 1-1');
    assert.equal(await outcome(text, { quote: "const wide = 'x y';" }), 'verified 2-2');
    assert.equal(await outcome(text, { quote: "const wide = 'x  y';" }), 'nowhere');
    assert.equal(await outcome(text, { quote: "it isn't so, don't say it" }), 'verified 3-3');
    assert.equal(await outcome(text, { quote: "const\u00a0wide = 'x y';" }), 'nowhere');
    assert.equal(await outcome('const\u00a0wide = 1;\n', { quote: 'const wide = 1;' }), 'nowhere');
  });

  it('may show what hides as the prompt shows it', async () => {
    const text = 'const is\u202eAdmin = check\u200b(user);\nnext(line);\n';
    const shown = /^1\| (.*)$/m.exec(renderPassage(passageOf(text)))![1]!;
    assert.ok(!/[\u202e\u200b]/.test(shown));
    const citation = await cite(text, { quote: shown });
    assert.deepEqual(
      [citation.state, citation.quote],
      ['verified', 'const is\u202eAdmin = check\u200b(user);'],
    );
    assert.equal(await outcome(text, { quote: 'const isAdmin = check(user);' }), 'nowhere');
  });

  it('with lines that are none is refused', async () => {
    const quote = 'await retry(one, limit);';
    for (const bad of [
      '10',
      '1',
      10.5,
      Number.NaN,
      -1,
      0,
      1e300,
      2 ** 53,
      Infinity,
      null,
      undefined,
      true,
      [10],
      {},
    ])
      for (const cited of [
        { quote, startLine: bad, endLine: 10 },
        { quote, startLine: 10, endLine: bad ?? null },
      ]) {
        const citation = await cite(
          JS,
          cited.startLine === undefined ? { ...cited, startLine: null } : cited,
        );
        assert.deepEqual([citation.state, citation.problem?.kind], ['unproved', 'badLines'], String(bad));
        assert.ok(Number.isInteger(citation.startLine));
      }
    assert.equal(await outcome(JS, { quote, startLine: 10, endLine: 9 }), 'badLines');
  });

  it('outside of the passage, or of a file that changed, says so', async () => {
    const passage = passageOf(JS, { startLine: 3, endLine: 8 });
    const quote = 'neverWritten(here);';
    assert.equal(await outcome(JS, { quote, passage }), 'outside');
    assert.equal(await outcome(JS, { quote, passage, startLine: 4, endLine: 5 }), 'nowhere');
    assert.equal(await outcome(JS, { quote, passage: { ...passage, hash: 'before' } }), 'changed');
  });

  it('is checked in linear time, whatever the file and the quote are', async () => {
    const files = [
      `${'a b '.repeat(250_000)}\n`,
      `${'same(line);\n'.repeat(100_000)}`,
      `x${' '.repeat(1_000_000)}y\n`,
      `${'"'.repeat(500_001)}  \\"  \n`,
      `${'\\"  '.repeat(250_000)}\n`,
    ];
    const quotes = [
      'a b a b',
      'same(line);\n'.repeat(199),
      'x y',
      `${'a b '.repeat(90)}c`,
      '" "',
      'z'.repeat(50_000),
    ];
    for (const text of files) for (const quote of quotes) await cite(text, { quote });
  });
});

/** Lines of code and prose: names, blanks, strings, brackets, other scripts. */
const word = fc.oneof(
  fc.stringMatching(/^[a-z]{3,9}[A-Z][a-z]{2,6}$/),
  fc.constantFrom('retry', 'größe', 'données', '七次', 'файл', 'return', 'if', 'limit2', '_own', '$scope'),
);
const gap = fc.constantFrom(' ', '  ', ' = ', '(', ', ', ') ', '.', ' -', ': ', ' "', '" ', "'", '\t', ' | ');
const line = fc
  .tuple(fc.constantFrom('', '  ', '\t'), fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 6 }))
  .map(([indent, parts]) => `${indent}${parts.map((pair) => pair.join('')).join('')}`);
const file = fc.array(fc.oneof(line, fc.constantFrom('', '}', '  });', 'else {', 'end')), {
  minLength: 1,
  maxLength: 30,
});

describe('any file', () => {
  it('proves its own telling lines, quoted whole on their lines', async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.nat(),
        fc.nat({ max: 4 }),
        fc.boolean(),
        async (lines, at, height, isNumbered) => {
          const start = at % lines.length;
          const quoted = lines.slice(start, start + height + 1);
          if (!quoted.some(isTelling) || quoted[0]!.trim() === '' || quoted.at(-1)!.trim() === '') return;
          const quote = quoted.map((text, i) => (isNumbered ? `${start + 1 + i}| ${text}` : text)).join('\n');
          const span = { startLine: start + 1, endLine: start + quoted.length };
          const citation = await cite(`${lines.join('\n')}\n`, { quote, ...span });
          assert.equal(citation.state, 'verified', quote);
          assert.deepEqual([citation.startLine, citation.endLine], [span.startLine, span.endLine]);
          assert.equal(citation.quote, quoted.join('\n'));
        },
      ),
      { numRuns: runs(400, 10_000), seed: 7 },
    );
  });

  it('never proves a quote that is cut inside a word', async () => {
    const letters = /[\p{L}\p{M}\p{N}_$]/u;
    const unspaced = /\p{scx=Han}/u;
    await fc.assert(
      fc.asyncProperty(file, fc.nat(), fc.nat(), fc.nat(), async (lines, at, from, length) => {
        const text = lines[at % lines.length]!;
        const start = from % Math.max(1, text.length);
        const end = start + 1 + (length % Math.max(1, text.length - start));
        const isCut = [start, end].some(
          (i) =>
            letters.test(text[i - 1] ?? '') &&
            letters.test(text[i] ?? '') &&
            !unspaced.test(text[i - 1]! + text[i]!),
        );
        const quote = text.slice(start, end).trim();
        // What stands elsewhere in the file as a word of its own is no cut one.
        if (!isCut || lines.filter((one) => one.includes(quote)).length !== 1) return;
        if (text.indexOf(quote) !== text.lastIndexOf(quote)) return;
        const citation = await cite(`${lines.join('\n')}\n`, { quote });
        assert.equal(citation.state, 'unproved', JSON.stringify({ text, quote }));
      }),
      { numRuns: runs(1000, 20_000), seed: 7 },
    );
  });
});
