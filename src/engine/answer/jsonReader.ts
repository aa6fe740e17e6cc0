/**
 * Finds JSON objects in a text that arrives in pieces, as models write them: prose and fences around them, trailing
 * commas, line breaks inside strings, an end that is missing. Each character is looked at once; where an object turns
 * out to be none, its text is looked at again from the next brace, within an allowance that keeps all of it linear.
 */

/** How much of an object is kept; what goes beyond is read past. */
export interface JsonLimits {
  /** Levels below the object itself. */
  readonly depth: number;
  /** Entries of one list, and of one object. */
  readonly items: number;
  /** UTF-16 units of one string, of which the rest is left out. */
  readonly chars: number;
}

export interface FoundObject {
  /** Without a prototype. */
  readonly value: Readonly<Record<string, unknown>>;
  /** UTF-16 units of its text. */
  readonly length: number;
  /** Entries that were left out of lists, by the names that lead to the list: `claims.evidence`. */
  readonly lost: Readonly<Record<string, number>>;
  /** The text ended inside it: what was open in a list is left out. */
  readonly isOpen: boolean;
}

/** The string that is arriving, and what there is of it. */
export interface OpenString {
  /** The values it stands in, outermost first, and its name in the last one. */
  readonly inside: readonly unknown[];
  readonly name: string;
  readonly text: string;
}

/** A value that is open. `name`: under which an object has its next value; of a list, the names that lead to it. */
type Frame = { count: number; name: string } & (
  | { readonly type: 'object'; readonly value: Record<string, unknown> }
  | { readonly type: 'list'; readonly value: unknown[] }
);

type State = 'outside' | 'name' | 'colon' | 'value' | 'next' | 'string' | 'bare' | 'deep';

interface Input {
  readonly text: string;
  readonly isAgain: boolean;
  at: number;
}

/** Characters that may be looked at again, for each that is looked at for the first time. */
const AGAIN_SHARE = 3;
const AGAIN_FREE = 4_096;
/** A longer name is none: prose between quotes. */
const MAX_NAME = 200;
/** A longer number or word is no value. */
const MAX_BARE = 64;

const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

export class JsonReader {
  readonly #limits: JsonLimits;
  readonly #onObject: (found: FoundObject) => void;
  #state: State = 'outside';
  #frames: Frame[] = [];
  #root: Record<string, unknown> = {};
  #lost: Record<string, number> = {};

  /** What is still to be read, the next at the end; text that is looked at again lies over what arrived. */
  readonly #inputs: Input[] = [];
  /** The text of the object that is open, as far as it lies in inputs that are used up. */
  #kept: string[] = [];
  /** Where in the current input the text begins that `kept` does not have. */
  #from = 0;
  #length = 0;
  #fresh = 0;
  #again = 0;

  /** A string, a name or a bare word that is being read. */
  #text = '';
  #isName = false;
  /** What follows a backslash, as far as it is there. */
  #escape: string | undefined;
  /** Brackets that are open below the depth that is kept, and whether a string is. */
  #deep = 0;
  #isDeepString = false;
  #isFound = false;

  constructor(limits: JsonLimits, onObject: (found: FoundObject) => void) {
    this.#limits = limits;
    this.#onObject = onObject;
  }

  /** True when there was anything that could be the beginning of an object. */
  get isFound(): boolean {
    return this.#isFound;
  }

  /** Characters that were looked at, repeats counted: a bound of what reading cost. */
  get looked(): number {
    return this.#fresh + this.#again;
  }

  /** The value of the object that is open. */
  get root(): Readonly<Record<string, unknown>> | undefined {
    return this.#state === 'outside' ? undefined : this.#root;
  }

  /** The string that is arriving as a value. */
  openString(): OpenString | undefined {
    const top = this.#frames.at(-1);
    if (this.#state !== 'string' || this.#isName || !top) return undefined;
    const inside = this.#frames.map(({ value }) => value);
    return { inside, name: top.name, text: this.#text };
  }

  /** Takes the next piece. Calls back for each object that is whole. */
  push(piece: string): void {
    this.#inputs.push({ text: piece, isAgain: false, at: 0 });
    this.#from = 0;
    this.#readInputs();
  }

  /** The text is over. An object that is open is called back for as it is, when the end is known to be missing. */
  end({ isCut }: { readonly isCut: boolean }): void {
    while (this.#state !== 'outside') {
      if (isCut) this.#giveOpen();
      this.#abandon();
      this.#readInputs();
    }
  }

  #readInputs(): void {
    for (let input = this.#inputs.at(-1); input; input = this.#inputs.at(-1)) {
      const { text, at } = input;
      if (at >= text.length) {
        if (this.#state !== 'outside') this.#kept.push(text.slice(this.#from));
        this.#inputs.pop();
        this.#from = this.#inputs.at(-1)?.at ?? 0;
        continue;
      }
      const isGood = this.#step(input);
      const read = input.at - at;
      if (!input.isAgain) this.#fresh += read;
      this.#length += read;
      if (!isGood) this.#abandon();
      else if (this.#frames.length === 0 && this.#state === 'next') this.#leave();
    }
  }

  /** Reads on by at least one character, or says that the object is none. */
  #step(input: Input): boolean {
    const { text } = input;
    switch (this.#state) {
      case 'outside':
        this.#enter(input);
        return true;
      case 'string':
        return this.#readString(input);
      case 'bare':
        return this.#readBare(input);
      case 'deep':
        this.#readDeep(text[input.at++]!);
        return true;
      default: {
        const char = text[input.at]!;
        const isGood = isBlank(char) || this.#readMark(char);
        if (isGood && !this.#isBare()) input.at++;
        return isGood;
      }
    }
  }

  /** A bare word begins with the character that is read next. */
  #isBare(): boolean {
    return this.#state === 'bare';
  }

  #enter(input: Input): void {
    const { at: from, text } = input;
    const at = text.indexOf('{', from);
    input.at = at < 0 ? text.length : at + 1;
    if (at < 0) return;
    this.#isFound = true;
    this.#from = at;
    // What is read with this step is counted after it.
    this.#length = from - at;
    this.#lost = {};
    this.#root = Object.create(null);
    this.#open({ type: 'object', value: this.#root, count: 0, name: '' });
  }

  /** The object is whole. */
  #leave(): void {
    this.#reset();
    this.#onObject({ value: this.#root, length: this.#length, lost: this.#lost, isOpen: false });
  }

  #reset(): void {
    this.#state = 'outside';
    this.#frames = [];
    this.#kept = [];
    this.#escape = undefined;
  }

  /** Gives the object that is open, without what is open in its lists. */
  #giveOpen(): void {
    for (const [i, frame] of this.#frames.entries())
      if (frame.type === 'list' && i + 1 < this.#frames.length) frame.value.pop();
    this.#onObject({ value: this.#root, length: this.#length, lost: this.#lost, isOpen: true });
  }

  /** What is open is no object: its text is read again from the next brace, where the allowance has room for it. */
  #abandon(): void {
    const input = this.#inputs.at(-1);
    const text = this.#kept.join('') + (input ? input.text.slice(this.#from, input.at) : '');
    this.#reset();
    const next = text.indexOf('{', 1);
    if (next < 0 || this.#again + text.length > AGAIN_SHARE * this.#fresh + AGAIN_FREE) return;
    this.#again += text.length;
    this.#inputs.push({ text: text.slice(next), isAgain: true, at: 0 });
  }

  #open(frame: Frame): void {
    this.#frames.push(frame);
    this.#state = frame.type === 'object' ? 'name' : 'value';
  }

  /** One character between values. */
  #readMark(char: string): boolean {
    const top = this.#frames.at(-1)!;
    if (char === (top.type === 'object' ? '}' : ']') && this.#state !== 'colon') {
      // `{"a":}` has a name without a value.
      if (this.#state === 'value' && top.type === 'object') return false;
      this.#frames.pop();
      this.#state = 'next';
      return true;
    }
    switch (this.#state) {
      case 'name':
        if (char === ',') return true;
        if (char !== '"') return false;
        this.#startString(true);
        return true;
      case 'colon':
        this.#state = 'value';
        return char === ':';
      case 'next':
        this.#state = top.type === 'object' ? 'name' : 'value';
        return char === ',';
      default:
        if (char === ',') return top.type === 'list';
        return this.#startValue(char);
    }
  }

  #startValue(char: string): boolean {
    if (char === '"') this.#startString(false);
    else if (char === '{' || char === '[') this.#startNested(char);
    else if (/[-\da-z]/.test(char)) {
      this.#text = '';
      this.#state = 'bare';
    } else return false;
    return true;
  }

  #startNested(char: '{' | '['): void {
    if (this.#frames.length > this.#limits.depth || !this.#hasRoom()) {
      this.#lose();
      this.#deep = 1;
      this.#isDeepString = false;
      this.#state = 'deep';
      return;
    }
    const names = this.#frames.flatMap(({ type, name }) => (type === 'object' ? [name] : []));
    const frame: Frame =
      char === '{'
        ? { type: 'object', value: Object.create(null), count: 0, name: '' }
        : { type: 'list', value: [], count: 0, name: names.join('.') };
    this.#put(frame.value);
    this.#open(frame);
  }

  #startString(isName: boolean): void {
    this.#text = '';
    this.#isName = isName;
    this.#escape = undefined;
    this.#state = 'string';
  }

  #readString(input: Input): boolean {
    const { text } = input;
    if (this.#escape !== undefined) {
      this.#readEscape(input);
      return true;
    }
    let at = input.at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x22 || code === 0x5c) break;
    }
    this.#add(text.slice(input.at, at));
    input.at = at;
    if (this.#isName && (this.#text.length > MAX_NAME || this.#text.includes('\n'))) return false;
    if (at >= text.length) return true;
    input.at++;
    if (text[at] === '\\') this.#escape = '';
    else this.#endString();
    return true;
  }

  #add(text: string): void {
    const room = (this.#isName ? MAX_NAME + 1 : this.#limits.chars) - this.#text.length;
    if (room > 0) this.#text += text.length > room ? text.slice(0, room) : text;
  }

  /** What stands after a backslash, and may arrive in pieces. An unknown escape is the character itself. */
  #readEscape(input: Input): void {
    const char = input.text[input.at]!;
    const begun = this.#escape!;
    if (begun === '' || /[\da-fA-F]/.test(char)) {
      input.at++;
      if (begun === '' && char !== 'u') this.#endEscape(ESCAPES[char] ?? char);
      else if (begun.length < 4) this.#escape += char;
      else this.#endEscape(String.fromCharCode(Number.parseInt(begun.slice(1) + char, 16)));
    } else this.#endEscape(begun);
  }

  #endEscape(text: string): void {
    this.#escape = undefined;
    this.#add(text);
  }

  #endString(): void {
    const top = this.#frames.at(-1)!;
    if (this.#isName) {
      top.name = this.#text;
      this.#state = 'colon';
      return;
    }
    this.#state = 'next';
    if (this.#hasRoom()) this.#put(this.#text);
    else this.#lose();
  }

  #readBare(input: Input): boolean {
    const { text } = input;
    let at = input.at;
    while (at < text.length && /[\w.+-]/.test(text[at]!) && at - input.at <= MAX_BARE) at++;
    this.#text += text.slice(input.at, at);
    input.at = at;
    if (this.#text.length > MAX_BARE) return false;
    if (at >= text.length) return true;
    const isWord = Object.hasOwn(WORDS, this.#text);
    if (!isWord && !NUMBER.test(this.#text)) return false;
    this.#state = 'next';
    if (this.#hasRoom()) this.#put(isWord ? WORDS[this.#text] : Number(this.#text));
    else this.#lose();
    return true;
  }

  #readDeep(char: string): void {
    if (this.#escape === '') this.#escape = undefined;
    else if (this.#isDeepString) {
      if (char === '\\') this.#escape = '';
      else if (char === '"') this.#isDeepString = false;
    } else if (char === '"') this.#isDeepString = true;
    else if (char === '{' || char === '[') this.#deep++;
    else if ((char === '}' || char === ']') && --this.#deep === 0) this.#state = 'next';
  }

  #hasRoom(): boolean {
    return this.#frames.at(-1)!.count < this.#limits.items;
  }

  #put(value: unknown): void {
    const top = this.#frames.at(-1)!;
    top.count++;
    if (top.type === 'list') top.value.push(value);
    else top.value[top.name] = value;
  }

  #lose(): void {
    const top = this.#frames.at(-1)!;
    if (top.type === 'list') this.#lost[top.name] = (this.#lost[top.name] ?? 0) + 1;
  }
}

const isBlank = (char: string): boolean => char === ' ' || char === '\n' || char === '\r' || char === '\t';
