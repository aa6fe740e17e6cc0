/** What a written report is called, and its sections, in the words of a door. */
import type { ReportKind, ReportWish, SectionKind } from '../../engine/types.ts';
import type { Say } from '../say.ts';

/** Titles of all kinds of sections; `{0}` of a folder is filled in by whoever knows it. */
function sectionTitles(say: Say): Readonly<Record<SectionKind, string>> {
  return {
    overview: say('What it is, and its parts'),
    entry: say('Where it begins'),
    folder: say('The folder {0}', '{0}'),
    central: say('What the rest stands on'),
    circles: say('Imports that go in circles'),
    hotSpots: say('Large, and changed often'),
    setup: say('Build it, run it, test it'),
    tour: say('What lies where'),
    reading: say('Where to begin reading'),
    names: say('Names to know'),
    change: say('How a change is made'),
  };
}

/** What a report is called. */
export const reportTitle = (kind: ReportKind, say: Say): string =>
  kind === 'guide' ? say('A guide for somebody who is new here') : say('How the repository is built');

/** A report as a run takes it: all of it, or one section in depth. */
export function reportWish(kind: ReportKind, say: Say, section?: string): ReportWish {
  return { kind, titles: sectionTitles(say), ...(section === undefined ? {} : { section }) };
}
