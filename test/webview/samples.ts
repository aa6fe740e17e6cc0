/** Conversations, answers and states as the host sends them. */
import { newTurn } from '../../src/present/answer/turn.ts';
import type { Answer, Citation, Passage, RunEvent } from '../../src/protocol/data.ts';
import type { PageState, Preview, ToPage, Turn } from '../../src/protocol/page.ts';

export const QUESTION = 'How does a run end when the signal aborts?';

const QUOTE = `  for await (const event of source) {
    signal.throwIfAborted();
    yield event;
  }`;

export const verified: Citation = {
  path: 'src/engine/agents/run.ts',
  startLine: 12,
  endLine: 15,
  quote: QUOTE,
  hash: 'aaaa',
  state: 'verified',
  symbol: 'endRun',
};

export const moved: Citation = {
  path: 'src/engine/events.ts',
  startLine: 40,
  endLine: 40,
  quote: "  | { readonly type: 'aborted'; readonly answer?: Answer };",
  hash: 'bbbb',
  state: 'reanchored',
  symbol: 'RunEvent',
};

export const unproved: Citation = {
  path: '',
  startLine: 1,
  endLine: 1,
  quote: 'never there',
  hash: '',
  state: 'unproved',
  problem: { kind: 'nowhere' },
};

export const passage: Passage = {
  path: 'src/engine/agents/run.ts',
  id: 'p1',
  startLine: 8,
  endLine: 30,
  text: QUOTE,
  hash: 'aaaa',
  symbolPath: 'runEvents.endRun',
  tokens: 320,
  score: 12.5,
  why: {
    terms: ['run', 'abort'],
    fields: ['symbol', 'body'],
    evidence: [{ kind: 'definition', of: 'endRun' }],
    groups: ['structure', 'words'],
    role: 'source',
  },
};

const second: Passage = {
  ...passage,
  id: 'p2',
  path: 'src/engine/events.ts',
  startLine: 1,
  endLine: 60,
  symbolPath: 'RunEvent',
  tokens: 210,
  why: { ...passage.why, evidence: [], role: 'test' },
};

export const answer: Answer = {
  schema: 2,
  runId: 'run-1',
  status: 'complete',
  question: QUESTION,
  made: 'model',
  route: {
    name: 'retrieval',
    reason: { kind: 'names', of: ['endRun'] },
    estimate: { calls: 1, tokensIn: 4_120, tokensOut: 1_500 },
    alternatives: [
      {
        name: 'extractive',
        reason: { kind: 'asTheyStand', of: [] },
        estimate: { calls: 0, tokensIn: 0, tokensOut: 0 },
      },
    ],
  },
  text: '',
  claims: [
    {
      text: 'Every step checks the signal first (src/engine/agents/run.ts:12), so **no event** follows an abort:\n\n```ts\nfor await (const event of source) {\n  signal.throwIfAborted();\n  yield event;\n}\n```',
      state: 'verified',
      citations: [verified],
    },
    {
      text: 'The run then ends with one `aborted` event, which may hold the answer so far.',
      state: 'reanchored',
      citations: [moved],
    },
    { text: 'Callers wait at most two seconds.', state: 'unproved', citations: [unproved] },
  ],
  passages: [passage, second],
  coverage: {
    read: 2,
    total: 240,
    notRead: [
      { files: 238, why: 'searched' },
      { path: 'media/icon.png', why: 'binary' },
    ],
  },
  usage: { calls: 1, tokensIn: 4_098, tokensOut: 212, cost: 0.0134 },
  notices: [{ kind: 'unproved', count: 1, of: 3 }],
  commit: '0123456789abcdef',
};

/** The route of a long run. */
export const inParts: Answer['route'] = {
  name: 'chain',
  reason: { kind: 'inParts', of: ['34', '210', '12'] },
  estimate: { calls: 13, tokensIn: 204_000, tokensOut: 12_000, cost: 0.41, isSequential: true },
  scope: {
    ...{ files: 34, of: 210, share: 0.9 },
    everything: { calls: 68, tokensIn: 1_090_000, tokensOut: 67_000, cost: 2.2, isSequential: true },
  },
  alternatives: [
    {
      name: 'retrieval',
      reason: { kind: 'names', of: ['endRun'] },
      estimate: { calls: 1, tokensIn: 4_120, tokensOut: 1_500, cost: 0.0134 },
    },
    { name: 'fullContext', reason: { kind: 'scopeTooLarge', of: ['812000', '54000'] } },
    ...answer.route.alternatives.slice(0, 1),
  ],
};

/** What the question of `answer` would send. */
export const preview: Preview = {
  route: answer.route,
  request: { model: 'qwen3-coder:30b', host: '127.0.0.1:11434', tokens: 4_087, redactions: 2 },
  passages: answer.passages,
  notices: [],
};

export const extractive: Answer = {
  ...answer,
  runId: 'run-2',
  made: 'passages',
  route: {
    name: 'extractive',
    reason: { kind: 'noModel', of: [] },
    estimate: { calls: 0, tokensIn: 0, tokensOut: 0 },
    alternatives: [],
  },
  text: 'runEvents.endRun (src/engine/agents/run.ts)',
  claims: [
    {
      text: 'runEvents.endRun (src/engine/agents/run.ts)',
      state: 'verified',
      passage: 'p1',
      citations: [{ ...verified, startLine: 8, endLine: 11 }],
    },
  ],
  usage: { calls: 0, tokensIn: 0, tokensOut: 0 },
  notices: [],
};

/** A chunk as the index makes it: what it imports first, then the code that matches. */
const CHUNK = [
  "import { createHash, randomUUID } from 'node:crypto';",
  "import type { AbortReason, RunOptions, RunResult } from '../engine/agents/types.ts';",
  "import { journalOf } from './journal.ts';",
  '',
  '/** Ends what is left of a run. */',
  'const LIMIT_MS = 2_000;',
  '',
  'export class RunRegistry {',
  '  readonly #runs = new Map<string, RunOptions>();',
  '',
  '  /** Ends the run when its signal aborts, and waits until its journal is written. */',
  '  async endRun(id: string, reason: AbortReason): Promise<RunResult> {',
  "    const run = this.#runs.get(id) ?? missing('no run', id);",
  '    if (run.signal.aborted) return this.#result(id, reason, { isLate: true, limitMs: LIMIT_MS });',
  "    run.controller.abort(new DOMException('stopped', 'AbortError'));",
  '    await journalOf(run).flush(LIMIT_MS);',
  '    return this.#result(id, reason, { isLate: false });',
  '  }',
  '',
  ...Array.from({ length: 14 }, (_, i) => `  get part${i}(): number {\n    return ${i};\n  }`),
  '}',
].join('\n');

/** An answer without a model, with so many passages. */
export function ranked(count = 11): Answer {
  const folders = [
    'src/engine/agents',
    'src/engine/run',
    'src/server',
    'packages/host-process/src/session/keepers',
  ];
  const names = ['run.ts', 'journal.ts', 'registry.ts', 'abortController.ts', 'end.py', 'stop.go'];
  const passages = Array.from({ length: count }, (_, i): Passage => {
    const startLine = 1 + i * 100;
    return {
      ...passage,
      path: `${folders[i % folders.length]}/${i}/${names[i % names.length]}`,
      id: `p${i + 1}`,
      startLine,
      endLine: startLine + CHUNK.split('\n').length - 1,
      text: CHUNK,
      symbolPath: 'RunRegistry.endRun',
      why: {
        ...passage.why,
        terms: ['run', 'end', 'signal', 'aborts'],
        evidence: i === 0 ? [{ kind: 'definition', of: 'endRun' }] : [],
      },
    };
  });
  return {
    ...extractive,
    passages,
    claims: passages.map(({ id, path, startLine, endLine, symbolPath }) => ({
      text: `${symbolPath} (${path})`,
      state: 'verified',
      passage: id,
      citations: [{ path, startLine, endLine, quote: CHUNK, hash: 'aaaa', state: 'verified' }],
    })),
  };
}

export function asked(runId = 'run-1', question = QUESTION): Turn {
  return newTurn({ runId, question, mentions: [], askedAtMs: 1_700_000_000_000 });
}

export function answered(given: Answer = answer): Turn {
  const turn = asked(given.runId, given.question);
  return { ...turn, status: 'done', answer: given, progress: { ...turn.progress, seq: 99, phase: 'ended' } };
}

export const ready: PageState['index'] = {
  roots: [
    {
      root: 'sightline',
      uri: 'file:///work/sightline',
      state: 'ready',
      files: {
        seen: 242,
        indexed: 240,
        skipped: [
          { path: 'a.png', reason: 'binary' },
          { path: 'b.png', reason: 'binary' },
        ],
      },
      lines: { total: 41_237, covered: 41_237 },
      chunks: 3_120,
      symbols: 5_481,
      languages: { TypeScript: 200, Markdown: 40 },
      keptAsText: [],
      guessed: [],
      damaged: [],
      problems: [],
    },
  ],
};

const spent = { calls: 3, tokensIn: 12_000, tokensOut: 640, cost: 0.041 };

export function state(changes: Partial<PageState> = {}): PageState {
  return {
    conversations: [],
    maxConversations: 100,
    conversation: null,
    waiting: [],
    draft: { text: '', mentions: [] },
    history: [],
    index: ready,
    engine: { state: 'ready' },
    model: { label: 'qwen3-coder:30b', detail: '127.0.0.1:11434' },
    isTrusted: true,
    suggestions: [
      'How does `ParserPool` end a worker that hangs?',
      'Where are citations checked again after an edit?',
      'What decides which passages go into the prompt?',
    ],
    recipes: ['What does … do?', 'Compare … and …'],
    spending: { conversation: spent, day: spent, month: { ...spent, calls: 120, cost: 2.4 } },
    currency: 'USD',
    strings: {},
    ...changes,
  };
}

/** A state that shows one conversation. */
export function conversing(turns: readonly Turn[], changes: Partial<PageState> = {}): PageState {
  const summary = {
    id: 'c1',
    title: turns[0]?.question ?? '',
    createdAtMs: 1,
    updatedAtMs: 2,
    turns: turns.length,
  };
  return state({
    maxConversations: 100,
    conversations: [
      summary,
      { id: 'c2', title: 'What does the router do?', createdAtMs: 1, updatedAtMs: 1, turns: 4 },
    ],
    conversation: { id: 'c1', title: summary.title, createdAtMs: 1, turns: [...turns] },
    ...changes,
  });
}

export function turnMessage(turn: Turn): ToPage {
  const title = turn.question;
  return {
    type: 'turn',
    conversation: { id: 'c1', title, createdAtMs: 1, updatedAtMs: 2, turns: 1 },
    turn,
  };
}

/** A long run half-way: of twelve parts six were read, the third was lost, and the eighth is being read. */
export function halfWay(): RunEvent[] {
  const step = { id: 'read', label: { kind: 'readSegments' }, state: 'running', total: 12 } as const;
  const parts = [1, 2, 3, 4, 5, 6, 7].flatMap((segment): RunEvent[] => [
    { type: 'segment', segment, of: 12, state: 'reading' },
    { type: 'call', call: segment, tokensIn: 15_200 },
    segment === 3
      ? { type: 'segment', segment, of: 12, state: 'lost' }
      : {
          ...{ type: 'ledger', recorded: segment, segment, of: 12 },
          claims:
            segment % 2 === 0 ? [answer.claims[0]!] : [{ ...answer.claims[1]!, text: `Claim ${segment}.` }],
        },
    { type: 'step', step: { ...step, done: segment } },
    {
      type: 'usage',
      usage: { calls: segment, tokensIn: 15_200 * segment, tokensOut: 400, cost: 0.03 * segment },
    },
  ]);
  return [
    { type: 'started', question: QUESTION },
    { type: 'searching', terms: ['run', 'end'] },
    { type: 'passages', passages: ranked(8).passages },
    { type: 'routed', route: inParts, budgetTokens: 240_000 },
    { type: 'step', step: { ...step, done: 0 } },
    ...parts,
    { type: 'segment', segment: 8, of: 12, state: 'reading' },
  ];
}

/** A whole run as events. */
export function runOf(given: Answer, words: readonly string[]): RunEvent[] {
  return [
    { type: 'started', question: given.question },
    { type: 'searching', terms: ['run', 'end', 'signal', 'abort'] },
    { type: 'passages', passages: given.passages },
    { type: 'routed', route: given.route, budgetTokens: 60_000 },
    { type: 'call', call: 1, tokensIn: 4_120 },
    ...words.map((_, i): RunEvent => ({ type: 'text', text: words.slice(0, i + 1).join('') })),
    { type: 'usage', usage: given.usage },
    { type: 'done', answer: given },
  ];
}
