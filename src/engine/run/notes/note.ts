import type { Claim } from '../../types.ts';

/** What a person kept of an answer. Only claims that were proved are in it. */
export interface ProjectNote {
  readonly id: string;
  readonly atMs: number;
  /** The question that was asked, or what a person wrote in its place. */
  readonly question: string;
  readonly claims: readonly Claim[];
  /** The commit that was checked out then. */
  readonly commit?: string;
}
