/** Texts that forge their surroundings, as shapes, in every field of what each door says. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eastAsianWidth } from 'get-east-asian-width';
import MarkdownIt, { type Token } from 'markdown-it';
import { breakMarks, holdsMark } from '../../src/present/answer/marks.ts';
import { fenced, untrusted, visibleJson } from '../../src/present/untrusted.ts';
import { FENCE, markdownOutputs, promptOf, terminalOutputs } from '../fakes/doors.ts';
import { forgedLines, HOSTILE, hiddenIn } from '../fakes/hostile.ts';
import { runs } from '../fakes/memory.ts';
import { PLACE_SHAPES } from '../fakes/shapes/places.ts';

const SHAPES = [...new Set([...Object.values(PLACE_SHAPES).flat(), ...HOSTILE])];

/** Those that can be where a line breaks; all of them in a soak. */
const BREAKING = ['WIDTHS', 'LINES', 'LABELS'].flatMap((kind) => PLACE_SHAPES[kind]!);
const SOAK = runs(0, 1) === 1;

/** A row that a bar tells from ours: code with its number, and text that goes on. */
const BARRED = /^\s*(?:\d+ )?[│⋮]/;
const LABEL =
  /^(?:note:|Route:|Citations:|Not read:|Or ask with|This answer is|warning:|error:|\d+ passages?,)/;

/** Outputs whose lines begin with words of ours. */
const ANSWERS = new Set(['notFound', 'written', 'unproved', 'passages', 'list']);

/** How many rows of ours say that something was checked, and how many begin as lines of ours do. */
function ours(output: string): { readonly marks: number; readonly labels: number } {
  const rows = output.split('\n').filter((row) => !BARRED.test(row));
  const marks = rows.join('\n').match(/\[(?:verified|re-anchored|stale|unproved)\]/g)?.length ?? 0;
  return { marks, labels: rows.filter((row) => LABEL.test(row)).length };
}

/** Columns that a row takes, counted by a table that is not ours. */
const widthOf = (row: string): number =>
  [...row].reduce(
    (sum, char) => sum + (/\p{Mn}|\p{Me}/u.test(char) ? 0 : eastAsianWidth(char.codePointAt(0)!)),
    0,
  );

/** Marks that stand alone or are piled up. */
const piled = (text: string): string[] => text.match(/(?:^|\s)\p{M}|\p{M}{5}/gu) ?? [];

it('there are enough shapes', () => assert.ok(SHAPES.length >= 200, String(SHAPES.length)));

describe('the command line', () => {
  const plain = terminalOutputs('abc');
  it('says what is ours as often as for a plain name, whatever stands in any field', () => {
    for (const text of SHAPES)
      for (const [name, output] of Object.entries(terminalOutputs(text))) {
        const about = `${name} of ${JSON.stringify(text)}:\n${output}`;
        assert.deepEqual(hiddenIn(output), [], about);
        assert.deepEqual(piled(output), [], about);
        assert.ok(!output.includes('\t'), about);
        assert.deepEqual(forgedLines(output), [], about);
        const [found, expected] = [ours(output), ours(plain[name]!)];
        // A sentence behind a bar has its mark there too.
        assert.ok(found.marks <= expected.marks, about);
        if (ANSWERS.has(name)) assert.equal(found.labels, expected.labels, about);
      }
  });

  it('is nowhere wider than the terminal, where it would break by itself', () => {
    for (const text of SOAK ? SHAPES : BREAKING)
      for (const width of [80, 40])
        for (const [name, output] of Object.entries(terminalOutputs(text, width))) {
          if (name === 'place') continue;
          const about = `${name} of ${JSON.stringify(text)} at ${width}:\n${output}`;
          assert.deepEqual(forgedLines(output), [], about);
          for (const row of output.split('\n'))
            assert.ok(widthOf(row) <= width, `${widthOf(row)}: ${row}\n${about}`);
        }
  });

  it('prints JSON that is the same value and hides nothing', () => {
    for (const text of SHAPES) {
      const value = { text, [text]: [text] };
      const json = visibleJson(value);
      assert.deepEqual(JSON.parse(json), value);
      assert.deepEqual(hiddenIn(json), [], JSON.stringify(text));
      assert.ok(!json.includes('\n'));
    }
  });
});

const reader = new MarkdownIt({ html: true, linkify: true });
reader.validateLink = () => true;
reader.linkify.set({ fuzzyLink: false });
const tokensOf = (markdown: string): Token[] =>
  reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);

describe('Markdown', () => {
  const plain = markdownOutputs('abc');
  const countOf = (tokens: readonly Token[], type: string): number =>
    tokens.filter((one) => one.type === type).length;

  const marksOf = (tokens: readonly Token[]): number =>
    tokens
      .filter(({ type }) => type === 'inline')
      .map(({ children }) => (children ?? []).map(({ content }) => content).join(''))
      .filter((text) => /[[［](?:verified|re-anchored|stale|unproved)(?:: [^\]⟨]*)?[\]］]/i.test(text))
      .length;

  it('has the headings and marks of ours alone, an export too, and leads to the web or the repository', () => {
    for (const text of SHAPES)
      for (const [name, output] of Object.entries(markdownOutputs(text))) {
        const about = `${name} of ${JSON.stringify(text)}:\n${output}`;
        const [tokens, expected] = [tokensOf(output), tokensOf(plain[name]!)];
        assert.deepEqual(hiddenIn(output), [], about);
        assert.deepEqual(piled(output), [], about);
        assert.equal(countOf(tokens, 'heading_open'), countOf(expected, 'heading_open'), about);
        assert.equal(marksOf(tokens), marksOf(expected), about);
        for (const [i, token] of tokens.entries()) {
          assert.ok(token.type !== 'image' && !token.type.startsWith('html_'), about);
          if (token.type !== 'link_open') continue;
          // A bare address is what it says.
          if (token.markup !== 'linkify')
            assert.match(String(token.attrGet('href')), /^(?:https?:\/\/|mailto:|#$|\w[^:%]*$)/, about);
          assert.doesNotMatch(tokens[i + 1]!.content, /auth\.js:3/, about);
        }
      }
  });

  it('keeps code in its block and in its span', () => {
    for (const text of SHAPES) {
      assert.deepEqual(
        reader.parse(fenced(text), {}).map(({ type }) => type),
        ['fence'],
      );
      const [inline] = reader.parseInline(untrusted(text, 'code'), {});
      assert.deepEqual(
        (inline?.children ?? []).map(({ type }) => type),
        ['code_inline'],
        JSON.stringify(text),
      );
    }
  });
});

describe('a prompt', () => {
  const frame = (prompt: string): string[] =>
    prompt
      .split('\n')
      .filter((row) =>
        /^(?:Asked:|Answered:|Question:|Question again:|passages-|Passages from|Reply with|An earlier|\[p\d+\])/.test(
          row,
        ),
      )
      .map((row) => row.split(' ')[0]!);

  it('has the frame of ours alone, whatever stands in a passage, its path, or what was said before', () => {
    const expected = frame(promptOf('abc'));
    for (const text of SHAPES) {
      const prompt = promptOf(text);
      assert.deepEqual(hiddenIn(prompt), [], JSON.stringify(text));
      assert.deepEqual(frame(prompt), expected, prompt);
      const [, , , passages] = prompt.split(`\n${FENCE}\n`);
      const rows = passages!.split('\n').filter((row) => row !== '' && !/^\d+\| ?/.test(row));
      assert.equal(rows.length, 2, prompt);
      for (const row of rows) assert.equal(row.match(/\[[pP]\d+\]/g)?.length, 1, row);
    }
  });
});

describe('names in the editor', () => {
  it('are one line without links and pictures', () => {
    for (const text of SHAPES) {
      const shown = untrusted(text, 'notice');
      assert.deepEqual(hiddenIn(shown), []);
      assert.deepEqual(piled(shown), []);
      assert.doesNotMatch(shown, /\n|\]\(|\$\(/, shown);
    }
  });
});

describe('a mark of ours', () => {
  it('is known in other letters, brackets and cases, and broken', () => {
    for (const text of PLACE_SHAPES.MARKS!.filter((one) => /^[^\w\s]*[[\uff3b\u3010\u27e6\u2772]/u.test(one)))
      assert.ok(holdsMark(untrusted(text, 'page').replace(/\u27e8[^\u27e9]*\u27e9/g, '')), text);
    assert.equal(
      breakMarks('a [verified] b [stale: x]', () => '!'),
      'a [verified! b [stale: x!',
    );
  });

  it('is not what code and prose hold', () => {
    for (const text of [
      'a[verified]',
      'rows[stale]',
      '[stale while revalidate]',
      '[x]',
      '[verified users](x)',
      'verified',
      '(verified)',
    ])
      assert.ok(!holdsMark(text), text);
  });
});
