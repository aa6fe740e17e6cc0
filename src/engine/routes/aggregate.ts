import { findAll } from '../query/find.ts';
import type { Query } from '../query/language.ts';
import { beginsAsQuery, isFault, parseQuery } from '../query/parse.ts';
import { readPhrase } from '../query/phrase/phrase.ts';
import { passagesDraft } from '../run/context.ts';
import type { RouteReason } from '../types.ts';
import type { Route } from './route.ts';

const NOTHING = { calls: 0, tokensIn: 0, tokensOut: 0 };

/**
 * Lists and counts all that fits: what a query says is found in the syntax trees and the text, counted by code, and
 * given as a table. Costs no model calls.
 * Source: aggregation (methods A10), stepping in code (E4).
 */
export const aggregate: Route = {
  name: 'aggregate',
  offer({ question }) {
    const read = readQuestion(question.text);
    if (!('query' in read)) return { fits: false, reason: read.reason };
    return { fits: true, reason: read.reason, estimate: NOTHING, rule: 'aggregate' };
  },
  async *run({ question, view, scope, settings, read, signal, journal }) {
    const asked = readQuestion(question.text);
    if (!('query' in asked)) throw new Error('A route runs only when it fits');
    yield journal.begin('find', { kind: 'findAll' });
    const tools = { view, files: scope.files, read, signal, mostRows: settings.tableRows };
    const { table, read: paths, leftOut } = await findAll(asked.query, tools);
    yield journal.end('find');
    return passagesDraft({ passages: [], leftOut }, 'complete', { made: 'table', table, read: paths });
  },
};

type Read = { readonly reason: RouteReason } | { readonly reason: RouteReason; readonly query: Query };

/** What a question asks to list: it is a query, or says in words what one says. */
function readQuestion(text: string): Read {
  const query = parseQuery(text.trim());
  if (!isFault(query)) return { query, reason: { kind: 'asQuery', of: [] } };
  if (beginsAsQuery(text)) {
    const { kind, at, found, near = '', expected } = query;
    return { reason: { kind: 'badQuery', of: [kind, String(at + 1), found, near, ...expected] } };
  }
  const phrase = readPhrase(text);
  const inWords = phrase?.rest === '' ? parseQuery(phrase.query) : undefined;
  if (inWords && !isFault(inWords)) return { query: inWords, reason: { kind: 'asList', of: [inWords.text] } };
  return { reason: { kind: 'notAll', of: [] } };
}
