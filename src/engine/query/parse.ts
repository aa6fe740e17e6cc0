import {
  ALIASES,
  type Comparison,
  type Expression,
  FLAGS,
  GROUPS,
  HAS,
  KEYS,
  type KeySpec,
  type Query,
  type QueryFault,
  type QueryFlag,
  type QueryKey,
  SORTS,
  type SortKey,
} from './language.ts';
import { nearest } from './nearest.ts';

const MOST_CHARS = 2_000;
const MOST_DEPTH = 40;
const WORD_AT = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const COMPARISON_AT = /!=|>=|<=|[:=<>]/y;
const NUMBER = /^\d{1,9}$/;
const RANGE = /^(\d{1,9})\.\.(\d{1,9})$/;

const OTHERS = ['has', 'sort', 'group', 'limit', 'count'];
const NAMES = [...Object.keys(KEYS), ...FLAGS, ...OTHERS];

/**
 * Reads a query, or says what is wrong with it, and where. `and` binds closer than `or`; conditions beside each other are
 * joined by `and`. Linear in the text, of which 2,000 characters are read.
 */
export function parseQuery(text: string): Query | QueryFault {
  if (text.length > MOST_CHARS) return { kind: 'tooLong', at: MOST_CHARS, found: '', expected: [] };
  const parser = new QueryParser(text);
  try {
    return parser.query();
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

export const isFault = (result: Query | QueryFault): result is QueryFault => !('where' in result);

/** Whether a text that is no query was meant to be one: it begins with a key and what belongs behind it. */
export function beginsAsQuery(text: string): boolean {
  const [, name = ''] = /^[\s(!]*([A-Za-z][A-Za-z-]*)(?::|[<>]=?\s*\d|!?=)/.exec(text) ?? [];
  return keyOf(name) !== undefined || OTHERS.includes(name.toLowerCase());
}

class Fault extends Error {
  readonly fault: QueryFault;

  constructor(fault: QueryFault) {
    super(fault.kind);
    this.fault = fault;
  }
}

const normal = (word: string): string => word.toLowerCase().replaceAll('-', '');

function nameOf(word: string): QueryKey | QueryFlag | undefined {
  const name = normal(word);
  if (Object.hasOwn(KEYS, name)) return name as QueryKey;
  if ((FLAGS as readonly string[]).includes(name)) return name as QueryFlag;
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
}

function keyOf(word: string): QueryKey | undefined {
  const name = nameOf(word);
  return name !== undefined && Object.hasOwn(KEYS, name) ? (name as QueryKey) : undefined;
}

type Settings = { -readonly [Key in 'group' | 'sort' | 'limit']?: Query[Key] } & { isCount: boolean };

class QueryParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  readonly #settings: Settings = { isCount: false };

  constructor(text: string) {
    this.#text = text;
  }

  query(): Query {
    const where = this.#or();
    this.#blanks();
    if (this.#at < this.#text.length) throw this.#expected(['key:value', 'or', '(']);
    if (!where && !this.#settings.isCount && !this.#settings.group)
      throw new Fault({ kind: 'empty', at: 0, found: '', expected: ['key:value'] });
    return { text: this.#text.trim(), where: where ?? { type: 'and', of: [] }, ...this.#settings };
  }

  #blanks(): void {
    while (this.#at < this.#text.length && /\s/.test(this.#text[this.#at]!)) this.#at++;
  }

  #or(): Expression | undefined {
    const parts = [this.#and()];
    while (this.#takeWord('or') || this.#takeSign('|')) parts.push(this.#and());
    const whole = parts.filter((part) => part !== undefined);
    if (parts.length > 1 && whole.length < parts.length) throw this.#expected(['key:value']);
    return whole.length > 1 ? { type: 'or', of: whole } : whole[0];
  }

  #and(): Expression | undefined {
    const parts: Expression[] = [];
    for (;;) {
      this.#blanks();
      if (parts.length > 0 && (this.#takeWord('and') || this.#takeSign('&'))) this.#blanks();
      if (
        this.#at >= this.#text.length ||
        this.#text[this.#at] === ')' ||
        this.#isWord('or') ||
        this.#isSign('|')
      )
        break;
      const part = this.#not();
      if (part) parts.push(part);
    }
    return parts.length > 1 ? { type: 'and', of: parts } : parts[0];
  }

  #not(): Expression | undefined {
    if (this.#takeSign('!') || this.#takeWord('not')) {
      this.#deeper();
      const at = this.#at;
      const of = this.#not();
      this.#depth--;
      if (!of) throw this.#expected(['key:value'], at);
      return { type: 'not', of };
    }
    if (!this.#takeSign('(')) return this.#condition();
    this.#deeper();
    const at = this.#at;
    const inner = this.#or();
    if (!inner) throw this.#expected(['key:value'], at);
    if (!this.#takeSign(')')) throw this.#expected([')']);
    this.#depth--;
    return inner;
  }

  #deeper(): void {
    if (++this.#depth > MOST_DEPTH)
      throw new Fault({ kind: 'tooDeep', at: this.#at, found: '', expected: [] });
  }

  #condition(): Expression | undefined {
    this.#blanks();
    const start = this.#at;
    const word = this.#word();
    if (word === undefined) throw this.#expected(['key:value', '(', '!']);
    const op = this.#comparison();
    if (op === undefined) return this.#flagOrSetting(word, start);
    const other = normal(word);
    if (other === 'has') return { type: 'flag', flag: HAS[this.#choice(Object.keys(HAS))]! };
    if (other === 'sort' || other === 'group' || other === 'limit') return this.#setting(other, op);
    const key = keyOf(word);
    if (!key) throw this.#unknownKey(word, start);
    return this.#values(key, op);
  }

  #flagOrSetting(word: string, at: number): Expression | undefined {
    const name = nameOf(word);
    if (name !== undefined && (FLAGS as readonly string[]).includes(name))
      return { type: 'flag', flag: name as QueryFlag };
    if (normal(word) === 'count') {
      this.#settings.isCount = true;
      return undefined;
    }
    if (name !== undefined || OTHERS.includes(normal(word))) throw this.#expected([':']);
    throw this.#unknownKey(word, at);
  }

  #unknownKey(word: string, at: number): Fault {
    const near = nearest(normal(word), NAMES);
    return new Fault({ kind: 'unknownKey', at, found: word, expected: NAMES, ...(near ? { near } : {}) });
  }

  #setting(name: 'sort' | 'group' | 'limit', op: Comparison | ':'): undefined {
    if (op !== ':' && op !== '=') throw this.#expected([':']);
    if (name === 'limit') {
      const limit = this.#number();
      this.#settings.limit = limit;
    } else if (name === 'group') {
      this.#settings.group = this.#choice(GROUPS);
    } else {
      const isTurned = this.#takeSign('-');
      this.#settings.sort = { key: this.#choice(SORTS) as SortKey, isTurned };
    }
    return undefined;
  }

  #values(key: QueryKey, op: Comparison | ':'): Expression {
    const { takes, values }: KeySpec = KEYS[key];
    const isNumber = takes === 'number' || (takes === 'globOrNumber' && (op !== ':' || this.#isNumber()));
    if (isNumber) return this.#numbers(key, op === ':' ? '=' : op);
    if (op !== ':' && op !== '=' && op !== '!=') throw this.#expected([':']);
    const patterns: string[] = [];
    do {
      patterns.push(takes === 'choice' ? this.#choice(values!) : this.#value());
    } while (this.#takeSign(','));
    const match: Expression = { type: 'match', key, patterns };
    return op === '!=' ? { type: 'not', of: match } : match;
  }

  #isNumber(): boolean {
    const at = this.#at;
    const value = this.#plain();
    this.#at = at;
    return NUMBER.test(value) || RANGE.test(value);
  }

  #numbers(key: QueryKey, op: Comparison): Expression {
    const at = this.#at;
    const range = op === '=' ? RANGE.exec(this.#plain()) : null;
    if (range) {
      const [from, to] = [Number(range[1]), Number(range[2])];
      return {
        type: 'and',
        of: [
          { type: 'number', key, op: '>=', value: from },
          { type: 'number', key, op: '<=', value: to },
        ],
      };
    }
    this.#at = at;
    return { type: 'number', key, op, value: this.#number() };
  }

  #number(): number {
    this.#blanks();
    const at = this.#at;
    const value = this.#plain();
    if (!NUMBER.test(value)) throw this.#expected(['a number'], at);
    return Number(value);
  }

  /** One of some words; another one is told with the nearest. */
  #choice<T extends string>(values: readonly T[]): T {
    const at = this.#at;
    const written = this.#value();
    const value = values.find((one) => one === written.toLowerCase() || `${one}s` === written.toLowerCase());
    if (value !== undefined) return value;
    const near = nearest(written.toLowerCase(), values);
    throw new Fault({
      kind: 'unknownValue',
      at,
      found: written,
      expected: values,
      ...(near ? { near } : {}),
    });
  }

  /** A quoted text, or what stands before the next blank, comma or bracket that was not opened in it. */
  #value(): string {
    const quote = this.#text[this.#at];
    if (quote !== '"' && quote !== "'") {
      const at = this.#at;
      const plain = this.#plain();
      if (plain === '') throw this.#expected(['a value'], at);
      return plain;
    }
    const start = this.#at;
    let value = '';
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === quote) {
        this.#at++;
        return value;
      }
      if (char === '\\' && this.#text[this.#at + 1] === quote) this.#at++;
      value += this.#text[this.#at];
    }
    throw this.#expected([quote], start);
  }

  #plain(): string {
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (/\s/.test(char) || (char === ',' && depth === 0)) break;
      if (char === '(') depth++;
      else if (char === ')' && depth-- === 0) break;
    }
    return this.#text.slice(start, this.#at);
  }

  #word(): string | undefined {
    WORD_AT.lastIndex = this.#at;
    const [word] = WORD_AT.exec(this.#text) ?? [];
    if (word !== undefined) this.#at += word.length;
    return word;
  }

  #comparison(): Comparison | ':' | undefined {
    const before = this.#at;
    this.#blanks();
    COMPARISON_AT.lastIndex = this.#at;
    const [op] = COMPARISON_AT.exec(this.#text) ?? [];
    // `kind :function` is a slip of the hand, `params > 3` is how people write.
    if (op === undefined || (this.#at > before && (op === ':' || op === '!='))) {
      this.#at = before;
      return undefined;
    }
    this.#at += op.length;
    return op as Comparison | ':';
  }

  #isSign(sign: string): boolean {
    return this.#text.startsWith(sign, this.#at);
  }

  #takeSign(sign: string): boolean {
    this.#blanks();
    if (!this.#isSign(sign)) return false;
    // `||` and `&&` are one sign.
    const isTwice = (sign === '|' || sign === '&') && this.#isSign(sign + sign);
    this.#at += isTwice ? 2 : sign.length;
    return true;
  }

  #isWord(word: string): boolean {
    this.#blanks();
    WORD_AT.lastIndex = this.#at;
    const [found] = WORD_AT.exec(this.#text) ?? [];
    return found?.toLowerCase() === word && !/[:<>=]/.test(this.#text[this.#at + word.length] ?? '');
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at += word.length;
    return true;
  }

  #expected(expected: readonly string[], at = this.#at): Fault {
    const found = this.#text.slice(at, at + 40).split(/\s/, 1)[0]!;
    return new Fault({ kind: 'expected', at, found, expected });
  }
}
