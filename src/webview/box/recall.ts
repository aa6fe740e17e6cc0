/** Earlier questions under the arrow keys of the question box. */
import { AT_DRAFT, type HistoryPlace, stepHistory } from './history.ts';

export interface Recall {
  /** One step older (`1`) or newer (`-1`); false when the caret does not stand at that edge of the text. */
  step(step: 1 | -1): boolean;
  /** What stands in the box is the person's own from here on. */
  forget(): void;
}

/** `history` is asked at each step, since it grows. */
export function createRecall(
  input: HTMLTextAreaElement,
  history: () => readonly string[],
  setText: (text: string) => void,
): Recall {
  let place: HistoryPlace = AT_DRAFT;
  let recalled: string | undefined;
  /** At the very edge of own words; in a recalled question its first or last line is enough. */
  const isAtEdge = (step: 1 | -1): boolean => {
    const { value, selectionStart: caret } = input;
    const beyond = step === 1 ? value.slice(0, caret) : value.slice(caret);
    return recalled === value ? !beyond.includes('\n') : beyond === '';
  };
  return {
    step(step) {
      if (input.selectionStart !== input.selectionEnd || !isAtEdge(step)) return false;
      const found = stepHistory(history(), place, input.value, step);
      if (!found) return false;
      place = found.place;
      recalled = found.text;
      setText(found.text);
      return true;
    },
    forget() {
      place = AT_DRAFT;
      recalled = undefined;
    },
  };
}
