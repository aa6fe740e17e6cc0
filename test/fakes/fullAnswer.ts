/** An answer that fills every field, so that one that is lost on the way is noticed. */
import {
  ANSWER_SCHEMA,
  type Answer,
  type Citation,
  type Failure,
  type HitReason,
  type Notice,
} from '../../src/engine/types.ts';

/** A type with every field there, all the way down, and no list empty. */
export type Full<T> = T extends readonly (infer Item)[]
  ? readonly [Full<Item>, ...Full<Item>[]]
  : T extends object
    ? { readonly [Key in keyof T]-?: Full<T[Key]> }
    : T;

const PLACE = { path: 'src/retry.ts', root: 'shop', startLine: 3, endLine: 9 } as const;
const REASON = { kind: 'noModel', of: ['shop'] } as const;
const ESTIMATE = {
  ...({ calls: 1, tokensIn: 200, tokensOut: 30, cost: 0.25, isSequential: true } as const),
  readers: { tokensIn: 150, tokensOut: 20 },
  atMost: { calls: 4, tokensIn: 900, tokensOut: 120 },
};
const SCOPE = { files: 1, of: 4, share: 0.9, everything: ESTIMATE };
const PROBLEM = { kind: 'shape', field: 'claims', detail: 'is no list' } as const;

const CITATION: Full<Citation> = {
  ...PLACE,
  quote: 'const TRIES = 3;',
  hash: 'abc',
  state: 'stale',
  problem: { kind: 'changed', of: 'src/retry.ts' },
  symbol: 'TRIES',
  commit: 'a1b2c3',
};

const NODE = { ...PLACE, kind: 'symbol', symbol: 'TRIES', outline: 'const TRIES' } as const;

const WHY: Full<HitReason> = {
  terms: ['retry'],
  fields: ['body'],
  evidence: [{ kind: 'frame', of: 'src/retry.ts', line: 4 }],
  groups: ['structure', 'words'],
  role: 'source',
  copies: 2,
};

const FAILURE: Full<Failure> = {
  kind: 'server',
  cause: 'serverFault',
  role: 'author',
  host: 'models.example.com',
  model: 'large',
  status: 503,
  said: 'busy',
  isPage: true,
  seconds: 60,
  tries: 3,
  code: 'ECONNRESET',
  target: '/tmp/ca.pem',
  field: 'baseUrl',
  line: 2,
  limit: 100,
  detail: 'closed',
  problem: PROBLEM,
  names: ['retrieval'],
  reason: REASON,
};

/** One of each kind; a kind that is missing here does not compile. */
const NOTICES: { readonly [Kind in Notice['kind']]: Full<Extract<Notice, { kind: Kind }>> } = {
  followUp: { kind: 'followUp', question: 'What came before?' },
  indexing: { kind: 'indexing', read: 40, unread: 60 },
  earlierDropped: { kind: 'earlierDropped', count: 2 },
  instructions: {
    kind: 'instructions',
    files: [{ path: 'AGENTS.md', chars: 4_000, of: 9_000 }],
    leftOut: 2,
    leftOutFirst: ['src/CLAUDE.md'],
  },
  redactions: { kind: 'redactions', count: 2 },
  cutPrompt: { kind: 'cutPrompt', sent: 900, counted: 300 },
  unproved: { kind: 'unproved', count: 1, of: 2 },
  overBudget: { kind: 'overBudget', needs: 20, left: 10, limit: 60, unit: 'cost' },
  promptTooLong: { kind: 'promptTooLong', needs: 20, limit: 10 },
  askedAgain: { kind: 'askedAgain', problem: PROBLEM },
  outputCut: { kind: 'outputCut' },
  replyEnded: { kind: 'replyEnded', how: 'filtered' },
  usageDoubted: { kind: 'usageDoubted', calls: 2 },
  replyCapped: { kind: 'replyCapped', claims: 3, citations: 2, texts: 1 },
  doubleChecked: { kind: 'doubleChecked', runs: 3, alike: 2 },
  filtered: { kind: 'filtered', kept: 3, of: 9, whole: 2 },
  loopStopped: { kind: 'loopStopped', why: 'same', of: 'src/retry.ts:1-9', times: 3 },
  segmentLost: { kind: 'segmentLost', segment: 2, of: 3 },
  readerUnproved: { kind: 'readerUnproved', count: 2 },
  ledgerCut: { kind: 'ledgerCut', count: 4 },
  changedSince: { kind: 'changedSince', files: ['src/retry.ts'], calls: 2 },
  notConfirmed: { kind: 'notConfirmed', least: 70, most: 90, limit: 60 },
  finishedEarly: { kind: 'finishedEarly', used: 48, limit: 60 },
  notRecorded: { kind: 'notRecorded', failure: FAILURE },
  couldRead: { kind: 'couldRead', route: 'chain', calls: 9, tokens: 90_000, left: 800 },
  walkCapped: { kind: 'walkCapped', steps: 16 },
  failure: { kind: 'failure', failure: FAILURE },
};

export const FULL_ANSWER: Full<Omit<Answer, 'notices'>> & Pick<Answer, 'notices'> = {
  schema: ANSWER_SCHEMA,
  runId: 'run-1',
  status: 'partial',
  question: 'How often is it retried?',
  made: 'model',
  route: {
    name: 'retrieval',
    reason: REASON,
    estimate: ESTIMATE,
    scope: SCOPE,
    alternatives: [{ name: 'extractive', reason: REASON, estimate: ESTIMATE, scope: SCOPE }],
  },
  text: 'Three times.',
  report: {
    kind: 'guide',
    sections: [
      {
        ...{
          id: 'folder:src/',
          kind: 'folder',
          of: 'src/',
          title: 'The folder src/',
          state: 'lost',
          why: 'budget',
        },
        ...{ first: 0, claims: 1 },
      },
    ],
    missed: {
      files: { cited: 1, of: 3 },
      folders: [{ name: 'lib/', files: 2, lines: 30 }],
      places: [{ kind: 'hotSpot', path: 'lib/a.ts', root: 'shop', line: 4 }],
    },
  },
  claims: [
    {
      text: 'Three times.',
      state: 'unproved',
      citations: [CITATION],
      doubts: [{ kind: 'number', of: '3' }],
      passage: 'p1',
      list: { level: 1, number: 3 },
      code: [
        { kind: 'quoted', at: 6, citation: 0 },
        {
          ...{ kind: 'proposed', at: 12, language: 'ts', text: 'let a;' },
          syntax: { flaws: 1, firstLine: 2 },
        },
      ],
    },
  ],
  headings: [{ text: 'How it retries', level: 1, before: 0 }],
  passages: [
    {
      ...PLACE,
      id: 'p1',
      text: 'const TRIES = 3;',
      hash: 'abc',
      symbolPath: 'TRIES',
      tokens: 6,
      score: 1.5,
      why: WHY,
      best: { startLine: 3, endLine: 3 },
      secrets: 2,
      promptPlace: 1,
    },
  ],
  table: {
    query: 'kind:constant',
    columns: [{ key: 'name', kind: 'text' }],
    rows: [{ cells: ['TRIES'], citation: CITATION }],
    total: 2,
    unit: 'constant',
    groups: [{ name: 'src', count: 2 }],
    judged: { done: 1, of: 2 },
    unknown: [{ key: 'params', language: 'bash', count: 3 }],
  },
  notFound: { kind: 'declined', files: 4, chunks: 9, terms: ['retry'], missing: ['the limit'] },
  coverage: {
    read: 1,
    total: 4,
    notRead: [
      {
        path: 'src/big.ts',
        startLine: 1,
        endLine: 2,
        files: 1,
        ranges: 2,
        why: 'unreadable',
        parsing: 'parserTimeout',
        detail: 'EACCES',
      },
    ],
    limits: [{ kind: 'only', path: 'src', role: 'source' }],
  },
  usage: { calls: 1, tokensIn: 210, tokensOut: 25, cost: 0.2 },
  notices: Object.values(NOTICES),
  trail: [{ step: 1, did: 'down', at: NODE, to: NODE, by: 'model', why: 'it retries', offered: [NODE] }],
  commit: 'a1b2c3',
  web: { forge: 'github', base: 'https://github.com/shop/shop', folder: 'code/' },
};
