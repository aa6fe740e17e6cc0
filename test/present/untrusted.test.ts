/** Everything that any door says, with a stranger's text in every field. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import MarkdownIt, { type Token } from 'markdown-it';
import { UNSEEN } from '../../src/engine/prompts/visible.ts';
import { fenced, HIDDEN, type Place, untrusted } from '../../src/present/untrusted.ts';
import { createServerLog } from '../../src/server/log.ts';
import { FENCE, markdownOutputs, promptOf, terminalOutputs } from '../fakes/doors.ts';
import { everyHidden, forgedLines, HOSTILE, hiddenIn } from '../fakes/hostile.ts';

const reader = new MarkdownIt({ html: true, linkify: true });
reader.validateLink = () => true;

function tokensOf(markdown: string): Token[] {
  return reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

describe('what the command line prints', () => {
  it('hides nothing, moves no cursor and forges no line, whatever stands in any field', () => {
    for (const text of HOSTILE)
      for (const width of [undefined, 80, 40, 10])
        for (const [name, output] of Object.entries(terminalOutputs(text, width))) {
          assert.deepEqual(hiddenIn(output), [], `${name} of ${JSON.stringify(text)}`);
          assert.ok(!output.includes('\t'), name);
          assert.deepEqual(forgedLines(output), [], `${name} of ${JSON.stringify(text)}:\n${output}`);
        }
  });

  it('has as many lines for a name with line breaks as for one without', () => {
    for (const name of ['place', 'hits', 'outline', 'symbols', 'status', 'notFound'])
      assert.equal(
        terminalOutputs('a\nb\r\nc\u2028d')[name]!.split('\n').length,
        terminalOutputs('abcd')[name]!.split('\n').length,
        name,
      );
  });
});

describe('Markdown of the editor and of an export', () => {
  it('hides nothing and makes nothing live, whatever stands in any field', () => {
    for (const text of HOSTILE)
      for (const [name, output] of Object.entries(markdownOutputs(text))) {
        const about = `${name} of ${JSON.stringify(text)}:\n${output}`;
        assert.deepEqual(hiddenIn(output), [], about);
        for (const { type, content } of tokensOf(output)) {
          assert.ok(type !== 'image' && !type.startsWith('html_'), about);
          assert.deepEqual(hiddenIn(content), [], about);
        }
      }
  });

  it('has the headings, links and blocks of ours alone in reports', () => {
    const shapeOf = (markdown: string): string[] =>
      tokensOf(markdown)
        .map(({ type }) => type)
        .filter((type) => !['text', 'softbreak', 'code_inline', 'text_special'].includes(type));
    for (const text of HOSTILE) {
      const plain = markdownOutputs('abc');
      for (const [name, output] of Object.entries(markdownOutputs(text))) {
        if (name === 'export') continue;
        assert.deepEqual(
          shapeOf(output),
          shapeOf(plain[name]!),
          `${name} of ${JSON.stringify(text)}:\n${output}`,
        );
      }
    }
  });

  it('ends no block of an export from inside', () => {
    for (const text of HOSTILE) {
      const output = markdownOutputs(text).export!;
      const tokens = tokensOf(output);
      const cited = tokens.filter(({ type, content }) => type === 'fence' && content.trim() !== '').length;
      assert.ok(cited >= 1, output);
      assert.match(tokens.at(-2)!.type, /list_item_close|paragraph_close|bullet_list_close/, output);
    }
  });
});

describe('what is sent to a model', () => {
  it('shows what hides, in every part', () => {
    for (const text of HOSTILE) assert.deepEqual(hiddenIn(promptOf(text)), [], JSON.stringify(text));
  });

  it('has the headers and numbered lines of ours alone between the fences', () => {
    for (const text of HOSTILE) {
      // Twice a pair of fences: what was asked before, and the passages.
      const [, , , passages] = promptOf(text).split(`\n${FENCE}\n`);
      const rows = passages!.split('\n').filter((row) => row !== '');
      const headers = rows.filter((row) => !/^\d+\| /.test(`${row} `));
      assert.equal(headers.length, 2, passages);
      for (const [i, header] of headers.entries())
        assert.match(header, new RegExp(`^\\[p${i + 1}\\] .*:3-\\d+$`));
    }
  });
});

describe('a line of the log', () => {
  it('has one beginning, and nothing that hides', () => {
    const lines: string[] = [];
    const push = (message: string): void => void lines.push(message);
    const log = createServerLog({ info: push, warn: push, error: push }, () => []);
    for (const text of HOSTILE) log.warn(text);
    for (const line of lines) {
      assert.deepEqual(hiddenIn(line), []);
      assert.ok(line.split('\n').every((row, i) => i === 0 || row.startsWith('    ')));
    }
  });
});

describe("a stranger's text", () => {
  const PLACES: readonly Place[] = ['line', 'block', 'log', 'page', 'notice', 'markdown', 'code'];

  it('shows every hidden character there is, in every place', () => {
    for (const char of everyHidden())
      for (const at of PLACES) {
        const shown = untrusted(`a${char}b`, at);
        assert.deepEqual(hiddenIn(shown), [], `${at} ${char.codePointAt(0)!.toString(16)}`);
        assert.ok(shown.includes(char.codePointAt(0)!.toString(16)) || /[0-9A-F]{4}/.test(shown));
      }
  });

  it('stays as it is where nothing in it can do anything', () => {
    const plain = 'src/größe/файл_name-2.ts: it’s 5 % (of 7), “so” 七次 👍';
    for (const at of PLACES) assert.equal(untrusted(plain, at).replace(/^` ?|`$/g, ''), plain, at);
  });

  it('keeps addresses, numbers and options readable in Markdown, and escapes what begins a block', () => {
    for (const text of ['127.0.0.1:8080', '3.5 MB', '-x', '#7 is done', 'a_b-c.d', 'gpt-4o (2 calls)', '+1'])
      assert.equal(untrusted(text, 'markdown'), text);
    for (const text of ['1. a', '1) a', '# a', '## a', '- a', '-', '---', '===', '+ a', '* a', '> a', '12.'])
      assert.deepEqual(
        reader.parse(untrusted(text, 'markdown'), {}).map(({ type }) => type),
        ['paragraph_open', 'inline', 'paragraph_close'],
        text,
      );
  });

  it('is one line where one line is wanted, and makes no link or picture in a notice', () => {
    for (const text of HOSTILE) {
      for (const at of ['line', 'notice', 'markdown', 'code'] as const)
        assert.ok(!untrusted(text, at).includes('\n'), at);
      assert.doesNotMatch(untrusted(text, 'notice'), /\]\(|\$\(/);
    }
  });

  it('cannot end the block of code that it stands in', () => {
    for (const text of HOSTILE) {
      const tokens = reader.parse(`${fenced(text)}\n`, {});
      assert.deepEqual(
        tokens.map(({ type }) => type),
        ['fence'],
      );
    }
  });

  it('is looked at with one table in prompts and in words', () => {
    assert.equal(UNSEEN.source, HIDDEN.source);
    assert.equal(UNSEEN.flags, HIDDEN.flags);
  });
});
