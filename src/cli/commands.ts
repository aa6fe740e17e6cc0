import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { clearStored, openPlaces } from '../host/stored.ts';
import { visibleJson } from '../present/untrusted.ts';
import { withinWidth } from './columns.ts';
import { renderHits, renderOutline, renderStatus, renderSymbols } from './render.ts';
import { renderUsesReport } from './renderUses.ts';
import { CliError, type CommonOptions, EXIT, openSession, type Session } from './session.ts';
import { shown, type Terminal } from './terminal.ts';

export interface Context {
  readonly options: CommonOptions & Record<string, unknown>;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Opens a session for a command and closes it whatever happens. */
export async function withSession(
  context: Context,
  wants: { model: boolean },
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const session = await openSession(context.options, context.terminal, context.signal, wants);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/** One document on one line; a terminal may be what reads it. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.raw(`${visibleJson(value)}\n`);
}

/** Peak resident memory of the process in MB (workers are threads of it). */
function peakMB(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

export function indexCommand(context: Context): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, root, terminal, refresh, problems }) => {
    const ms = Math.round(await refresh());
    const status = await engine.status();
    const { savedAtMs: _saved, ...counts } = status;
    if (context.options.json) printJson(terminal, { ...counts, problems: problems(), ms, rssMB: peakMB() });
    else
      terminal.out(
        `${renderStatus({ ...status, problems: [] }, root, terminal)}  took       ${(ms / 1000).toFixed(1)} s, ${peakMB()} MB at most\n`,
      );
    return EXIT.ok;
  });
}

export function statusCommand(context: Context): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, root, indexDir, terminal, problems }) => {
    const status = await engine.status();
    if (context.options.json)
      printJson(terminal, { ...status, root, indexDir: indexDir ?? null, problems: problems() });
    else if (status.savedAtMs === undefined)
      terminal.out(
        indexDir === undefined
          ? `${shown(root)} has no index, and none can be kept.\n`
          : `${shown(root)} has no index yet. Make one with: sightline index\n`,
      );
    else
      terminal.out(
        renderStatus({ ...status, problems: problems() }, root, terminal) +
          withinWidth(
            `  saved      ${new Date(status.savedAtMs).toISOString()}\n  stored in  ${shown(indexDir ?? '')}\n`,
            terminal.width,
          ),
      );
    return status.savedAtMs === undefined ? EXIT.notFound : EXIT.ok;
  });
}

export function searchCommand(context: Context, query: string): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, terminal, refresh, problems }) => {
    await refresh();
    const found = await engine.search(query, { limit: Number(context.options.limit) });
    if (context.options.json) printJson(terminal, { query, ...found, problems: problems() });
    else if (found.hits.length === 0)
      terminal.out('Nothing was found: no word of the query stands in the indexed files.\n');
    else terminal.out(renderHits(found.hits, terminal));
    return found.hits.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

export function rankCommand(context: Context): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, terminal, refresh, signal }) => {
    const indexMs = Math.round(await refresh());
    const startMs = performance.now();
    let queries = 0;
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
      signal.throwIfAborted();
      if (line.trim() === '') continue;
      const { id, query } = readQuery(line);
      const { hits } = await engine.search(query, { limit: Math.min(200, Number(context.options.limit)) });
      printJson(terminal, {
        id,
        results: hits.map(({ path, startLine, endLine, score }) => ({ path, startLine, endLine, score })),
      });
      queries++;
    }
    const { files, chunks } = await engine.status();
    printJson(terminal, {
      meta: {
        indexMs,
        files: files.indexed,
        chunks,
        queries,
        queryMs: Math.round(performance.now() - startMs),
        rssMB: peakMB(),
      },
    });
    return EXIT.ok;
  });
}

function readQuery(line: string): { id: unknown; query: string } {
  try {
    const { id, query } = JSON.parse(line) as { id: unknown; query: unknown };
    if (typeof query === 'string') return { id, query };
  } catch {
    // Said below, with what was expected.
  }
  throw new CliError(
    `Standard input has a line that is not {"id":...,"query":"..."}: ${shown(line.slice(0, 120))}`,
    EXIT.usage,
  );
}

export function outlineCommand(context: Context, path = ''): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, terminal, refresh, problems }) => {
    await refresh();
    const outline = await engine.outline(path);
    if (!outline)
      throw new CliError(
        `${shown(path)} is not an indexed file or folder. Paths are relative to --root; "sightline status" lists what was skipped.`,
        EXIT.notFound,
      );
    if (context.options.json) printJson(terminal, { ...outline, problems: problems() });
    else terminal.out(renderOutline(outline, terminal));
    return EXIT.ok;
  });
}

export function symbolCommand(context: Context, name: string): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, terminal, refresh, problems }) => {
    await refresh();
    const reports = await engine.symbol(name);
    if (context.options.json) printJson(terminal, { name, definitions: reports, problems: problems() });
    else if (reports.length === 0)
      terminal.out(`No definition of ${shown(name)} was found. "sightline search" looks at all words.\n`);
    else terminal.out(renderSymbols(reports, terminal));
    return reports.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

export function usesCommand(context: Context, name: string): Promise<number> {
  return withSession(context, { model: false }, async ({ engine, terminal, refresh, problems }) => {
    await refresh();
    const report = await engine.uses(name);
    if (context.options.json) printJson(terminal, { name, ...report, problems: problems() });
    else terminal.out(renderUsesReport(report, context.options.all === true, terminal));
    return report.definitions.length + report.named.length === 0 ? EXIT.notFound : EXIT.ok;
  });
}

export async function clearCommand({ options, terminal }: Context): Promise<number> {
  const places = openPlaces();
  if (!options.all && !existsSync(options.root)) {
    throw new CliError(
      `${shown(options.root)} does not exist. Give the folder with --root, or clear all with --all.`,
      EXIT.index,
    );
  }
  let bytes = options.all ? await places.clearAllIndexes() : 0;
  bytes += await clearStored(places, [options.root], { index: !options.all, state: options.state === true });
  if (options.json) printJson(terminal, { bytes });
  else terminal.out(`Removed ${(bytes / 1e6).toFixed(1)} MB of stored data.\n`);
  return EXIT.ok;
}
