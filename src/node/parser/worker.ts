/** The parser worker: owns the wasm runtime and every syntax tree. It may be killed at any moment. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { Language, Parser, Query } from 'web-tree-sitter';
import { inspectSource } from '../../engine/parse/inspect/inspect.ts';
import { parseSource } from '../../engine/parse/parseSource.ts';
import { checkSource, matchSource } from '../../engine/parse/syntax.ts';
import { type Grammar, type ParseTools, parseTree } from '../../engine/parse/trees.ts';
import { findSecrets } from '../secrets/find.ts';
import type { WorkerJob, WorkerReply, WorkerResult, WorkerSetup } from './protocol.ts';
import { createQueries } from './queries.ts';
import { createRuleQueries } from './ruleQueries.ts';
import { leaveTurn, takeTurn } from './turns.ts';

/** The part of the platform's WebAssembly that is used here; the compiler's `es` libraries do not declare it. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

const setup = workerData as WorkerSetup;
const port = parentPort!;
const queries = createQueries();
const ruleQueries = createRuleQueries();
const grammars = new Map<string, Promise<Grammar | undefined>>();
/** Our own memory for the runtime, of 1 GB at most, so that its size can be watched: recycling goes by it. */
const memory = new WebAssembly.Memory({ initial: 512, maximum: 16_384 });

function send(reply: WorkerReply): void {
  port.postMessage(reply);
}

async function loadGrammar(id: string): Promise<Grammar | undefined> {
  const spec = setup.specs.find((candidate) => candidate.id === id);
  if (!spec) return undefined;
  const folder = join(setup.grammarsDir, id);
  const language = await Language.load(await readFile(join(folder, 'grammar.wasm')));
  if (spec.hugeLexer === true) hugeLexers.add(language);
  const tags = new Query(language, await readFile(join(folder, 'tags.scm'), 'utf8'));
  const injections = spec.injections
    ? { injections: new Query(language, await readFile(join(folder, 'injections.scm'), 'utf8')) }
    : {};
  return { spec, language, tags, ...injections };
}

function nameResolver(): (name: string) => string | undefined {
  const names = new Map<string, string>();
  for (const spec of setup.specs) {
    for (const suffix of spec.suffixes) names.set(suffix.replace(/^\./, '').toLowerCase(), spec.id);
    for (const shebang of spec.shebangs) names.set(shebang, spec.id);
    names.set(spec.name.toLowerCase(), spec.id);
    names.set(spec.id, spec.id);
  }
  return (name) => names.get(name.toLowerCase());
}

/** CPU time of this thread where the runtime can tell (Node 23.9 and later), else wall time. */
function cpuMs(): number {
  if (typeof process.threadCpuUsage !== 'function') return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Languages whose lexers must not be optimised, wherever they stand: also inside a file of another one. */
const hugeLexers = new WeakSet<Language>();

/** Has the process set as a language needs it before it is parsed. */
class SettingParser extends Parser {
  override setLanguage(language: Language | null): this {
    if (language) setOptimising(!hugeLexers.has(language));
    return super.setLanguage(language);
  }
}

/** The runtime compiles a function when it is first called; whether it may be optimised later is decided then. */
function setOptimising(isOn: boolean): void {
  takeTurn(setup.turns, setup.cell, isOn ? 'optimised' : 'plain');
  setFlagsFromString(isOn ? '--wasm-dynamic-tiering' : '--no-wasm-dynamic-tiering');
  setFlagsFromString(isOn ? '--wasm-tier-up' : '--no-wasm-tier-up');
}

async function main(): Promise<void> {
  await Parser.init({ locateFile: () => setup.coreWasm, wasmMemory: memory });
  const tools: ParseTools = {
    parser: new SettingParser(),
    grammar: (id) => {
      let loading = grammars.get(id);
      if (!loading) {
        loading = loadGrammar(id);
        grammars.set(id, loading);
      }
      return loading;
    },
    resolveName: nameResolver(),
    cpuMs,
    softLimitMs: setup.softLimitMs,
  };
  const isSound = await createCanary(tools);
  leaveTurn(setup.turns, setup.cell);
  // One after the other: the CPU clock counts one file at a time, and whether the runtime optimises is set for each.
  let last = Promise.resolve();
  port.on('message', (job: WorkerJob) => {
    last = last.then(() => run(job, tools, isSound));
  });
  send({ type: 'ready' });
}

const CANARY = '{"warm": [1, "up", true, {"a": null}]}\n';

/**
 * Whether the runtime still works. A lexer that writes past its buffer (that of YAML does, for nesting beyond some 250
 * levels) damages what all languages share, and nothing fails: the next files have no tree or a wrong one. So a small
 * text is parsed after each file and compared with what came of it at first. That also has the shared core compiled
 * while it may still be optimised, whatever language comes first.
 */
async function createCanary(tools: ParseTools): Promise<() => boolean> {
  const grammar = await tools.grammar('json');
  if (grammar === undefined) return () => true;
  const look = (): string => {
    const tree = parseTree(tools.parser, grammar, { text: CANARY }, () => false);
    const shape = tree.rootNode.toString();
    tree.delete();
    return shape;
  };
  const sound = look();
  return () => look() === sound;
}

async function run(job: WorkerJob, tools: ParseTools, isSound: () => boolean): Promise<void> {
  try {
    await tools.grammar(job.language);
    if (job.type === 'match') await tools.grammar(job.query.language);
    const startMs = cpuMs();
    send({ type: 'begun', id: job.id, cpuMs: startMs });
    const result = await resultOf(job, tools);
    if (job.type !== 'search' && !isSound()) throw new Error('it damages the memory of the parser');
    send({ ...result, id: job.id, wasmBytes: memory.buffer.byteLength, cpuMs: cpuMs() - startMs });
  } catch (error) {
    send({ type: 'broken', id: job.id, message: error instanceof Error ? error.message : String(error) });
  } finally {
    leaveTurn(setup.turns, setup.cell);
  }
}

async function resultOf(job: WorkerJob, tools: ParseTools): Promise<WorkerResult> {
  switch (job.type) {
    case 'parse':
      return { type: 'parsed', file: await parseSource(job, tools) };
    case 'check':
      return { type: 'checked', check: await checkSource(job, tools) };
    case 'match':
      return { type: 'matched', matches: await matchSource(job, job.query, tools, queries) };
    case 'inspect':
      return { type: 'inspected', found: await inspectSource(job, job.queries, tools, ruleQueries) };
    case 'search':
      return { type: 'searched', secrets: await findSecrets(job.text) };
  }
}

void main();
