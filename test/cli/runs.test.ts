/** Runs on disk, by the command line of the build: killed, listed, shown, gone on with, removed. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Answer } from '../../src/engine/types.ts';
import type { RunDetails, RunSummary, SpendingTotals } from '../../src/protocol/runs.ts';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import { BARE } from '../fakes/environment.ts';
import { DIST, isSoak } from '../fakes/memory.ts';
import { replyOf } from '../fakes/readers.ts';
import { type TempSpec, withTempTree } from '../fakes/tempTree.ts';
import { type Said, saidBy } from './process.ts';

const GOLD = ['const FIRST_LIMIT = 7321;', 'const SECOND_LIMIT = 8642;'];
const QUESTION = 'Which limits does every step obey?';
const ASK = ['ask', QUESTION, '--route', 'chain', '--everything', '--budget', '400000', '--json'];

/** Files that a small window reads in several segments. */
function tree(functionsInFile = 16): TempSpec {
  const files: Record<string, string> = {};
  for (let file = 0; file < 14; file++) {
    const functions = Array.from({ length: functionsInFile }, (_, i) => {
      const total = `  const total = value * ${file * 16 + i};\n  return total + ${i};\n`;
      return `export function step${file}_${i}(value: number): number {\n${total}}\n`;
    });
    const at = [1, 11].indexOf(file);
    if (at >= 0) functions.splice(3, 0, `${GOLD[at]!}\n`);
    files[`src/part${String(file).padStart(2, '0')}.ts`] = functions.join('\n');
  }
  return files;
}

interface Machine {
  readonly endpoint: Endpoint;
  readonly state: string;
  run(args: readonly string[], onStart?: (child: ChildProcess) => void): Promise<Said>;
  json<T>(args: readonly string[], code?: number): Promise<T>;
}

/** A repository, a home with a model of a small window, and an endpoint that reads as told. */
async function withMachine(work: (machine: Machine) => Promise<void>, spec = tree()): Promise<void> {
  const endpoint = await startEndpoint({
    script: ({ prompt }) => ({ text: JSON.stringify(replyOf(prompt, GOLD)) }),
  });
  try {
    await withTempTree(spec, (root) =>
      withTempTree({ 'config/sightline/config.json': configOf(endpoint.baseUrl) }, (home) => {
        const run: Machine['run'] = (args, onStart) => {
          const child = spawn(process.execPath, [join(DIST, 'cli.js'), ...args], {
            cwd: root,
            env: {
              ...{ ...BARE, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
              ...{ XDG_STATE_HOME: join(home, 'state'), XDG_CONFIG_HOME: join(home, 'config') },
            },
          });
          onStart?.(child);
          return saidBy(child, args);
        };
        return work({
          ...{ endpoint, run, state: join(home, 'state', 'sightline') },
          async json<T>(args: readonly string[], code = 0) {
            const said = await run(args);
            assert.equal(said.code, code, said.err);
            return JSON.parse(said.out) as T;
          },
        });
      }),
    );
  } finally {
    await endpoint.close();
  }
}

const configOf = (baseUrl: string): string =>
  JSON.stringify({
    author: { baseUrl, model: 'small', contextTokens: 4_000 },
    prices: { small: { inputPerMillion: 1, outputPerMillion: 2 } },
  });

const told = ({ claims, text, coverage, status, notices }: Answer) => ({
  claims,
  text,
  coverage,
  status,
  notices,
});

describe('a question that goes on with a run', () => {
  it('is asked after what was proved there, and says when there is none', () =>
    withMachine(
      async ({ endpoint, run, json }) => {
        assert.match((await run(['ask', 'And why?', '--continue'])).err, /no run of this folder/);
        const first = await json<Answer>(['ask', QUESTION, '--json']);
        const [claim] = first.claims;
        const [cited] = claim!.citations;
        await run(['ask', 'And why is that?', '--continue', '--json']);
        const second = endpoint.requests.at(-1)!.prompt;
        assert.ok(second.includes(`Asked: ${QUESTION}\nProved:\n- ${claim!.text} (${cited!.path}:`), second);
        await run(['ask', 'And then?', '--continue', '--json']);
        const third = endpoint.requests.at(-1)!.prompt;
        assert.ok(third.includes(`Asked earlier: ${QUESTION} Proved: ${claim!.text}`), third);
        assert.ok(third.includes('Asked: And why is that?\nProved:'), third);
        await run(['ask', 'And who?', '--continue', first.runId.slice(0, 8), '--json']);
        assert.ok(!endpoint.requests.at(-1)!.prompt.includes('And why is that?'));
      },
      { 'src/limits.ts': `${GOLD.join('\n')}\nexport const limits = [FIRST_LIMIT, SECOND_LIMIT];\n` },
    ));
});

describe('a run of the command line', () => {
  it('killed in the middle goes on with nothing recorded sent again, to the same answer', () =>
    withMachine(async ({ endpoint, run, json, state }) => {
      const whole = await json<Answer>(ASK);
      assert.equal(whole.status, 'complete');
      const calls = endpoint.requests.length;
      assert.ok(calls > 5, `${calls} calls`);
      const points = isSoak ? [1, 2, calls - 1, calls] : [4];
      for (const at of points) {
        const before = endpoint.requests.length;
        const { code } = await run(ASK, (child) => {
          void endpoint.received(before + at).then(() => child.kill('SIGKILL'));
        });
        assert.equal(code, null);
        const sent = endpoint.requests.slice(before).map(({ prompt }) => prompt);
        const { runs } = await json<{ runs: RunSummary[] }>(['runs', '--json']);
        const broken = runs.find(({ status }) => status === 'broken')!;
        assert.ok(broken.canResume && broken.route === 'chain', JSON.stringify(broken));
        const answer = await json<Answer>(['runs', 'resume', broken.id, '--json']);
        const again = endpoint.requests.slice(before + sent.length).map(({ prompt }) => withoutFence(prompt));
        // The last one was under way when the process was killed: nobody saw its reply.
        for (const prompt of sent.slice(0, -1))
          assert.ok(!again.includes(withoutFence(prompt)), 'sent again');
        assert.equal(again.length, calls - (sent.length - 1));
        assert.deepEqual(told(answer), told(whole));
        assert.equal(answer.runId, broken.id);
        const shown = await json<RunDetails>(['runs', 'show', broken.id.slice(0, 8), '--json']);
        assert.equal(shown.run.status, 'complete');
        assert.equal(shown.calls.filter(({ status }) => status === 'lost').length, 1);
        assert.deepEqual(told(shown.answer!), told(whole));
      }
      const { mode } = await stat(join(state, 'roots'));
      assert.equal(mode & 0o077, 0);
      await checkSpending(json, endpoint, points.length);
      const said = await run(['runs', 'delete', '--all']);
      assert.equal(said.out, `Removed ${points.length + 1} runs.\n`);
      assert.deepEqual((await json<{ runs: unknown[] }>(['runs', '--json'], 1)).runs, []);
      await checkSpending(json, endpoint, points.length);
    }));

  it('that may take much is begun only when that was agreed to, where there is no terminal', () =>
    withMachine(async ({ endpoint, run }) => {
      const said = await run(['ask', QUESTION, '--route', 'chain', '--everything']);
      assert.equal(said.code, 2, said.err);
      assert.match(said.err, /may take [\d,]+ to [\d,]+ tokens, and more than 60,000 .* --yes/);
      assert.equal(endpoint.requests.length, 0);
    }, tree(90)));

  it('interrupted says how to go on, is listed within the width, and goes on', () =>
    withMachine(async ({ endpoint, run, json }) => {
      const stopped = await run(ASK.slice(0, -1), (child) => {
        void endpoint.received(3).then(() => child.kill('SIGINT'));
      });
      assert.equal(stopped.code, 130);
      const [, id] = /runs resume ([0-9a-f]+)/.exec(stopped.err) ?? [];
      assert.ok(id, stopped.err);
      const list = await run(['runs', '--width', '80']);
      assert.ok(list.out.includes(id) && list.out.includes('stopped'), list.out);
      assert.ok(
        list.out.split('\n').every((row) => row.length <= 80),
        list.out,
      );
      const shown = await run(['runs', 'show', id, '--width', '80']);
      assert.ok(shown.out.includes(`sightline runs resume ${id}`), shown.out);
      assert.equal((await json<Answer>(['runs', 'resume', id, '--json'])).status, 'complete');
      assert.equal((await run(['runs', 'resume', 'none'])).code, 1);
      assert.equal((await run(['runs', 'delete'])).code, 2);
    }));

  it('has a record that reads up to its last whole line', () =>
    withMachine(async ({ endpoint, run, json, state }) => {
      await run(ASK, (child) => {
        void endpoint.received(4).then(() => child.kill('SIGKILL'));
      });
      const file = await recordOf(state);
      const text = await readFile(file, 'utf8');
      const { writeFile } = await import('node:fs/promises');
      // The power went while a line was written, and a block in the middle was lost.
      const lines = text.trimEnd().split('\n');
      const reply = lines.findIndex((line) => line.includes('"type":"reply"'));
      lines[reply] = '\0'.repeat(40);
      await writeFile(file, `${lines.join('\n')}\n{"type":"reply","call":99,"te`);
      const { runs } = await json<{ runs: RunSummary[] }>(['runs', '--json']);
      assert.equal(runs[0]!.lostLines, 2);
      const answer = await json<Answer>(['runs', 'resume', runs[0]!.id, '--json']);
      assert.equal(answer.status, 'complete');
      const after = await readFile(file, 'utf8');
      for (const line of after.trimEnd().split('\n')) if (!line.startsWith('\0')) JSON.parse(line);
    }));
});

/** Tokens and money of all calls, as the endpoint counted them. */
async function checkSpending(json: Machine['json'], endpoint: Endpoint, kills: number): Promise<void> {
  const totals = await json<SpendingTotals>(['runs', '--spending', '--json']);
  const [model] = totals.models;
  assert.match(model!.key, /^small @ 127\.0\.0\.1:\d+$/);
  // Of a request that was cut off by a kill nobody knows what it cost.
  assert.equal(model!.usage.calls, endpoint.requests.length - kills);
  assert.deepEqual(totals.days[0]!.usage, model!.usage);
  assert.deepEqual(totals.months[0]!.usage, model!.usage);
  assert.ok(model!.usage.cost! > 0);
}

const withoutFence = (prompt: string): string => prompt.replaceAll(/passages-[0-9a-f]{12}/g, 'fence');

async function recordOf(state: string): Promise<string> {
  const all = await readdir(join(state, 'roots'), { recursive: true });
  const [name] = all.filter((one) => one.endsWith('run.jsonl'));
  return join(state, 'roots', name!);
}
