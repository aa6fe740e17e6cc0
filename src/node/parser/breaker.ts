/**
 * Spares the parser files that are like those it failed on. A repository may hold hundreds of files that each take a
 * parser to its limit; after a few of one shape the rest of it is not tried any more, but for a probe now and then.
 */
import type { WorkerTask } from './protocol.ts';

/** What a task is counted under, and how many failures of it are enough. */
interface Shape {
  readonly name: string;
  readonly limit: number;
}

interface Counter {
  failed: number;
  passed: number;
  /** Tasks that were not tried since the shape was given up; undefined while it is not. */
  spared: number | undefined;
  nextProbe: number;
}

/**
 * Failures that end the trying: for one size of a language, for the language, and for all texts of a kind. What people
 * write gets more tries than what only a machine makes.
 */
const LIMITS = { odd: [2, 4, 6], ordinary: [4, 8, 16], query: 3 } as const;
/** A shape of which more than so many pass for each that fails is worth trying. */
const WORTH = 4;
const FIRST_PROBE = 32;
const PROBE_GROWTH = 4;
/** CPU time on failures, in milliseconds and as a share of what was of use, after which no ratio protects a shape. */
const WASTE_MS = 30_000;
const WASTE_SHARE = 0.25;
/** Shapes that are counted; beyond it the one not seen for longest is forgotten. */
const MAX_SHAPES = 4_000;

/** Counts failures by shape. One for each pool: what it learned ends with the process. */
export class Breaker {
  readonly #counters = new Map<string, Counter>();
  #wastedMs = 0;
  #usefulMs = 0;

  /** Whether a task of these shapes is to be tried: the narrowest that was given up decides. Counts those that are not. */
  allows(shapes: readonly Shape[]): boolean {
    for (const { name } of shapes) {
      const counter = this.#counters.get(name);
      if (counter?.spared === undefined) continue;
      counter.spared++;
      if (counter.spared < counter.nextProbe) return false;
      counter.nextProbe *= PROBE_GROWTH;
      return true;
    }
    return true;
  }

  /** Notes how a task ended. True when that gives up a shape, so that what waits must be looked at again. */
  note(shapes: readonly Shape[], outcome: { readonly hasFailed: boolean; readonly cpuMs: number }): boolean {
    if (outcome.hasFailed) this.#wastedMs += outcome.cpuMs;
    else this.#usefulMs += outcome.cpuMs;
    const isOver = this.#wastedMs > Math.max(WASTE_MS, this.#usefulMs * WASTE_SHARE);
    let isNews = false;
    for (const shape of shapes) {
      const counter = this.#counterOf(shape.name);
      if (outcome.hasFailed) {
        counter.failed++;
        const isWorth = !isOver && counter.passed > counter.failed * WORTH;
        if (counter.failed < shape.limit || isWorth || counter.spared !== undefined) continue;
        counter.spared = 0;
        isNews = true;
      } else if (counter.spared === undefined) counter.passed++;
      else Object.assign(counter, fresh(), { passed: 1 });
    }
    return isNews;
  }

  #counterOf(name: string): Counter {
    const counter = this.#counters.get(name) ?? fresh();
    this.#counters.delete(name);
    this.#counters.set(name, counter);
    const [oldest] = this.#counters.keys();
    if (this.#counters.size > MAX_SHAPES && oldest !== undefined) this.#counters.delete(oldest);
    return counter;
  }
}

function fresh(): Counter {
  return { failed: 0, passed: 0, spared: undefined, nextProbe: FIRST_PROBE };
}

/** The shapes of a task, the narrowest first. One pass over the text. */
export function shapesOf(task: WorkerTask): readonly Shape[] {
  const { type, language, text } = task;
  const size = Math.floor(Math.log2(text.length + 1) / 2);
  const kind = kindOf(text);
  const isLarge = text.length > 8_192;
  const [ofSize, ofLanguage, ofKind] = kind === 'ordinary' ? LIMITS.ordinary : LIMITS.odd;
  const shapes = [
    { name: `${type} ${language} ${size} ${kind}`, limit: ofSize },
    { name: `${type} ${language} ${kind}`, limit: ofLanguage },
    { name: `${type} ${isLarge ? 'large' : 'small'} ${kind}`, limit: ofKind },
  ];
  if (type !== 'match') return shapes;
  return [...shapes, { name: `query ${task.query.language} ${task.query.text}`, limit: LIMITS.query }];
}

/** Deeper than people nest. */
const DEEP = 256;
/** Fewer different characters than any text that says something has. */
const FEW_CHARACTERS = 16;
/** A sign that is so much of a text is a list of numbers, or a trap. */
const MUCH = 0.4;

/** What kind of text it is, by its nesting and by how much of it is the same sign. */
export function kindOf(text: string): 'deep' | 'monotone' | 'ordinary' {
  const counts = new Uint32Array(128);
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    counts[code < 128 ? code : 127]!++;
    if (code === 0x28 || code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((code === 0x29 || code === 0x5d || code === 0x7d) && depth > 0) depth--;
  }
  if (deepest > DEEP) return 'deep';
  let [distinct, most, inked] = [0, 0, 0];
  for (let code = 0x21; code < 128; code++) {
    const count = counts[code]!;
    inked += count;
    if (count > 0) distinct++;
    if (!/[0-9a-z\x7f]/i.test(String.fromCharCode(code))) most = Math.max(most, count);
  }
  return text.length > 1_000 && (distinct < FEW_CHARACTERS || most > inked * MUCH) ? 'monotone' : 'ordinary';
}
