/** The stages of ranking: pure functions from evidence to evidence, with every weight handed in. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { buildHistory } from '../../src/engine/index/history/history.ts';
import type { IndexView } from '../../src/engine/index/repository.ts';
import {
  addExactEvidence,
  type ChunkEvidence,
  lexicalEvidence,
  type RankContext,
} from '../../src/engine/retrieve/evidence.ts';
import { asAsked } from '../../src/engine/retrieve/features/asked.ts';
import { chooseCandidates } from '../../src/engine/retrieve/features/candidates.ts';
import { examine } from '../../src/engine/retrieve/features/examine.ts';
import { FILE_LAYOUT, fileFeatures } from '../../src/engine/retrieve/features/fileFeatures.ts';
import { judge } from '../../src/engine/retrieve/judge.ts';
import { linearValue, partsOf } from '../../src/engine/retrieve/model/linear.ts';
import { RANKER } from '../../src/engine/retrieve/model/ranker.ts';
import { orderHits } from '../../src/engine/retrieve/order.ts';
import { analyseQuery } from '../../src/engine/retrieve/query.ts';
import { rank } from '../../src/engine/retrieve/rank.ts';
import { WEIGHTS, type Weights } from '../../src/engine/retrieve/score.ts';
import { knownTerms } from '../../src/engine/retrieve/terms.ts';
import { indexOf, MemoryWorkspace, memoryPorts, startPool } from '../fakes/memory.ts';

const pool = startPool();
after(() => pool.dispose());

const FILES: Readonly<Record<string, string>> = {
  'src/header.ts':
    "import { cut } from './cut.ts';\n\nexport function parseHeader(text) {\n  if (!text) throw new Error('unexpected end of header');\n  return cut(text);\n}\n",
  'src/cut.ts': 'export function cut(text) {\n  return text.slice(1);\n}\n',
  'src/idle.ts': 'export function purgeIdleSession(session) {\n  return session.purge();\n}\n',
  'src/idle.css': '.idle { color: red; }\n',
  'test/header.test.ts': "test('parseHeader', () => parseHeader('unexpected header'));\n",
  ...Object.fromEntries(
    Array.from({ length: 8 }, (_, i) => [
      `src/filler${i}.ts`,
      `export function filler${i}(text) {\n  return text + ${i};\n}\n`,
    ]),
  ),
};
const QUESTION =
  'Why does parseHeader in src/idle.css purge the idle session, "unexpected end of header", at src/header.ts:4?';

/** Freezes data all the way down. Numbers in typed arrays cannot be frozen: they are compared. */
function deepFreeze<T>(value: T, seen = new Set<unknown>()): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value))
    return value;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) deepFreeze((value as Record<PropertyKey, unknown>)[key], seen);
  return Object.freeze(value);
}

let view: IndexView;
before(async () => {
  view = await (await indexOf(memoryPorts(pool, new MemoryWorkspace(FILES)))).view();
});

function contextOf(weights: Weights = WEIGHTS): { context: RankContext; lexical: readonly ChunkEvidence[] } {
  const query = analyseQuery(QUESTION, view);
  const known = knownTerms(view, query, weights);
  const fileOf = (chunk: number) => view.fileOf(chunk);
  const lexical = lexicalEvidence(view, known, weights, fileOf);
  return { lexical, context: { view, query, weights, known, best: lexical[0]!.lexical, fileOf } };
}

/** Runs a stage twice on what cannot be changed, and gives its result. */
function pure<In extends readonly unknown[], Out>(stage: (...given: In) => Out, ...given: In): Out {
  for (const one of given) if (one !== view) deepFreeze(one);
  const held = structuredClone(given.filter((one) => Array.isArray(one)));
  const first = deepFreeze(stage(...given));
  assert.deepEqual(stage(...given), first);
  assert.deepEqual(
    given.filter((one) => Array.isArray(one)),
    held,
  );
  return first;
}

describe('the stages of ranking', () => {
  it('change nothing they are given, and give the same for the same', () => {
    deepFreeze(view.files);
    const contents = () => view.files.map(({ row, parsed, segment }) => ({ row, parsed, segment }));
    const before = structuredClone(contents());
    const query = pure(analyseQuery, QUESTION, { suffixes: view.suffixes });
    const known = pure(knownTerms, view, query, WEIGHTS);
    const fileOf = (chunk: number) => view.fileOf(chunk);
    const lexical = pure(lexicalEvidence, view, known, WEIGHTS, fileOf);
    const context = deepFreezeContext({
      view,
      query,
      weights: WEIGHTS,
      known,
      best: lexical[0]!.lexical,
      fileOf,
    });
    const exact = pure((chunks: typeof lexical) => addExactEvidence(chunks, context), lexical);
    const asked = asAsked(context);
    const candidates = pure((chunks: typeof exact) => chooseCandidates(chunks, asked), exact);
    const files = pure((given: typeof candidates) => fileFeatures(given, asked), candidates);
    const judged = pure((given: typeof files) => judge({ asked, files: given }, RANKER), files);
    const hits = pure(
      (given: typeof judged) => orderHits(given, context, { limit: 20, joinLines: 0 }),
      judged,
    );
    assert.deepEqual(rank(view, query, { limit: 20, joinLines: 0 }).hits, hits);
    assert.deepEqual(contents(), before);
  });

  it('find each kind of exact evidence', () => {
    const { hits } = rank(view, analyseQuery(QUESTION, view), { limit: 20, joinLines: 0 });
    const kinds = new Set(hits.flatMap(({ why }) => why.evidence.map(({ kind }) => kind)));
    assert.deepEqual([...kinds].sort(), ['definition', 'frame', 'named', 'path', 'quoted']);
  });

  it('hand their input on where they find nothing', () => {
    const { lexical, context } = contextOf();
    const nothing = { ...context.query, identifiers: [], paths: [], frames: [], quoted: [] };
    assert.equal(addExactEvidence(lexical, { ...context, query: nothing }), lexical);
  });
});

/** Freezes all of a context but the index, which has caches of its own. */
function deepFreezeContext(context: RankContext): RankContext {
  for (const part of [context.query, context.weights, context.known]) deepFreeze(part);
  return Object.freeze(context);
}

describe('the weights of ranking', () => {
  const withRank = (rankWeights: Partial<Weights['rank']>): Weights => ({
    ...WEIGHTS,
    rank: { ...WEIGHTS.rank, ...rankWeights },
  });
  const exactOf = (weights: Weights, path: string): number => {
    const { context, lexical } = contextOf(weights);
    const file = view.files.findIndex((one) => one.path === path);
    return addExactEvidence(lexical, context)
      .filter((chunk) => chunk.file === file)
      .reduce((sum, { exactScore }) => sum + exactScore, 0);
  };

  it('cannot be changed for all', () => {
    for (const group of [WEIGHTS, ...Object.values(WEIGHTS)]) assert.ok(Object.isFrozen(group));
  });

  for (const [weight, path] of [
    ['exactDefinition', 'src/header.ts'],
    ['exactFrame', 'src/header.ts'],
    ['exactQuoted', 'src/header.ts'],
    ['exactPath', 'src/idle.css'],
  ] as const)
    it(`count as they are passed in: ${weight}`, () => {
      const { best } = contextOf().context;
      const without = exactOf(withRank({ [weight]: 0 }), path);
      assert.ok(exactOf(WEIGHTS, path) > without);
      const more = exactOf(withRank({ [weight]: 2 }), path) - without;
      const once = exactOf(withRank({ [weight]: 1 }), path) - without;
      assert.ok(once > 0 && Math.abs(more - 2 * once) < 1e-6 * best, `${once}, then ${more}`);
    });

  it('say how many files are looked at closely, by what they are for', () => {
    const lookedAt = (weights: Weights): string[] =>
      examine(view, analyseQuery('parse header', view), weights).files.map(
        ({ candidate }) => view.files[candidate.file]!.path,
      );
    const one = withRank({ candidateFiles: 1 });
    assert.equal(lookedAt(one)[0], 'src/header.ts');
    const testsFirst = { ...one, rolePrior: { ...WEIGHTS.rolePrior, test: 1, source: 0.01 } };
    assert.equal(lookedAt(testsFirst)[0], 'test/header.test.ts');
    assert.ok(lookedAt(WEIGHTS).length > 1);
  });

  it('say how words of a question count', () => {
    const weightOf = (weights: Weights): number =>
      analyseQuery('the `flush` of a queue', { suffixes: [], weights }).terms.find(
        ({ word }) => word === 'flush',
      )!.weight;
    assert.equal(weightOf({ ...WEIGHTS, query: { ...WEIGHTS.query, inlineCode: 7 } }), 7);
    assert.equal(weightOf(WEIGHTS), WEIGHTS.query.inlineCode);
  });
});

describe('the learnt ranker', () => {
  const files = () => examine(view, analyseQuery(QUESTION, view), WEIGHTS).files;

  it('knows each feature, and was made from many repositories', () => {
    for (const name of FILE_LAYOUT.names) {
      const isHistory = (FILE_LAYOUT.groups.history as readonly string[]).includes(name);
      const isKnown = ({ alone, withHistory }: typeof RANKER.files): boolean =>
        name in withHistory && name in alone === !isHistory;
      assert.ok(isKnown(RANKER.files) || isKnown(RANKER.filesOfRole), name);
    }
    assert.ok((RANKER.made.repositories as string[]).length >= 40);
  });

  it('gives each group its part: together they are the value', () => {
    const model = RANKER.files.alone;
    for (const { features } of files()) {
      const sum = Object.values(partsOf(model, FILE_LAYOUT, features)).reduce((all, part) => all + part, 0);
      assert.ok(Math.abs(sum - linearValue(model, FILE_LAYOUT.columns, features)) < 1e-9);
    }
  });

  it('counts a history only where there is one', () => {
    const query = analyseQuery(QUESTION, view);
    const paths = (one: IndexView): string[] => rank(one, query, { limit: 20 }).hits.map(({ path }) => path);
    const told = {
      when: 1_700_000_000,
      message: 'Purge each idle session of the header',
      paths: ['src/filler3.ts'],
    };
    const others = Array.from({ length: 9 }, (_, i) => ({
      ...told,
      message: `Count ${i}`,
      paths: ['src/cut.ts'],
    }));
    const past = { ...view, history: buildHistory([told, ...others]) };
    const place = (list: readonly string[]): number => {
      const at = list.indexOf('src/filler3.ts');
      return at < 0 ? list.length : at;
    };
    assert.ok(place(paths(past)) <= place(paths(view)));
    const group = examine(past, query, WEIGHTS).files.flatMap(({ candidate, features }) =>
      view.files[candidate.file]!.path === 'src/cut.ts' ? [features[FILE_LAYOUT.columns.inHistory]] : [],
    );
    assert.deepEqual(group, [1]);
  });
});
