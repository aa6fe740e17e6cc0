import { DamagedError } from '../../ports.ts';
import type { ParsedFile } from '../../types.ts';
import { chunkFinder, type FileEntry } from '../fileEntry.ts';
import { changedSince } from '../segments/states.ts';
import { eachMention } from './mentions.ts';
import type { NameSource } from './nameSource.ts';

/** Files of which something else is true than before, by what rests on it. */
export interface Changes {
  /** Who uses what they define, and how much. */
  readonly ofNames: ReadonlySet<number>;
  /** What their chunks are linked to; undefined when the chunks have other numbers. */
  readonly ofLinks: ReadonlySet<number> | undefined;
}

/** So many changed files are still cheaper to look at than all is to make again. */
const MOST_FILES = 20;

/**
 * What changed between two states of an index; undefined when that cannot be told for little: files came or went, many
 * changed, or what one held before is gone. Cost: one pass over the rows, and the names of the changed files.
 */
export function changesBetween(before: NameSource, now: NameSource): Changes | undefined {
  const changed = changedSince(before.files, now.files, MOST_FILES, hasSameText)?.map(({ number }) => number);
  if (!changed) return undefined;
  const ofNames = new Set(changed);
  const ofLinks = new Set(changed);
  try {
    for (const file of changed)
      for (const { name, isDefined } of changedNames(before.files[file]!.decode(), now.files[file]!.parsed))
        for (const { definitions, mentions } of [before, now]) {
          for (const at of definitions(name)) ofNames.add(at.file);
          if (isDefined) for (const user of mentions(name).files) ofLinks.add(user);
        }
  } catch (error) {
    // The stored bytes of what was before may be gone: then all is made again.
    if (error instanceof DamagedError) return undefined;
    throw error;
  }
  for (const file of ofNames) ofLinks.add(file);
  const isAlike = before.starts.every((start, i) => start === now.starts[i]);
  return { ofNames, ofLinks: isAlike ? ofLinks : undefined };
}

/** Names that a file defines or mentions in other chunks than before, or not as often. */
function changedNames(before: ParsedFile, now: ParsedFile): { name: string; isDefined: boolean }[] {
  const [known, found] = [placesOf(before), placesOf(now)];
  const names = new Set([...known.keys(), ...found.keys()]);
  return [...names]
    .filter((name) => known.get(name) !== found.get(name))
    .map((name) => ({
      name,
      isDefined: [known, found].some((places) => places.get(name)?.includes(DEFINED) ?? false),
    }));
}

const DEFINED = 'd';

/** The chunks in which each name of a file is defined and mentioned, written out. */
function placesOf(parsed: ParsedFile): Map<string, string> {
  const chunkAt = chunkFinder(parsed.chunks);
  const places = new Map<string, string>();
  const note = (name: string, what: string, line: number): void => {
    places.set(name, `${places.get(name) ?? ''}${what}${chunkAt(line)}`);
  };
  for (const { name, kind, line } of parsed.symbols) if (kind !== 'section') note(name, DEFINED, line);
  eachMention(parsed, (name, line) => note(name, 'm', line));
  return places;
}

const hasSameText = (before: FileEntry, now: FileEntry): boolean =>
  before.hash === now.hash && before.row.language === now.row.language;
