/** What each door says for a stranger's text in every field, as plain functions. */
import { renderHits, renderOutline, renderStatus, renderSymbols } from '../../src/cli/render.ts';
import { place, renderAnswer } from '../../src/cli/renderAnswer.ts';
import { renderUsesReport } from '../../src/cli/renderUses.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { answerPrompt, repairPrompt } from '../../src/engine/prompts/answer.ts';
import type { Answer, Passage } from '../../src/engine/types.ts';
import { conversationMarkdown } from '../../src/present/answer/answerMarkdown.ts';
import { createTranslate } from '../../src/present/answer/strings.ts';
import { outlineMarkdown, previewMarkdown, statusMarkdown } from '../../src/present/reports.ts';
import { english } from '../../src/present/say.ts';
import type { Turn } from '../../src/protocol/page.ts';
import { FULL_ANSWER } from './fullAnswer.ts';
import { withHostile } from './hostile.ts';

const terminal = (width?: number): Terminal => ({
  ...{
    out: () => {},
    raw: () => {},
    err: () => {},
    status: () => {},
    close: async () => {},
    isInteractive: false,
    isOneScreen: false,
    width,
  },
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
  ...{ root: 'x', uri: 'x', state: 'ready', chunks: 1, symbols: 1, references: 1, savedAtMs: 1 },
  files: { seen: 1, indexed: 1, skipped: [SKIPPED] },
  lines: { total: 1, covered: 1 },
  languages: { x: 1 },
  keptAsText: [{ path: 'x', reason: 'tooLarge' }],
  guessed: [{ path: 'x', encoding: 'shift_jis' }],
  damaged: [{ path: 'x', damage: { lines: 2, firstLine: 1, recovery: 'lines' } }],
  problems: [
    { kind: 'notWalked', path: 'x', why: 'system', detail: 'x', root: 'x' },
    { kind: 'rulesCapped', files: 2, rules: 3 },
    { kind: 'rulesTooSlow', paths: 2 },
    { kind: 'gitUnproved', path: 'x' },
    { kind: 'userRulesUnread', why: 'system', detail: 'x' },
    { kind: 'excludeUnused', pattern: 'x' },
    { kind: 'notKept', failure: { kind: 'storage', cause: 'storeFull', target: 'x' } },
    { kind: 'indexFailed', said: 'x' },
  ],
} as const;
const USE = { path: 'x', line: 1, inside: 'x', name: 'x', kind: 'call', confidence: 1 } as const;
const USES = {
  definitions: [
    {
      path: 'x',
      symbol: SYMBOL,
      also: [{ path: 'x', line: 2 }],
      uses: [USE, { ...USE, confidence: 0.3 }].map((use) => ({ ...use, text: 'x' })),
    },
  ],
  named: [{ path: 'x', line: 2, text: 'x' }],
  ...{ unread: 1, isSearched: false },
} as const;
/** The names in it are a stranger's here; in an answer they are those of routes. */
const NAMES_TOO = new Set(['kind', 'cause', 'state', 'reason', 'why', 'role']);

/** What each door prints for a text, by the name of the output. */
export function terminalOutputs(text: string, width?: number): Record<string, string> {
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
    uses: renderUsesReport(hostile(USES) as never, true, to),
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

export function markdownOutputs(text: string): Record<string, string> {
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

export const FENCE = 'passages-0123456789ab';
/** Everything that is sent for a text: the prompt, and the one that asks again. */
export function promptOf(text: string): string {
  const passages = [1, 2].map(
    (i): Passage => ({
      ...withHostile(FULL_ANSWER.passages[0], text),
      ...{ id: `p${i}`, startLine: 3, endLine: 2 + text.split('\n').length, text },
    }),
  );
  const turn = { question: text, claims: [text], more: 0 };
  const conversation = { folded: [turn], last: turn, dropped: 0 };
  const prompt = { question: 'What?', conversation, passages, fence: FENCE };
  const repaired = repairPrompt(prompt, { kind: 'shape', field: text, detail: text });
  return [...answerPrompt(prompt), ...repaired].map(({ content }) => content).join('\n\n');
}
