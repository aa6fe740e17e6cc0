/** Malformed messages: refused for every request of the table, with an error that names the field and one log line. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, it } from 'node:test';
import {
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { eventToOuter, pathMap, toInner } from '../../src/host/paths.ts';
import type { Answer, Citation, Passage, RunEvent, TrailNode } from '../../src/protocol/data.ts';
import { parseToPage } from '../../src/protocol/page.ts';
import {
  NOTIFICATIONS,
  ProtocolError,
  parseNotification,
  parseParams,
  parseResult,
  REQUESTS,
  type RequestMethod,
} from '../../src/protocol/requests.ts';
import { FULL_ANSWER } from '../fakes/fullAnswer.ts';
import { asked, configurationOf, startClient, withServer } from './client.ts';

const CITATION = { path: 'a.ts', startLine: 1, endLine: 1, quote: 'x', hash: 'h', state: 'verified' };

const WHY = asked('why?');
const EXACT = { kind: 'exact', path: 'a.ts', before: 'a', after: null };
const REPORT = {
  ...{ schema: 1, status: 'complete', scope: { kind: 'repository' }, rules: [], findings: [], resolved: [] },
  unknown: [],
  coverage: {
    ...{ reviewed: [], lines: 0, partly: [], notReviewed: [], setAside: [], gone: [], withoutRules: [] },
    ...{ damaged: [], unsure: [], rulesNotRun: [], ruleFaults: [] },
  },
};
const KNOWN = { fingerprint: 'f-1', rule: 'r', path: 'a.ts', state: 'open' };
const UNCONFIRMED = { allowed: [], areErrorsAllowed: false, dirty: [] };

/** Good parameters of every request; a request without an entry here fails the test. */
const PLACE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };

const GOOD: Readonly<Record<RequestMethod, Record<string, unknown>>> = {
  'sightline/configure': { ...configurationOf('/h', { repo: '/r' }) },
  'sightline/status': {},
  'sightline/rebuild': { root: 'repo' },
  'sightline/reconcile': { paths: [{ root: 'repo', path: 'a.ts' }], full: false },
  'sightline/ask': { runId: 'r', question: { ...WHY, focus: [{ kind: 'file', path: 'a.ts' }] } },
  'sightline/stop': { runId: 'r' },
  'sightline/decide': { runId: 'r', choice: 'go' },
  'sightline/runs': {},
  'sightline/showRun': { runId: 'r' },
  'sightline/resume': { runId: 'r' },
  'sightline/deleteRuns': { runIds: ['r'] },
  'sightline/notes': {},
  'sightline/saveNote': { runId: 'run-1' },
  'sightline/editNote': { id: 'note-1', question: 'How long?' },
  'sightline/deleteNotes': { id: 'note-1' },
  'sightline/spending': {},
  'sightline/preview': { question: WHY },
  'sightline/recheck': { citations: [CITATION] },
  'sightline/search': { question: 'why?', limit: 3 },
  'sightline/outline': { path: '' },
  'sightline/uses': { name: 'alpha' },
  'sightline/fix': { runId: 'r', problem: { text: 'alpha fails', places: [], rejected: [] } },
  'sightline/localise': { problem: { text: 'alpha fails', places: [], rejected: [] } },
  'sightline/complete': { kind: 'file', prefix: 'a', limit: 3 },
  'sightline/completeQuery': { before: 'kind:f', limit: 3 },
  'sightline/suggest': {},
  'sightline/testModel': { role: 'author' },
  'sightline/measure': { role: 'author', agreedTokens: 0 },
  'sightline/discover': {},
  'sightline/listModels': { kind: 'endpoint', author: { baseUrl: 'http://127.0.0.1:9/v1', model: 'any' } },
  'sightline/preparePatch': { patch: { kind: 'files', files: [EXACT] }, ...UNCONFIRMED },
  'sightline/applyPatch': { files: [EXACT], ...UNCONFIRMED, approved: 'h' },
  'sightline/undoPatch': { id: 'p', edited: 'skip', dirty: [] },
  'sightline/patches': {},
  'sightline/moved': { moves: [{ from: 'a.ts', to: 'b.ts' }] },
  'sightline/users': { paths: ['a.ts'] },
  'sightline/showPatch': { root: 'repo', id: 'p' },
  'sightline/review': { runId: 'r', wish: { kind: 'paths', paths: [{ path: 'src' }] }, before: [] },
  'sightline/dismissFinding': { fingerprint: 'f-1', rule: 'r', path: 'a.ts', dismissal: { reason: 'later' } },
  'sightline/writeBaseline': { report: REPORT },
  'sightline/fixOwn': {
    findings: [
      { path: 'a.ts', rule: 'r', hash: 'h', fingerprint: 'f', ...PLACE, fix: { was: 'a', text: 'b' } },
    ],
  },
  'sightline/architecture': {},
  'sightline/rule': { id: 'self-comparison' },
  'sightline/check': { root: 'repo', checkId: 'c', checks: [['npm', 'test']] },
  'sightline/clear': { what: 'index' },
};

const METHODS = Object.keys(REQUESTS) as RequestMethod[];

const CONFIGURATION = GOOD['sightline/configure'];
const FOLDER = { name: 'repo', uri: 'file:///r', path: '/r', exclude: [] };
const LINES = { kind: 'selection', path: 'a.ts', startLine: 1, endLine: 2 };

/** Bad parameters of every request beside those by position: the field that is named, and the parameters. */
const BAD: Readonly<Record<RequestMethod, readonly (readonly [field: string, params: object])[]>> = {
  'sightline/configure': [
    ['roots', { ...CONFIGURATION, roots: 'repo' }],
    ['roots.0.name', { ...CONFIGURATION, roots: [{ ...FOLDER, name: 'a/b' }] }],
    ['roots.0.uri', { ...CONFIGURATION, roots: [{ ...FOLDER, uri: 7 }] }],
    ['roots.0.exclude.1', { ...CONFIGURATION, roots: [{ ...FOLDER, exclude: ['*', null] }] }],
    ['storage', { ...CONFIGURATION, storage: null }],
    ['isTrusted', { ...CONFIGURATION, isTrusted: 'yes' }],
    ['workers', { ...CONFIGURATION, workers: -1 }],
    ['model.kind', { ...CONFIGURATION, model: { kind: 'odd' } }],
    ['model.author.model', { ...CONFIGURATION, model: { kind: 'endpoint', author: { baseUrl: 'x' } } }],
    ['model.firstTokenMs', { ...CONFIGURATION, model: { kind: 'endpoint', firstTokenMs: 1.5 } }],
  ],
  'sightline/status': [],
  'sightline/rebuild': [['root', { root: 7 }]],
  'sightline/reconcile': [
    ['full', { paths: [] }],
    ['paths', { paths: 'a.ts', full: true }],
    ['paths.0.root', { paths: [{ path: 'a.ts' }], full: false }],
  ],
  'sightline/ask': [
    ['runId', { question: WHY }],
    ['runId', { runId: '', question: WHY }],
    ['question', { runId: 'r', question: 'why?' }],
    ['question.text', { runId: 'r', question: { ...WHY, text: '' } }],
    ['question.text', { runId: 'r', question: { ...WHY, text: 'x'.repeat(200_001) } }],
    ['question.focus', { runId: 'r', question: { text: 'why?', history: [] } }],
    ['question.focus.0.kind', { runId: 'r', question: { ...WHY, focus: [{ kind: 'odd' }] } }],
    ['question.focus.0.startLine', { runId: 'r', question: { ...WHY, focus: [{ ...LINES, startLine: 0 }] } }],
    ['question.history.0.claims', { runId: 'r', question: { ...WHY, history: [{ question: 'x' }] } }],
    ['question.report.kind', { runId: 'r', question: { ...WHY, report: { kind: 'novel', titles: {} } } }],
    ['question.report.titles', { runId: 'r', question: { ...WHY, report: { kind: 'guide' } } }],
    ['route', { runId: 'r', question: WHY, route: '' }],
  ],
  'sightline/stop': [['runId', {}]],
  'sightline/decide': [
    ['runId', { choice: 'go' }],
    ['choice', { runId: 'r', choice: 'more' }],
  ],
  'sightline/runs': [],
  'sightline/showRun': [['runId', { runId: '' }]],
  'sightline/resume': [['runId', {}]],
  'sightline/deleteRuns': [
    ['runIds', { runIds: 'r' }],
    ['runIds.0', { runIds: [''] }],
  ],
  'sightline/notes': [],
  'sightline/saveNote': [['runId', { runId: '' }]],
  'sightline/editNote': [
    ['id', { question: 'q' }],
    ['question', { id: 'note-1', question: '' }],
  ],
  'sightline/deleteNotes': [['id', { id: 1 }]],
  'sightline/spending': [],
  'sightline/preview': [
    ['question', {}],
    ['route', { question: WHY, route: null }],
  ],
  'sightline/recheck': [
    ['citations', {}],
    ['citations.0.state', { citations: [{ ...CITATION, state: 'sure' }] }],
    ['citations.1.startLine', { citations: [CITATION, { ...CITATION, startLine: '1' }] }],
  ],
  'sightline/search': [
    ['question', { question: '', limit: 3 }],
    ['limit', { question: 'why?', limit: 0 }],
    ['limit', { question: 'why?', limit: 2.5 }],
    ['limit', { question: 'why?' }],
  ],
  'sightline/outline': [
    ['path', { root: 'repo' }],
    ['root', { root: null, path: '' }],
  ],
  'sightline/uses': [['name', { name: '' }]],
  'sightline/fix': [
    ['budgetTokens', { runId: 'r', problem: { text: 'x', places: [], rejected: [] }, budgetTokens: 0 }],
    ['problem.places', { runId: 'r', problem: { text: 'x', rejected: [] } }],
  ],
  'sightline/localise': [['problem.text', { problem: { text: '', places: [], rejected: [] } }]],
  'sightline/completeQuery': [['limit', { before: 'kind:f', limit: 0 }]],
  'sightline/complete': [
    ['kind', { kind: 'line', prefix: 'a', limit: 3 }],
    ['prefix', { kind: 'file', limit: 3 }],
    ['limit', { kind: 'file', prefix: 'a', limit: -1 }],
  ],
  'sightline/suggest': [],
  'sightline/testModel': [['role', { role: 'writer' }]],
  'sightline/measure': [['agreedTokens', { role: 'author', agreedTokens: -1 }]],
  'sightline/discover': [],
  'sightline/listModels': [
    ['kind', { kind: 'none' }],
    ['author.baseUrl', { kind: 'endpoint', author: { model: 'any' } }],
    ['author.apiKey', { kind: 'endpoint', author: { baseUrl: 'x', model: 'any', apiKey: 7 } }],
  ],
  'sightline/preparePatch': [
    ['patch.kind', { patch: { kind: 'odd' }, ...UNCONFIRMED }],
    ['patch.format', { patch: { kind: 'text', text: '', format: 'odd' }, ...UNCONFIRMED }],
    ['patch.files.0.before', { patch: { kind: 'files', files: [{ ...EXACT, before: 7 }] }, ...UNCONFIRMED }],
    ['allowed', { patch: { kind: 'text', text: '' }, areErrorsAllowed: false, dirty: [] }],
  ],
  'sightline/applyPatch': [
    ['approved', { files: [EXACT], ...UNCONFIRMED }],
    ['files.0.after', { files: [{ ...EXACT, after: undefined }], ...UNCONFIRMED, approved: 'h' }],
  ],
  'sightline/undoPatch': [
    ['id', { id: '', edited: 'skip', dirty: [] }],
    ['edited', { id: 'p', edited: 'maybe', dirty: [] }],
    ['dirty', { id: 'p', edited: 'skip' }],
  ],
  'sightline/patches': [],
  'sightline/moved': [
    ['moves', { moves: [] }],
    ['moves.0.to', { moves: [{ from: 'a.ts', to: '' }] }],
  ],
  'sightline/users': [['paths.0', { paths: [''] }]],
  'sightline/showPatch': [['id', {}]],
  'sightline/review': [
    ['runId', { wish: { kind: 'staged' }, before: [] }],
    ['wish.kind', { runId: 'r', wish: { kind: 'odd' }, before: [] }],
    ['wish.startLine', { runId: 'r', wish: { ...LINES, kind: 'lines', startLine: 0 }, before: [] }],
    ['wish.base', { runId: 'r', wish: { kind: 'since', base: '' }, before: [] }],
    ['before.0.state', { runId: 'r', wish: { kind: 'staged' }, before: [{ ...KNOWN, state: 'new' }] }],
  ],
  'sightline/dismissFinding': [
    ['fingerprint', { rule: 'r', path: 'a.ts' }],
    ['dismissal.reason', { ...KNOWN, dismissal: { reason: 'ugly' } }],
  ],
  'sightline/writeBaseline': [
    ['report', {}],
    ['report.coverage.lines', { report: { ...REPORT, coverage: { ...REPORT.coverage, lines: -1 } } }],
  ],
  'sightline/fixOwn': [
    ['findings', {}],
    ['findings.0.path', { findings: [{ rule: 'r', hash: 'h', fingerprint: 'f', ...PLACE }] }],
    [
      'findings.0.fix.text',
      { findings: [{ path: 'a', rule: 'r', hash: 'h', fingerprint: 'f', ...PLACE, fix: { was: 'a' } }] },
    ],
  ],
  'sightline/architecture': [],
  'sightline/rule': [['id', { id: '' }]],
  'sightline/check': [
    ['checks', { checkId: 'c', checks: [] }],
    ['checks.0', { checkId: 'c', checks: ['npm test'] }],
    ['checkId', { checks: [['npm']] }],
  ],
  'sightline/clear': [['what', { what: 'everything' }]],
};

describe('the protocol', () => {
  it('carries an answer that fills every field from the engine to the page, and loses none', async () => {
    const map = pathMap(['shop', 'bank']);
    const ofEngine: Answer = {
      ...FULL_ANSWER,
      passages: FULL_ANSWER.passages.map((passage) => toInner<Passage>(map, passage)),
      claims: FULL_ANSWER.claims.map((claim) => ({
        ...claim,
        citations: claim.citations.map((citation) => toInner<Citation>(map, citation)),
      })),
      table: {
        ...FULL_ANSWER.table,
        rows: FULL_ANSWER.table.rows.map((row) => ({
          ...row,
          citation: toInner<Citation>(map, row.citation),
        })),
      },
      report: {
        ...FULL_ANSWER.report,
        missed: {
          ...FULL_ANSWER.report.missed,
          places: FULL_ANSWER.report.missed.places.map((place) => toInner(map, place)),
        },
      },
      trail: FULL_ANSWER.trail.map(({ at, to, offered, ...step }) => ({
        ...{ ...step, at: toInner<TrailNode>(map, at), to: toInner<TrailNode>(map, to) },
        offered: offered.map((node) => toInner<TrailNode>(map, node)),
      })),
    };
    const ends: RunEvent[] = [
      { type: 'done', answer: ofEngine },
      { type: 'aborted', answer: ofEngine },
      { type: 'failed', failure: { kind: 'internal', cause: 'crashed' }, answer: ofEngine },
    ];
    const wire = new PassThrough();
    const sender = createMessageConnection(
      new StreamMessageReader(new PassThrough()),
      new StreamMessageWriter(wire),
    );
    const receiver = createMessageConnection(
      new StreamMessageReader(wire),
      new StreamMessageWriter(new PassThrough()),
    );
    try {
      sender.listen();
      for (const [seq, event] of ends.entries()) {
        const arrived = new Promise((resolve) => receiver.onNotification('sightline/event', resolve));
        if (seq === 0) receiver.listen();
        await sender.sendNotification('sightline/event', {
          runId: 'run-1',
          seq,
          event: eventToOuter(map, event),
        });
        const got = parseNotification('sightline/event', await arrived);
        const expected = { runId: 'run-1', seq, event: { ...event, answer: FULL_ANSWER } };
        assert.deepEqual(got, expected);
        const posted = parseToPage(structuredClone({ type: 'event', event: got }));
        assert.deepEqual(posted, { ok: true, message: { type: 'event', event: expected } });
      }
    } finally {
      sender.dispose();
      receiver.dispose();
    }
  });

  it('takes the good parameters of every request', () => {
    for (const method of METHODS) assert.deepEqual(parseParams(method, GOOD[method]), GOOD[method]);
  });

  it('refuses malformed parameters of every request, naming method and field, never the value', async () => {
    const client = await startClient();
    try {
      for (const method of METHODS) {
        // By position, which JSON-RPC allows and we do not; and field by field.
        const messages = [['', []], ['', [GOOD[method]]], ...BAD[method]] as const;
        for (const [field, message] of messages) {
          const before = client.logs.length;
          const error = await client.connection.sendRequest(method, message).then(
            () => assert.fail(`${method} took ${JSON.stringify(message)}`),
            (found: { code: number; message: string; data: { field: string } }) => found,
          );
          assert.deepEqual([error.code, error.data], [-32602, { field }], error.message);
          assert.ok(error.message.startsWith(`${method}: ${field}`));
          const lines = await client.until('a log line', () => {
            const fresh = client.logs.slice(before);
            return fresh.length > 0 && fresh;
          });
          assert.equal(lines.filter((line) => line.includes('malformed')).length, 1);
        }
        // What is no object at all cannot be sent as JSON-RPC.
        for (const message of [undefined, null, 'text', 7, true])
          assert.throws(() => parseParams(method, message), { name: 'ProtocolError', field: '' });
      }
      const secret = await client.connection
        .sendRequest('sightline/configure', {
          ...GOOD['sightline/configure'],
          model: { kind: 'endpoint', author: { apiKey: 'key-in-a-bad-message' } },
        })
        .catch((error: Error) => error.message);
      assert.match(String(secret), /model\.author\.baseUrl/);
      assert.ok(!JSON.stringify([secret, client.logs]).includes('key-in-a-bad-message'));
      await assert.rejects(client.connection.sendRequest('sightline/nothing', {}), { code: -32601 });
      await client.request('sightline/status', {});
    } finally {
      await client.kill();
    }
  });

  it('drops malformed notifications with one log line each, and goes on', () =>
    withServer({ 'a.ts': 'export const alpha = 1;\n' }, async ({ root, home, start }) => {
      const client = await start();
      for (const bad of [{}, { callId: 7, text: 'x' }, ['x'], { callId: 'x', outcome: { kind: 'odd' } }])
        for (const method of ['sightline/modelDelta', 'sightline/modelEnd'])
          await client.connection.sendNotification(method, bad);
      await client.connection.sendNotification('sightline/modelEnd', {
        callId: 'none',
        outcome: { kind: 'done' },
      });
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      assert.equal(client.logs.filter((line) => line.includes('malformed')).length, 8);
    }));

  it('refuses two folders of one name, and names that are no part of a path', () =>
    withServer({}, async ({ root, home, start }) => {
      const client = await start();
      const configuration = configurationOf(home, { repo: root });
      const twice = { ...configuration, roots: [...configuration.roots, ...configuration.roots] };
      const failure = { kind: 'refused', cause: 'sameName', target: 'repo' };
      await assert.rejects(client.request('sightline/configure', twice), { data: { failure } });
      for (const name of ['', 'a/b', 'a\\b', '..', '.'])
        assert.throws(() => parseParams('sightline/configure', configurationOf(home, { [name]: root })));
    }));

  it('checks results and notifications as well', () => {
    assert.throws(() => parseResult('sightline/ask', { runId: 7 }), {
      name: 'ProtocolError',
      field: 'runId',
    });
    for (const method of Object.keys(NOTIFICATIONS) as (keyof typeof NOTIFICATIONS)[])
      assert.throws(() => parseNotification(method, { odd: true }), ProtocolError);
  });

  it('cancels a request that waits, and answers the next one', () =>
    withServer({}, async ({ home, start }) => {
      const client = await start();
      // The folder is the editor's, which does not answer yet: a search waits for the index.
      const gate = Promise.withResolvers<void>();
      const wanted = Promise.withResolvers<void>();
      const answers: Readonly<Record<string, object>> = {
        'sightline/statFile': { kind: 'folder', size: 0, mtimeMs: 1 },
        'sightline/listFolder': { entries: [] },
        'sightline/readFile': { error: 'ENOENT' },
      };
      for (const [method, answer] of Object.entries(answers))
        client.connection.onRequest(method, async ({ path }: { path: string }) => {
          wanted.resolve();
          await gate.promise;
          return path === '' ? answer : { error: 'ENOENT' };
        });
      await client.request('sightline/configure', {
        ...configurationOf(home, {}),
        roots: [{ name: 'repo', uri: 'memory://host/repo', exclude: [] }],
      });
      await wanted.promise;
      const search = { question: 'x', limit: 1 };
      const source = new CancellationTokenSource();
      const waits = client.connection.sendRequest('sightline/search', search, source.token);
      const refused = assert.rejects(waits, { code: -32800 });
      source.cancel();
      // The server has read the cancellation when it answers what came after it.
      await client.request('sightline/status', {});
      gate.resolve();
      await refused;
      assert.deepEqual((await client.request('sightline/search', search)).hits, []);
    }));
});
