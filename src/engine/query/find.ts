import type { IndexView } from '../index/repository.ts';
import { splitLines } from '../parse/lines.ts';
import type { NotRead, TableUnknown } from '../types.ts';
import { evaluate, evaluateFile } from './evaluate.ts';
import { createFacts } from './facts.ts';
import type { FindTools, Fitting, Found, Matches } from './found.ts';
import type { Query } from './language.ts';
import { layOut } from './layOut.ts';
import { asksForText, kindsOf, type Unit, unitsOf } from './units.ts';

/**
 * Everything of some files that fits a query, counted, grouped and sorted here. Exact as far as the syntax trees tell:
 * files without one, and symbols of which a fact is not known, are counted apart. Costs no model calls; reads the text
 * of files only where a query asks for a text.
 * Source: aggregation in code, methods A10 and E4.
 */
export async function findAll(query: Query, tools: FindTools): Promise<Found> {
  const matches = await matchAll(query, tools);
  const { read, leftOut } = matches;
  return { table: layOut(query, matches, tools), read, leftOut };
}

/** The units that fit a query, in the order of their files and lines. */
export async function matchAll(query: Query, tools: FindTools): Promise<Matches> {
  const { view, files, signal } = tools;
  const facts = createFacts(view);
  const kinds = kindsOf(query.where);
  const needsText = asksForText(query.where) || kinds.has('line');
  const needsTree = [...kinds].some((kind) => kind !== 'file' && kind !== 'line');
  const fitting: Fitting[] = [];
  const unknown = new Map<string, TableUnknown>();
  const read: string[] = [];
  const leftOut = new LeftOut();
  for (const file of files) {
    signal.throwIfAborted();
    const entry = view.files[file]!;
    if (evaluateFile(query.where, file, { view, facts }) === false) {
      read.push(entry.path);
      continue;
    }
    const now = needsText ? await tools.read(entry.path) : undefined;
    if (needsText && !now) {
      leftOut.gone(entry.path);
      continue;
    }
    if (needsTree && entry.row.mode === 'text' && entry.row.symbols === 0) leftOut.asText(entry.row);
    else read.push(entry.path);
    const lines = now && splitLines(now.text);
    const textOf = (unit: Unit): string =>
      unit.text ?? lines?.slice(unit.startLine, Math.min(unit.endLine, lines.count)) ?? '';
    for (const unit of unitsOf(entry, file, kinds, lines)) {
      const verdict = evaluate(query.where, unit, { view, facts, textOf });
      if (verdict === true) fitting.push({ unit, hash: now?.hash ?? entry.hash });
      else if (verdict !== false) note(unknown, verdict.unknown, entry.row.language);
    }
  }
  return { fitting, unknown: [...unknown.values()], facts, read, leftOut: leftOut.list() };
}

/** How many units a query that needs no text finds in some files, and how many tokens the index expects of their lines. */
export function measureUnits(
  { where }: Query,
  { view, files }: Pick<FindTools, 'view' | 'files'>,
): { readonly units: number; readonly tokens: number } {
  const facts = createFacts(view);
  const kinds = kindsOf(where);
  let [units, tokens] = [0, 0];
  for (const file of files) {
    if (evaluateFile(where, file, { view, facts }) === false) continue;
    const { row } = view.files[file]!;
    for (const unit of unitsOf(view.files[file]!, file, kinds)) {
      if (evaluate(where, unit, { view, facts, textOf: () => '' }) !== true) continue;
      units++;
      tokens += (row.tokens / Math.max(1, row.lines) + LINE_TOKENS) * (unit.endLine - unit.startLine + 1);
    }
  }
  return { units, tokens: Math.ceil(tokens) };
}

/** What a line costs in a prompt beside its text: its number and the bar. */
const LINE_TOKENS = 2.5;

function note(unknown: Map<string, TableUnknown>, key: string, language: string): void {
  const id = `${key} ${language}`;
  const count = (unknown.get(id)?.count ?? 0) + 1;
  unknown.set(id, { key, language, count });
}

/** Files of which no definition is known, by why: those that have no grammar as a number, the others by name. */
class LeftOut {
  #plain = 0;
  readonly #named: NotRead[] = [];

  asText({ path, textReason }: IndexView['files'][number]['row']): void {
    if (textReason === undefined || textReason === 'noGrammar') this.#plain++;
    else this.#named.push({ path, why: 'asText', detail: textReason });
  }

  gone(path: string): void {
    this.#named.push({ path, why: 'gone' });
  }

  list(): NotRead[] {
    return [...(this.#plain > 0 ? [{ files: this.#plain, why: 'asText' } as const] : []), ...this.#named];
  }
}
