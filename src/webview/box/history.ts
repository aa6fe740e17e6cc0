/** Earlier questions under ArrowUp and ArrowDown, with what is being typed as the newest. */
export interface HistoryPlace {
  /** Steps back from the draft; 0 is the draft itself. */
  readonly back: number;
  readonly draft: string;
}

export const AT_DRAFT: HistoryPlace = { back: 0, draft: '' };

/** One step older (`1`) or newer (`-1`); undefined at either end. `current` is kept as the draft when it is left. */
export function stepHistory(
  history: readonly string[],
  place: HistoryPlace,
  current: string,
  step: 1 | -1,
): { readonly place: HistoryPlace; readonly text: string } | undefined {
  const back = place.back + step;
  if (back < 0 || back > history.length) return undefined;
  const draft = place.back === 0 ? current : place.draft;
  const text = back === 0 ? draft : history[history.length - back]!;
  return { place: { back, draft }, text };
}
