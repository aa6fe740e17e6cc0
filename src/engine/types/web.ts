/** Where a repository is shown on the web. */
export interface WebAddress {
  readonly forge: 'github' | 'gitlab' | 'bitbucket' | 'azure' | 'gitea';
  /** Of the repository, without credentials and without a slash at its end. */
  readonly base: string;
  /** Where the root lies in the repository: empty, or a path that ends with a slash. */
  readonly folder: string;
}
