/** Letters that may differ between what was written and what was meant. */
const MOST_DISTANCE = 2;
/** Longer words are not compared. */
const MOST_CHARS = 40;

/** The name that a word was probably meant to be; undefined when none is near. Cost: the lengths of all names. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  if (word.length > MOST_CHARS) return undefined;
  let best: string | undefined;
  let least = Math.min(MOST_DISTANCE, Math.floor(word.length / 2)) + 1;
  for (const name of names) {
    const distance = name.startsWith(word) && word.length > 2 ? 1 : distanceOf(word, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}

/** Letters to put in, take out, change or swap with their neighbour. Source: Damerau-Levenshtein, restricted. */
function distanceOf(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
