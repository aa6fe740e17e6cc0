import { type Language, Query } from 'web-tree-sitter';
import type { BadQuery, Compile } from '../../engine/parse/syntax.ts';
import type { QueryProblem } from '../../engine/ports.ts';

/** Compiled queries that are kept: a rule runs over all files of a repository. */
const KEPT = 32;

/** The library's kinds of query errors, which it does not export. */
const PROBLEMS: Readonly<Record<number, QueryProblem>> = {
  1: 'syntax',
  2: 'node',
  3: 'field',
  4: 'capture',
  5: 'structure',
};

interface QueryError extends Error {
  readonly kind: number;
  readonly index: number;
}

const isQueryError = (error: unknown): error is QueryError =>
  error instanceof Error && error.name === 'QueryError' && 'kind' in error && 'index' in error;

/** Compiles queries and keeps the last ones; older ones are deleted. */
export function createQueries(): Compile {
  const kept = new Map<string, Query>();
  return (grammar, text) => {
    const key = `${grammar.spec.id}\0${text}`;
    const query = kept.get(key) ?? compileQuery(grammar.language, text, () => false);
    if ('problem' in query) return query;
    kept.delete(key);
    kept.set(key, query);
    const [oldest] = kept;
    if (kept.size > KEPT && oldest) {
      kept.delete(oldest[0]);
      oldest[1].delete();
    }
    return query;
  };
}

/** Compiles one query. A predicate that is neither the library's own nor known to the caller makes it a bad one. */
export function compileQuery(
  language: Language,
  text: string,
  isKnown: (operator: string) => boolean,
): Query | BadQuery {
  let query: Query;
  try {
    query = new Query(language, text);
  } catch (error) {
    if (isQueryError(error)) return { problem: PROBLEMS[error.kind] ?? 'syntax', offset: error.index };
    // The library tells wrong arguments of predicates by plain errors; a trap is another kind, and ends the worker.
    if (error instanceof SyntaxError || (error instanceof Error && error.constructor === Error))
      return { problem: 'predicate' };
    throw error;
  }
  if (!hasUnknownPredicates(query, isKnown)) return query;
  query.delete();
  return { problem: 'predicate' };
}

/** Predicates that the library only collects: a match would count although they may not hold. */
function hasUnknownPredicates(
  { predicates, assertedProperties, refutedProperties }: Query,
  isKnown: (operator: string) => boolean,
): boolean {
  const left = [
    ...predicates.flat().filter(({ operator }) => !isKnown(operator)),
    ...assertedProperties.filter(Boolean),
    ...refutedProperties.filter(Boolean),
  ];
  return left.length > 0;
}
