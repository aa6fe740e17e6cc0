/** Everything that any door says, with a stranger's text in every field. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import MarkdownIt, { type Token } from 'markdown-it';
import { renderHits, renderOutline, renderStatus, renderSymbols } from '../../src/cli/render.ts';
import { place, renderAnswer } from '../../src/cli/renderAnswer.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { answerPrompt, repairPrompt } from '../../src/engine/prompts/answer.ts';
import { UNSEEN } from '../../src/engine/prompts/visible.ts';
import type { Answer, Passage } from '../../src/engine/types.ts';
import { conversationMarkdown } from '../../src/present/answer/answerMarkdown.ts';
import { createTranslate } from '../../src/present/answer/strings.ts';
import { outlineMarkdown, previewMarkdown, statusMarkdown } from '../../src/present/reports.ts';
import { english } from '../../src/present/say.ts';
import { fenced, HIDDEN, type Place, untrusted } from '../../src/present/untrusted.ts';
import type { Turn } from '../../src/protocol/page.ts';
import { createServerLog } from '../../src/server/log.ts';
import { FULL_ANSWER } from '../fakes/fullAnswer.ts';
import { everyHidden, forgedLines, HOSTILE, hiddenIn, withHostile } from '../fakes/hostile.ts';

const terminal = (width?: number): Terminal => ({
  ...{ out: () => {}, err: () => {}, status: () => {}, isInteractive: false, width },
  style: (_format, text) => text,
});

const words = { say: english, locale: 'en' };
const SYMBOL = {
  ...{
    name: 'x',
    kind: 'function',
    line: 1,
    startLine: 1,
    endLine: 2,
    container: ['x'],
    signature: 'x',
    doc: 'x',
  },
  ...{ depth: 0 },
} as const;
const OUTLINE = {
  kind: 'folder',
  path: 'x',
  folders: [{ path: 'x', files: 1, lines: 2, languages: { x: 1 } }],
  files: [{ path: 'x', language: 'x', lines: 2, symbolCount: 1, symbols: [SYMBOL] }],
} as const;
const SKIPPED = { path: 'x', reason: 'unreadable', detail: 'x' } as const;
const STATUS = {
  ...{ root: 'x', uri: 'x', state: 'ready', chunks: 1, symbols: 1, edges: 1, savedAtMs: 1 },
  files: { seen: 1, indexed: 1, skipped: [SKIPPED] },
  lines: { total: 1, covered: 1 },
  languages: { x: 1 },
  keptAsText: [{ path: 'x', reason: 'tooLarge' }],
  problems: [
    { kind: 'notWalked', path: 'x', why: 'system', detail: 'x', root: 'x' },
    { kind: 'tooDeep', path: 'x', globstars: 3 },
    { kind: 'rulesFailed', path: 'x', detail: 'x' },
    { kind: 'excludeUnused', pattern: 'x' },
    { kind: 'notKept', failure: { kind: 'storage', cause: 'storeFull', target: 'x' } },
    { kind: 'indexFailed', said: 'x' },
  ],
} as const;
const USE = { path: 'x', line: 1, inside: 'x', name: 'x', kind: 'call', confidence: 1 } as const;
/** The names in it are a stranger's here; in an answer they are those of routes. */
const NAMES_TOO = new Set(['kind', 'cause', 'state', 'reason', 'why', 'role']);

/** What each door prints for a text, by the name of the output. */
function terminalOutputs(text: string, width?: number): Record<string, string> {
  const to = terminal(width);
  const answer = withHostile<Answer>(FULL_ANSWER, text);
  const [passage] = answer.passages;
  const byPassages = { ...answer, made: 'passages' as const, notFound: undefined };
  const { notFound: _notFound, ...written } = answer;
  const hit = { ...passage!, kind: 'block' as const };
  const hostile = <T>(value: T): T => withHostile(value, text, NAMES_TOO);
  const status = { ...hostile(STATUS), languages: { [text]: 1 } };
  return {
    place: place({ path: text, startLine: 1, endLine: 2 }),
    notFound: renderAnswer(answer, to),
    written: renderAnswer(written, to),
    unproved: renderAnswer(
      { ...written, claims: written.claims.map((claim) => ({ ...claim, state: 'verified' as const })) },
      to,
    ),
    passages: renderAnswer({ ...written, made: byPassages.made }, to),
    list: renderAnswer(
      { ...written, made: byPassages.made, claims: Array.from({ length: 5 }, () => written.claims[0]!) },
      to,
    ),
    hits: renderHits([hit], to),
    outline: renderOutline(hostile(OUTLINE) as never, to),
    symbols: renderSymbols(
      [hostile({ path: 'x', symbol: SYMBOL, callers: [USE], callees: [USE] })] as never,
      to,
    ),
    status: renderStatus(status as never, text, to),
  };
}

function turn(text: string): Turn {
  const answer = withHostile<Answer>(FULL_ANSWER, text);
  return {
    runId: 'run-1',
    question: text,
    mentions: [{ kind: 'file', path: text }],
    askedAtMs: 0,
    status: 'done',
    progress: { phase: 'searching', text, retries: 0 },
    answer,
  } as unknown as Turn;
}

function markdownOutputs(text: string): Record<string, string> {
  const t = createTranslate();
  const hostile = <T>(value: T): T => withHostile(value, text, NAMES_TOO);
  const answer = withHostile<Answer>(FULL_ANSWER, text);
  const preview = {
    model: { id: text, host: text },
    messages: [{ role: 'user', content: text }],
    ...{ tokens: 1, redactions: 1, passages: answer.passages, route: answer.route, notices: answer.notices },
  };
  return {
    status: statusMarkdown({ roots: [{ ...hostile(STATUS), languages: { [text]: 1 } }] } as never, words),
    outline: outlineMarkdown(text, hostile(OUTLINE) as never, words),
    preview: previewMarkdown(text, preview, words),
    previewOfPassages: previewMarkdown(text, { ...preview, messages: [] }, words),
    export: conversationMarkdown({ id: 'c', title: text, createdAtMs: 0, turns: [turn(text)] } as never, t),
  };
}

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
  const FENCE = 'passages-0123456789ab';
  const promptOf = (text: string): string => {
    const passages = [1, 2].map(
      (i): Passage => ({
        ...withHostile(FULL_ANSWER.passages[0], text),
        ...{ id: `p${i}`, startLine: 3, endLine: 2 + text.split('\n').length, text },
      }),
    );
    const prompt = { question: 'What?', history: [{ question: text, answer: text }], passages, fence: FENCE };
    const repaired = repairPrompt(prompt, { kind: 'shape', field: text, detail: text });
    return [...answerPrompt(prompt), ...repaired].map(({ content }) => content).join('\n\n');
  };

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
