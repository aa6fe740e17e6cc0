/**
 * Markdown to HTML as the first of two layers (the second is the sanitiser of `markdownView.ts`). Without a DOM.
 * No HTML of the text passes, no image loads, no address becomes a link: only cited ranges do.
 */
import MarkdownIt, { type Token } from 'markdown-it';
import { showAddress, showHidden } from '../../present/answer/hidden.ts';
import type { Translate } from '../../present/answer/strings.ts';
import type { Citation } from '../../protocol/data.ts';
import { linkParts } from '../turn/sources.ts';

export interface MarkdownHtml {
  readonly html: string;
  /** Code blocks, by the number in `data-code`. Their text never passes through HTML. */
  readonly codes: readonly string[];
}

/** An alias, since the parser wants a type with string keys. */
type Env = {
  readonly citations: readonly Citation[];
  readonly t: Translate;
  readonly codes: string[];
  /** Addresses of links that are open. */
  readonly open: string[];
};

/** The headings of an answer stand below those of the page. */
const HEADING_SHIFT = 3;

const parser = createParser();

/** Renders one piece of an answer. `citations` are those that may become links. */
export function markdownHtml(text: string, citations: readonly Citation[], t: Translate): MarkdownHtml {
  const env: Env = { citations, t, codes: [], open: [] };
  const html = parser.render(showHidden(text), env);
  return { html, codes: env.codes };
}

function createParser() {
  const md = new MarkdownIt({ html: false, linkify: false, typographer: false });
  // Every address is parsed as a link so that it can be shown as text; none is ever followed.
  md.validateLink = () => true;
  // The parser decodes entities and addresses, so what they hid is made visible here and not only in the whole text.
  const html = (text: string): string => md.utils.escapeHtml(showHidden(text));
  const rule =
    (draw: (token: Token, env: Env) => string) => (tokens: Token[], i: number, _: unknown, env?: unknown) =>
      draw(tokens[i]!, env as Env);
  const attr = (token: Token, name: string): string => String(token.attrGet(name) ?? '');
  const cited = (text: string, { citations, open }: Env): string =>
    open.length > 0
      ? html(text)
      : linkParts(text, citations)
          .map((part) =>
            part.citation === undefined
              ? html(part.text)
              : `<span data-cite="${part.citation}">${html(part.text)}</span>`,
          )
          .join('');
  const code = rule((token, { codes }) => `<pre data-code="${codes.push(token.content) - 1}"></pre>`);
  Object.assign(md.renderer.rules, {
    text: rule((token, env) => cited(token.content, env)),
    code_inline: rule((token, env) => `<code>${cited(token.content, env)}</code>`),
    link_open: rule((token, env) => {
      const href = attr(token, 'href');
      const at = citedBy(href, env.citations);
      env.open.push(at === undefined ? href : '');
      return at === undefined ? '<span class="address-text">' : `<span data-cite="${at}">`;
    }),
    link_close: rule((_token, env) => {
      const href = env.open.pop() ?? '';
      return href === '' ? '</span>' : `</span> <span class="address">(${html(showAddress(href))})</span>`;
    }),
    image: rule((token, env) => {
      const alt = token.content;
      const says = alt === '' ? env.t('imageNoText') : env.t('image', { alt });
      const address = html(showAddress(attr(token, 'src')));
      return `<span class="image-note">[${html(says)}]</span> <span class="address">(${address})</span>`;
    }),
    fence: code,
    code_block: code,
    // Columns are aligned by a style attribute, which the page's policy forbids.
    th_open: () => '<th>',
    td_open: () => '<td>',
    heading_open: rule(({ tag }) => `<${heading(tag)}>`),
    heading_close: rule(({ tag }) => `</${heading(tag)}>`),
  });
  return md;
}

function heading(tag: string): string {
  return `h${Math.min(6, Number(tag.slice(1)) + HEADING_SHIFT)}`;
}

/** The citation that a link's address names as a whole, for example `[run](src/a.ts#L12-L20)`. */
function citedBy(href: string, citations: readonly Citation[]): number | undefined {
  let path: string;
  try {
    path = decodeURI(href).replace(/^\.\//, '');
  } catch {
    return undefined;
  }
  const parts = linkParts(path, citations);
  return parts.length === 1 ? parts[0]!.citation : undefined;
}
