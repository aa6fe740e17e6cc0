/** Pure modules about text: hidden characters, Markdown, pieces, links to sources, strings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fitBlocks, splitBlocks } from '../../src/present/answer/blocks.ts';
import { costText, mentionLabel, shortPlace, usageText } from '../../src/present/answer/format.ts';
import { countHidden, mixedScriptWords, showAddress, showHidden } from '../../src/present/answer/hidden.ts';
import { createTranslate, STRINGS, type StringKey } from '../../src/present/answer/strings.ts';
import { markdownHtml } from '../../src/webview/elements/markdown.ts';
import { citedSymbols, findSource, linkParts } from '../../src/webview/turn/sources.ts';
import { HIDING, payloads } from './payloads.ts';
import { answer, moved, passage, unproved, verified } from './samples.ts';

const t = createTranslate({}, 'en');

describe('hidden characters', () => {
  for (const [text, shown] of HIDING) {
    it(`are shown: ${shown}`, () => {
      assert.ok(showHidden(text).includes(shown), showHidden(text));
      assert.ok(countHidden(text) > 0);
    });
  }

  it('are gone after they were shown, and plain text is not touched', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const shown = showHidden(text);
        assert.equal(countHidden(shown), 0);
        assert.equal(showHidden(shown), shown);
      }),
    );
    for (const plain of ['a\tb\nc', 'grüße 你好 привет', '✅ ok', 'x = "𝒳"'])
      assert.equal(showHidden(plain), plain);
  });

  it('do not count the carriage returns of line ends', () => assert.equal(countHidden('a\r\nb\r\n'), 0));

  it('name words of two scripts, and leave honest words alone', () => {
    assert.deepEqual(mixedScriptWords('p\u0430ypal'), { shown: ['p\u0430⟨U+0430⟩ypal'], total: 1 });
    assert.equal(mixedScriptWords('привет paypal αβγ').total, 0);
    assert.equal(mixedScriptWords('a\u0430 b\u0430 c\u0430', 2).total, 3);
  });

  it('show in addresses everything that is not plain', () =>
    assert.equal(showAddress('https://p\u0430y\u202e.test'), 'https://p⟨U+0430⟩y⟨U+202E⟩.test'));
});

describe('Markdown', () => {
  const render = (text: string): string => markdownHtml(text, [verified, moved], t).html;
  const ALLOWED =
    /^<\/?(?:p|br|hr|strong|em|s|code|blockquote|ul|ol|li|h[456]|table|thead|tbody|tr|th|td|span|pre)$/;

  it('gives only known tags, without handlers, addresses or styles, for every payload', () => {
    for (const text of payloads('http://127.0.0.1:1')) {
      const html = render(text);
      for (const [tag, attributes] of [...html.matchAll(/<\/?\w+([^<>]*)/g)].map(
        (match) => [/^<\/?\w+/.exec(match[0])![0], match[1]!] as const,
      )) {
        assert.match(tag, ALLOWED, `${text} -> ${html}`);
        assert.match(
          attributes,
          /^(?: (?:class="[a-z-]+"|data-(?:cite|code)="\d+"|start="\d+"))?\s*\/?$/,
          html,
        );
      }
    }
  });

  it('shows the address of a link as text', () => {
    assert.equal(
      render('[click](javascript:xss())'),
      '<p><span class="address-text">click</span> <span class="address">(javascript:xss())</span></p>\n',
    );
    assert.match(render('https://x.test'), /^<p>https:\/\/x\.test<\/p>/);
  });

  it('shows an image as text', () =>
    assert.equal(
      render('![a pixel](http://x/?d=1)'),
      '<p><span class="image-note">[image not loaded: a pixel]</span> <span class="address">(http://x/?d=1)</span></p>\n',
    ));

  it('links cited ranges, in prose, in code and as link targets', () => {
    const place = 'src/engine/agents/run.ts';
    for (const text of [
      `see ${place}:12-15.`,
      `see \`${place}:13\``,
      `[here](${place}#L12-L15)`,
      '(run.ts:12)',
    ])
      assert.match(render(text), /data-cite="0"/, text);
    assert.match(render('in events.ts'), /data-cite="1"/);
    for (const text of [
      `see ${place}:99`,
      `x${place}:12`,
      `${place}x`,
      '[x](run.ts:12/../../etc)',
      'urun.ts:12',
    ])
      assert.doesNotMatch(render(text), /data-cite/, text);
  });

  it('keeps code out of HTML and headings below those of the page', () => {
    const { html, codes } = markdownHtml('# Head\n\n```"><b>\n<i>&\n```', [], t);
    assert.deepEqual(codes, ['<i>&\n']);
    assert.equal(html, '<h4>Head</h4><pre data-code="0"></pre>');
  });
});

describe('pieces of Markdown', () => {
  it('join to the same text, and a growing text changes only its last piece', () => {
    const line = fc.constantFrom('word', '', '```', '~~~', '- item', '  more', '| a |', '````', '    code');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const text = lines.join('\n');
        const squeeze = (given: string): string => given.replace(/\s+/g, ' ').trim();
        assert.equal(squeeze(splitBlocks(text).join('\n\n')), squeeze(text));
        const earlier = splitBlocks(lines.slice(0, -1).join('\n'));
        assert.deepEqual(splitBlocks(text).slice(0, earlier.length - 1), earlier.slice(0, -1));
      }),
    );
  });

  it('do not cut a code block at its blank lines', () =>
    assert.deepEqual(splitBlocks('a\n\n```\nx\n\ny\n```\n\nb'), ['a', '```\nx\n\ny\n```', 'b']));

  it('are as many as fit, at least one', () => {
    assert.equal(fitBlocks(['aaaa', 'b'], 10, 2), 1);
    assert.equal(fitBlocks(['a', 'b', 'c'], 2, 99), 2);
    assert.equal(fitBlocks(['a', 'b'], 9, 99), 2);
  });
});

describe('sources', () => {
  it('never lose text when prose is cut at links', () => {
    const part = fc.constantFrom(
      'src/engine/events.ts',
      ':40',
      '#L40',
      ' ',
      'run.ts',
      ':12-15',
      'x',
      '.',
      '/',
      '$&',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const linked = linkParts(text, [verified, moved]);
        assert.equal(linked.map((piece) => piece.text).join(''), text);
      }),
    );
  });

  it('find code that stands in a cited quote, whatever its indentation', () => {
    const found = findSource('yield event;', [unproved, verified]);
    assert.deepEqual([found?.startLine, found?.endLine, found?.quote], [14, 14, '    yield event;']);
    const whole = verified.quote
      .split('\n')
      .map((text) => text.slice(2))
      .join('\n');
    assert.equal(findSource(`${whole}\n`, [verified])?.startLine, 12);
  });

  it('find no code that differs, that is too small, or that only an unproved quote holds', () => {
    assert.equal(findSource('yield other;', [verified]), undefined);
    assert.equal(findSource('}', [verified]), undefined);
    assert.equal(findSource('never there', [unproved]), undefined);
  });

  it('name the symbols that proved citations stand in', () =>
    assert.deepEqual(
      citedSymbols(answer).map(({ name }) => name),
      ['endRun', 'RunEvent'],
    ));

  it('name no letter, no heading, and nothing that the passage around a citation is called', () => {
    const citing = (symbol?: string) => {
      const { symbol: _, ...bare } = verified;
      return { ...answer.claims[0]!, citations: [symbol === undefined ? bare : { ...bare, symbol }] };
    };
    const claims = [citing('i'), citing(), citing('How it works'), citing('é'), citing('$0')];
    assert.deepEqual(
      citedSymbols({ ...answer, claims }).map(({ name }) => name),
      ['$0'],
    );
  });
});

describe('strings', () => {
  it('are replaced by the host, key by key, and keep their values', () => {
    const german = createTranslate(
      { send: 'Senden', filesOther: '{n} Dateien', stop: '', nonsense: 'x' },
      'de',
    );
    assert.equal(german('send'), 'Senden');
    assert.equal(german('stop'), STRINGS.stop);
    assert.equal(german.plural('files', 1_234), '1.234 Dateien');
    assert.equal(german.plural('files', 1), '1 file');
  });

  it('do not read inherited keys or leave a value out', () => {
    assert.equal(
      createTranslate(Object.create({ send: 'evil' }) as Record<string, string>)('send'),
      STRINGS.send,
    );
    assert.equal(t('removeMention', {}), 'Remove {name}');
    assert.equal(t('removeMention', { name: '{n}$&' }), 'Remove {n}$&');
  });

  it('have both forms of every counted phrase', () => {
    for (const key of Object.keys(STRINGS) as StringKey[])
      if (key.endsWith('One')) assert.ok(Object.hasOwn(STRINGS, key.replace(/One$/, 'Other')), key);
  });

  it('say amounts', () => {
    assert.equal(
      usageText(answer.usage, t, 'USD'),
      '1 call · 4,098 tokens in · 212 tokens out · cost 0.0134 USD',
    );
    assert.equal(usageText({ calls: 0, tokensIn: 0, tokensOut: 0 }, t), 'no model was called');
    assert.deepEqual([costText(0), costText(12.345), costText(0.000012)], ['0', '12.35', '0.000012']);
    assert.deepEqual(shortPlace(passage), { folder: '…/agents/', name: 'run.ts', lines: ':8-30' });
    assert.deepEqual(shortPlace({ ...passage, path: 'src/a.ts', root: 'app', endLine: 8 }), {
      folder: 'app/src/',
      name: 'a.ts',
      lines: ':8',
    });
    assert.equal(mentionLabel({ kind: 'folder', path: 'src/', root: 'app' }), 'app/src/');
  });
});
