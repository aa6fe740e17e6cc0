import { recheckCitation } from '../../answer/verify.ts';
import { JUDGED_KEY } from '../../index/repository.ts';
import type { Store } from '../../ports.ts';
import type { CitedLines, ConcealedFile, JudgedProof, Rule } from '../../types.ts';
import { type Candidate, citedLines } from './finding.ts';
import type { TiedPiece } from './piece.ts';

/** Raised whenever the stored form, the prompts, or what is made of a reply changes; another version is never read. */
const VERSION = 1;
/** Pieces that are kept at most: the oldest go first. */
const MOST_KEPT = 50_000;

/** What was found in a piece. Lines of the piece itself are counted from its first one. */
interface StoredFinding {
  readonly rule: string;
  readonly proof: JudgedProof;
}

interface Stored {
  readonly version: number;
  /** By the keys of pieces, the oldest first. */
  readonly pieces: Readonly<Record<string, readonly StoredFinding[]>>;
}

export interface RecallTools {
  readonly rules: ReadonlyMap<string, Rule>;
  read(path: string): Promise<ConcealedFile | undefined>;
}

/**
 * What models said of pieces that have not changed since, nor their neighbours, nor the rules. Kept beside the index; holds
 * no text but the lines of findings, and claims.
 */
export class KnownPieces {
  readonly #store: Store;
  readonly #pieces: Map<string, readonly StoredFinding[]>;
  #isDirty = false;

  private constructor(store: Store, pieces: Stored['pieces']) {
    this.#store = store;
    this.#pieces = new Map(Object.entries(pieces));
  }

  static async open(store: Store): Promise<KnownPieces> {
    const bytes = await store.read(JUDGED_KEY);
    const stored = bytes && decode(bytes);
    return new KnownPieces(store, stored?.version === VERSION ? stored.pieces : {});
  }

  /**
   * What was found in a piece; undefined when nobody looked, or when lines elsewhere that prove it are not as they were:
   * then it has to be judged again.
   */
  async recall(piece: TiedPiece, { rules, read }: RecallTools): Promise<readonly Candidate[] | undefined> {
    const stored = this.#pieces.get(piece.key);
    if (!stored) return undefined;
    const found: Candidate[] = [];
    for (const { rule: id, proof } of stored) {
      const rule = rules.get(id);
      const evidence = await standing(proof.evidence, piece, read);
      const against = await standing(proof.against, piece, read);
      if (!rule || !evidence || !against) return undefined;
      found.push({ piece, rule, proof: { ...proof, evidence, against } });
    }
    // What was used last goes last.
    this.#pieces.delete(piece.key);
    this.#pieces.set(piece.key, stored);
    return found;
  }

  keep(piece: TiedPiece, found: readonly Candidate[]): void {
    const { startLine } = piece;
    const stored = found.map(({ rule, proof }): StoredFinding => {
      const shift = (lines: readonly CitedLines[]): CitedLines[] =>
        lines.map((one) => (isOf(piece, one) ? moved(one, 1 - startLine) : one));
      return {
        rule: rule.id,
        proof: { ...proof, evidence: shift(proof.evidence), against: shift(proof.against) },
      };
    });
    this.#pieces.delete(piece.key);
    this.#pieces.set(piece.key, stored);
    this.#isDirty = true;
  }

  /** Writes what is known; another process may keep that from happening. */
  async save(): Promise<void> {
    if (!this.#isDirty) return;
    const pieces = Object.fromEntries([...this.#pieces].slice(-MOST_KEPT));
    const stored: Stored = { version: VERSION, pieces };
    const bytes = new TextEncoder().encode(JSON.stringify(stored));
    await this.#store.exclusive(() => this.#store.write(JUDGED_KEY, bytes));
    this.#isDirty = false;
  }
}

/** Stands for a line that is counted from the first one of a piece: the path of no file. */
const OWN = '';

const isOf = (piece: TiedPiece, { path, startLine, endLine }: CitedLines): boolean =>
  path === piece.file.path && startLine >= piece.startLine && endLine <= piece.endLine;

const moved = (one: CitedLines, by: number): CitedLines => ({
  ...one,
  path: OWN,
  startLine: one.startLine + by,
  endLine: one.endLine + by,
});

/** Lines as they stand now; undefined when one of them is not there any more. */
async function standing(
  lines: readonly CitedLines[],
  piece: TiedPiece,
  read: RecallTools['read'],
): Promise<readonly CitedLines[] | undefined> {
  const now: CitedLines[] = [];
  for (const { path, startLine, endLine, quote, hash } of lines) {
    if (path === OWN) {
      const by = piece.startLine - 1;
      now.push(citedLines(piece.file, { startLine: startLine + by, endLine: endLine + by }));
      continue;
    }
    const cited = { path, startLine, endLine, quote, hash, state: 'verified' as const };
    const checked = await recheckCitation(cited, { read });
    if (checked.state === 'stale') return undefined;
    now.push({ path, startLine: checked.startLine, endLine: checked.endLine, quote, hash: checked.hash });
  }
  return now;
}

function decode(bytes: Uint8Array): Stored | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Stored;
  } catch {
    // It can be asked again.
    return undefined;
  }
}
