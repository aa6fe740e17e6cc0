import type { Say } from '../say.ts';

/** What a person fills in, in a recipe. */
export const BLANK = '…';
/** More are not shown, and a longer one is cut: a setting may hold anything. */
const MOST = 30;
const MOST_CHARS = 500;

/**
 * Questions to begin with, each with blanks to fill in: six of ours, which the user's may replace under their names or
 * take away by an empty text, and what the user adds. Pure.
 */
export function recipes(own: Readonly<Record<string, string>>, say: Say): string[] {
  const all: Record<string, string> = {
    whatDoes: say('What does … do?'),
    where: say('Where does … happen?'),
    whyFails: say('Why does … fail?'),
    whatBreaks: say('What breaks if … changes?'),
    howToAdd: say('How do I add …?'),
    compare: say('Compare … and …'),
  };
  const merged = new Map([...Object.entries(all), ...Object.entries(own)]);
  return [...merged.values()]
    .map((question) => question.trim().slice(0, MOST_CHARS))
    .filter((question) => question !== '')
    .slice(0, MOST);
}
