/**
 * Holds a schema and a type of the engine to each other in both directions: a field that one has and the other lacks
 * does not compile, so that nothing is lost on the wire. Whether a list may be changed makes no difference there.
 */

/** A type with its lists and fields readonly all the way down. */
export type Plain<T> = T extends readonly (infer U)[]
  ? readonly Plain<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Plain<T[K]> }
    : T;

/** `true` when both types are the same, `false` otherwise. */
export type Same<A, B> =
  (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;

/** Compiles for lists of `true` only: `held<[Same<z.output<typeof schema>, Type>]>()`. Does nothing at run time. */
export function held<_Lines extends readonly true[]>(): void {}
