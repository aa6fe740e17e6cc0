/** Text of a repository in pieces, to be laid out up to any length. */
export interface Filler {
  readonly pieces: readonly { readonly text: string; readonly tokens: number }[];
  readonly tokens: number;
}

/** Lines of a piece, between which something can be planted. */
const PIECE_LINES = 20;
/** A longer line is cut: what it holds is of no matter here. */
const MAX_LINE = 400;

/** Pieces of texts up to so many tokens; fewer where the texts end. Counts the tokens of each piece once. */
export async function fillerOf(
  texts: AsyncIterable<string>,
  tokens: number,
  countTokens: (text: string) => number,
): Promise<Filler> {
  const pieces: { text: string; tokens: number }[] = [];
  let sum = 0;
  for await (const text of texts) {
    const lines = text.split('\n').map((line) => line.slice(0, MAX_LINE));
    for (let at = 0; at < lines.length && sum < tokens; at += PIECE_LINES) {
      const piece = `${lines.slice(at, at + PIECE_LINES).join('\n')}\n`;
      if (piece.trim() === '') continue;
      const own = countTokens(piece);
      pieces.push({ text: piece, tokens: own });
      sum += own;
    }
    if (sum >= tokens) break;
  }
  return { pieces, tokens: sum };
}

/**
 * At most so many tokens of the pieces, repeated where they are too few, with `planted` between two of them at a depth in
 * percent.
 */
export function textWith(
  planted: string,
  depth: number,
  { filler, tokens }: { readonly filler: Filler; readonly tokens: number },
): string {
  const taken: Filler['pieces'][number][] = [];
  let sum = 0;
  for (let at = 0; filler.tokens > 0; at++) {
    const piece = filler.pieces[at % filler.pieces.length]!;
    if (sum + piece.tokens > tokens) break;
    taken.push(piece);
    sum += piece.tokens;
  }
  let before = 0;
  let at = 0;
  while (at < taken.length && before + taken[at]!.tokens / 2 <= (sum * depth) / 100)
    before += taken[at++]!.tokens;
  const texts = taken.map(({ text }) => text);
  return [...texts.slice(0, at), planted, ...texts.slice(at)].join('');
}
