/** A report that a model wrote, in parts that documents and pages are made of. */
import type { Answer, Claim, Heading, Usage, WrittenReport, WrittenSection } from '../../engine/types.ts';
import { piecesOf } from '../answer/layout/pieces.ts';
import type { Say } from '../say.ts';

/** A section with what it says; a gap says nothing. */
export interface SectionParts {
  readonly section: WrittenSection;
  /** Claims, and the headings of its parts before them. */
  readonly pieces: readonly (
    | { readonly type: 'heading'; readonly heading: Heading }
    | { readonly type: 'claim'; readonly claim: Claim }
  )[];
}

/** The sections of a report in its order; empty for an answer that is none. */
export function sectionsOf(answer: Answer): readonly SectionParts[] {
  const pieces = piecesOf(answer);
  const firstOf = new Map(answer.report?.sections.map((section) => [section.first, section]) ?? []);
  return (answer.report?.sections ?? []).map((section) => {
    const { first, claims } = section;
    let at = 0;
    const own = pieces.filter((piece) => {
      const isIn = at >= first && at < first + claims;
      if (piece.type === 'claim') at++;
      // The title of the section is told by whoever shows it.
      return (
        isIn && !(piece.type === 'heading' && piece.heading.level === 1 && firstOf.has(piece.heading.before))
      );
    });
    return { section, pieces: own };
  });
}

/** A report whose sections that were written in depth stand in the place of the short ones. */
export interface WithDepth {
  readonly answer: Answer;
  /** Answers that hold one section in depth, by its id. */
  readonly deep: ReadonlyMap<string, Answer>;
}

/** All sections, each as it was written at most length. */
export function deepestSections({
  answer,
  deep,
}: WithDepth): readonly (SectionParts & { isDeep: boolean })[] {
  return sectionsOf(answer).map((short) => {
    const own = deep.get(short.section.id);
    const long = own && sectionsOf(own).find(({ section }) => section.id === short.section.id);
    return long ? { ...long, isDeep: true } : { ...short, isDeep: false };
  });
}

/** What all of it has used. */
export function usageOf({ answer, deep }: WithDepth): Pick<Usage, 'calls' | 'tokensIn' | 'tokensOut'> {
  const all = [answer, ...deep.values()].map(({ usage }) => usage);
  const sum = (pick: (usage: Usage) => number): number => all.reduce((total, one) => total + pick(one), 0);
  return {
    calls: sum(({ calls }) => calls),
    tokensIn: sum(({ tokensIn }) => tokensIn),
    tokensOut: sum(({ tokensOut }) => tokensOut),
  };
}

/** Files and lines of a folder, in words. */
export const sizeText = (files: number, lines: number, say: Say): string =>
  files === 1 ? say('1 file with {0} lines', lines) : say('{0} files with {1} lines', files, lines);

/** Why a section is a gap; undefined for one that was written in full. */
export function gapText({ state, why, claims }: WrittenSection, say: Say): string | undefined {
  if (state === 'declined') return say('Not written: what was read does not settle it.');
  if (state === 'written') return undefined;
  const texts: Readonly<Record<NonNullable<WrittenSection['why']>, string>> = {
    budget: say('the budget ended before'),
    tooLong: say('its lines do not fit the model'),
    badReply: say('the reply could not be used'),
    failed: say('the model could not be asked'),
    stopped: say('it was stopped'),
  };
  const because = texts[why ?? 'failed'];
  return claims > 0 ? say('Not written to its end: {0}.', because) : say('Not written: {0}.', because);
}

/** How much of the source no section cites, in a sentence. */
export function missedHead({ missed: { files } }: WrittenReport, say: Say): string {
  return say('Lines of {0} of {1} source files are cited.', files.cited, files.of);
}

/** Why a place that no section cites is one that a reader would look for. */
export function missedWhy(kind: WrittenReport['missed']['places'][number]['kind'], say: Say): string {
  switch (kind) {
    case 'entryPoint':
      return say('where the program begins');
    case 'central':
      return say('imported by many');
    case 'hotSpot':
      return say('large, and changed often');
  }
}
