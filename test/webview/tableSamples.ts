/** Answers that hold a table, and the way of a walk. */
import type { Answer } from '../../src/protocol/data.ts';
import { answer, extractive, verified } from './samples.ts';

const row = (name: string, params: number, path: string, startLine: number) => ({
  cells: [name, params],
  citation: { ...verified, path, startLine, endLine: startLine + 4 },
});

/** Four functions, three of them listed, of forty that were judged. */
export const counted: Answer = {
  ...extractive,
  runId: 'run-t',
  made: 'table',
  claims: [],
  passages: [],
  text: '',
  table: {
    query: 'kind:function params>3 !tested',
    columns: [
      { key: 'name', kind: 'text' },
      { key: 'params', kind: 'number' },
    ],
    rows: [
      row('openSession', 12, 'src/session.ts', 40),
      row('=HYPERLINK("x")', 4, 'src/cells.ts', 7),
      row('retryUpload', 5, 'src/net/upload.ts', 3),
    ],
    total: 4,
    unit: 'function',
    judged: { done: 37, of: 40 },
    unknown: [{ key: 'params', language: 'bash', count: 2 }],
  },
};

const folder = { kind: 'folder', path: 'src/net', outline: '12 files' } as const;
const symbol = {
  kind: 'symbol',
  path: 'src/net/http.ts',
  symbol: 'send',
  startLine: 12,
  endLine: 40,
  outline: 'function send(request: Request): Promise<Reply>',
} as const;

/** A walk that went down, came back, and found it. */
export const walked: Answer = {
  ...answer,
  runId: 'run-w',
  trail: [
    {
      ...{ step: 1, did: 'down', by: 'model', why: 'requests are sent by the network' },
      ...{ at: { kind: 'repository', path: '', outline: '240 files' }, to: folder, offered: [folder] },
    },
    {
      ...{ step: 2, did: 'down', by: 'rank', why: '' },
      ...{ at: folder, to: symbol, offered: [symbol, { ...symbol, symbol: 'read' }] },
    },
    { step: 3, did: 'answered', at: symbol, by: 'model', why: '', offered: [] },
    {
      ...{ step: 4, did: 'opened', at: folder, by: 'rank', why: '' },
      offered: [symbol, { ...folder, path: 'src/net/tls' }],
    },
  ],
};
