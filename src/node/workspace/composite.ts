import type { Workspace, WorkspaceListing } from '../../engine/ports.ts';
import type { SkippedFile, SourceFile } from '../../engine/types.ts';

/** A folder of a workspace of several. Names are unique and hold no slash. */
export interface NamedWorkspace {
  readonly name: string;
  readonly workspace: Workspace;
}

/**
 * Several folders as one workspace: every path begins with the name of its folder, so equal paths in two folders stay
 * apart.
 */
export function createCompositeWorkspace(parts: readonly NamedWorkspace[]): Workspace {
  return {
    async list(options) {
      const listings: WorkspaceListing[] = [];
      for (const { name, workspace } of parts) {
        const { files, skipped, problems, unwalked = [] } = await workspace.list(options);
        listings.push({
          files: files.map((file) => ({ ...file, path: `${name}/${file.path}` })),
          skipped: skipped.map((file) => ({ ...file, path: `${name}/${file.path}` })),
          problems: problems.map((problem) => ({ ...problem, root: name })),
          unwalked: unwalked.map((folder) => (folder === '' ? name : `${name}/${folder}`)),
        });
      }
      const byPath = <T extends { readonly path: string }>(a: T, b: T): number => (a.path < b.path ? -1 : 1);
      return {
        files: listings.flatMap(({ files }) => files).sort(byPath),
        skipped: listings.flatMap(({ skipped }) => skipped).sort(byPath),
        problems: listings.flatMap(({ problems }) => problems),
        unwalked: listings.flatMap(({ unwalked = [] }) => unwalked),
      };
    },
    async read(path, options): Promise<SourceFile | SkippedFile> {
      const { name, rest } = splitRoot(path);
      const part = parts.find((candidate) => candidate.name === name);
      if (!part) return { path, reason: 'vanished', detail: 'its folder is not open' };
      return { ...(await part.workspace.read(rest, options)), path };
    },
  };
}

/** The folder's name and the path inside it. */
export function splitRoot(path: string): { readonly name: string; readonly rest: string } {
  const slash = path.indexOf('/');
  return slash < 0 ? { name: path, rest: '' } : { name: path.slice(0, slash), rest: path.slice(slash + 1) };
}
