/** What `--json` prints, held against its published schema. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { cliSchema } from '../../build/schema.ts';
import { CLI_JSON } from '../../src/protocol/cli/documents.ts';
import { withRepository } from './process.ts';

const TREE = {
  'src/a.ts':
    '/** Limits the retries. */\nexport function limitRetries(most: number): number {\n  return most;\n}\n',
  'src/b.ts': "import { limitRetries } from './a.ts';\nexport const times = limitRetries(3);\n",
  'logo.bin': new Uint8Array([0, 1, 2]),
};

const COMMANDS: readonly (readonly [keyof typeof CLI_JSON, readonly string[], string?])[] = [
  ['index', ['index', '--json']],
  ['status', ['status', '--json']],
  ['search', ['search', 'retries', '--json']],
  ['rank', ['rank'], '{"id":1,"query":"retries"}\n'],
  ['outline', ['outline', '--json']],
  ['symbol', ['symbol', 'limitRetries', '--json']],
  ['uses', ['uses', 'limitRetries', '--json']],
  ['ask', ['ask', 'How are retries limited?', '--json']],
  ['find', ['find', 'kind:function', '--json']],
  ['clear', ['clear', '--json']],
];

describe('the documents of --json', () => {
  it('have the form that is published, and nothing beside it', () =>
    withRepository(TREE, async (run) => {
      assert.deepEqual(
        Object.keys(CLI_JSON).filter((name) => !COMMANDS.some(([one]) => one === name)),
        ['askEvent'],
      );
      for (const [name, args, input] of COMMANDS) {
        const { code, out, err } = await run(args, {}, input);
        assert.equal(code, 0, `${name}: ${err}`);
        const printed: unknown = JSON.parse(out.split('\n')[0]!);
        assert.deepEqual(CLI_JSON[name].parse(printed), printed, name);
      }
    }));

  it('are published as they are', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/json.schema.json'), 'utf8');
    assert.equal(page, cliSchema(), 'node build/schema.ts');
  });
});
