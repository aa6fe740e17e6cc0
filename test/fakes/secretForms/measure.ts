/** What of the filled shapes still stands in a text after its secrets were taken out. */
import { findSecrets } from '../../../src/node/secrets/find.ts';
import { ASSIGNED } from './assigned.ts';
import { BODIES } from './bodies.ts';
import { PLACES, PROVIDED } from './provided.ts';
import { SETTLED } from './settled.ts';
import { createDraw, fill } from './values.ts';

/** All shapes by kind. */
export const SHAPES: Readonly<Record<string, readonly string[]>> = {
  ...ASSIGNED,
  ...BODIES,
  ...SETTLED,
  ...Object.fromEntries(
    Object.entries(PROVIDED).map(([kind, form]) => [
      kind,
      PLACES.map((place) => place.replace('◆', () => form)),
    ]),
  ),
};

/** How often the secrets of a kind were found, and the shapes where they were not. */
export interface Recall {
  readonly kind: string;
  readonly tried: number;
  readonly found: number;
  readonly missed: readonly string[];
}

/** Shortest piece of a secret that tells something. */
const SHORTEST_LEAK = 6;

/** Tries each shape with values drawn from `samples` seeds, each within lines of ordinary text. */
export async function measureRecall(samples: number, seed: number): Promise<Recall[]> {
  const all: Recall[] = [];
  for (const [kind, shapes] of Object.entries(SHAPES)) {
    const missed: string[] = [];
    for (const [index, shape] of shapes.entries()) {
      for (let sample = 0; sample < samples; sample++) {
        const { text, secrets } = fill(shape, createDraw(seed + index * 1_009 + sample * 7_919));
        if (await leaks(`first line\n${text}\nlast line\n`, secrets)) missed.push(shape);
      }
    }
    const tried = shapes.length * samples;
    all.push({ kind, tried, found: tried - missed.length, missed });
  }
  return all;
}

async function leaks(text: string, secrets: readonly string[]): Promise<boolean> {
  let shown = '';
  let from = 0;
  for (const { start, end } of await findSecrets(text)) {
    shown += `${text.slice(from, start)}\0`;
    from = end;
  }
  shown += text.slice(from);
  return secrets.some((secret) => {
    const size = Math.min(secret.length, SHORTEST_LEAK);
    for (let at = 0; at + size <= secret.length; at++)
      if (shown.includes(secret.slice(at, at + size))) return true;
    return false;
  });
}
