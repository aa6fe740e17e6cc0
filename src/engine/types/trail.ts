/** The way that a walk took through the outline of a repository, as data. */

/**
 * A place that a walk can go to. `group`: some of the entries of a folder or of a file that has many. `lines`: a piece
 * of a file outside of definitions.
 */
export interface TrailNode {
  readonly kind: 'repository' | 'folder' | 'group' | 'file' | 'symbol' | 'lines';
  /** Of a group: where its entries lie. Empty for the repository. */
  readonly path: string;
  readonly root?: string;
  /** Of a symbol: its name, with those of the definitions around it before it, joined by `.`. */
  readonly symbol?: string;
  /** Of a symbol and of lines; both or none. */
  readonly startLine?: number;
  readonly endLine?: number;
  /** What the outline says of it on one line: sizes, names and signatures of the repository, and so untrusted. */
  readonly outline: string;
}

/**
 * One step of a walk. `down`: from `at` to the child `to`. `up`: back to `to`, what is above. `answered` and `declined`:
 * `at` was read, and the model answered or wanted more. `opened`: shown with what is in it, without a model.
 */
export interface TrailStep {
  /** From 1. */
  readonly step: number;
  readonly did: 'down' | 'up' | 'answered' | 'declined' | 'opened';
  readonly at: TrailNode;
  readonly to?: TrailNode;
  /** Whether a model chose, or the rank of the index, since there was no model, no usable reply or no choice. */
  readonly by: 'model' | 'rank';
  /** The words of the model, and so untrusted; empty where the rank chose. */
  readonly why: string;
  /** What could be chosen at `at`, best first. */
  readonly offered: readonly TrailNode[];
}
