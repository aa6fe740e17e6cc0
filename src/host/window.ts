import { createHash } from 'node:crypto';
import type { Failure, Log, Workspace } from '../engine/engine.ts';
import type { LegacyHint } from '../node/encoding/legacy.ts';
import { type NodePorts, type OpenedPorts, openIndexPlace, openPorts, RootError } from '../node/ports.ts';
import { type CrashGuard, openCrashGuard } from '../node/storage/crashGuard.ts';
import type { Places } from '../node/storage/places.ts';
import { createCompositeWorkspace, splitRoot } from '../node/workspace/composite.ts';
import type { DiskFs } from '../node/workspace/diskFs.ts';
import { createOverlayWorkspace } from '../node/workspace/overlay.ts';
import { createRecentListing, type RecentListing } from '../node/workspace/recentListing.ts';

/** One folder of an editor's window. */
export interface WindowFolder {
  /** Unique in the window; holds no slash. */
  readonly name: string;
  /** Absolute path; the address of a folder that is read through `fs`. */
  readonly path: string;
  /** Reads a folder that is not on the disk: its root is `/`. */
  readonly fs?: DiskFs;
  /** Bytes; larger files are not read. Defaults to 20 MB. */
  readonly maxFileBytes?: number;
  /** Patterns in `.gitignore` syntax. */
  readonly excludes: readonly string[];
  /** How files that are no Unicode are read. */
  readonly encoding?: LegacyHint;
}

export interface WindowOptions {
  readonly folders: readonly WindowFolder[];
  readonly distDir: string;
  readonly schema: number;
  readonly log: Log;
  readonly places: Places;
  readonly useGit: boolean;
  readonly workers?: number;
  /** Texts of the open documents of a folder, by path, as of now. */
  openTexts(folder: string): ReadonlyMap<string, string>;
}

/** A folder that is open; `root` is its path with all links resolved, or its address. */
export interface OpenedFolder {
  readonly name: string;
  readonly root: string;
}

export interface OpenedWindow {
  readonly ports: NodePorts;
  readonly folders: readonly OpenedFolder[];
  /** Folders that cannot be opened, and why. */
  readonly unavailable: readonly { readonly name: string; readonly failure: Failure }[];
  /** Where the index is kept; undefined when it can only be in memory, for the reason in `notKept`. */
  readonly indexDir: string | undefined;
  readonly notKept?: Failure;
  readonly grammars: string;
  /** Files (paths of the ports) that the next listing looks at again. */
  noteChanged(paths: readonly string[]): void;
  /** The next listing walks everything. */
  noteAll(): void;
  dispose(): Promise<void>;
}

interface Part {
  readonly name: string;
  readonly opened: OpenedPorts;
  readonly listing: RecentListing;
  readonly workspace: Workspace;
}

/**
 * The ports for all folders of a window. One folder has the index that the command line has. Several are one
 * workspace with an index of their own, in which every path begins with the name of its folder: one ranking and one
 * graph over all of them, since scores of two indexes cannot be compared. Undefined when no folder can be opened.
 */
export async function openWindow(
  options: WindowOptions,
): Promise<OpenedWindow | Pick<OpenedWindow, 'unavailable'>> {
  const parts: Part[] = [];
  const unavailable: { name: string; failure: Failure }[] = [];
  for (const folder of options.folders) {
    try {
      parts.push(await openPart(folder, options));
    } catch (error) {
      if (!(error instanceof RootError)) throw error;
      unavailable.push({ name: folder.name, failure: error.failure });
    }
  }
  const [first] = parts;
  if (!first) return { unavailable };
  // Paths keep their folder's name when only one of several folders can be opened: they must not change with it.
  const isSingle = options.folders.length === 1;
  const { store, ...kept } = isSingle ? ownPlace(first.opened) : await sharedPlace(parts, options);
  const guard = await openCrashGuard(kept.indexDir, { log: options.log });
  return {
    ports: { ...guardedPorts(parts, guard, isSingle), store },
    folders: parts.map(({ name, opened }) => ({ name, root: opened.root })),
    unavailable,
    ...kept,
    grammars: first.opened.grammars,
    noteChanged: (paths) => {
      for (const path of paths) {
        const { name, rest } = isSingle ? { name: first.name, rest: path } : splitRoot(path);
        parts.find((part) => part.name === name)?.listing.noteChanged([rest]);
      }
    },
    noteAll: () => {
      for (const { listing } of parts) listing.noteAll();
    },
    dispose: async () => {
      await Promise.all(parts.map(({ opened }) => opened.dispose()));
      await guard.close();
    },
  };
}

/** Open documents lie over the listing, so that a walk that was spared does not hide an edit. */
async function openPart(folder: WindowFolder, options: WindowOptions): Promise<Part> {
  const { name, path: root, ...own } = folder;
  const { distDir, schema, log, places, useGit, workers } = options;
  const shared = { distDir, schema, log, places, useGit, ...(workers ? { workers } : {}) };
  const opened = await openPorts({ root, ...own, ...shared });
  const listing = createRecentListing(opened.ports.workspace, opened.lstat);
  const workspace = createOverlayWorkspace(listing, () => options.openTexts(name));
  return { name, opened, listing, workspace };
}

type KeptPlace = Awaited<ReturnType<typeof openIndexPlace>>;

function ownPlace({ indexDir, notKept, ports }: OpenedPorts): KeptPlace {
  return { indexDir, store: ports.store, ...(notKept ? { notKept } : {}) };
}

/** The folder of a shared index depends on the names and places of all its folders. */
function sharedPlace(parts: readonly Part[], { places, schema, log }: WindowOptions): Promise<KeptPlace> {
  const { grammars, place } = parts[0]!.opened;
  const key = JSON.stringify([grammars, ...parts.map(({ name, opened }) => [name, opened.root])]);
  const grammarHash = createHash('sha256').update(key).digest('hex');
  return openIndexPlace(places, place, { schema, grammarHash }, log);
}

function guardedPorts(parts: readonly Part[], guard: CrashGuard, isSingle: boolean): NodePorts {
  const [first] = parts;
  const { git, ...ports } = first!.opened.ports;
  return {
    ...ports,
    // The commit of one folder says nothing about an answer from several.
    ...(isSingle && git ? { git } : {}),
    workspace: guard.workspace(isSingle ? first!.workspace : createCompositeWorkspace(parts)),
    parser: guard.parser(ports.parser),
  };
}
