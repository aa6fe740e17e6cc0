/** The lines of a repository that a section of a report is written from. */
import type { FileEntry } from '../../index/fileEntry.ts';
import type { IndexView } from '../../index/repository.ts';
import { namedHit } from '../../retrieve/focus.ts';
import { buildPassages, type PassageSet, type PassageTools } from '../../retrieve/passages.ts';
import { analyseQuery } from '../../retrieve/query.ts';
import { rank } from '../../retrieve/rank.ts';
import { roleIn } from '../../retrieve/roles.ts';
import type { Hit } from '../../types.ts';
import type { ReportPlace } from '../architecture/facts.ts';
import type { Section } from './outline.ts';

export interface SectionRoom {
  /** Model tokens of its passages, at most. */
  readonly budgetTokens: number;
  readonly maxPassages: number;
  /** Pieces of a place that are shown, from its line on. */
  readonly pieces: number;
}

/** Ranked ranges that are looked at, of those below the folder of a section. */
const MOST_RANKED = 40;
/** Above what any word finds: a place that the outline names comes first. */
const NAMED_SCORE = 1_000_000;

/** Shows what the outline names for a section, then what its words find, as far as there is room. Costs no model calls. */
export async function sectionPassages(
  section: Section,
  view: IndexView,
  room: SectionRoom,
  tools: PassageTools,
): Promise<PassageSet> {
  const { under = '', without = [] } = section;
  const isIn = ({ path }: { readonly path: string }): boolean =>
    path.startsWith(under) && !without.some((folder) => path.startsWith(folder));
  const hits = section.places.filter(isIn).flatMap((place, i) => placeHits(place, view, room.pieces, i));
  const found = section.words === '' ? [] : searched(section.words, view, under !== '');
  // A folder that no place and no word speaks of is shown by its largest files.
  const rest = under === '' ? [] : largest(view, under, room.pieces).filter(isIn);
  const { budgetTokens, maxPassages } = room;
  const all = [...hits, ...found.filter(isIn).slice(0, MOST_RANKED), ...rest];
  return buildPassages(all, view, { budgetTokens, maxPassages }, tools);
}

function searched(words: string, view: IndexView, isBelow: boolean): readonly Hit[] {
  const limit = isBelow ? view.starts[view.files.length]! : MOST_RANKED;
  return rank(view, analyseQuery(words, view), { limit, joinLines: 0 }).hits;
}

/** The piece of a file that holds a line and those after it, or its first ones; of a folder those of its files. */
function placeHits({ path, line = 1 }: ReportPlace, view: IndexView, pieces: number, place: number): Hit[] {
  if (path.endsWith('/'))
    return largest(view, path, 1)
      .slice(0, 3)
      .map((hit, i) => ({ ...hit, score: NAMED_SCORE - place - i / 10 }));
  const number = view.numberOf(path);
  const entry = number === undefined ? undefined : view.files[number];
  return entry ? piecesOf(entry, line, pieces, NAMED_SCORE - place) : [];
}

function piecesOf({ path, parsed }: FileEntry, line: number, pieces: number, score: number): Hit[] {
  const first = Math.max(
    0,
    parsed.chunks.findIndex(({ endLine }) => endLine >= line),
  );
  return parsed.chunks
    .slice(first, first + pieces)
    .map((chunk) => namedHit(path, { ...chunk, score, evidence: { kind: 'path', of: path } }));
}

/** The beginnings of the largest source files below a folder. */
function largest(view: IndexView, under: string, pieces: number): Hit[] {
  return view.files
    .filter(({ path }) => path.startsWith(under) && roleIn(view, path) === 'source')
    .sort((a, b) => b.row.lines - a.row.lines || (a.path < b.path ? -1 : 1))
    .slice(0, MOST_RANKED)
    .flatMap((entry) => piecesOf(entry, 1, pieces, 0));
}
