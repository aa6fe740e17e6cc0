/** Pages about reviews as HTML without scripts: nothing of a repository is live in them, and nothing is loaded. */
import type { Say } from '../say.ts';
import { untrusted } from '../untrusted.ts';

export interface PageWords {
  readonly say: Say;
  readonly locale: string;
  /** Named by the policy of the page as what may style it. Letters, digits, `+`, `/` and `=`. */
  readonly nonce: string;
}

/** Each value is one word, in the editor's own colours where there are some. */
const STYLE = `
body { font-family: var(--vscode-font-family, sans-serif); font-size: 13px; line-height: 1.5;
  color: var(--vscode-foreground, #222); background: var(--vscode-editor-background, #fff);
  max-width: 60rem; margin: auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5em; font-weight: 600; }
h2 { font-size: 1.15em; font-weight: 600; margin-top: 2em; }
a { color: var(--vscode-textLink-foreground, #0060b0); }
code, pre { font-family: var(--vscode-editor-font-family, monospace); font-size: 12px; }
pre { background: var(--vscode-textCodeBlock-background, #f3f3f3); padding: 0.5em; overflow: auto; margin: 0.3em; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: 0.15em; vertical-align: top; }
td.number { text-align: right; width: 4em; }
td.bar { width: 40%; }
svg { display: block; width: 100%; height: 1.2em; }
rect { fill: var(--vscode-charts-blue, #1a85ff); }
li { margin-bottom: 0.5em; }
details { margin-bottom: 1em; }
.banner { padding: 0.5em; border-left-style: solid; border-left-width: 4px; }
.complete { border-left-color: var(--vscode-charts-green, #388a34); }
.incomplete { border-left-color: var(--vscode-charts-orange, #d18616); font-weight: 600; }
`;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text for the inside of an element or of an attribute in double quotes. */
export const htmlText = (text: string): string =>
  untrusted(text, 'page').replace(/[&<>"]/g, (char) => ENTITIES[char]!);

/** A whole page. `body` is HTML, the title is a text. */
export function htmlPage(title: string, body: readonly string[], { locale, nonce }: PageWords): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${htmlText(locale)}">`,
    '<head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<title>${htmlText(title)}</title>`,
    `<style nonce="${nonce}">${STYLE}</style></head>`,
    `<body>${body.join('\n')}</body></html>`,
    '',
  ].join('\n');
}

/** A section with a heading; none when it has nothing. */
export const section = (title: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : [`<h2>${htmlText(title)}</h2>`, ...rows];

/** Numbers as a table with bars, in the order that they come in. */
export function barTable(rows: readonly { readonly name: string; readonly count: number }[]): string[] {
  if (rows.length === 0) return [];
  const most = rows.reduce((max, { count }) => Math.max(max, count), 1);
  const row = ({ name, count }: (typeof rows)[number]): string => {
    const share = Math.max(1, Math.round((100 * count) / most));
    const bar = `<svg aria-hidden="true"><rect width="${share}%" height="100%"/></svg>`;
    return `<tr><td>${htmlText(name)}</td><td class="number">${count}</td><td class="bar">${bar}</td></tr>`;
  };
  return ['<table>', ...rows.map(row), '</table>'];
}

/** Paragraphs, lists and code spans of Markdown as HTML; all else of it stands as it is written. Linear. */
export function proseHtml(markdown: string): string[] {
  return markdown
    .split(/\n[ \t]*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const items = part.split(/\n(?=- )/);
      if (!items.every((item) => item.startsWith('- '))) return `<p>${spans(part)}</p>`;
      return `<ul>${items.map((item) => `<li>${spans(item.slice(2))}</li>`).join('')}</ul>`;
    });
}

const spans = (text: string): string =>
  text
    .split('`')
    .map((part, at, all) => {
      const shown = htmlText(part);
      if (at % 2 === 0) return shown;
      return at < all.length - 1 ? `<code>${shown}</code>` : `\`${shown}`;
    })
    .join('');
