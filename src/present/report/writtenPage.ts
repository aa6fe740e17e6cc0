/** A report as a page: what a model wrote with the lines that show it, and what the index knows without one. */
import type { ArchitectureReport, Listed } from '../../engine/engine.ts';
import type { Answer, Citation, Claim } from '../../engine/types.ts';
import { doubtText } from '../answer/citations.ts';
import { noticeText } from '../notices.ts';
import { htmlPage, htmlText, type PageWords, proseHtml, section } from '../review/page.ts';
import { isProved, stateText } from '../states.ts';
import { deepestSections, gapText, missedHead, missedWhy, sizeText, usageOf } from './written.ts';

/** A place of a page. */
export interface PagePlace {
  readonly path: string;
  readonly root?: string | undefined;
  readonly startLine: number;
  readonly endLine: number;
}

/** What a page can have done: where it leads is an address that its holder follows. */
export interface ReportLinks {
  place(place: PagePlace): string;
  /** Writes a section in depth. */
  expand(id: string): string;
  /** Goes on where the run broke off. */
  resume(): string;
  export(): string;
}

const link = (href: string | undefined, html: string): string =>
  href === undefined ? html : `<a href="${htmlText(href)}">${html}</a>`;

const list = (rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : ['<ul>', ...rows.map((row) => `<li>${row}</li>`), '</ul>'];

/**
 * The page of a written report; sections that were written in depth stand in the place of the short ones.
 * @param deep answers that hold one section in depth, by its id
 */
export function writtenPage(
  answer: Answer,
  words: PageWords,
  { deep, links }: { readonly deep: ReadonlyMap<string, Answer>; readonly links?: ReportLinks },
): string {
  const { say } = words;
  const { question, notices } = answer;
  const usage = usageOf({ answer, deep });
  const isWhole = answer.status === 'complete';
  return htmlPage(
    question,
    [
      `<h1>${htmlText(question)}</h1>`,
      `<p class="banner ${isWhole ? 'complete' : 'incomplete'}">${htmlText(
        isWhole
          ? say('Written by a model. Each paragraph names the lines that show it.')
          : say('Not all of it was written. What is missing is told at its place.'),
      )} ${isWhole || !links ? '' : link(links.resume(), htmlText(say('Go on')))}</p>`,
      ...(links ? [`<p>${link(links.export(), htmlText(say('Export as Markdown')))}</p>`] : []),
      ...deepestSections({ answer, deep }).flatMap((parts) => sectionHtml(parts, words, links)),
      ...missedHtml(answer, words, links),
      ...list(notices.map((notice) => htmlText(noticeText(notice, { say, door: 'editor' })))),
      `<p>${htmlText(say('Spent: calls {0}, tokens in {1}, out {2}.', usage.calls, usage.tokensIn, usage.tokensOut))}</p>`,
    ],
    words,
  );
}

function sectionHtml(
  { section: one, pieces, isDeep }: ReturnType<typeof deepestSections>[number],
  words: PageWords,
  links: ReportLinks | undefined,
): string[] {
  const { say } = words;
  const gap = gapText(one, say);
  return [
    `<h2>${htmlText(one.title)}</h2>`,
    ...pieces.map((piece) =>
      piece.type === 'heading'
        ? `<h3>${htmlText(piece.heading.text)}</h3>`
        : claimHtml(piece.claim, words, links),
    ),
    ...(gap === undefined ? [] : [`<p class="banner incomplete">${htmlText(gap)}</p>`]),
    ...(links && !isDeep
      ? [`<p>${link(links.expand(one.id), htmlText(say('Write this section in depth')))}</p>`]
      : []),
  ];
}

function claimHtml(claim: Claim, { say }: PageWords, links: ReportLinks | undefined): string {
  const { text, state, citations } = claim;
  const mark = isProved(state) ? '' : `<p class="banner incomplete">${htmlText(stateText(state, say))}</p>`;
  const doubt = doubtText(claim.doubts, say);
  const cited = citations.filter((one) => isProved(one.state)).map((citation) => citedHtml(citation, links));
  return [mark, ...proseHtml(text), ...(doubt === '' ? [] : [`<p>${htmlText(doubt)}</p>`]), ...cited].join(
    '',
  );
}

/** The lines that show a paragraph: folded, and a link to them. */
function citedHtml(citation: Citation, links: ReportLinks | undefined): string {
  const { path, startLine, endLine, quote } = citation;
  const lines = endLine > startLine ? `${startLine}-${endLine}` : `${startLine}`;
  const place = link(links?.place(citation), `<code>${htmlText(`${path}:${lines}`)}</code>`);
  return `<details><summary>${place}</summary><pre><code>${htmlText(quote)}</code></pre></details>`;
}

/** What the report did not speak of: folded until somebody asks. */
function missedHtml({ report }: Answer, { say }: PageWords, links: ReportLinks | undefined): string[] {
  if (!report) return [];
  const { folders, places } = report.missed;
  const rows = [
    ...folders.map(
      ({ name, files, lines }) => `<code>${htmlText(name)}</code> ${htmlText(sizeText(files, lines, say))}`,
    ),
    ...places.map(({ kind, path, root, line = 1 }) => {
      const at = { path, root, startLine: line, endLine: line };
      const place = link(path.endsWith('/') ? undefined : links?.place(at), `<code>${htmlText(path)}</code>`);
      return `${place} ${htmlText(missedWhy(kind, say))}`;
    }),
  ];
  return [
    `<details><summary><strong>${htmlText(say('What did this miss?'))}</strong></summary>`,
    `<p>${htmlText(missedHead(report, say))}</p>`,
    ...list(rows),
    '</details>',
  ];
}

/** The page of what the index knows: no model was asked. Paths are as the engine has them. */
export function architecturePage(
  title: string,
  report: ArchitectureReport,
  words: PageWords,
  links?: Pick<ReportLinks, 'place'>,
): string {
  const { say } = words;
  const { entryPoints, central, used, cycles, hotSpots, basis } = report;
  const place = ({ path, line = 1 }: { readonly path: string; readonly line?: number }): string =>
    link(
      path.endsWith('/') ? undefined : links?.place({ path, startLine: line, endLine: line }),
      `<code>${htmlText(path)}</code>`,
    );
  const rows = <T>({ items, total }: Listed<T>, row: (item: T) => string): string[] => [
    ...list(items.map(row)),
    ...(total > items.length ? [`<p>${htmlText(say('and {0} more', total - items.length))}</p>`] : []),
  ];
  const map = report.map.map(
    ({ name, files, lines, about }) =>
      `<code>${htmlText(name)}</code> ${htmlText(sizeText(files, lines, say))}${
        about ? `: ${htmlText(about.text)} (${place(about.place)})` : ''
      }`,
  );
  return htmlPage(
    title,
    [
      `<h1>${htmlText(title)}</h1>`,
      `<p class="banner complete">${htmlText(
        say(
          '{0} files with {1} lines. Made from the index alone: no model was asked.',
          report.files,
          report.lines,
        ),
      )}</p>`,
      ...section(say('Map'), list(map)),
      ...section(
        say('Where it begins'),
        rows(entryPoints, (one) => `${place(one)} ${htmlText(say('reaches {0} modules', one.reaches))}`),
      ),
      ...section(
        say('What the rest stands on'),
        rows(central, (one) => `${place(one)} ${htmlText(say('imported by {0}', one.importedBy))}`),
      ),
      ...section(
        say('Names that are used most'),
        rows(
          { ...used, total: used.items.length },
          (one) => `<code>${htmlText(one.name)}</code> ${place(one)}`,
        ),
      ),
      ...section(
        say('Imports that go in circles'),
        rows(cycles, ({ circle }) => circle.map(({ from, line }) => place({ path: from, line })).join(' → ')),
      ),
      ...section(
        say('Large, and changed often'),
        hotSpots
          ? rows(
              hotSpots,
              (one) => `${place(one)} ${htmlText(say('{0} lines, {1} commits', one.lines, one.commits))}`,
            )
          : [`<p>${htmlText(say('Unknown: there is no git history to read.'))}</p>`],
      ),
      ...section(say('What this stands on'), [
        `<p>${htmlText(
          say(
            'Imports of {0} source files were read: {1} name one module here, {2} may mean something else and are no part of any figure, {3} name nothing here.',
            ...[basis.modules, basis.proved, basis.unsure, basis.outside],
          ),
        )}</p>`,
        ...(basis.skipped.length > 0
          ? [`<p>${htmlText(say('Files that were not read: {0}.', basis.skipped.length))}</p>`]
          : []),
      ]),
    ],
    words,
  );
}
