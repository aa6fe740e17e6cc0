import type { Rule } from '../../engine/types.ts';
import { htmlPage, htmlText, type PageWords, proseHtml, section } from './page.ts';

type ShownRule = Omit<Rule, 'isForTests' | 'files' | 'queries'>;

/** What a rule looks for, what it does not claim, and its examples, as a page. */
export function rulePage(rule: ShownRule, words: PageWords): string {
  const { say } = words;
  const { id, family, title, severity, languages, kind, like, path, origin, fixes } = rule;
  const examples = (list: ShownRule['bad']): string[] =>
    list.flatMap(({ language, text }) => [
      `<p>${htmlText(language)}</p>`,
      `<pre><code>${htmlText(text)}</code></pre>`,
    ]);
  const facts = [
    `<code>${htmlText(id)}</code>`,
    ...[family, severity].map(htmlText),
    htmlText(kind === 'judged' ? say('needs a model') : say('needs no model')),
    htmlText(origin === 'user' ? say('your own rule: {0}', path) : say('of Sightline')),
  ];
  return htmlPage(
    title,
    [
      `<h1>${htmlText(title)}</h1>`,
      `<p>${facts.join(' · ')}</p>`,
      ...(languages.length > 0 ? [`<p>${htmlText(say('Languages: {0}', languages.join(', ')))}</p>`] : []),
      ...(fixes.length > 0
        ? [`<p>${htmlText(say('Sightline can put it right without a model: {0}', fixedIn(fixes)))}</p>`]
        : []),
      ...(like.length > 0 ? [`<p>${htmlText(say('Like: {0}', like.join(', ')))}</p>`] : []),
      ...section(say('What it looks for'), proseHtml(rule.looksFor)),
      ...section(say('What is not a finding'), proseHtml(rule.doesNotClaim)),
      ...section(say('Found'), examples(rule.bad)),
      ...section(say('Not found'), examples(rule.good)),
    ],
    words,
  );
}

const fixedIn = (fixes: ShownRule['fixes']): string =>
  [...new Set(fixes.map(({ language }) => language))].join(', ');
