import type { DefinitionUses, UseLine, UsesReport } from '../../engine/engine.ts';
import type { Say } from '../say.ts';

/** From here on a use is likely; what is less sure is a guess, and folded. */
const LIKELY = 0.5;

/** Uses of one file. */
export interface FileUses {
  readonly path: string;
  readonly root?: string;
  readonly kinds: readonly { readonly kind: UseLine['kind']; readonly uses: readonly UseLine[] }[];
}

export interface GroupedUses {
  readonly likely: readonly FileUses[];
  readonly guesses: readonly FileUses[];
}

/** Uses by file and kind, in the order in which they were given; the guesses apart. */
export function groupUses({ uses }: Pick<DefinitionUses, 'uses'>): GroupedUses {
  return {
    likely: byFile(uses.filter(({ confidence }) => confidence >= LIKELY)),
    guesses: byFile(uses.filter(({ confidence }) => confidence < LIKELY)),
  };
}

function byFile(uses: readonly UseLine[]): FileUses[] {
  return inFiles(uses).map(({ lines, ...file }) => {
    const kinds = [...Map.groupBy(lines, ({ kind }) => kind)].map(([kind, of]) => ({ kind, uses: of }));
    return { ...file, kinds };
  });
}

/** Lines by file, in the order in which they were given. */
export function inFiles<Line extends { readonly path: string; readonly root?: string }>(
  lines: readonly Line[],
): { readonly path: string; readonly root?: string; readonly lines: readonly Line[] }[] {
  const files = Map.groupBy(lines, ({ root, path }) => `${root ?? ''}\0${path}`);
  return [...files.values()].map((own) => {
    const { path, root } = own[0]!;
    return { path, ...(root === undefined ? {} : { root }), lines: own };
  });
}

/** What was counted: `Proved or likely uses: 12 (called 8, as a type 4); guesses: 3`. */
export function usesCount(uses: readonly Pick<UseLine, 'kind' | 'confidence'>[], say: Say): string {
  const likely = uses.filter(({ confidence }) => confidence >= LIKELY);
  const guesses = uses.length - likely.length;
  const kinds = [...Map.groupBy(likely, ({ kind }) => kind)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([kind, of]) => say('{0} {1}', kindText(kind, say), of.length));
  const head =
    likely.length === 0
      ? say('No use is proved or likely')
      : say('Proved or likely uses: {0} ({1})', likely.length, kinds.join(', '));
  return guesses === 0 ? head : say('{0}; guesses: {1}', head, guesses);
}

/** How many other places have the same uses: overloads, declarations, parts. */
export function alsoCount(also: readonly object[], say: Say): string {
  return say('Other places of it: {0}', also.length);
}

/** Uses of one kind, as a heading. */
export function kindText(kind: UseLine['kind'], say: Say): string {
  const texts: Readonly<Record<UseLine['kind'], string>> = {
    call: say('called'),
    type: say('as a type'),
    inherit: say('as a base'),
    name: say('as a value'),
  };
  return texts[kind];
}

/** How sure a use is. */
export function sureText(confidence: number, say: Say): string {
  return confidence === 1 ? say('proved') : say('{0} % sure', Math.round(confidence * 100));
}

/** What the text shows beside the syntax tree, and what was not looked at; one line each. */
export function namedCount({ named, unread, isSearched }: UsesReport, say: Say): string[] {
  const files = inFiles(named).length;
  const lines = [
    named.length === 0
      ? say('No other line names it')
      : say(
          'Other lines that name it: {0}, in files: {1} (imports, fields, strings, comments; nothing ties them to a definition)',
          named.length,
          files,
        ),
  ];
  if (!isSearched)
    lines.push(say('The name is too common to be looked up in all files: only those with uses were read'));
  if (unread > 0) lines.push(say('Files that may name it and were not read: {0}', unread));
  return lines;
}
