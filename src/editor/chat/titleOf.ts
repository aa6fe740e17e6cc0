const MAX_TITLE = 80;

/** The first line of a question without back ticks, short enough for a list. */
export function titleOf(question: string): string {
  const line = question.trim().split('\n', 1)[0]!.replaceAll('`', '').trim();
  return line.length <= MAX_TITLE ? line : `${line.slice(0, MAX_TITLE - 1)}…`;
}
