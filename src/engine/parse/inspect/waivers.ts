/** Comments by which people tell linters that something is so on purpose. */
const WAIVER =
  /\bnoqa\b|\bnosec\b|\bNOSONAR\b|\bNOLINT|\bnolint\b|eslint-disable-(?:next-)?line|(?:biome|oxlint|ts|phpstan|psalm|phpcs)[-:]?ignore|@phpstan-ignore|js[hl]int\s+ignore|rubocop:disable|pylint:\s*disable|@SuppressWarnings|#\[(?:allow|expect)\(|noinspection|sightline:\s*ignore/;

/**
 * Whether such a comment stands on a line, or on one of the two before it; rows count from 0. Lines are looked at when
 * they are asked for, up to a length that a person writes.
 */
export function waiversOf(text: string): (row: number) => boolean {
  let lines: readonly string[] | undefined;
  return (row) => {
    lines ??= text.split('\n');
    return [row, row - 1, row - 2].some((at) => WAIVER.test((lines?.[at] ?? '').slice(0, MAX_LINE)));
  };
}

const MAX_LINE = 1_000;
