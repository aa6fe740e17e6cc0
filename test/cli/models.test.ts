/** `sightline models`, by the command line of the build: measured, kept, and used by what comes after. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { startEndpoint } from '../fakes/endpoint.ts';
import { BARE } from '../fakes/environment.ts';
import { DIST } from '../fakes/memory.ts';
import { withTempTree } from '../fakes/tempTree.ts';
import { withRepository } from './process.ts';

const LINE = 'export const somethingOfThisRepository = "words that stand here";\n';

describe('sightline models', () => {
  it('names what an address lists before a model is set, and asks no address that nobody named', async () => {
    const endpoint = await startEndpoint({ models: ['small', 'large'] });
    const address = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_API_KEY: 'key-of-the-test' };
    try {
      await withRepository({ 'a.ts': 'export const uploadLimit = 1;\n' }, async (run) => {
        const none = await run(['models']);
        assert.equal(none.code, 1);
        assert.match(none.out, /Set SIGHTLINE_MODEL .*"sightline models names" lists/);
        // A key alone names no address: nothing goes to the one that would be taken.
        const unnamed = await run(['models', 'names'], { OPENAI_API_KEY: 'key-of-the-test' });
        assert.deepEqual([unnamed.code, unnamed.out], [2, '']);
        assert.match(unnamed.err, /No model is configured/);
        const { code, out, err } = await run(['models', 'names'], address);
        assert.deepEqual([code, out], [0, 'small\nlarge\n']);
        assert.match(err, /^2 models at 127\.0\.0\.1:\d+\. SIGHTLINE_MODEL names the one that answers\.$/m);
        assert.deepEqual([endpoint.listings.length, endpoint.requests.length], [1, 0]);
        assert.equal(endpoint.listings[0]!.headers.authorization, 'Bearer key-of-the-test');
        // One that is set makes no difference to the list, and a wrong one leads there.
        const set = { ...address, SIGHTLINE_MODEL: 'gone' };
        assert.equal((await run(['models', 'names', '--role', 'reader'], set)).out, 'small\nlarge\n');
        endpoint.faults.status = { code: 404, body: '{"error":{"message":"no such model"}}' };
        const wrong = await run(['ask', 'What is the upload limit?', '--route', 'best'], set);
        assert.match(wrong.err, /"sightline models names"/);
        const down = await run(['models', 'names', '--json'], address);
        assert.deepEqual([down.code, JSON.parse(down.out).models], [3, []]);
        assert.equal((await run(['models', 'names'], address)).code, 3);
      });
    } finally {
      await endpoint.close();
    }
  });

  it('measure shows the cost, sends nothing unasked, and keeps what it found', async () => {
    const endpoint = await startEndpoint({
      // Sees the first 20,000 characters.
      script: ({ prompt }) => {
        const name = /does the function (\w+) return/.exec(prompt)?.[1];
        const at = prompt.slice(0, 20_000).indexOf(`function ${name}() {`);
        const value = at < 0 ? null : Number(/return (\d+);/.exec(prompt.slice(at))![1]);
        return { text: JSON.stringify({ value }) };
      },
    });
    const config = JSON.stringify({ baseUrl: endpoint.baseUrl, model: 'small', contextTokens: 20_000 });
    try {
      await withTempTree({ 'src/a.ts': LINE.repeat(200) }, (root) =>
        withTempTree({ 'config/sightline/config.json': config }, async (home) => {
          const run = (args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> =>
            new Promise((resolve, reject) => {
              const env = {
                ...{ ...BARE, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
                ...{ XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: join(home, 'config') },
              };
              const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...args], { cwd: root, env });
              let [out, err] = ['', ''];
              child.stdout.on('data', (data) => (out += data));
              child.stderr.on('data', (data) => (err += data));
              child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
            });
          const refused = await run(['models', 'measure']);
          assert.equal(refused.code, 2);
          assert.match(refused.err, /takes at most 20 calls, \d+ tokens in and 4000 out\./);
          assert.equal(endpoint.requests.length, 0);
          const { code, out } = await run(['models', 'measure', '--yes', '--width', '80']);
          assert.equal(code, 0, out);
          assert.match(
            out,
            /^ {3}tokens {4}0 % {2}25 % {2}50 % {2}75 % 100 %\n {5}4000 {2}found found found/,
          );
          assert.match(out, /Read well up to 4000 tokens/);
          const infos = JSON.parse((await run(['models', '--json'])).out);
          const told = infos.map(({ role, effectiveTokens }: Record<string, unknown>) => [
            role,
            effectiveTokens,
          ]);
          assert.deepEqual(told, [
            ['author', 4_000],
            ['reader', 4_000],
          ]);
        }),
      );
    } finally {
      await endpoint.close();
    }
  });
});
