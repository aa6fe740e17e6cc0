import { existsSync } from 'node:fs';
import { languageDetector, suffixesByName, suffixesOf } from '../../engine/parse/language.ts';
import { splitLines } from '../../engine/parse/lines.ts';
import { plainFile, textReasonOf } from '../../engine/parse/parseSource.ts';
import type { Parser, ParserFile, RuleMatches, Secrets, SyntaxFault } from '../../engine/ports.ts';
import type { RuleQuery } from '../../engine/types.ts';
import { isSecretPath } from '../secrets/paths.ts';
import type { WorkerTask } from './protocol.ts';
import { ParserWorkers, type PoolCounts, type PoolOptions } from './workers.ts';

export type { PoolCounts, PoolOptions };

export interface ParserPool extends Parser {
  /** Searches texts for secrets in the same workers: a text that takes too long counts as secret as a whole. */
  readonly secrets: Secrets;
  counts(): PoolCounts;
  dispose(): Promise<void>;
}

/** Longest text of a query, in UTF-16 units. */
export const MAX_QUERY_CHARS = 65_536;

/**
 * The Parser port on a pool of killable workers. A file that costs two workers is kept as text from then on, by its
 * hash; so is the pair of a file and a query, while the file itself is parsed as before.
 */
export function createParserPool(options: PoolOptions): ParserPool {
  const workers = new ParserWorkers(options);
  const detect = languageDetector(options.specs);
  const known = new Set(options.specs.map((spec) => spec.id));
  const mixed = new Set(options.specs.filter((spec) => spec.injections).map(({ id }) => id));
  const languageOf = ({ path, text }: ParserFile): string => detect(path, text);

  /** Why a file cannot have a tree, or the language it has one in. */
  function treeOf(file: ParserFile): { readonly language: string } | { readonly fault: SyntaxFault } {
    const language = languageOf(file);
    const reason = workers.lossOf(file.hash) ?? textReasonOf({ language, text: file.text });
    if (reason) return { fault: { kind: reason } };
    return known.has(language) ? { language } : { fault: { kind: 'noGrammar' } };
  }

  return {
    width: workers.room,
    counts: () => workers.counts(),
    dispose: () => workers.dispose(),
    secrets: secretsOf(workers),
    suffixes: suffixesOf(options.specs),
    suffixByName: suffixesByName(options.specs),
    languageOf(path, firstLine) {
      const id = detect(path, firstLine);
      return id === 'text' ? undefined : id;
    },
    async parse(file, { signal }) {
      signal.throwIfAborted();
      const language = languageOf(file);
      const { text, hash } = file;
      const plain = (reason: Parameters<typeof plainFile>[2]) =>
        plainFile(language, splitLines(text), reason);
      const reason = workers.lossOf(hash) ?? textReasonOf({ language, text });
      if (reason) return plain(reason);
      if (!known.has(language) && language !== 'notebook' && language !== 'markdown')
        return plain('noGrammar');
      const outcome = await workers.run({ type: 'parse', language, text }, hash, signal);
      if (outcome.type === 'parsed') return outcome.file;
      return plain(outcome.type === 'lost' ? outcome.reason : 'parserCrash');
    },
    async check(file, { signal }) {
      signal.throwIfAborted();
      const tree = treeOf(file);
      if ('fault' in tree) return { type: 'fault', fault: tree.fault };
      const task: WorkerTask = { type: 'check', language: tree.language, text: file.text };
      const outcome = await workers.run(task, file.hash, signal);
      if (outcome.type === 'checked') return outcome.check;
      return { type: 'fault', fault: { kind: outcome.type === 'lost' ? outcome.reason : 'parserCrash' } };
    },
    async match(file, query, { signal }) {
      signal.throwIfAborted();
      if (query.text.length > MAX_QUERY_CHARS)
        return { type: 'fault', fault: { kind: 'badQuery', problem: 'tooLong' } };
      const tree = treeOf(file);
      if ('fault' in tree) return { type: 'fault', fault: tree.fault };
      const key = [file.hash, query.language, query.text].join('\0');
      const lost = workers.lossOf(key);
      if (lost) return { type: 'fault', fault: { kind: lost } };
      const task: WorkerTask = { type: 'match', language: tree.language, text: file.text, query };
      const outcome = await workers.run(task, key, signal);
      if (outcome.type === 'matched') return outcome.matches;
      return { type: 'fault', fault: { kind: outcome.type === 'lost' ? outcome.reason : 'parserCrash' } };
    },
    async inspect(file, queries, { signal }) {
      signal.throwIfAborted();
      const tree = treeOf(file);
      if ('fault' in tree) return { type: 'fault', fault: tree.fault };
      const { language } = tree;
      // Code of other languages may stand in some files: then all queries are of use.
      const own = queries.filter((query) => query.language === language || mixed.has(language));
      return await inspect(workers, { file, language, queries: own }, signal);
    },
  };
}

/** Secrets are searched by the same workers. A text that none could search is secret as a whole. */
function secretsOf(workers: ParserWorkers): Secrets {
  return {
    async find({ path, text, hash }, { signal }) {
      signal.throwIfAborted();
      if (path !== undefined && isSecretPath(path)) return { type: 'all', why: 'name' };
      const key = `search\0${hash}`;
      if (hash !== '' && workers.lossOf(key)) return { type: 'all', why: 'notSearched' };
      const outcome = await workers.run({ type: 'search', language: '', text }, key, signal);
      return outcome.type === 'searched'
        ? { type: 'ranges', ranges: outcome.secrets }
        : { type: 'all', why: 'notSearched' };
    },
  };
}

interface Inspection {
  readonly file: ParserFile;
  readonly language: string;
  readonly queries: readonly RuleQuery[];
}

/** What is lost is the pair of the file and these queries. */
async function inspect(
  workers: ParserWorkers,
  { file: { text, hash }, language, queries }: Inspection,
  signal: AbortSignal,
): Promise<RuleMatches> {
  if (queries.length === 0) return { type: 'inspected', hits: [], failed: [], unsure: 0, waived: 0 };
  const key = ['inspect', hash, ...queries.map((one) => `${one.rule}\0${one.text}`)].join('\0');
  const lost = workers.lossOf(key);
  if (lost) return { type: 'fault', fault: { kind: lost } };
  const outcome = await workers.run({ type: 'inspect', language, text, queries }, key, signal);
  if (outcome.type === 'inspected') return outcome.found;
  return { type: 'fault', fault: { kind: outcome.type === 'lost' ? outcome.reason : 'parserCrash' } };
}

/** Where the build puts what a pool needs, seen from a folder that holds `grammars/` and the core wasm. */
export function parserFiles(distDir: string): { grammarsDir: string; coreWasm: string; workerFile: string } {
  const workerFile = `${distDir}/parser.js`;
  if (!existsSync(workerFile))
    throw new Error(`The build in ${distDir} is not complete: run "npm run build".`);
  return { grammarsDir: `${distDir}/grammars`, coreWasm: `${distDir}/tree-sitter.wasm`, workerFile };
}
