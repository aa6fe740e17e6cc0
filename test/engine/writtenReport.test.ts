/** Reports that a model writes: outline from the index, a prompt for each section, proof, budget, record, what was missed (methods D1, D2, D4). */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { RunEvent } from '../../src/engine/events.ts';
import type { Model, ModelRequest, RunRecord } from '../../src/engine/ports.ts';
import type { Answer, ReportWish } from '../../src/engine/types.ts';
import { reportTitle, reportWish } from '../../src/present/report/wish.ts';
import { english } from '../../src/present/say.ts';
import {
  GRAMMARS,
  MemoryWorkspace,
  memoryPorts,
  never,
  rememberParses,
  runs,
  startPool,
} from '../fakes/memory.ts';
import { memoryRecord } from '../fakes/memoryRecord.ts';
import { declineAnswer, parsePassages } from '../fakes/oracle.ts';
import { promptOf } from '../fakes/readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from '../fakes/scriptedModel.ts';

const pool = startPool();
after(() => pool.dispose());
const parser = rememberParses(pool);

const plain = (name: string, more = ''): string =>
  `${more}/** Does ${name} with a value. */\nexport function ${name}(value: number): number {\n  const ${name}Total = value * 2;\n  return ${name}Total;\n}\n`;

const FILES: Readonly<Record<string, string>> = {
  'README.md':
    '# Shop\n\nThe shop sells things to people over a small server.\n\n## Build\n\nRun `npm ci` and then `npm test`.\n',
  'CONTRIBUTING.md': '# Contributing\n\nEvery change needs a test that fails without it.\n',
  'package.json': '{\n  "name": "shop",\n  "bin": { "shop": "src/cli.ts" }\n}\n',
  'src/cli.ts': plain(
    'start',
    "import { price } from './money/price.ts';\nimport { send } from './net/send.ts';\nprice(1);\nsend(1);\n",
  ),
  'src/money/README.md': '# Money\n\nAll sums are kept in whole cents here.\n',
  'src/money/price.ts': plain('price', "import { round } from './round.ts';\nround(1);\n"),
  'src/money/round.ts': plain('round'),
  'src/net/send.ts': plain('send', "import { round } from '../money/round.ts';\nround(2);\n"),
  'src/net/retry.ts': plain('retry', "import { round } from '../money/round.ts';\nround(3);\n"),
  'src/audit/log.ts': plain('audit'),
};

const SETTINGS = { budgetTokens: 400_000, confirmTokens: 400_000 };

/** The title of the section that a prompt asks for. */
const titleIn = (request: ModelRequest): string =>
  /^Write this one, in the language of its title: (.*)$/m.exec(promptOf(request))?.[1] ?? '';

/** Writes a paragraph for each of the first passages, with its first telling line; `instead` replies otherwise. */
function writer(instead?: (title: string, request: ModelRequest, call: number) => Scripted | undefined) {
  return scriptedModel({
    reply(request, call) {
      const other = instead?.(titleIn(request), request, call);
      if (other !== undefined) return other;
      const passages = parsePassages(promptOf(request)).filter(({ lines }) => lines.some(isTelling));
      const claims = passages.slice(0, 3).map(({ id, path, lines }) => {
        const { line, text } = lines.find(isTelling)!;
        return {
          text: `It is said in ${path}.`,
          evidence: [{ id, startLine: line, endLine: line, quote: text }],
        };
      });
      const isDeep = promptOf(request).includes('in depth');
      const sections = isDeep
        ? claims.map((claim, i) => ({ heading: `Part ${i + 1}`, level: 1, claims: [claim] }))
        : [{ heading: 'Not wanted', level: 1, claims }];
      return { answerable: true, missing: [], evidence: [], sections };
    },
  });
}

const isTelling = ({ text }: { readonly text: string }): boolean => /[a-z]{4}.*[a-z]{4}.*[a-z]{3}/.test(text);

interface Ended {
  readonly events: readonly RunEvent[];
  readonly answer: Answer | undefined;
}

interface Written {
  readonly engine: Engine;
  write(wish?: ReportWish, more?: object): Promise<Ended>;
}

async function open(model: Model | undefined, files = FILES): Promise<Written> {
  const workspace = new MemoryWorkspace(files);
  const engine = await createEngine({ ...memoryPorts(parser, workspace), model }, { grammars: GRAMMARS });
  await engine.update({ signal: never });
  return {
    engine,
    async write(report = reportWish('architecture', english), more = {}) {
      const events: RunEvent[] = [];
      const question = { text: reportTitle(report.kind, english), focus: [], history: [], report };
      const options = { signal: never, settings: SETTINGS, ...more };
      for await (const { event } of engine.ask(question, options)) events.push(event);
      const end = events.at(-1)!;
      return { events, answer: 'answer' in end ? end.answer : undefined };
    },
  };
}

const titles = (model: ScriptedModel): string[] => model.requests.map(titleIn);

describe('a report that a model writes', () => {
  it('has the outline of the index, a heading for each section, and proof for each paragraph', async () => {
    const model = writer();
    const { events, answer } = await (await open(model)).write();
    assert.ok(answer?.report);
    assert.equal(answer.status, 'complete');
    assert.equal(events.at(-1)?.type, 'done');
    assert.deepEqual(
      answer.report.sections.map(({ id, state }) => [id, state]),
      [
        ['overview', 'written'],
        ['entry', 'written'],
        ['folder:src/', 'written'],
        ['folder:src/audit/', 'written'],
        ['folder:src/money/', 'written'],
        ['folder:src/net/', 'written'],
        ['central', 'written'],
      ],
    );
    assert.deepEqual(titles(model).sort(), answer.report.sections.map(({ title }) => title).sort());
    assert.ok(model.peak() > 1);
    // Sections stand in the order of the outline, whoever was written first, and none has a heading of the model.
    assert.deepEqual(
      answer.headings?.map(({ text, level, before }) => [text, level, before]),
      answer.report.sections.map(({ title, first }) => [title, 1, first]),
    );
    assert.ok(answer.claims.length >= 12);
    for (const { state, citations } of answer.claims) {
      assert.equal(state, 'verified');
      for (const { path, startLine, quote } of citations)
        assert.equal(FILES[path]!.split('\n')[startLine - 1], quote);
    }
    const shown = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
    assert.equal(shown.at(-1), answer.text);
    const folder = model.requests.find((request) => titleIn(request) === 'The folder src/net/')!;
    for (const { path } of parsePassages(promptOf(folder))) assert.match(path, /^src\/net\//);
  });

  it('tells somebody who is new how to build it, where to begin and how a change is made', async () => {
    const model = writer();
    const { answer } = await (await open(model)).write(reportWish('guide', english));
    assert.deepEqual(
      answer?.report?.sections.map(({ kind }) => kind),
      ['overview', 'setup', 'tour', 'reading', 'names', 'change'],
    );
    const paths = (title: string): string[] =>
      parsePassages(promptOf(model.requests.find((request) => titleIn(request) === title)!)).map(
        ({ path }) => path,
      );
    assert.deepEqual(
      ['README.md', 'package.json'].filter((path) => !paths('Build it, run it, test it').includes(path)),
      [],
    );
    assert.ok(paths('How a change is made').includes('CONTRIBUTING.md'));
    assert.ok(paths('Where to begin reading').includes('src/cli.ts'));
  });

  it('marks what no line proves, and drops no paragraph in silence', async () => {
    const model = writer((title) =>
      title === 'Where it begins'
        ? {
            answerable: true,
            sections: [
              {
                claims: [
                  {
                    text: 'It begins in hyperspace.',
                    evidence: [
                      { id: 'p1', startLine: 1, endLine: 1, quote: 'const hyperspace = beginHere();' },
                    ],
                  },
                ],
              },
            ],
          }
        : undefined,
    );
    const { answer } = await (await open(model)).write();
    const [claim] = answer!.claims.filter(({ text }) => text.includes('hyperspace'));
    assert.equal(claim?.state, 'unproved');
    assert.ok(answer?.notices.some(({ kind }) => kind === 'unproved'));
  });

  it('tells which sections were not written, and why, and writes the others', async () => {
    const model = writer((title) => {
      if (title === 'Where it begins') return 'I would rather not.';
      if (title === 'What the rest stands on') return declineAnswer(['src/heart.ts']);
      return undefined;
    });
    const { answer, events } = await (await open(model)).write();
    assert.equal(events.at(-1)?.type, 'done');
    assert.equal(answer?.status, 'partial');
    const gaps = answer?.report?.sections.filter(({ state }) => state !== 'written');
    assert.deepEqual(
      gaps?.map(({ id, state, why, claims }) => [id, state, why, claims]),
      [
        ['entry', 'lost', 'badReply', 0],
        ['central', 'declined', undefined, 0],
      ],
    );
    assert.ok(answer?.notices.some(({ kind }) => kind === 'askedAgain'));
    assert.equal(answer?.headings?.length, 5);
    assert.ok(!answer?.text.includes('Where it begins'));
  });

  it('fails without a model, and where the endpoint cannot be asked, after few calls', async () => {
    const { events } = await (await open(undefined)).write();
    const [end] = events.slice(-1);
    assert.ok(end?.type === 'failed' && end.failure.kind === 'route');
    const failure = { kind: 'authentication', cause: 'refused' } as never;
    const model = writer(() => ({
      end: {
        type: 'failed',
        failure,
        usage: { calls: 1, tokensIn: 1, tokensOut: 0, counted: true },
        redactions: 0,
      } as never,
    }));
    const { events: told, answer } = await (await open(model)).write();
    assert.equal(told.at(-1)?.type, 'failed');
    assert.ok(model.requests.length <= 4);
    assert.ok(answer?.report?.sections.every(({ state, why }) => state === 'lost' && why === 'failed'));
  });

  it('tells what no section cites: files, folders and places', async () => {
    const silent = writer((title) =>
      title.includes('audit') || title.includes('net') ? declineAnswer([]) : undefined,
    );
    const { answer } = await (await open(silent)).write();
    const { files, folders, places } = answer!.report!.missed;
    assert.deepEqual(
      folders.map(({ name }) => name),
      ['src/audit/'],
    );
    const cited = new Set(answer!.claims.flatMap(({ citations }) => citations.map(({ path }) => path)));
    const source = Object.keys(FILES).filter((path) => path.endsWith('.ts'));
    assert.deepEqual(files, { of: source.length, cited: source.filter((path) => cited.has(path)).length });
    assert.ok(files.cited < files.of);
    for (const { path } of places) assert.ok(!cited.has(path), path);
    const all = await (await open(writer())).write();
    assert.deepEqual(all.answer?.report?.missed.folders, []);
  });
});

describe('a section in depth', () => {
  it('is written alone, from more lines, in parts with headings', async () => {
    const whole = writer();
    await (await open(whole)).write();
    const model = writer();
    const { answer } = await (await open(model)).write(
      reportWish('architecture', english, 'folder:src/money/'),
    );
    assert.equal(model.requests.length, 1);
    const sizeOf = (all: ScriptedModel): number =>
      parsePassages(promptOf(all.requests.find((one) => titleIn(one).includes('money'))!)).reduce(
        (sum, { lines }) => sum + lines.length,
        0,
      );
    assert.ok(sizeOf(model) >= sizeOf(whole));
    assert.deepEqual(
      answer?.report?.sections.map(({ id }) => id),
      ['folder:src/money/'],
    );
    assert.deepEqual(answer?.headings?.map(({ text, level }) => [text, level]).slice(0, 3), [
      ['The folder src/money/', 1],
      ['Part 1', 2],
      ['Part 2', 2],
    ]);
  });

  it('that there is none of is refused with the names of those that there are', async () => {
    const { events } = await (await open(writer())).write(
      reportWish('architecture', english, 'folder:nowhere/'),
    );
    const [end] = events.slice(-1);
    assert.ok(end?.type === 'failed' && end.failure.kind === 'route');
    assert.deepEqual(end.failure.reason?.kind, 'noSection');
    assert.ok(end.failure.reason?.of.includes('folder:src/net/'));
  });
});

describe('what a report takes', () => {
  it('is told before, within a fifth, and nothing is sent where a person says no', async (t) => {
    const model = writer();
    const { write } = await open(model);
    const asked: unknown[] = [];
    const decide = async (decision: unknown) => {
      asked.push(decision);
      return 'stop' as const;
    };
    const no = await write(undefined, { settings: { ...SETTINGS, confirmTokens: 100 }, decide });
    assert.equal(asked.length, 1);
    assert.equal(model.requests.length, 0);
    assert.equal(no.answer?.status, 'stopped');
    assert.ok(no.answer?.notices.some(({ kind }) => kind === 'notConfirmed'));
    const { answer } = await write();
    const { calls, tokensIn } = answer!.route.estimate;
    assert.equal(calls, model.requests.length);
    assert.ok(Math.abs(tokensIn / answer!.usage.tokensIn - 1) <= 0.2);
    t.diagnostic(`${tokensIn} tokens in estimated, ${answer!.usage.tokensIn} sent`);
  });

  it('never passes its budget, and names the sections that it did not reach', async () => {
    for (const budgetTokens of [0, 2_500, 4_000]) {
      const { answer } = await (await open(writer())).write(undefined, { settings: { budgetTokens } });
      const { tokensIn, tokensOut } = answer!.usage;
      assert.ok(tokensIn + tokensOut <= budgetTokens, `${tokensIn + tokensOut} of ${budgetTokens}`);
      assert.equal(answer?.status, 'partial');
      const lost = answer!.report!.sections.filter(({ why }) => why === 'budget').length;
      assert.ok(lost > 0);
      assert.equal(answer!.report!.sections.length - lost, answer!.usage.calls);
    }
  });

  it('is not paid twice: gone on with at any point, it sends nothing that stands in the record', async () => {
    const whole = writer();
    const record = memoryRecord();
    const { answer: expected } = await (await open(whole)).write(undefined, { record });
    for (let dies = 1; dies < record.kept.length; dies += runs(3, 1)) {
      const first = await open(writer());
      const broken = memoryRecord([], dies);
      await Promise.race([first.write(undefined, { record: broken satisfies RunRecord }), broken.killed]);
      const second = writer();
      const { answer } = await (await open(second)).write(undefined, { record: memoryRecord(broken.kept) });
      assert.equal(answer?.text, expected?.text, `died at ${dies}`);
      const paid = broken.kept.filter((line) => line.type === 'reply' && line.status === 'done').length;
      assert.equal(second.requests.length, whole.requests.length - paid, `died at ${dies}`);
    }
  });

  it('is stopped by a person, keeps what was written, and says what was not', async () => {
    const stop = new AbortController();
    const model = writer((_title, _request, call) => {
      if (call === 3) stop.abort(new Error('stop'));
      return undefined;
    });
    const { answer, events } = await (await open(model)).write(undefined, { signal: stop.signal });
    assert.equal(events.at(-1)?.type, 'aborted');
    assert.equal(answer?.status, 'stopped');
    assert.ok(answer.report?.sections.some(({ why }) => why === 'stopped'));
    assert.ok(answer.claims.length > 0);
  });
});
