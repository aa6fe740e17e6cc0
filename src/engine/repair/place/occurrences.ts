/**
 * All places at which a sequence stands in another, overlapping ones included, 0-based and ascending. Knuth, Morris and
 * Pratt's search: linear in both lengths, whatever they hold. An empty sequence stands nowhere.
 */
export function occurrences<Item>(sought: ArrayLike<Item>, inside: ArrayLike<Item>): number[] {
  const length = sought.length;
  if (length === 0 || length > inside.length) return [];
  const back = new Int32Array(length);
  for (let at = 1, k = 0; at < length; at++) {
    while (k > 0 && sought[at] !== sought[k]) k = back[k - 1]!;
    if (sought[at] === sought[k]) k++;
    back[at] = k;
  }
  const found: number[] = [];
  for (let at = 0, k = 0; at < inside.length; at++) {
    while (k > 0 && inside[at] !== sought[k]) k = back[k - 1]!;
    if (inside[at] === sought[k]) k++;
    if (k === length) {
      found.push(at - length + 1);
      k = back[k - 1]!;
    }
  }
  return found;
}
