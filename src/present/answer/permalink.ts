import type { Citation, WebAddress } from '../../engine/types.ts';

/** An address as it is made here; a record of another program may hold anything. */
const SAFE_BASE = /^https:\/\/[\w.-]+(?:\/[\w.%~-]+)+$/;

/** `src/a%20b.ts#L3-L9`: the place for a program that knows the folder. */
export function anchored({
  path,
  startLine,
  endLine,
}: Pick<Citation, 'path' | 'startLine' | 'endLine'>): string {
  const lines = endLine > startLine ? `#L${startLine}-L${endLine}` : `#L${startLine}`;
  return `${encoded(path)}${lines}`;
}

/**
 * The address at which the cited lines stand for ever. Undefined where the web does not show the repository, or its
 * commit does not hold the file as it was cited.
 */
export function permalink(web: WebAddress | undefined, citation: Citation): string | undefined {
  const { commit, startLine: from, endLine } = citation;
  if (!web || !SAFE_BASE.test(web.base) || !/^[0-9a-f]{40,64}$/.test(commit ?? '')) return undefined;
  const { base, forge } = web;
  const path = encoded(`${web.folder}${citation.path}`);
  const to = Math.max(from, endLine);
  switch (forge) {
    case 'github':
      return `${base}/blob/${commit}/${path}#L${from}-L${to}`;
    case 'gitlab':
      return `${base}/-/blob/${commit}/${path}#L${from}-${to}`;
    case 'bitbucket':
      return `${base}/src/${commit}/${path}#lines-${from}:${to}`;
    case 'gitea':
      return `${base}/src/commit/${commit}/${path}#L${from}-L${to}`;
    case 'azure':
      return `${base}?path=/${path}&version=GC${commit}&line=${from}&lineEnd=${to + 1}&lineStartColumn=1&lineEndColumn=1`;
  }
}

/** Nothing of a path can end an address, or a link of Markdown around it. */
const encoded = (path: string): string =>
  path
    .split('/')
    .map((part) =>
      encodeURIComponent(part.toWellFormed()).replace(
        /[()'*!]/g,
        (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    )
    .join('/');
