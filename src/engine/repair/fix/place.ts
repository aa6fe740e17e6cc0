import type { FileEdit, PlannedFile } from '../../types/edits.ts';
import type { FixFile, NotTaken } from '../../types/repair.ts';
import type { TextEdit } from '../../types.ts';
import { plainPath } from '../guard/paths.ts';
import { checkSyntax } from '../guard/syntax.ts';
import { type BaseFile, pathsOf, planEdits, refusedAs } from '../plan.ts';
import { type FixContext, symbolsOf } from './context.ts';
import { withSecrets } from './marks.ts';
import type { RawEdit } from './replies.ts';

/** Edits of a model, each in its place or not, with what becomes of the files. */
export interface Placed {
  readonly files: readonly FixFile[];
  /** Edits that have their place, in files that can be read as well as before. */
  readonly kept: readonly RawEdit[];
  readonly notTaken: readonly NotTaken[];
  /** All have their place, but files could be read less well afterwards. */
  readonly isSyntax: boolean;
}

interface Group {
  readonly path: string;
  readonly raw: RawEdit[];
}

/**
 * Puts edits in the one place that each can mean. One of a file that no prompt showed (`seen` tells) is not taken, nor one
 * that touches a secret. All protected files count as allowed here: who applies the patch asks for each. Reads each file
 * once, and parses those that change.
 */
export async function placeRaw(
  raw: readonly RawEdit[],
  seen: ReadonlySet<string>,
  context: FixContext,
): Promise<Placed> {
  const groups = [...Map.groupBy(raw, ({ path }) => plainPath(path) ?? path)].map(
    ([path, own]): Group => ({ path, raw: own }),
  );
  const wanted: { readonly group: Group; readonly edit: FileEdit | 'conflict' | 'secretMark' | 'unseen' }[] =
    [];
  const bases = new Map<string, BaseFile>();
  for (const group of groups) wanted.push({ group, edit: await fileEditOf(group, seen, context) });
  const good = wanted.flatMap(({ edit }) => (typeof edit === 'string' ? [] : [edit]));
  for (const path of pathsOf(good)) bases.set(path, await baseOf(path, good, context));
  const planned = planEdits(good, { bases, allowed: new Set(pathsOf(good)) });
  const checked: PlannedFile[] = [];
  for (const file of planned)
    checked.push(
      context.settings.allowErrors ? file : await checkSyntax(file, { ...context, hash: context.hash.text }),
    );
  const byEdit = new Map(good.map((edit, at) => [edit, checked[at]!]));
  const results = wanted.map(({ group, edit }) =>
    typeof edit === 'string'
      ? { group, file: refusedAs(nothingOf(group), edit) }
      : { group, file: byEdit.get(edit)! },
  );
  const notTaken = results.flatMap(({ file }) => refusalsOf(file));
  return {
    files: results.map(({ group, file }) => ({ ...file, steps: group.raw.map(({ step }) => step) })),
    kept: results.flatMap(({ group, file }) => keptOf(group, file)),
    notTaken,
    isSyntax: notTaken.length > 0 && notTaken.every(({ reason }) => reason === 'syntax'),
  };
}

/** What is wanted of one file as one edit; a name for why it cannot be one. */
async function fileEditOf(
  { path, raw }: Group,
  seen: ReadonlySet<string>,
  context: FixContext,
): Promise<FileEdit | 'conflict' | 'secretMark' | 'unseen'> {
  const [first] = raw as [RawEdit, ...RawEdit[]];
  if ('create' in first) return raw.length > 1 ? 'conflict' : { kind: 'create', path, text: first.create };
  const source = await context.source(path);
  const isThere = 'text' in source || source.reason !== 'vanished';
  if (isThere && !seen.has(path)) return 'unseen';
  if ('delete' in first) return raw.length > 1 ? 'conflict' : { kind: 'delete', path };
  const edits: TextEdit[] = [];
  let to: string | undefined;
  const shown = 'text' in source ? (await context.read(path))?.text : undefined;
  for (const one of raw) {
    if ('create' in one || 'delete' in one) return 'conflict';
    if ('to' in one) {
      if (to !== undefined) return 'conflict';
      to = one.to;
      continue;
    }
    const texts = { shown: shown ?? '', real: 'text' in source ? source.text : '' };
    const quoted = withSecrets(one, texts, (text) => context.model.reveal(text));
    if (!quoted) return 'secretMark';
    const within = one.symbol === '' ? [] : [one.symbol];
    edits.push({ kind: 'text', before: quoted.search, after: quoted.replace, within });
  }
  return { kind: 'edit', path, edits, ...(to === undefined ? {} : { to }) };
}

/** What stands at a path; with its definitions where an edit names one. */
async function baseOf(path: string, edits: readonly FileEdit[], context: FixContext): Promise<BaseFile> {
  const source = await context.source(path);
  if (!('text' in source))
    return source.reason === 'vanished' ? { type: 'missing' } : { type: 'unreadable', why: source.reason };
  const edit = edits.find((one) => plainPath(one.path) === path);
  const isNamed = edit?.kind === 'edit' && edit.edits.some(({ within }) => within.length > 0);
  const symbols = isNamed ? await symbolsOf(source.path, source.text, context) : undefined;
  return { type: 'text', text: source.text, ...(symbols ? { symbols } : {}) };
}

const nothingOf = ({ path, raw }: Group): PlannedFile => ({
  ...{ path, kind: 'edit', before: null },
  places: raw.map(() => ({ state: 'exact', startLine: 0, endLine: 0 })),
});

function refusalsOf({ path, places }: PlannedFile): NotTaken[] {
  return places.flatMap((place) => {
    if (place.state !== 'refused') return [];
    const { reason, startLine, endLine } = place;
    const line = reason === 'syntax' ? Number(place.detail ?? 0) : undefined;
    const near = line === undefined ? { startLine, endLine } : { startLine: line, endLine: line };
    return [{ path, reason, ...near }];
  });
}

/** The edits of a file that stay: those with a place; a file that is refused as a whole keeps none. */
function keptOf({ raw }: Group, { places }: PlannedFile): RawEdit[] {
  const texts = raw.filter((one) => !('to' in one));
  if (places.length !== texts.length || texts.length < raw.length)
    return places.some(({ state }) => state === 'refused') ? [] : [...raw];
  return texts.filter((_, at) => places[at]!.state !== 'refused');
}
