/** Imports that lead in a circle. */
import type { ImportCycle, ImportEdge } from './facts.ts';
import { push } from './modules.ts';

/**
 * Groups of modules of which each is reached from each (strongly connected components: Tarjan 1972, without recursion),
 * the largest first, each with a shortest circle through its first module. Linear in the imports, and for the circle in
 * those of the group.
 */
export function importCycles(edges: readonly ImportEdge[]): ImportCycle[] {
  const next = new Map<string, ImportEdge[]>();
  for (const edge of edges) if (!edge.isPart) push(next, edge.from, edge);
  return components(next)
    .map((group) => ({ modules: group.length, circle: shortestCircle(group, next) }))
    .sort((a, b) => b.modules - a.modules || (a.circle[0]!.from < b.circle[0]!.from ? -1 : 1));
}

interface Visit {
  readonly at: string;
  /** The next import to follow. */
  edge: number;
}

function components(next: ReadonlyMap<string, readonly ImportEdge[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const groups: string[][] = [];
  const enter = (at: string): Visit => {
    order.set(at, order.size);
    low.set(at, order.get(at)!);
    open.push(at);
    isOpen.add(at);
    return { at, edge: 0 };
  };
  const lower = (at: string, to: number): void => void low.set(at, Math.min(low.get(at)!, to));
  for (const start of [...next.keys()].sort()) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    while (path.length > 0) {
      const visit = path.at(-1)!;
      const edge = next.get(visit.at)?.[visit.edge++];
      if (edge) {
        if (!order.has(edge.to)) path.push(enter(edge.to));
        else if (isOpen.has(edge.to)) lower(visit.at, order.get(edge.to)!);
        continue;
      }
      path.pop();
      if (path.length > 0) lower(path.at(-1)!.at, low.get(visit.at)!);
      if (low.get(visit.at) !== order.get(visit.at)) continue;
      const group = open.splice(open.lastIndexOf(visit.at));
      for (const one of group) isOpen.delete(one);
      if (group.length > 1) groups.push(group.sort());
    }
  }
  return groups;
}

/** A shortest circle through the first module of a group, by breadth first search inside it. */
function shortestCircle(
  group: readonly string[],
  next: ReadonlyMap<string, readonly ImportEdge[]>,
): ImportEdge[] {
  const inside = new Set(group);
  const start = group[0]!;
  const came = new Map<string, ImportEdge>();
  const queue = [start];
  for (const at of queue) {
    for (const edge of next.get(at) ?? []) {
      if (!inside.has(edge.to)) continue;
      if (edge.to === start) {
        const circle = [edge];
        for (let from = at; from !== start; from = came.get(from)!.from) circle.unshift(came.get(from)!);
        return circle;
      }
      if (came.has(edge.to)) continue;
      came.set(edge.to, edge);
      queue.push(edge.to);
    }
  }
  return [];
}
