import type { RunEvent } from '../events.ts';
import { messageTokens } from '../ports.ts';
import { MEASURING_FENCE } from '../prompts/passage.ts';
import { verdictPrompt } from '../prompts/verdict.ts';
import { findAll, matchAll } from '../query/find.ts';
import type { Query } from '../query/language.ts';
import { layOut } from '../query/layOut.ts';
import { beginsAsQuery, isFault, parseQuery } from '../query/parse.ts';
import { readPhrase } from '../query/phrase/phrase.ts';
import { asksForText } from '../query/units.ts';
import { type Draft, passagesDraft, type RunContext } from '../run/context.ts';
import { type Candidate, candidatesOf } from '../run/judge/candidates.ts';
import { judgeUnits, MOST_UNITS, roomOf, THINKING_TOKENS, VERDICT_TOKENS } from '../run/judge/judge.ts';
import { windowOf } from '../run/scope/window.ts';
import type { NotRead, RouteReason } from '../types.ts';
import type { Route, RouteFacts } from './route.ts';

const NOTHING = { calls: 0, tokensIn: 0, tokensOut: 0 };
/** Tokens of a unit in a prompt beside its lines: its header, and its id where all are named. */
const UNIT_TOKENS = 15;

/**
 * Lists and counts all that fits: what a query says is found in the syntax trees and the text, and counted by code, at
 * no cost. Where words are left over that no query says, a model judges each candidate for itself; the count is of its
 * verdicts, never a number of the model. Costs then a reader call for each batch of candidates.
 * Source: aggregation (methods A10), stepping in code (E4).
 */
export const aggregate: Route = {
  name: 'aggregate',
  offer(facts) {
    const read = readQuestion(facts.question.text);
    if (!('query' in read)) return { fits: false, reason: read.reason };
    const { query, reason, rest } = read;
    if (rest === '') return { fits: true, reason, estimate: NOTHING, rule: 'aggregate' };
    if (!facts.reader)
      return { fits: false, reason: { kind: 'notInWords', of: [rest.slice(0, 80), query.text] } };
    return offerToJudge(facts, query);
  },
  async *run(context) {
    const { question, view, scope, settings, read, signal, journal, model } = context;
    const asked = readQuestion(question.text);
    if (!('query' in asked)) throw new Error('A route runs only when it fits');
    const tools = { view, files: scope.files, read, signal, mostRows: settings.tableRows };
    if (asked.rest !== '' && model) return yield* judge(context, asked.query);
    yield journal.begin('find', { kind: 'findAll' });
    const { table, read: paths, leftOut } = await findAll(asked.query, tools);
    yield journal.end('find');
    return passagesDraft({ passages: [], leftOut }, 'complete', { made: 'table', table, read: paths });
  },
};

/** What it takes to judge each unit. Unasked it is done where the question wants all, and the budget holds it. */
function offerToJudge(facts: RouteFacts, query: Query): ReturnType<Route['offer']> {
  const { measure, reader, settings, question, brief, countTokens } = facts;
  const { units, tokens } = measure(query);
  if (units === 0) return { fits: false, reason: { kind: 'emptyScope', of: [] } };
  const empty = { ...brief, question: question.text, units: [], fence: MEASURING_FENCE };
  const beside = messageTokens(verdictPrompt(empty), countTokens);
  const lines = tokens + units * UNIT_TOKENS;
  const window = Math.min(windowOf(reader!), settings.readerTokens);
  const room = window - beside - THINKING_TOKENS - VERDICT_TOKENS * MOST_UNITS;
  const calls = Math.max(1, Math.ceil(units / MOST_UNITS), Math.ceil(lines / Math.max(1, room)));
  const tokensIn = lines + calls * beside;
  const tokensOut = units * VERDICT_TOKENS + calls * THINKING_TOKENS;
  const isHeld = tokensIn + tokensOut <= settings.budgetTokens;
  return {
    fits: true,
    reason: { kind: 'judged', of: [String(units)] },
    estimate: { calls, tokensIn, tokensOut, readers: { tokensIn, tokensOut } },
    ...(isHeld && WANTS_ALL.test(question.text) ? { rule: 'aggregate' as const } : {}),
  };
}

/**
 * A question that begins with asking for a list or a count. What says `all` further on (`Why are all tests slow?`) asks
 * for something else, and many calls are not made unasked for it.
 */
const WANTS_ALL =
  /^\W*(?:(?:please|can you|could you|bitte|kannst du|por favor|puedes|peux-tu)\s+)?(?:(?:list|count|enumerate|find|show|name|give|get|all|every|each|how many|number of|which|what (?:are|is) (?:all|every|the number)|liste|zähle?|finde?|zeige?|nenne?|gib|alle[nr]?|jede[rsn]?|wie viele|anzahl|welche[rns]?|lista|enumera|cuenta|encuentra|muestra|muéstrame|todos|todas|cuántos|cuántas|qué|cuáles|liste[rz]?|compte[rz]?|trouve[rz]?|montre[rz]?|tous|toutes|combien|quel(?:le)?s)(?![\p{L}\p{N}])|列出|所有|全部|有?多少|哪些|统计|找出|すべて|全て|いくつ|どの|一覧)/iu;

async function* judge(context: RunContext, query: Query): AsyncGenerator<RunEvent, Draft> {
  const { view, scope, settings, read, signal, journal, model } = context;
  yield journal.begin('find', { kind: 'findAll' });
  const tools = { view, files: scope.files, read, signal, mostRows: settings.tableRows };
  const matches = await matchAll(query, tools);
  const countTokens = (text: string): number => model!.countTokens(text);
  const laid = await candidatesOf(matches.fitting, { view, read, room: roomOf(context), countTokens });
  yield journal.end('find');
  const { candidates } = laid;
  const { verdicts, failure, isStopped } = yield* judgeUnits(
    context,
    candidates.map(({ unit }) => unit),
  );
  const fitting = candidates.filter(({ unit }) => verdicts.get(unit.id)?.isMatch === true);
  const byUnit = new Map(candidates.map((one) => [one.found.unit, one]));
  const table = layOut(
    query,
    { ...matches, fitting: fitting.map(({ found }) => found) },
    { view, mostRows: settings.tableRows, said: (unit) => said(byUnit.get(unit)!, verdicts) },
  );
  const lost = candidates.filter(({ unit }) => !verdicts.has(unit.id)).map(notJudged);
  const of = matches.fitting.length;
  const isWhole = verdicts.size === of;
  return passagesDraft(
    { passages: [], leftOut: [...matches.leftOut, ...laid.leftOut, ...lost] },
    isStopped ? 'stopped' : isWhole ? 'complete' : 'partial',
    {
      ...{ made: 'table', table: { ...table, judged: { done: verdicts.size, of } } },
      read: [...new Set(candidates.map(({ unit }) => unit.path))],
      // One that lost some of its batches still has an answer.
      ...(failure && verdicts.size === 0 ? { failure } : {}),
    },
  );
}

/** The line that a model named, where it is one of the unit; else the one that names it. */
function said(
  { found, unit }: Candidate,
  verdicts: ReadonlyMap<string, { readonly line: number; readonly why: string }>,
): { line: number; why: string } {
  const { line, why } = verdicts.get(unit.id)!;
  const isInside = Number.isInteger(line) && line >= unit.startLine && line <= unit.endLine;
  return { line: isInside ? line : found.unit.line, why };
}

const notJudged = ({ unit: { path, startLine, endLine } }: Candidate): NotRead => ({
  ...{ path, startLine, endLine },
  why: 'notReached',
});

/** Begins as a query would, with a key that is none. */
const KEY_LIKE = /^\s*[!(]?[a-z]{2,20}[:<>=][^\s:/]/i;

interface Read {
  readonly reason: RouteReason;
  readonly query: Query;
  /** Words that the query does not say. */
  readonly rest: string;
}

/** What a question asks to list: it is a query, or says in words what one says, or what each is to be judged by. */
function readQuestion(text: string): Read | { readonly reason: RouteReason } {
  const query = parseQuery(text.trim());
  if (!isFault(query)) return { query, reason: { kind: 'asQuery', of: [] }, rest: '' };
  const { kind, at, found, near = '', expected } = query;
  const fault = { reason: { kind: 'badQuery', of: [kind, String(at + 1), found, near, ...expected] } };
  if (beginsAsQuery(text)) return fault;
  const phrase = readPhrase(text);
  const inWords = phrase && parseQuery(phrase.query);
  if (!inWords || isFault(inWords))
    return KEY_LIKE.test(text) ? fault : { reason: { kind: 'notAll', of: [] } };
  const { rest } = phrase;
  const reason = { kind: 'asList', of: [inWords.text] };
  if (rest === '') return { query: inWords, reason, rest };
  return asksForText(inWords.where)
    ? { reason: { kind: 'notAll', of: [] } }
    : { query: inWords, reason, rest };
}
