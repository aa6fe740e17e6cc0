/** How a text of the corpus says where its secrets are. */
import { createRandom, type Random } from './random.ts';

/** One way of writing one secret: a path that is no secret, and a text around random values. */
export type Kind = readonly [path: string, write: (random: Random) => string];
export type Kinds = Readonly<Record<string, Kind>>;

/** A text with the offsets of its secrets, each within one line. */
export interface Sample {
  readonly path: string;
  readonly text: string;
  readonly secrets: readonly { readonly start: number; readonly end: number }[];
}

const OPEN = '\u0001';
const CLOSE = '\u0002';

/** Marks what must not stay. Of a value of several lines each line is a secret of its own. */
export const s = (value: string): string => OPEN + value + CLOSE;

/** A value cut into rows, each a secret, with what stands before and after each. */
export function rows(value: string, width: number, [before, after]: readonly [string, string]): string {
  const parts = value.match(new RegExp(`.{1,${width}}`, 'gs')) ?? [];
  return parts.map((part) => before + s(part) + after).join('\n');
}

/** The text of a kind for one seed, without the marks. */
export function sampleOf(kind: Kind, seed: number): Sample {
  const [path, write] = kind;
  const marked = write(createRandom(seed));
  let text = '';
  const secrets: { start: number; end: number }[] = [];
  for (const piece of marked.split(/(\u0001[^\u0002]*\u0002)/)) {
    const isSecret = piece.startsWith(OPEN);
    const plain = isSecret ? piece.slice(1, -1) : piece;
    if (isSecret)
      for (const line of plain.matchAll(/[^\s][^\r\n]*/g)) {
        const start = text.length + line.index;
        secrets.push({ start, end: start + line[0].trimEnd().length });
      }
    text += plain;
  }
  if (secrets.length === 0) throw new Error(`no secret is marked in ${path}`);
  return { path, text, secrets };
}

/** Shortest part of a secret that helps who finds it. */
const LEAK_LENGTH = 6;
const SHORT_LENGTH = 10;
const SHORT_PART = 0.6;

/**
 * What stays readable of the secrets of a sample: the first piece found of each. A piece is 6 characters in a row
 * (60 % of a secret under 10) that do not stand in the rest of the text anyway. Linear in text times secrets.
 */
export function leaksOf({ text, secrets }: Sample, concealed: string): string[] {
  let rest = '';
  let from = 0;
  for (const { start, end } of secrets) {
    rest += `${text.slice(from, start)}\n`;
    from = end;
  }
  rest += text.slice(from);
  return secrets.flatMap(({ start, end }) => {
    const secret = text.slice(start, end);
    const length = secret.length < SHORT_LENGTH ? Math.ceil(secret.length * SHORT_PART) : LEAK_LENGTH;
    for (let at = 0; at + length <= secret.length; at++) {
      const part = secret.slice(at, at + length);
      if (concealed.includes(part) && !rest.includes(part)) return [part];
    }
    return [];
  });
}
