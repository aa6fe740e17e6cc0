/** Runs on the disk, as the host sends them. */
import type { ToPage } from '../../src/protocol/page.ts';

type RunsMessage = Extract<ToPage, { type: 'runs' }>;
type Run = RunsMessage['list']['runs'][number];

const at = (text: string): number => new Date(text).getTime();

const base: Run = {
  id: 'run-a',
  atMs: at('2026-11-28T14:32:00'),
  endedAtMs: at('2026-11-28T14:34:10'),
  question: 'How does a run end when the signal aborts?',
  door: 'editor',
  route: 'retrieval',
  status: 'complete',
  usage: { calls: 1, tokensIn: 4_098, tokensOut: 212, cost: 0.0134 },
  canResume: false,
  bytes: 40_000,
  lostLines: 0,
};

const { endedAtMs: _unended, route: _unrouted, ...begun } = base;

/** One of each kind of end. */
export const keptRuns: RunsMessage = {
  type: 'runs',
  list: {
    runs: [
      { ...begun, id: 'run-now', question: 'What does the whole of it do?', status: 'running' },
      {
        ...base,
        ...{
          id: 'run-b',
          question: 'Which handlers swallow an error, and what happens to the request that they were at?',
        },
        ...{ door: 'cli', route: 'chain', status: 'stopped', canResume: true },
        usage: { calls: 14, tokensIn: 188_000, tokensOut: 9_400 },
      },
      base,
      {
        ...begun,
        id: 'run-c',
        question: 'Compare the two walkers',
        status: 'broken',
        canResume: true,
        lostLines: 1,
      },
      { ...base, id: 'run-d', status: 'failed', canResume: true, question: 'Why is the build slow?' },
    ],
    ...{ unreadable: 1, keepDays: 30, keepBytes: 200_000_000 },
  },
  totals: {
    days: [
      { key: '2026-11-28', usage: { calls: 15, tokensIn: 192_098, tokensOut: 9_612, cost: 0.61 } },
      ...Array.from({ length: 20 }, (_, i) => ({
        key: `2026-10-${30 - i}`,
        usage: { calls: 1, tokensIn: 4_000, tokensOut: 200 },
      })),
    ],
    months: [
      { key: '2026-11', usage: { calls: 15, tokensIn: 192_098, tokensOut: 9_612, cost: 0.61 } },
      { key: '2026-10', usage: { calls: 20, tokensIn: 80_000, tokensOut: 4_000 } },
    ],
    models: [
      {
        key: 'qwen3-coder:30b @ 127.0.0.1:11434',
        usage: { calls: 35, tokensIn: 272_098, tokensOut: 13_612, cost: 0.61 },
      },
    ],
  },
};
