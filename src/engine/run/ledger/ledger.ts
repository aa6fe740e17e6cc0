import { isProved } from '../../answer/verify.ts';
import type { Citation, Claim } from '../../types.ts';

/** A claim that a reader made and that its quotes prove. Entries are only ever added. */
export interface LedgerEntry {
  /** `c1`, `c2`, ... in the order in which they were recorded. */
  readonly id: string;
  readonly text: string;
  /** Those that prove it: verified or re-anchored. */
  readonly citations: readonly Citation[];
  /** The segment that it was found in, from 1. */
  readonly segment: number;
}

/** A claim that a later segment speaks against. */
export interface Contradiction {
  readonly of: string;
  readonly by: string;
}

/** What is handed to the next reader: as much of the ledger as a limit allows, the most telling first. */
export interface HandOver {
  readonly entries: readonly LedgerEntry[];
  readonly open: readonly string[];
  readonly contradictions: readonly Contradiction[];
  /** Entries that the limit left out. They stay in the ledger. */
  readonly leftOut: number;
}

/** What became of the claims of one reader. */
export interface Recorded {
  readonly ids: readonly string[];
  readonly added: readonly LedgerEntry[];
  readonly unproved: number;
}

/** Evidence of a run, kept outside of every model: what a reader forgets is not lost. */
export interface Ledger {
  /** Records what of a reader's claims is proved; gives the ids, what is new, and how many claims were not. */
  record(claims: readonly Claim[], segment: number): Recorded;
  /** The order of importance that a reader gives: ids that it does not name follow in their old order. */
  order(ids: readonly string[]): { readonly putBack: number };
  contradict(contradictions: readonly Contradiction[]): void;
  /** Questions that are still open; each reader's replace those before. */
  setOpen(open: readonly string[]): void;
  handOver(limitTokens: number, countTokens: (text: string) => number): HandOver;
  /** All entries, the most telling first. */
  entries(): readonly LedgerEntry[];
  open(): readonly string[];
  contradictions(): readonly Contradiction[];
}

/** Contradictions that are kept. */
const MOST_CONTRADICTIONS = 50;

/**
 * An empty ledger. Source: the communication unit of Chain-of-Agents (Zhang et al. 2024), with the evidence taken out
 * of it, so that a reader that drops a fact loses nothing.
 */
export function createLedger(): Ledger {
  const entries = new Map<string, LedgerEntry>();
  let ranked: string[] = [];
  let open: readonly string[] = [];
  const contradictions: Contradiction[] = [];
  const byRank = (): LedgerEntry[] => ranked.map((id) => entries.get(id)!);
  return {
    record(claims, segment) {
      const proved = claims.filter(isProved);
      const added: LedgerEntry[] = [];
      const ids = proved.map(({ text, citations }) => {
        const known = [...entries.values()].find((entry) => isSame(entry, text, citations));
        if (known) return known.id;
        const id = `c${entries.size + 1}`;
        const good = citations.filter(isProved);
        const entry = { id, text, citations: good, segment };
        entries.set(id, entry);
        added.push(entry);
        ranked.push(id);
        return id;
      });
      return { ids, added, unproved: claims.length - proved.length };
    },
    order(ids) {
      const named = [...new Set(ids)].filter((id) => entries.has(id));
      const rest = ranked.filter((id) => !named.includes(id));
      ranked = [...named, ...rest];
      return { putBack: rest.length };
    },
    contradict(added) {
      for (const { of, by } of added)
        if (entries.has(of) && contradictions.length < MOST_CONTRADICTIONS) contradictions.push({ of, by });
    },
    setOpen(next) {
      open = next;
    },
    handOver(limitTokens, countTokens) {
      let left =
        limitTokens -
        countTokens(open.join('\n')) -
        countTokens(contradictions.map(({ by }) => by).join('\n'));
      const taken: LedgerEntry[] = [];
      for (const entry of byRank()) {
        const tokens = countTokens(entryLine(entry)) + 2;
        if (tokens > left) break;
        left -= tokens;
        taken.push(entry);
      }
      return {
        entries: taken,
        open,
        contradictions: [...contradictions],
        leftOut: entries.size - taken.length,
      };
    },
    entries: byRank,
    open: () => open,
    contradictions: () => contradictions,
  };
}

/** An entry on one line, as it is handed on. */
export function entryLine({ id, text, citations }: LedgerEntry): string {
  const places = citations.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`);
  return `[${id}] ${text} (${places.join(', ')})`;
}

function isSame(entry: LedgerEntry, text: string, citations: readonly Citation[]): boolean {
  const placesOf = (all: readonly Citation[]): string =>
    all.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`).join();
  return entry.text === text && placesOf(entry.citations) === placesOf(citations);
}
