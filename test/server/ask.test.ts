/** Questions through the language server: with and without a model, stopped, previewed, over unsaved text. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { problemText } from '../../src/present/problems.ts';
import { english } from '../../src/present/say.ts';
import type { Citation, Question } from '../../src/protocol/data.ts';
import type { Configuration } from '../../src/protocol/requests.ts';
import { startEndpoint, streamOf } from '../fakes/endpoint.ts';
import { startProxy } from '../fakes/proxy.ts';
import { ENDINGS, FLOODS, USAGES } from '../fakes/shapes/replies.ts';
import { answerOf, asked, type Client, configurationOf, endOf, withServer } from './client.ts';

/** Put together at run time, so that this file holds no secret. */
const SECRET = ['ghp', 'A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8'].join('_');

const FILES = {
  'src/retry.ts': `import { pause } from './pause.ts';

/** Tries again with growing waits. */
export async function retryWithBackoff(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await pause(100 * 2 ** attempt);
    await work();
  }
}
`,
  'src/pause.ts':
    'export function pause(ms: number): Promise<void> {\n  return new Promise((r) => setTimeout(r, ms));\n}\n',
  'src/login.ts': `export const token = '${SECRET}';\nexport function loginWithToken(): string {\n  return token;\n}\n`,
  'README.md': '# Retries\n\nWork is retried five times.\n',
};

const QUESTION = 'How does `retryWithBackoff` wait between attempts?';
const EVIDENCE = 'await pause(100 * 2 ** attempt);';

function endpointModel(baseUrl: string, apiKey = 'key-of-the-test-0123456789'): Configuration['model'] {
  return { kind: 'endpoint', author: { baseUrl, model: 'test-model', apiKey } };
}

describe('a question', () => {
  it('takes the route that is configured, unless one is asked for', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      const configured = configurationOf(home, { repo: root }, { asking: { route: 'walk' } });
      await client.request('sightline/configure', configured);
      assert.equal(answerOf(await client.ask(QUESTION, 'run-1')).route.name, 'walk');
      const { route } = await client.request('sightline/preview', { question: asked(QUESTION) });
      assert.equal(route.name, 'walk', 'what is previewed is what is asked');
      const taken = await client.ask(QUESTION, 'run-2', 'extractive');
      assert.equal(answerOf(taken).route.name, 'extractive');
      assert.equal(await client.stop(), 0);
    }));

  it('gets verified passages without a model', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      const { models, problems } = await client.request(
        'sightline/configure',
        configurationOf(home, { repo: root }),
      );
      assert.deepEqual([models, problems], [[], []]);
      const answer = answerOf(await client.ask(QUESTION, 'run-1'));
      assert.equal(answer.runId, 'run-1');
      assert.equal(answer.route.name, 'extractive');
      assert.ok(answer.claims.length > 0);
      assert.ok(answer.claims.every(({ state }) => state === 'verified'));
      const cited = answer.claims.flatMap(({ citations }) => citations);
      assert.ok(cited.some(({ path, quote }) => path === 'src/retry.ts' && quote.includes(EVIDENCE)));
      assert.ok(cited.every((citation) => citation.root === undefined));
      assert.equal(await client.stop(), 0);
    }));

  it('is streamed from an endpoint, ends once, and shows no key anywhere', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({
        oracle: [{ question: QUESTION, evidence: [EVIDENCE], answer: 'It doubles the wait each time.' }],
      });
      try {
        const client = await start();
        const model = endpointModel(endpoint.baseUrl);
        const configured = await client.request(
          'sightline/configure',
          configurationOf(home, { repo: root }, { model }),
        );
        assert.deepEqual(
          configured.models.map(({ role, id, host }) => [role, id, host]),
          [
            ['author', 'test-model', new URL(endpoint.baseUrl).host],
            ['reader', 'test-model', new URL(endpoint.baseUrl).host],
          ],
        );
        const events = await client.ask(QUESTION, 'run-1');
        const types = events.map(({ event }) => event.type);
        const order = ['started', 'searching', 'passages', 'routed', 'step', 'call', 'text', 'usage', 'done'];
        assert.deepEqual([...new Set(types)], order);
        const answer = answerOf(events);
        assert.equal(answer.text, 'It doubles the wait each time.');
        assert.equal(answer.claims[0]?.state, 'verified');
        assert.equal(answer.usage.calls, 1);
        assert.equal(endpoint.requests[0]?.headers.authorization, 'Bearer key-of-the-test-0123456789');
        endpoint.faults.status = {
          code: 401,
          body: '{"error":{"message":"bad key-of-the-test-0123456789"}}',
        };
        const failed = endOf(await client.ask(QUESTION, 'run-2'));
        assert.equal(failed.type, 'failed');
        const said = JSON.stringify([client.events, client.logs, client.statuses, configured]);
        assert.ok(!said.includes('key-of-the-test'));
      } finally {
        await endpoint.close();
      }
    }));

  it('stops in the middle of a stream, ends with aborted, and frees the connection', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({
        oracle: [{ question: QUESTION, evidence: [EVIDENCE], answer: 'It doubles the wait each time.' }],
        faults: { stall: 1_500 },
      });
      try {
        const client = await start();
        const model = endpointModel(endpoint.baseUrl);
        await client.request('sightline/configure', configurationOf(home, { repo: root }, { model }));
        await client.request('sightline/ask', { runId: 'run-1', question: asked(QUESTION) });
        await client.until('the first text', () => client.events.some(({ event }) => event.type === 'text'));
        await client.request('sightline/stop', { runId: 'run-1' });
        const end = await client.until('the end', () =>
          client.events.find(({ event }) => event.type === 'aborted'),
        );
        assert.equal(endOf(client.events), end.event);
        await endpoint.idle();
        await client.request('sightline/stop', { runId: 'run-1' });
      } finally {
        await endpoint.close();
      }
    }));

  it('is previewed as it is sent afterwards, without the secret', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint();
      try {
        const client = await start();
        const question = 'What does `loginWithToken` return as token?';
        const configuration = configurationOf(home, { repo: root });
        await client.request('sightline/configure', configuration);
        const without = await client.request('sightline/preview', { question: asked(question) });
        assert.equal(without.model, undefined);
        assert.deepEqual([without.messages, without.tokens], [[], 0]);
        assert.deepEqual([without.route.name, without.route.estimate.calls], ['extractive', 0]);
        assert.deepEqual(without.route.reason, { kind: 'noModel', of: [] });
        assert.ok(without.passages.some(({ path }) => path === 'src/login.ts'));
        const model = endpointModel(endpoint.baseUrl);
        await client.request('sightline/configure', { ...configuration, model });
        const preview = await client.request('sightline/preview', { question: asked(question) });
        assert.equal(endpoint.requests.length, 0);
        assert.equal(preview.model?.host, new URL(endpoint.baseUrl).host);
        assert.ok(preview.redactions > 0 && preview.tokens > 0);
        assert.deepEqual(preview.notices, []);
        const events = await client.ask(question, 'run-1');
        const routed = events.find(({ event }) => event.type === 'routed')?.event;
        assert.deepEqual(preview.route, routed?.type === 'routed' && routed.route);
        assert.equal(preview.route.estimate.calls, 1);
        // The delimiter around repository text is drawn for each run; all else is the same.
        const fence = /passages-[0-9a-f]{12}/g;
        const plain = (messages: readonly { role: string; content: string }[] | undefined) =>
          messages?.map(({ role, content }) => ({ role, content: content.replace(fence, 'FENCE') }));
        assert.deepEqual(plain(preview.messages), plain(endpoint.requests[0]?.body.messages));
        assert.ok(!JSON.stringify(preview.messages).includes(SECRET));
        assert.ok(!JSON.stringify(endpoint.requests).includes(SECRET));
      } finally {
        await endpoint.close();
      }
    }));

  it('takes a model of the editor, which gets no secret and may be stopped', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      const { connection } = client;
      const calls: { callId: string; model: string; messages: unknown }[] = [];
      const stopped: string[] = [];
      connection.onNotification('sightline/model', (call: (typeof calls)[number]) => {
        calls.push(call);
        if (calls.length > 1) {
          // Only once the call has come there is one to stop.
          void client.request('sightline/stop', { runId: 'run-2' });
          return;
        }
        const reply = JSON.stringify({ answerable: false, missing: ['the moon'], evidence: [], claims: [] });
        void connection.sendNotification('sightline/modelDelta', { callId: call.callId, text: reply });
        void connection.sendNotification('sightline/modelEnd', {
          callId: call.callId,
          outcome: { kind: 'done' },
        });
      });
      connection.onNotification('sightline/modelStop', ({ callId }: { callId: string }) => {
        stopped.push(callId);
      });
      const author = { id: 'big', vendor: 'someone', family: 'f', maxInputTokens: 50_000 };
      await client.request(
        'sightline/configure',
        configurationOf(home, { repo: root }, { model: { kind: 'editor', author } }),
      );
      const question = 'What is the `token` in loginWithToken?';
      const declined = answerOf(await client.ask(question, 'run-1', 'retrieval'));
      assert.equal(declined.notFound?.kind, 'declined');
      assert.ok(!JSON.stringify(calls).includes(SECRET));
      assert.equal(calls[0]?.model, 'big');
      assert.equal(endOf(await client.ask(question, 'run-2')).type, 'aborted');
      await client.request('sightline/status', {});
      assert.deepEqual(stopped, [calls[1]!.callId]);
    }));

  it('is answered within the budget and told as partial, whatever an endpoint sends', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const good = (prompt: string): string => {
        const id = /\[(p\d+)\] src\/retry\.ts:/.exec(prompt)?.[1];
        const line = Number(/^ *(\d+)[|:] ? *await pause\(100/m.exec(prompt)?.[1]);
        const evidence = [{ id, startLine: line, endLine: line, quote: EVIDENCE }];
        return JSON.stringify({ answerable: true, claims: [{ text: 'It doubles.', evidence }] });
      };
      let make: (reply: string) => string = () => '';
      const endpoint = await startEndpoint({
        script: ({ prompt }) => ({ sse: make(good(prompt)) }),
      });
      try {
        const client = await start();
        const model = endpointModel(endpoint.baseUrl);
        await client.request('sightline/configure', configurationOf(home, { repo: root }, { model }));
        const answerTo = async (runId: string) => {
          const end = endOf(await client.ask(QUESTION, runId));
          assert.ok('answer' in end && end.answer, runId);
          return end.answer;
        };
        for (const [name, shape] of Object.entries(FLOODS)) {
          make = shape;
          const answer = await answerTo(`run ${name}`);
          assert.equal(answer.status, 'partial', name);
          assert.ok(answer.usage.tokensOut <= 3_000, `${name}: ${answer.usage.tokensOut}`);
          assert.equal(answer.usage.calls, 1, name);
        }
        for (const [name, shape, told] of ENDINGS) {
          make = shape;
          const answer = await answerTo(`run ending ${name}`);
          assert.equal(answer.status, told === undefined ? 'complete' : 'partial', name);
          assert.equal(answer.text, 'It doubles.', name);
        }
        for (const [name, usage] of Object.entries(USAGES)) {
          make = (reply) => streamOf(reply, { usage: usage as never });
          const answer = await answerTo(`run usage ${name}`);
          assert.ok(answer.usage.tokensIn + answer.usage.tokensOut < 10_000, name);
          assert.ok(
            answer.notices.some(({ kind }) => kind === 'usageDoubted'),
            name,
          );
        }
        make = FLOODS['one delta of a megabyte']!;
        const { failure } = await client.request('sightline/testModel', { role: 'author' });
        assert.equal(failure, undefined, 'it answers, if at length');
      } finally {
        await endpoint.close();
      }
    }));

  it('names a failed test of a model, and one that went well', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({ script: [{ text: 'ready' }] });
      const client = await start();
      const configuration = configurationOf(home, { repo: root });
      await client.request('sightline/configure', configuration);
      const none = await client.request('sightline/testModel', { role: 'author' });
      assert.equal(none.failure?.cause, 'noModel');
      const model = endpointModel(endpoint.baseUrl);
      await client.request('sightline/configure', { ...configuration, model });
      const good = await client.request('sightline/testModel', { role: 'author' });
      assert.deepEqual([good.failure, good.model], [undefined, 'test-model']);
      await endpoint.close();
      const gone = await client.request('sightline/testModel', { role: 'author' });
      const { host } = new URL(endpoint.baseUrl);
      assert.deepEqual(gone.failure, {
        ...{ kind: 'network', cause: 'unreachable', code: 'ECONNREFUSED' },
        ...{ host, model: 'test-model', role: 'author', tries: 3 },
      });
      const odd = await client.request('sightline/configure', {
        ...configuration,
        model: endpointModel('http://example.com/v1'),
      });
      assert.deepEqual(odd.models, []);
      assert.deepEqual(
        odd.problems.map(({ about }) => about),
        ['model'],
      );
      assert.match(
        problemText(odd.problems[0]!.problem, { say: english, door: 'editor' }),
        /^The setting sightline\.author\.baseUrl cannot be used: this base URL cannot be used: plain http/,
      );
    }));
});

describe('text that is not saved', () => {
  it('is searched and cited while it is open, and the disk is once it is closed', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const file = join(root, 'src/pause.ts');
      const search = async (): Promise<string[]> => {
        const { hits } = await client.request('sightline/search', { question: 'quokkaTimer', limit: 5 });
        return hits.map(({ path, startLine }) => `${path}:${startLine}`);
      };
      await client.settled();
      assert.deepEqual(await search(), []);
      await client.openDocument(file, FILES['src/pause.ts']);
      await client.changeDocument(
        file,
        2,
        `// more\n\nexport function quokkaTimer() {\n  return 'unsaved';\n}\n`,
      );
      await client.until('the edit', () => client.logs.find((line) => /1 changed/.test(line)));
      assert.equal((await search()).length, 1);
      const answer = answerOf(await client.ask('What does `quokkaTimer` return?', 'run-1'));
      const [citation] = answer.claims[0]!.citations;
      assert.ok(citation!.quote.includes("return 'unsaved';"));
      assert.equal(citation!.state, 'verified');
      await client.closeDocument(file);
      await client.until('the disk', () => client.logs.filter((line) => /1 changed/.test(line)).length === 2);
      assert.deepEqual(await search(), []);
      const after = await client.request('sightline/recheck', { citations: [citation as Citation] });
      assert.notEqual(after.citations[0]!.state, 'verified');
    }));

  it('is found in the moment it is typed, though the index has not caught up', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      await client.settled();
      const file = join(root, 'src/pause.ts');
      await client.openDocument(file, FILES['src/pause.ts']);
      for (const [i, name] of ['axolotlOne', 'badgerTwo', 'capybaraThree'].entries()) {
        await client.changeDocument(file, i + 2, `export function ${name}() {\n  return ${i};\n}\n`);
        const { hits } = await client.request('sightline/search', { question: name, limit: 5 });
        assert.deepEqual(
          hits.map(({ path, symbolPath }) => [path, symbolPath]),
          [['src/pause.ts', name]],
        );
        const [claim] = answerOf(await client.ask(`What does \`${name}\` return?`, `run-${i}`)).claims;
        assert.ok(claim!.citations[0]!.quote.includes(`return ${i};`));
      }
    }));

  it('of a citation moves with its lines, and turns it stale when they are gone', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const answer = answerOf(await client.ask(QUESTION, 'run-1'));
      const citation = answer.claims
        .flatMap(({ citations }) => citations)
        .find(({ path }) => path === 'src/retry.ts')!;
      const recheck = async () =>
        (await client.request('sightline/recheck', { citations: [citation] })).citations[0]!;
      assert.equal((await recheck()).state, 'verified');
      const file = join(root, 'src/retry.ts');
      await client.openDocument(file, FILES['src/retry.ts']);
      await client.changeDocument(file, 2, `// one line\n// another\n${FILES['src/retry.ts']}`);
      const moved = await recheck();
      assert.equal(moved.state, 'reanchored');
      assert.equal(moved.startLine, citation.startLine + 2);
      await client.changeDocument(file, 3, '// nothing is left\n');
      assert.equal((await recheck()).state, 'stale');
      await client.closeDocument(file);
      assert.equal((await recheck()).state, 'verified');
      await writeFile(file, 'export {};\n');
      assert.equal((await recheck()).state, 'stale');
    }));
});
describe('a question in a conversation', () => {
  it('is searched with the one before when it points back, and previewed as it is sent', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({ oracle: [] });
      try {
        const client = await start();
        const model = endpointModel(endpoint.baseUrl);
        await client.request('sightline/configure', configurationOf(home, { repo: root }, { model }));
        const history = [
          {
            question: QUESTION,
            claims: [
              { text: 'It doubles the wait.', places: [{ path: 'src/retry.ts', startLine: 6, endLine: 6 }] },
            ],
          },
        ];
        const question = asked('And why does it do that?', { history });
        const { messages } = await client.request('sightline/preview', { question });
        await client.ask(question, 'run-1');
        for (const prompt of [
          messages.map(({ content }) => content).join('\n'),
          endpoint.requests[0]!.prompt,
        ]) {
          assert.ok(prompt.includes(`Asked: ${QUESTION}\nProved:\n- It doubles the wait. (src/retry.ts:6)`));
          assert.ok(prompt.includes(EVIDENCE));
        }
      } finally {
        await endpoint.close();
      }
    }));
});

describe('the proxy', () => {
  it("is the environment's when the editor names none, the editor's, or none at all when it is off", () =>
    withServer(FILES, async ({ root, home, start }) => {
      const endpoint = await startEndpoint({ oracle: [] });
      const proxies = await Promise.all([startProxy(), startProxy()]);
      const [fromEnv, fromEditor] = proxies.map(({ url }) => url) as [string, string];
      try {
        const client = await start({ http_proxy: fromEnv });
        const counts: number[][] = [];
        for (const proxy of [{}, undefined, { http: fromEditor, https: fromEditor }]) {
          const model = {
            ...endpointModel(endpoint.baseUrl),
            ...(proxy ? { proxy } : {}),
          } as Configuration['model'];
          await client.request('sightline/configure', configurationOf(home, { repo: root }, { model }));
          await client.ask(QUESTION, `run-${counts.length}`);
          counts.push(proxies.map(({ tunnels }) => Math.min(1, tunnels.length)));
        }
        assert.deepEqual(counts, [
          [0, 0],
          [1, 0],
          [1, 1],
        ]);
        assert.ok(endpoint.requests.length >= 3);
      } finally {
        await endpoint.close();
        await Promise.all(proxies.map(({ close }) => close()));
      }
    }));
});

describe('what a question names', () => {
  const ask = async (client: Client, runId: string, focus: Question['focus']) =>
    answerOf(await client.ask(asked('What happens here?', { focus }), runId));

  it('is read first: a file, a folder, lines of a file', () =>
    withServer(FILES, async ({ root, home, start }) => {
      const client = await start();
      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      const file = await ask(client, 'run-1', [{ kind: 'file', path: 'src/pause.ts' }]);
      assert.equal(file.passages[0]?.path, 'src/pause.ts');
      assert.equal(file.question, 'What happens here?');
      const lines = await ask(client, 'run-2', [
        { kind: 'selection', path: 'src/retry.ts', startLine: 5, endLine: 6 },
      ]);
      const [first] = lines.passages;
      assert.ok(first?.path === 'src/retry.ts' && first.startLine <= 5 && first.endLine >= 6);
      const folder = await ask(client, 'run-3', [{ kind: 'folder', path: 'src', root: 'repo' }]);
      assert.ok(folder.passages[0]?.path.startsWith('src/'));
      const symbol = await ask(client, 'run-4', [{ kind: 'symbol', name: 'loginWithToken' }]);
      assert.equal(symbol.passages[0]?.path, 'src/login.ts');
      const gone = await ask(client, 'run-5', [{ kind: 'file', path: 'src/gone.ts' }]);
      assert.notEqual(gone.status, 'partial');
    }));
});
