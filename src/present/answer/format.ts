/** Numbers, places and amounts as short text. */
import type { Focus, Usage } from '../../engine/types.ts';
import type { Translate } from './strings.ts';

export interface Place {
  readonly path: string;
  readonly root?: string | undefined;
  readonly startLine: number;
  readonly endLine: number;
}

/** `src/a.ts:12-20`, with the folder's name in front in a workspace of several. */
export function placeText({ path, root, startLine, endLine }: Place): string {
  const name = root ? `${root}/${path}` : path;
  return `${name}:${startLine}${endLine > startLine ? `-${endLine}` : ''}`;
}

/** A place for a chip: only the last folder of its path, and the lines apart, since those must never be cut off. */
export function shortPlace(place: Place): {
  readonly folder: string;
  readonly name: string;
  readonly lines: string;
} {
  const parts = place.path.split('/');
  const name = parts.pop()!;
  const near = parts.length > 1 ? `…/${parts.at(-1)}/` : parts.map((part) => `${part}/`).join('');
  return {
    folder: `${place.root ? `${place.root}/` : ''}${near}`,
    name,
    lines: placeText({ ...place, path: '', root: undefined }),
  };
}

/** Calls, tokens and cost of a usage; `currency` follows the amount. */
export function usageText(usage: Usage, t: Translate, currency = ''): string {
  if (usage.calls === 0) return t('usageNone');
  const parts = [
    t.plural('calls', usage.calls),
    t('tokensIn', { n: usage.tokensIn }),
    t('tokensOut', { n: usage.tokensOut }),
  ];
  if (usage.cost !== undefined)
    parts.push(t('cost', { amount: `${costText(usage.cost)} ${currency}`.trim() }));
  return parts.join(' · ');
}

/** An amount with as many digits as it needs to be told from nothing. */
export function costText(cost: number): string {
  if (cost === 0) return '0';
  return cost >= 1 ? cost.toFixed(2) : cost >= 0.001 ? cost.toFixed(4) : cost.toPrecision(2);
}

/** A time as a clock shows it: `0:07`, `1:02:05`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** What a mention is called on its chip. */
export function mentionLabel(mention: Focus): string {
  switch (mention.kind) {
    case 'symbol':
      return mention.name;
    case 'selection':
      return placeText(mention);
    case 'folder':
      return `${mention.root ? `${mention.root}/` : ''}${mention.path.replace(/\/$/, '')}/`;
    case 'file':
      return `${mention.root ? `${mention.root}/` : ''}${mention.path}`;
  }
}
