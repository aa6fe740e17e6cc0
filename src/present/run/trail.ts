import type { TrailNode, TrailStep } from '../../engine/types.ts';
import type { Say } from '../say.ts';

/**
 * The way of a walk in lines, one for each step; what a place holds stands below it, indented by two blanks. Names and
 * the words of a model are untrusted: each door makes them harmless.
 */
export function trailLines(trail: readonly TrailStep[], say: Say): string[] {
  return trail.flatMap((step) => [
    `${step.step}. ${stepText(step, say)}`,
    ...(step.did === 'opened'
      ? step.offered.map((node) => `  ${placeText(node, say)}: ${node.outline}`)
      : []),
  ]);
}

function stepText({ did, at, to, by, why, offered }: TrailStep, say: Say): string {
  const place = placeText(at, say);
  const said = why === '' ? '' : ` (${why})`;
  switch (did) {
    case 'opened':
      return say('{0} holds', place);
    case 'answered':
      return say('read {0}, which answers the question', place);
    case 'declined':
      return why === ''
        ? say('read {0}, which does not settle it', place)
        : say('read {0}, which does not settle it; missing: {1}', place, why);
    case 'up':
      return `${say('{0}: nothing here, back up', place)}${said}`;
    case 'down': {
      const next = placeText(to ?? at, say);
      if (by === 'model') return `${say('{0}: to {1}, one of {2}', place, next, offered.length)}${said}`;
      return offered.length === 1
        ? say('{0}: to {1}, the only way on', place, next)
        : say('{0}: to {1}, which ranks best of {2}', place, next, offered.length);
    }
  }
}

/** A place by its name: `src/net/`, `src/net/http.ts`, `src/net/http.ts:12-40 send`. */
function placeText({ kind, path, symbol, startLine, endLine }: TrailNode, say: Say): string {
  if (kind === 'repository') return say('the repository');
  if (kind === 'group') return path === '' ? say('others') : say('others in {0}', path);
  if (kind === 'folder') return `${path}/`;
  const lines = startLine === undefined ? '' : `:${startLine}-${endLine ?? startLine}`;
  return `${path}${lines}${symbol === undefined ? '' : ` ${symbol}`}`;
}
