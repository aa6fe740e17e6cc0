import { ASK_DEFAULTS, type AskSettings, ask } from './agents/ask.ts';
import { runEvents } from './agents/run.ts';
import { recheckCitation } from './answer/verify.ts';
import type { IndexProgress, NumberedEvent } from './events.ts';
import { type Outline, outlineOf, reportSymbol, type SymbolReport } from './index/outline.ts';
import { type IndexPorts, openRepositoryIndex, type UpdateResult } from './index/repository.ts';
import type { FileRow } from './index/snapshot.ts';
import type { Git, Model } from './ports.ts';
import { analyseQuery } from './retrieve/query.ts';
import { rank } from './retrieve/rank.ts';
import type { Citation, Hit, SkippedFile, SourceFile } from './types.ts';

export interface EnginePorts extends IndexPorts {
  readonly model?: Model;
  readonly git?: Git;
}

export interface EngineSettings {
  /** Identifies the grammars and rules that made an index; another value means another index. */
  readonly grammars: string;
  readonly ask?: Partial<AskSettings>;
}

export interface IndexStatus {
  readonly files: {
    readonly seen: number;
    readonly indexed: number;
    readonly skipped: readonly SkippedFile[];
  };
  readonly lines: { readonly total: number; readonly covered: number };
  readonly chunks: number;
  readonly symbols: number;
  readonly edges: number;
  /** Indexed files by language. */
  readonly languages: Readonly<Record<string, number>>;
  /** Files that have a grammar and were kept as text, and why. */
  readonly keptAsText: readonly { readonly path: string; readonly reason: string }[];
  readonly savedAtMs?: number;
}

/** Everything the doors (editor, command line, MCP) can ask for. One engine for one workspace. */
export interface Engine {
  /** Makes the index equal to the workspace. Throws only when aborted; what was read by then is kept. */
  update(options: {
    signal: AbortSignal;
    onProgress?: (progress: IndexProgress) => void;
  }): Promise<UpdateResult>;
  /** Writes the index. False when another process keeps the store. */
  save(): Promise<boolean>;
  status(): Promise<IndexStatus>;
  /** Ranked ranges, best first, with the reason for each. No model calls. */
  search(
    question: string,
    options: { limit: number },
  ): Promise<{ hits: readonly Hit[]; terms: readonly string[] }>;
  outline(path: string): Promise<Outline | undefined>;
  symbol(name: string): Promise<SymbolReport[]>;
  /** Answers a question as a stream that ends with exactly one of `done`, `failed`, `aborted`. */
  ask(
    question: string,
    options: { signal: AbortSignal; settings?: Partial<AskSettings> },
  ): AsyncGenerator<NumberedEvent>;
  /** Checks citations shown earlier against the files as they are now. */
  recheck(citations: readonly Citation[]): Promise<Citation[]>;
}

/** Composes the engine by hand: what each part gets is visible here. */
export async function createEngine(ports: EnginePorts, settings: EngineSettings): Promise<Engine> {
  const index = await openRepositoryIndex(ports, settings.grammars);
  const never = new AbortController().signal;
  const read = async (path: string): Promise<SourceFile | undefined> => {
    const file = await ports.workspace.read(path, { signal: never });
    return 'text' in file ? file : undefined;
  };
  return Object.freeze<Engine>({
    update: (options) => index.update(options),
    save: () => index.save(),
    async status() {
      const saved = index.savedAtMs();
      return {
        ...countRows(index.rows(), index.skipped()),
        edges: await index.edges(),
        ...(saved ? { savedAtMs: saved } : {}),
      };
    },
    async search(question, { limit }) {
      const ranked = rank(await index.view(), analyseQuery(question), limit);
      return { hits: ranked.hits, terms: ranked.known.map(({ word }) => word) };
    },
    outline: async (path) => outlineOf(await index.view(), path),
    symbol: async (name) => reportSymbol(await index.view(), name),
    ask(question, { signal, settings: own }) {
      const runId = ports.random.hex(8);
      const events = (async function* () {
        const parts = {
          view: await index.view(),
          model: ports.model,
          runId,
          fence: `passages-${ports.random.hex(6)}`,
          commit: await ports.git?.head(),
          read,
        };
        yield* ask(question, parts, { ...ASK_DEFAULTS, ...settings.ask, ...own }, signal);
      })();
      return runEvents(runId, events, { signal, log: ports.log });
    },
    recheck: (citations) => Promise.all(citations.map((citation) => recheckCitation(citation, { read }))),
  });
}

function countRows(rows: readonly FileRow[], skipped: readonly SkippedFile[]): Omit<IndexStatus, 'edges'> {
  const languages: Record<string, number> = {};
  const totals = { total: 0, covered: 0 };
  let [chunks, symbols] = [0, 0];
  for (const row of rows) {
    languages[row.language] = (languages[row.language] ?? 0) + 1;
    totals.total += row.lines;
    totals.covered += row.covered;
    chunks += row.chunks;
    symbols += row.symbols;
  }
  const keptAsText = rows
    .filter((row) => row.textReason && row.textReason !== 'noGrammar')
    .map((row) => ({ path: row.path, reason: row.textReason! }));
  return {
    files: { seen: rows.length + skipped.length, indexed: rows.length, skipped },
    lines: totals,
    chunks,
    symbols,
    languages,
    keptAsText,
  };
}
