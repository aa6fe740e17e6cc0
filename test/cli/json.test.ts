/** What `--json` prints, held against its published schema. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { cliSchema } from '../../build/schema.ts';
import { createProgram } from '../../src/cli/shell/program.ts';
import { CLI_JSON } from '../../src/protocol/cli/documents.ts';
import { type ScriptedReply, startEndpoint } from '../fakes/endpoint.ts';
import { citeEvidence, declineAnswer, parsePassages } from '../fakes/oracle.ts';
import { withRepository } from './process.ts';
import { documentName } from './published.ts';

const TREE = {
  'src/a.ts':
    '/** Limits the retries. */\nexport function limitRetries(most: number): number {\n  return most;\n}\n',
  'src/b.ts': "import { limitRetries } from './a.ts';\nexport const times = limitRetries(3);\n",
  'src/same.ts': 'export const isOdd = (value: number): boolean => value === Number.NaN;\n',
  'logo.bin': new Uint8Array([0, 1, 2]),
};

type Printed = readonly [
  name: keyof typeof CLI_JSON,
  args: readonly string[],
  how?: { readonly input?: string; readonly code?: number; readonly hasModel?: true },
];

const DIFF =
  '--- a/src/b.ts\n+++ b/src/b.ts\n@@ -2 +2 @@\n-export const times = limitRetries(3);\n+export const times = limitRetries(4);\n';
const LIMIT = 'What limits retries?';
const REFUSED = 'Which number limits retries?';
const PLAN = { steps: [{ id: 's1', what: 'One less.', files: ['src/a.ts'], symbols: [], check: '' }] };
const EDIT = {
  ...{ step: 's1', path: 'src/a.ts', symbol: 'limitRetries' },
  ...{ search: '  return most;', replace: '  return most - 1;' },
};
const PROBLEM = 'limitRetries lets one retry too many through';

/** `RUN`, `NOTE` and `FINDING` stand for what was printed before. */
const COMMANDS: readonly Printed[] = [
  ['index', ['index', '--json']],
  ['status', ['status', '--json']],
  ['search', ['search', 'retries', '--json']],
  ['rank', ['rank'], { input: '{"id":1,"query":"retries"}\n' }],
  ['outline', ['outline', '--json']],
  ['symbol', ['symbol', 'limitRetries', '--json']],
  ['uses', ['uses', 'limitRetries', '--json']],
  ['ask', ['ask', 'How are retries limited?', '--json']],
  ['askEvent', ['ask', 'How are retries limited?', '--json-stream']],
  ['find', ['find', 'kind:function', '--json']],
  ['report', ['report', '--json']],
  ['review', ['review', '--json'], { code: 1 }],
  ['reviewDryRun', ['review', '--dry-run', '--json']],
  ['merge', ['merge', 'REPORT', '--json'], { code: 1 }],
  ['reviewDismiss', ['review', 'dismiss', 'FINDING', '--reason', 'later', '--json']],
  ['runs', ['runs', '--json']],
  ['runsSpending', ['runs', '--spending', '--json']],
  ['runsShow', ['runs', 'show', 'RUN', '--json']],
  ['notesSave', ['notes', 'save', 'RUN', '--json']],
  ['notes', ['notes', '--json']],
  ['notesEdit', ['notes', 'edit', 'NOTE', 'Which limit is there?', '--json']],
  ['notesDelete', ['notes', 'delete', '--all', '--json']],
  ['runsDelete', ['runs', 'delete', '--all', '--json']],
  ['patches', ['patches', '--json'], { code: 1 }],
  ['apply', ['apply', '--json'], { input: DIFF }],
  ['undo', ['undo', '--json']],
  ['move', ['move', 'src/a.ts', 'src/c.ts', '--json']],
  ['undo', ['undo', '--json']],
  // With a model.
  ['models', ['models', '--json'], { hasModel: true }],
  ['modelsNames', ['models', 'names', '--json'], { hasModel: true }],
  ['modelsMeasure', ['models', 'measure', '--up-to', '4000', '--yes', '--json'], { hasModel: true }],
  ['fix', ['fix', PROBLEM, '--json'], { hasModel: true }],
  ['reportDryRun', ['report', '--write', 'guide', '--dry-run', '--json'], { hasModel: true }],
  ['reportWrite', ['report', '--write', 'guide', '--yes', '--json'], { hasModel: true }],
  ['reportMissed', ['report', '--missed', '--json'], { hasModel: true }],
  ['ask', ['ask', LIMIT, '--route', 'retrieval', '--json'], { hasModel: true }],
  ['runsDeclines', ['runs', '--declines', '--json'], { hasModel: true }],
  ['runsAudit', ['runs', 'audit', '--yes', '--json'], { hasModel: true }],
  ['ask', ['ask', REFUSED, '--route', 'retrieval', '--json'], { hasModel: true, code: 3 }],
  ['runsResume', ['runs', 'resume', 'RUN', '--json'], { hasModel: true }],
  ['clear', ['clear', '--json']],
];

/** What a model says to each kind of prompt. It refuses the first request of one question. */
function replies(): (request: { readonly prompt: string }) => ScriptedReply {
  let isRefusing = true;
  return ({ prompt }) => {
    const passages = parsePassages(prompt);
    const evidence = [citeEvidence(passages, 'export function limitRetries(most: number): number {')];
    const claims = [{ text: 'They are limited.', evidence }];
    const [, measured] = /does the function (\w+) return/.exec(prompt) ?? [];
    const json = (value: unknown): ScriptedReply => ({ text: JSON.stringify(value) });
    if (measured !== undefined)
      return json({
        value: Number(new RegExp(`function ${measured}\\(\\) \\{\\s*return (\\d+)`).exec(prompt)?.[1]),
      });
    if (prompt.includes('{"steps"')) return json(PLAN);
    if (prompt.includes(PROBLEM)) return json({ edits: [EDIT], cannot: '' });
    if (prompt.includes('names that they define')) return json({ names: [] });
    if (prompt.includes(REFUSED) && isRefusing) {
      isRefusing = false;
      return { status: 401, body: '{}' };
    }
    if (prompt.includes('"sections"')) {
      const line = passages.flatMap(({ lines }) => lines).find(({ text }) => text.length > 20);
      if (!line) return json(declineAnswer(['how it is built']));
      const told = [{ text: 'So it is built.', evidence: [citeEvidence(passages, line.text)] }];
      return json({ answerable: true, sections: [{ heading: 'Part', level: 1, claims: told }] });
    }
    return json({ answerable: true, evidence: [], claims });
  };
}

describe('the documents of --json', () => {
  it('have the form that is published, and nothing beside it', () =>
    withRepository(TREE, async (run, home) => {
      const endpoint = await startEndpoint({ script: replies(), models: ['scripted'] });
      const model = { SIGHTLINE_BASE_URL: endpoint.baseUrl, SIGHTLINE_MODEL: 'scripted' };
      const ids: Record<string, string> = { REPORT: join(home, 'report.json') };
      try {
        const named = new Set(COMMANDS.map(([name]) => name));
        assert.deepEqual(
          Object.keys(CLI_JSON).filter((name) => !named.has(name as Printed[0])),
          [],
        );
        for (const [name, args, { input, code: expected = 0, hasModel } = {}] of COMMANDS) {
          const given = args.map((arg) => ids[arg] ?? arg);
          if (!args.includes('--json-stream')) assert.equal(documentName(given), name);
          // What it prints is held to the schema as it is run.
          const { code, out, err } = await run(given, hasModel ? model : {}, input);
          assert.equal(code, expected, `${name}: ${err}`);
          const printed = JSON.parse(out.split('\n')[0]!);
          if (name === 'ask') ids.RUN = printed.runId;
          if (name === 'notesSave') ids.NOTE = printed.id;
          if (name === 'review') ids.FINDING = printed.findings[0].fingerprint;
          if (name === 'review') writeFileSync(ids.REPORT!, out);
          if (name === 'apply' || name === 'move') assert.equal(printed.applied, true);
          if (name === 'fix') assert.equal(printed.status, 'patch');
        }
      } finally {
        await endpoint.close();
      }
    }));

  it('are those of all commands', () => {
    const names: string[] = [];
    const walk = (command: Command, above: string): void => {
      for (const one of command.commands) {
        const name = `${above} ${one.name()}`.trim();
        if (one.options.some(({ long }) => long === '--json')) names.push(name);
        walk(one, name);
      }
    };
    walk(createProgram(new AbortController().signal), '');
    const camel = (name: string): string =>
      name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());
    assert.ok(names.length > 25);
    assert.deepEqual(
      names.filter((name) => !Object.hasOwn(CLI_JSON, camel(name))),
      [],
    );
  });

  it('are published as they are', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/json.schema.json'), 'utf8');
    assert.equal(page, cliSchema(), 'node build/schema.ts');
  });
});
