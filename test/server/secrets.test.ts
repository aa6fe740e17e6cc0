/** Secrets of files, of unsaved texts, of questions and of conversations, behind every request of the server. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Question } from '../../src/protocol/data.ts';
import type { Configuration } from '../../src/protocol/requests.ts';
import { type Endpoint, startEndpoint } from '../fakes/endpoint.ts';
import {
  type Door,
  doorFiles,
  leakedBelow,
  leakedIn,
  repeatMarks,
  secretDoors,
} from '../fakes/secretDoors.ts';
import { answerOf, asked, type Client, configurationOf, withServer } from './client.ts';

const SAVED = secretDoors(1);
/** The same files with other secrets, as they stand in an editor. */
const UNSAVED = secretDoors(2);
/** Secrets that stand in no file. */
const TYPED = secretDoors(3);

interface House {
  readonly client: Client;
  readonly endpoint: Endpoint;
  readonly root: string;
  readonly home: string;
}

/** A server over the files, with an endpoint that repeats what it was sent of secrets. */
function withHouse(work: (house: House) => Promise<void>): Promise<void> {
  return withServer(doorFiles(SAVED), async ({ root, home, start }) => {
    const endpoint = await startEndpoint({ script: repeatMarks });
    try {
      const client = await start();
      const author = { baseUrl: endpoint.baseUrl, model: 'test-model', apiKey: 'key-of-the-test-0123456789' };
      const model: Configuration['model'] = { kind: 'endpoint', author };
      await client.request('sightline/configure', configurationOf(home, { repo: root }, { model }));
      await work({ client, endpoint, root, home });
    } finally {
      await endpoint.close();
    }
  });
}

/** So many files fit into one prompt. */
const TOGETHER = 7;
const groupsOf = (doors: readonly Door[]): Door[][] => [doors.slice(0, TOGETHER), doors.slice(TOGETHER)];

/** A question that shows whole files, and one that shows the middle of each only. */
const aboutFiles = (doors: readonly Door[]): Question =>
  asked('What is set here?', { focus: doors.map(({ path }) => ({ kind: 'file', path })) });

const aboutMiddles = (doors: readonly Door[]): Question =>
  asked('What is this?', {
    focus: doors.map(({ path, text }) => {
      const middle = Math.floor(text.split('\n').length / 2);
      return { kind: 'selection', path, startLine: middle, endLine: middle + 1 };
    }),
  });

const everything = [...SAVED, ...UNSAVED, ...TYPED];

/** What the server said and sent to anybody. */
const heard = ({ client, endpoint }: House): string =>
  JSON.stringify([client.events, client.logs, client.statuses, endpoint.requests]);

describe('the language server', () => {
  it('sends no secret of a file, shows none and keeps none, whole or from the middle, with and without a model', () =>
    withHouse(async (house) => {
      const { client, endpoint, root, home } = house;
      const previews: unknown[] = [];
      for (const [at, doors] of groupsOf(SAVED).entries())
        for (const question of [aboutFiles(doors), aboutMiddles(doors)]) {
          previews.push(await client.request('sightline/preview', { question }));
          const answer = answerOf(await client.ask(question, `run-${at}-${question.text}`));
          const { prompt } = endpoint.requests.at(-1)!;
          for (const { path } of doors) assert.ok(prompt.includes(`] ${path}:`), path);
          assert.ok(answer.passages.length >= doors.length);
        }
      const prompts = endpoint.requests.map(({ prompt }) => prompt).join('\n');
      for (const { first, last } of SAVED) assert.ok(prompts.includes(first) && prompts.includes(last));
      assert.deepEqual(leakedIn(JSON.stringify(previews), everything), []);

      await client.request('sightline/configure', configurationOf(home, { repo: root }));
      for (const [at, doors] of groupsOf(SAVED).entries()) {
        const answer = answerOf(await client.ask(aboutFiles(doors), `passages-${at}`));
        assert.equal(answer.route.name, 'extractive');
        for (const { path } of doors)
          assert.ok(
            answer.claims.some(({ text }) => text.includes(path)),
            path,
          );
      }
      assert.deepEqual(leakedIn(heard(house), everything), []);
      assert.deepEqual(await leakedBelow(join(home, 'state'), everything), []);
    }));

  it('gives marks in an answer, not what they stand for, and sends nothing of a question or of a conversation', () =>
    withHouse(async (house) => {
      const { client, endpoint, home } = house;
      const shown = aboutFiles(SAVED.slice(0, 1));
      for (const [at, doors] of groupsOf(TYPED).entries()) {
        const words = doors.map(({ text }) => text).join('\n');
        const question = { ...shown, text: `Where is this from?\n\n${words}` };
        const answer = answerOf(await client.ask(question, `typed-${at}`));
        const { prompt } = endpoint.requests.at(-1)!;
        for (const { path, last } of doors) assert.ok(prompt.includes(last), path);
        assert.match(answer.text, /«secret:[a-z0-9-]+:\d+-[0-9a-f]{4}»/);
        assert.equal(answer.claims[0]?.state, 'verified');
        assert.match(answer.question, /«secret:/);
      }
      // A claim of the conversation is shortened when it is sent again, so each is short.
      for (const [at, { text, path, first }] of TYPED.entries()) {
        const history = [
          { question: text, claims: [] },
          { question: 'What is it?', claims: [{ text, places: [] }] },
        ];
        const next = { ...shown, text: 'And what else?', history };
        const { messages } = await client.request('sightline/preview', { question: next });
        assert.ok(JSON.stringify(messages).includes(first), path);
        assert.deepEqual(leakedIn(JSON.stringify(messages), everything), [], path);
        if (at === 0) await client.ask(next, 'after');
      }
      const question = { ...shown, text: `Where is this from?\n\n${TYPED[0]!.text}` };
      const preview = await client.request('sightline/preview', { question });
      assert.deepEqual(leakedIn(JSON.stringify(preview), everything), []);
      const { citations } = answerOf(client.events.filter(({ runId }) => runId === 'typed-0')).claims[0]!;
      const rechecked = await client.request('sightline/recheck', { citations });
      assert.equal(rechecked.citations[0]?.state, 'verified');
      assert.deepEqual(leakedIn(JSON.stringify(rechecked), everything), []);
      assert.deepEqual(leakedIn(heard(house), everything), []);
      assert.deepEqual(await leakedBelow(join(home, 'state'), everything), []);
    }));

  it('sends no secret of an unsaved text, nor of the file below it', () =>
    withHouse(async (house) => {
      const { client, endpoint, root } = house;
      for (const { path, text } of UNSAVED) await client.openDocument(join(root, path), `# typed\n${text}`);
      for (const [at, doors] of groupsOf(UNSAVED).entries())
        await client.answers(`the unsaved texts of group ${at}`, async () => {
          await client.ask(aboutFiles(doors), `run-${at}-${endpoint.requests.length}`);
          return endpoint.requests.at(-1)!.prompt.split('1| # typed\n').length > doors.length;
        });
      assert.deepEqual(leakedIn(heard(house), everything), []);
    }));
});
