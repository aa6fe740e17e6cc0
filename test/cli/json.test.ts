/** What `--json` prints, held against its published schema. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { cliSchema } from '../../build/schema.ts';
import { createProgram } from '../../src/cli/shell/program.ts';
import { CLI_JSON } from '../../src/protocol/cli/documents.ts';
import { withRepository } from './process.ts';

const TREE = {
  'src/a.ts':
    '/** Limits the retries. */\nexport function limitRetries(most: number): number {\n  return most;\n}\n',
  'src/b.ts': "import { limitRetries } from './a.ts';\nexport const times = limitRetries(3);\n",
  'logo.bin': new Uint8Array([0, 1, 2]),
};

type Printed = readonly [
  name: keyof typeof CLI_JSON,
  args: readonly string[],
  input?: string | undefined,
  env?: Readonly<Record<string, string>>,
  code?: number,
];

/** `RUN` and `NOTE` stand for the ids that were printed before. */
const COMMANDS: readonly Printed[] = [
  ['index', ['index', '--json']],
  ['status', ['status', '--json']],
  ['search', ['search', 'retries', '--json']],
  ['rank', ['rank'], '{"id":1,"query":"retries"}\n'],
  ['outline', ['outline', '--json']],
  ['symbol', ['symbol', 'limitRetries', '--json']],
  ['uses', ['uses', 'limitRetries', '--json']],
  ['ask', ['ask', 'How are retries limited?', '--json']],
  ['find', ['find', 'kind:function', '--json']],
  ['report', ['report', '--json']],
  ['review', ['review', '--json']],
  ['runs', ['runs', '--json']],
  ['runsSpending', ['runs', '--spending', '--json']],
  ['runsShow', ['runs', 'show', 'RUN', '--json']],
  ['notesSave', ['notes', 'save', 'RUN', '--json']],
  ['notes', ['notes', '--json']],
  ['notesEdit', ['notes', 'edit', 'NOTE', 'Which limit is there?', '--json']],
  ['notesDelete', ['notes', 'delete', '--all', '--json']],
  ['runsDelete', ['runs', 'delete', '--all', '--json']],
  [
    'models',
    ['models', '--json'],
    undefined,
    { SIGHTLINE_BASE_URL: 'http://127.0.0.1:9/v1', SIGHTLINE_MODEL: 'm' },
  ],
  ['patches', ['patches', '--json'], undefined, {}, 1],
  ['clear', ['clear', '--json']],
];

/** What the schema does not hold yet: forms of their own, told in the manual. `resume` prints what `ask` does. */
const UNPUBLISHED = [
  ...[
    'fix',
    'move',
    'apply',
    'undo',
    'review dismiss',
    'merge',
    'models measure',
    'runs audit',
    'runs resume',
  ],
];

describe('the documents of --json', () => {
  it('have the form that is published, and nothing beside it', () =>
    withRepository(TREE, async (run) => {
      assert.deepEqual(
        Object.keys(CLI_JSON).filter((name) => !COMMANDS.some(([one]) => one === name)),
        ['askEvent'],
      );
      const ids: Record<string, string> = {};
      for (const [name, args, input, env = {}, expected = 0] of COMMANDS) {
        const { code, out, err } = await run(
          args.map((arg) => ids[arg] ?? arg),
          env,
          input,
        );
        assert.equal(code, expected, `${name}: ${err}`);
        const printed: unknown = JSON.parse(out.split('\n')[0]!);
        assert.deepEqual(CLI_JSON[name].parse(printed), printed, name);
        const { runId, id } = printed as { readonly runId?: string; readonly id?: string };
        if (runId !== undefined && name === 'ask') ids.RUN = runId;
        if (id !== undefined && name === 'notesSave') ids.NOTE = id;
      }
    }));

  it('are those of all commands, but for the ones that are named', () => {
    const names: string[] = [];
    const walk = (command: Command, above: string): void => {
      for (const one of command.commands) {
        const name = `${above} ${one.name()}`.trim();
        if (one.options.some(({ long }) => long === '--json')) names.push(name);
        walk(one, name);
      }
    };
    walk(createProgram(new AbortController().signal), '');
    const documents = new Set(Object.keys(CLI_JSON).map((name) => name.replace(/[A-Z].*/, '')));
    const camel = (name: string): string =>
      name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());
    const missing = names.filter((name) => !Object.hasOwn(CLI_JSON, camel(name)));
    assert.deepEqual(missing.sort(), [...UNPUBLISHED].sort());
    for (const name of documents) assert.ok(names.includes(name) || name === 'ask', name);
  });

  it('are published as they are', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/json.schema.json'), 'utf8');
    assert.equal(page, cliSchema(), 'node build/schema.ts');
  });
});
