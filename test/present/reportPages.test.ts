/** Written reports as a document and as a page: gaps and doubts are told, links lead to lines, nothing of a stranger is live. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Answer, Citation, WrittenSection } from '../../src/engine/types.ts';
import { reportWish } from '../../src/present/report/wish.ts';
import { gapText, sectionsOf } from '../../src/present/report/written.ts';
import { writtenMarkdown } from '../../src/present/report/writtenMarkdown.ts';
import { writtenPage } from '../../src/present/report/writtenPage.ts';
import type { PageWords } from '../../src/present/review/page.ts';
import { english } from '../../src/present/say.ts';
import { FULL_ANSWER } from '../fakes/fullAnswer.ts';

const WORDS: PageWords = { say: english, locale: 'en', nonce: 'bm9uY2U=' };
const HOSTILE = 'x"><img src=x onerror=alert(1)>[a](javascript:b)\u202e';
const LINKS = {
  place: ({ path, startLine }: { readonly path: string; readonly startLine: number }) =>
    `command:open?${path}:${startLine}`,
  expand: (id: string) => `command:expand?${id}`,
  resume: () => 'command:resume',
  export: () => 'command:export',
};

function citation(path: string, startLine: number): Citation {
  return { path, startLine, endLine: startLine, quote: `line of ${path}`, hash: 'h', state: 'verified' };
}

function section(
  id: string,
  first: number,
  claims: number,
  more: Partial<WrittenSection> = {},
): WrittenSection {
  return { id, kind: 'overview', title: `About ${id}`, state: 'written', first, claims, ...more };
}

const { table: _table, notFound: _notFound, trail: _trail, ...BARE } = FULL_ANSWER;
const ANSWER: Answer = {
  ...BARE,
  ...{ status: 'partial', question: `Report ${HOSTILE}`, notices: [], commit: 'c' },
  claims: [
    { text: `It begins here. ${HOSTILE}`, state: 'verified', citations: [citation('src/a b.ts', 3)] },
    { text: 'Nobody shows this.', state: 'unproved', citations: [] },
    { text: 'In depth.', state: 'verified', citations: [citation('src/c.ts', 7)] },
  ],
  headings: [
    { text: 'About one', level: 1, before: 0 },
    { text: 'About three', level: 1, before: 2 },
    { text: 'A part', level: 2, before: 2 },
  ],
  report: {
    kind: 'guide',
    sections: [
      section('one', 0, 2),
      section('two', 2, 0, { state: 'lost', why: 'budget', title: `About ${HOSTILE}` }),
      section('three', 2, 1),
    ],
    missed: {
      files: { cited: 2, of: 9 },
      folders: [{ name: 'lib/', files: 3, lines: 40 }],
      places: [{ kind: 'hotSpot', path: 'lib/x.ts', line: 4 }],
    },
  },
};

describe('a written report', () => {
  it('has its claims and the headings of its parts in its sections, and none twice', () => {
    assert.deepEqual(
      sectionsOf(ANSWER).map(({ section: { id }, pieces }) => [
        id,
        pieces.map((piece) =>
          piece.type === 'heading' ? `# ${piece.heading.text}` : piece.claim.text.slice(0, 9),
        ),
      ]),
      [
        ['one', ['It begins', 'Nobody sh']],
        ['two', []],
        ['three', ['# A part', 'In depth.']],
      ],
    );
  });

  it('names each gap with its reason, and one that broke off', () => {
    const [, gap] = ANSWER.report!.sections;
    assert.equal(gapText(gap!, english), 'Not written: the budget ended before.');
    assert.equal(
      gapText({ ...gap!, claims: 1, why: 'stopped' }, english),
      'Not written to its end: it was stopped.',
    );
    assert.match(gapText({ ...gap!, state: 'declined' }, english)!, /does not settle it/);
    assert.equal(gapText(ANSWER.report!.sections[0]!, english), undefined);
  });

  it('is Markdown with links to lines, marks, gaps, and what no section cites', () => {
    const text = writtenMarkdown(ANSWER, { say: english, locale: 'en' });
    assert.match(text, /\[`src\/a b\.ts:3`\]\(src\/a%20b\.ts#L3\)/);
    assert.match(text, /\*\*[^*]+:\*\* Nobody shows this\./);
    assert.match(text, /^## About three\n\n### A part\n\nIn depth\.$/m);
    assert.match(text, /^\*Not written: the budget ended before\.\*$/m);
    assert.match(
      text,
      /^## What no section cites\n\nLines of 2 of 9 source files are cited\.\n\n- `lib\/`: 3 files with 40 lines\n- \[`lib\/x\.ts:4`\]\(lib\/x\.ts#L4\): large, and changed often$/m,
    );
    assert.ok(!text.includes('\u202e'));
    assert.doesNotMatch(text, /(?<!\\)<img/);
    assert.doesNotMatch(text, /(?<!\\)\]\(javascript/);
    const { report: _report, ...other } = ANSWER;
    assert.equal(writtenMarkdown(other, { say: english, locale: 'en' }), '');
  });

  it('is a page in which nothing of a stranger is live, with a section in depth in the place of the short one', () => {
    const [one, , three] = ANSWER.report!.sections;
    const deep: Answer = {
      ...ANSWER,
      claims: [{ text: 'At length.', state: 'verified', citations: [citation('src/d.ts', 1)] }],
      headings: [{ text: three!.title, level: 1, before: 0 }],
      report: { ...ANSWER.report!, sections: [{ ...three!, first: 0, claims: 1 }] },
    };
    const html = writtenPage(ANSWER, WORDS, { deep: new Map([['three', deep]]), links: LINKS });
    assert.match(html, /content="default-src 'none'; style-src 'nonce-bm9uY2U='"/);
    assert.ok(!html.includes('\u202e'));
    for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi))
      assert.doesNotMatch(tag, /\son\w+=|\sstyle=|\s(?:src|href)="(?!command:)/i, tag);
    assert.doesNotMatch(html, /<img/);
    assert.match(html, /<a href="command:open\?src\/a b\.ts:3"><code>src\/a b\.ts:3<\/code><\/a>/);
    assert.ok(html.includes('At length.') && !html.includes('In depth.'));
    assert.ok(html.includes(`command:expand?${one!.id}`) && !html.includes('command:expand?three'));
    assert.match(html, /<summary><strong>What did this miss\?<\/strong><\/summary>/);
    assert.match(html, /command:resume/);
    assert.match(html, /Not written: the budget ended before\./);
    assert.match(html, /Spent: calls 2, /);
    const document = writtenMarkdown(ANSWER, { say: english, locale: 'en' }, new Map([['three', deep]]));
    assert.ok(document.includes('At length.') && !document.includes('In depth.'));
    const whole = writtenPage({ ...ANSWER, status: 'complete' }, WORDS, { deep: new Map() });
    assert.doesNotMatch(whole, /href=/);
  });

  it('asks for its sections in the words of the door, with a place for the folder', () => {
    const wish = reportWish(
      'architecture',
      (template, ...values) => english(`~${template}`, ...values),
      'entry',
    );
    assert.equal(wish.titles.folder, '~The folder {0}');
    assert.deepEqual(
      [wish.kind, wish.section, Object.keys(wish.titles).length],
      ['architecture', 'entry', 11],
    );
  });
});
