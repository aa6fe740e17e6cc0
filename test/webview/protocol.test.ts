import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyEvent } from '../../src/present/answer/turn.ts';
import type { RunEvent } from '../../src/protocol/data.ts';
import { parseFromPage, parseToPage, type Turn } from '../../src/protocol/page.ts';
import { answer, asked, conversing, runOf, state } from './samples.ts';

const BUSY = { kind: 'overloaded', cause: 'overloaded', host: 'api.test' } as const;

describe('messages of the page', () => {
  const refused: readonly (readonly [what: string, message: unknown, field: string])[] = [
    ['nothing', undefined, ''],
    ['an unknown type', { type: 'openExternal', url: 'https://x' }, 'type'],
    ['a key that is not known', { type: 'ready', extra: 1 }, ''],
    ['an empty question', { type: 'ask', question: '', mentions: [] }, 'question'],
    ['a huge question', { type: 'ask', question: 'x'.repeat(50_001), mentions: [] }, 'question'],
    ['a path above the folder', { type: 'open', path: '../a', startLine: 1, endLine: 1 }, 'path'],
    ['a path that climbs inside', { type: 'open', path: 'a/../../b', startLine: 1, endLine: 1 }, 'path'],
    ['a path with backslashes', { type: 'open', path: 'a\\..\\b', startLine: 1, endLine: 1 }, 'path'],
    ['an absolute path', { type: 'open', path: '/etc/passwd', startLine: 1, endLine: 1 }, 'path'],
    ['a drive', { type: 'open', path: 'C:/x', startLine: 1, endLine: 1 }, 'path'],
    ['a share', { type: 'open', path: '\\\\evil\\share', startLine: 1, endLine: 1 }, 'path'],
    ['a zero byte', { type: 'open', path: 'a\0b', startLine: 1, endLine: 1 }, 'path'],
    ['line zero', { type: 'open', path: 'a', startLine: 0, endLine: 1 }, 'startLine'],
    ['a command that is not listed', { type: 'runCommand', command: 'workbench.action.quit' }, 'command'],
    [
      'a mention outside',
      { type: 'ask', question: 'x', mentions: [{ kind: 'file', path: '../x' }] },
      'mentions.0.path',
    ],
    ['a command without a name', { type: 'slash', command: '' }, 'command'],
    ['too many drops', { type: 'dropped', uris: Array(101).fill('file:///a') }, 'uris'],
    ['prototype keys', JSON.parse('{"type":"ready","__proto__":{"x":1}}'), ''],
  ];
  for (const [what, message, field] of refused) {
    it(`refuses ${what}`, () => {
      const parsed = parseFromPage(message);
      assert.equal(parsed.ok, false);
      assert.equal(!parsed.ok && parsed.field, field);
      assert.notEqual(!parsed.ok && parsed.problem, '');
    });
  }

  it('accepts ordinary paths', () => {
    for (const path of ['a.ts', 'src/a b/ü.ts', '.github/x', 'a..b/c', '...'])
      assert.equal(parseFromPage({ type: 'open', path, startLine: 1, endLine: 3 }).ok, true, path);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (value) => {
        assert.equal(parseFromPage(value).ok, false);
        assert.equal(parseToPage(value).ok, false);
      }),
    );
  });
});

describe('messages to the page', () => {
  it('take a full state through JSON unchanged', () => {
    const message = { type: 'state', state: conversing([asked()]) };
    const parsed = parseToPage(JSON.parse(JSON.stringify(message)));
    assert.deepEqual(parsed, { ok: true, message });
  });

  it('name the field that does not fit', () => {
    const broken = { ...state(), model: { label: 1, detail: '' } };
    const parsed = parseToPage({ type: 'state', state: broken });
    assert.equal(!parsed.ok && parsed.field, 'state.model.label');
  });
});

describe('a turn', () => {
  const play = (events: readonly RunEvent[], turn: Turn = asked()): Turn =>
    events.reduce((now, event, seq) => applyEvent(now, { runId: 'run-1', seq, event }), turn);
  const run = runOf(answer, ['a', 'b', 'c']);

  it('goes through a run and keeps the answer once', () => {
    const turn = play(run);
    assert.equal(turn.status, 'done');
    assert.equal(turn.answer, answer);
    assert.equal(turn.progress.text, '');
    assert.deepEqual(turn.progress.passages, []);
    assert.equal(turn.progress.route, answer.route);
  });

  it('holds words, route and passages while it runs', () => {
    const { progress, status } = play(run.slice(0, 7));
    assert.equal(status, 'running');
    assert.deepEqual(
      [progress.phase, progress.text, progress.route?.name, progress.passages.length, progress.call],
      ['writing', 'ab', 'retrieval', 2, 1],
    );
  });

  it('shows a retry only until the next event', () => {
    const retrying = play([{ type: 'retry', afterMs: 2_000, reason: BUSY }]);
    assert.equal(retrying.progress.retry?.afterMs, 2_000);
    const after = applyEvent(retrying, { runId: 'run-1', seq: 1, event: { type: 'text', text: 'x' } });
    assert.equal(after.progress.retry, undefined);
  });

  it('keeps the words when it fails or stops without an answer', () => {
    for (const end of [{ type: 'aborted' }, { type: 'failed', failure: BUSY }] as const) {
      const turn = play([...run.slice(0, 7), end]);
      assert.equal(turn.progress.text, 'ab');
      assert.equal(turn.status, end.type === 'aborted' ? 'stopped' : 'failed');
    }
  });

  it('is not changed by other runs, repeated events, or events after the end', () => {
    const turn = play(run.slice(0, 7));
    assert.equal(applyEvent(turn, { runId: 'other', seq: 99, event: { type: 'aborted' } }), turn);
    assert.equal(applyEvent(turn, { runId: 'run-1', seq: 6, event: { type: 'text', text: 'z' } }), turn);
    const over = play(run);
    assert.equal(applyEvent(over, { runId: 'run-1', seq: 99, event: { type: 'aborted' } }), over);
  });

  it('is the same however often events are sent again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: run.length - 1 }), { maxLength: 30 }), (repeats) => {
        let turn = asked();
        for (const [seq, event] of run.entries()) {
          turn = applyEvent(turn, { runId: 'run-1', seq, event });
          for (const again of repeats)
            if (again <= seq) turn = applyEvent(turn, { runId: 'run-1', seq: again, event: run[again]! });
        }
        assert.deepEqual(turn, play(run));
      }),
    );
  });
});
