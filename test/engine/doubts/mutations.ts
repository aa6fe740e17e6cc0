/** What can be wrong with a cited claim: seeded changes of true ones (methods D4b). */
import type { Truth } from './truths.ts';

/** What a model would reply for one claim; `lines` are those that it names. */
export interface Reply extends Truth {
  readonly line: number;
}

export interface Mutation {
  readonly name: string;
  /** The claim made wrong, or undefined where it does not have what would be changed. */
  change(truth: Reply, tools: MutationTools): Reply | undefined;
}

export interface MutationTools {
  readonly files: Readonly<Record<string, string>>;
  /** One of a list, drawn from the seed. */
  pick<T>(list: readonly T[]): T;
}

const NAME = /\b(?:[A-Z]{2,}_[A-Z_]+|[a-z]+_[a-z_]+|[A-Za-z]+[a-z][A-Z]\w*)\b|(?<=`)\w{3,}(?=`)/g;
const NUMBER = /\b\d[\d,]*\b|\btwo\b/g;
const CLAUSE = /,? ?\b(?:unless|only when|as long as|when|if|; expired)\b.*(?=\.$)/;
const TURNS = /\b(?:never|not|unless|only) /i;

const linesOf = (text: string): string[] => text.split('\n');

/** Other names of the files that look like one. */
function otherNames(name: string, { files }: MutationTools): string[] {
  const all = Object.values(files).flatMap((text) => text.match(NAME) ?? []);
  return [...new Set(all)].filter((other) => other !== name);
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'line numbers of another line',
    change(truth, { files, pick }) {
      const lines = linesOf(files[truth.path]!);
      const others = lines.flatMap((text, i) => (text.trim() !== '' && i + 1 !== truth.line ? [i + 1] : []));
      return { ...truth, line: pick(others) };
    },
  },
  {
    name: 'another line of the file, quoted as it is',
    change(truth, { files, pick }) {
      const lines = linesOf(files[truth.path]!);
      const others = lines.flatMap((text, i) =>
        /\w{3}.*\w{3}/.test(text) && text.trim() !== truth.quote ? [{ text: text.trim(), line: i + 1 }] : [],
      );
      const { text, line } = pick(others);
      return { ...truth, quote: text, line };
    },
  },
  {
    name: 'a name swapped in the quote',
    change(truth, tools) {
      const names = truth.quote.match(NAME);
      if (!names) return undefined;
      const name = tools.pick(names);
      return { ...truth, quote: truth.quote.replace(name, () => tools.pick(otherNames(name, tools))) };
    },
  },
  {
    name: 'a negation left out of the quote',
    change(truth) {
      const quote = truth.quote.replace(TURNS, '');
      return quote === truth.quote ? undefined : { ...truth, quote };
    },
  },
  {
    name: 'a quote cut before its condition or negation',
    change(truth) {
      const at = truth.quote.search(/\b(?:unless|only|not|that|&&)\b|&&/);
      const quote = truth.quote.slice(0, Math.max(0, at)).trimEnd();
      return /\w/.test(quote) ? { ...truth, quote } : undefined;
    },
  },
  {
    name: 'a number of the quote off by one',
    change(truth) {
      const quote = truth.quote.replace(/\b[2-9]\d*\b|\b1\d+\b/, (digits) => String(Number(digits) + 1));
      return quote === truth.quote ? undefined : { ...truth, quote };
    },
  },
  {
    name: 'a name swapped in the claim',
    change(truth, tools) {
      const names = truth.text.match(NAME);
      if (!names) return undefined;
      const name = tools.pick(names);
      return { ...truth, text: truth.text.replace(name, () => tools.pick(otherNames(name, tools))) };
    },
  },
  {
    name: 'a count in the claim off by one',
    change(truth) {
      const text = truth.text.replace(NUMBER, (said) =>
        said === 'two' ? 'three' : String(Number(said.replaceAll(',', '')) + 1),
      );
      return text === truth.text ? undefined : { ...truth, text };
    },
  },
  {
    name: 'a negation left out of a claim in the words of its line',
    change(truth) {
      const text = truth.text.replace(/\b(?:never|not|unless) /, '');
      return text === truth.text || !/^(?:\W*)\w+.*\.$/.test(text) || !holdsWords(truth)
        ? undefined
        : { ...truth, text };
    },
  },
  {
    name: 'a claim in its own words negated',
    change(truth) {
      const text = truth.text.replace(
        / (takes|is|makes|gives|calls|run|hands|throws|lasts|allows|marks|have|blocks|keeps) /,
        ' never $1 ',
      );
      return text === truth.text || holdsWords(truth) ? undefined : { ...truth, text };
    },
  },
  {
    name: 'a clause dropped from the claim',
    change(truth) {
      const text = truth.text.replace(CLAUSE, '');
      return text === truth.text ? undefined : { ...truth, text };
    },
  },
];

/** Whether a claim repeats words of its line. */
function holdsWords({ text, quote }: Truth): boolean {
  const words = (from: string): string => from.toLowerCase().replaceAll(/\W+/g, ' ');
  return words(quote).includes(words(text).trim().split(' ').slice(-4).join(' '));
}
