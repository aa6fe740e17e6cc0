/** What a command printed with `--json`, held against the schema that is published for it. */
import assert from 'node:assert/strict';
import { CLI_JSON } from '../../src/protocol/cli/documents.ts';

type Name = keyof typeof CLI_JSON;

/** Options that make a command print another document, by its name: `runs --spending` prints `runsSpending`. */
const OPTIONS: readonly (readonly [option: string, name: Name])[] = [
  ['--dry-run', 'reviewDryRun'],
  ['--dry-run', 'reportDryRun'],
  ['--write', 'reportWrite'],
  ['--missed', 'reportMissed'],
  ['--spending', 'runsSpending'],
  ['--declines', 'runsDeclines'],
];

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** The name of the document that a command line prints. */
export function documentName([command = '', next = '', ...rest]: readonly string[]): Name {
  const own = OPTIONS.find(
    ([option, name]) => name.startsWith(command) && name !== command && [next, ...rest].includes(option),
  );
  if (own) return own[1];
  const name = [`${command}${upper(next)}`, command].find((one) => Object.hasOwn(CLI_JSON, one));
  assert.ok(name, `no document of ${command} is published`);
  return name as Name;
}

/** Holds all that was printed with `--json` or `--json-stream` to the schema: every field, and none beside it. */
export function holdPublished(args: readonly string[], out: string): void {
  const isStream = args.includes('--json-stream');
  if (!isStream && !args.includes('--json')) return;
  const rows = out.split('\n').filter((row) => row !== '');
  for (const [i, row] of rows.entries()) {
    const isEvent = isStream && (i < rows.length - 1 || !args.includes('--json'));
    const name = isEvent ? 'askEvent' : documentName(args);
    const printed: unknown = JSON.parse(row);
    const read = CLI_JSON[name].safeParse(printed);
    assert.ok(read.success, `${name}: ${read.error?.message}`);
    assert.deepEqual(read.data, printed, name);
  }
}
