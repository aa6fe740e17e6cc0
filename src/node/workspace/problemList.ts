import type { Problem } from '../../engine/types.ts';

/** Problems of one walk: each once, in an order that does not depend on which came first. */
export class ProblemList {
  readonly #byText = new Map<string, Problem>();

  add(problem: Problem): void {
    this.#byText.set(JSON.stringify(problem), problem);
  }

  sorted(): Problem[] {
    return [...this.#byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
  }
}
