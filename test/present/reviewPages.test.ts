/** Pages about reviews: nothing of a repository is live in them, and what was not read stands first. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ReviewReport } from '../../src/engine/types.ts';
import { type PageWords, proseHtml } from '../../src/present/review/page.ts';
import { reportPage } from '../../src/present/review/reportPage.ts';
import { rulePage } from '../../src/present/review/rulePage.ts';
import { english } from '../../src/present/say.ts';
import { BUG_RULE, reportOf } from '../engine/review/parts.ts';

const WORDS: PageWords = { say: english, locale: 'en', nonce: 'bm9uY2U=' };
const HOSTILE = 'x"><img src=x onerror=alert(1)>\u202e';

/** Elements of a page, by name. */
const elements = (html: string): Set<string> =>
  new Set([...html.matchAll(/<([a-z][\w-]*)/gi)].map(([, name]) => name!));
const OWN = new Set(
  'html head meta title style body h1 h2 h3 p ul li a code pre table tr td svg rect'.split(' '),
);

function checkInert(html: string): void {
  assert.deepEqual(
    [...elements(html)].filter((name) => !OWN.has(name)),
    [],
  );
  assert.match(html, /content="default-src 'none'; style-src 'nonce-bm9uY2U='"/);
  assert.ok(!html.includes('\u202e'));
  for (const [tag] of html.matchAll(/<[a-z][^>]*>/gi))
    assert.doesNotMatch(tag, /\son\w+=|\sstyle=|\s(?:src|href)="(?!command:)/i, tag);
}

describe('the page of a report', () => {
  const files = Object.fromEntries(
    Array.from({ length: 13 }, (_, i) => [
      `src/deep/er/f${String(i).padStart(2, '0')}.toy`,
      'def a\n  BUG(x)',
    ]),
  );
  const report: ReviewReport = reportOf(
    { ...files, 'top.toy': 'def t\n  BUG(y)\n  BUG(z)' },
    { notReviewed: [{ path: 'locked.toy', why: { kind: 'skipped', reason: 'unreadable' } }] },
  );

  it('says first whether all was read, and counts by rule, folder and file without losing one', () => {
    const html = reportPage({ ...report, status: 'incomplete' }, WORDS);
    checkInert(html);
    assert.match(html, /<p class="banner incomplete">Incomplete\. 1 file was not reviewed\.<\/p>/);
    assert.match(html, /Errors: 0\. Warnings: 15\. Notes: 0\./);
    assert.match(html, /<td>A bug<\/td><td class="number">15<\/td>/);
    assert.match(html, /<td>src\/deep<\/td><td class="number">13<\/td>/);
    assert.match(html, /<td>\.<\/td><td class="number">2<\/td>/);
    assert.match(html, /<td>top\.toy<\/td><td class="number">4<\/td>/);
    assert.match(html, /Files with less: 4\./);
    assert.equal(html.match(/<li>2:3 warning: A bug of x\./g)?.length, 14);
    assert.ok(html.includes('<code>locked.toy</code> not readable'));
    assert.match(reportPage(report, WORDS), /<p class="banner complete">Complete\. 14 of 15 files/);
  });

  it('links findings and rules where there is somebody to open them', () => {
    const html = reportPage(report, WORDS, {
      finding: (fingerprint) => `command:open?${fingerprint}`,
      rule: (id) => `command:rule?${id}&"`,
    });
    checkInert(html);
    assert.equal(html.match(/<a href="command:open\?/g)?.length, 15);
    assert.ok(html.includes('<a href="command:rule?bug&amp;&quot;">'));
  });

  it('holds nothing of a repository that is live', () => {
    const hostile = reportOf(
      { [`${HOSTILE}/${HOSTILE}.toy`]: `def ${HOSTILE}\n  BUG(${HOSTILE})` },
      {
        setAside: [{ path: HOSTILE, why: { kind: 'ruleFailed', rule: HOSTILE, why: HOSTILE } }],
        withoutRules: [{ language: HOSTILE, files: 1 }],
        ruleFaults: [{ path: HOSTILE, kind: 'x', at: HOSTILE }],
      },
      { kind: 'changes', base: HOSTILE },
    );
    const findings = hostile.findings.map((finding) => ({ ...finding, facts: { what: HOSTILE } }));
    checkInert(reportPage({ ...hostile, findings }, WORDS));
  });
});

describe('the page of a rule', () => {
  it('shows what it looks for, what it does not claim, and its examples', () => {
    const html = rulePage(
      {
        ...BUG_RULE,
        looksFor: 'Two `==` of\nthe same.\n\n- one\n- `two`\n\n`open',
        bad: [{ language: 'toy', text: '<b>BUG</b>' }],
        like: ['eslint no-bug'],
      },
      WORDS,
    );
    checkInert(html);
    for (const part of [
      ...[
        '<h1>A bug</h1>',
        '<code>bug</code> · correctness · warning · needs no model',
        'Like: eslint no-bug',
      ],
      ...['<p>Two <code>==</code> of', '<li><code>two</code></li>', '<p>`open</p>', '&lt;b&gt;BUG&lt;/b&gt;'],
    ])
      assert.ok(html.includes(part), part);
    checkInert(
      rulePage({ ...BUG_RULE, origin: 'user', title: HOSTILE, path: HOSTILE, looksFor: HOSTILE }, WORDS),
    );
  });

  it('is made in one go from a long text', () => {
    assert.equal(proseHtml('`'.repeat(50_000)).length, 1);
    assert.equal(proseHtml('- a\n'.repeat(20_000)).length, 1);
  });
});
