import { doubtsOf } from '../answer/doubts/doubts.ts';
import { extractiveClaims } from '../answer/extractive.ts';
import { type CheckSyntax, splitCode, withCode } from '../answer/layout/code.ts';
import { layoutText } from '../answer/layout/sections.ts';
import { isProved, verifyClaims } from '../answer/verify.ts';
import type { IndexView } from '../index/repository.ts';
import type { Git } from '../ports.ts';
import { citeRows } from '../query/tableRows.ts';
import { unseenOf } from '../report/unseen.ts';
import {
  ANSWER_SCHEMA,
  type Answer,
  type Citation,
  type Claim,
  type ClaimDoubt,
  type NotFound,
  type Notice,
  type NotParsedWhy,
  type NotRead,
  type Question,
  type RouteChoice,
  type SymbolDef,
  type SymbolKind,
} from '../types.ts';
import { guardDraft } from './check/guards.ts';
import type { Draft, RunContext } from './context.ts';
import { pinCitations } from './pin.ts';

/** A written answer of which more than this share could not be proved is partial. */
const UNPROVED_SHARE = 0.4;

/** What an answer carries beside what the run made. */
export interface FinishLabels {
  readonly runId: string;
  readonly commit: string | undefined;
  /** Asked which files the commit holds as they are. */
  readonly git: Git | undefined;
  /** Checks code that a model proposes; without it nothing is said of its syntax. */
  readonly checkSyntax?: CheckSyntax;
}

/**
 * The only way from a draft to an Answer: checks every citation against the bytes of now, and counts what was read and
 * what was not. Costs no model calls.
 * @throws Error where a draft breaks what every route has to keep to
 */
export async function finish(
  context: RunContext,
  route: RouteChoice,
  draft: Draft,
  { runId, commit, git, checkSyntax }: FinishLabels,
): Promise<Answer> {
  const { budget, question } = context;
  guardDraft(draft, context);
  const notFound = draft.status === 'noMatch' || draft.status === 'declined' ? draft.status : undefined;
  const claims = notFound || draft.table ? [] : await provedClaims(context, draft, checkSyntax);
  const unproved = claims.filter(({ state }) => state === 'unproved').length;
  const isWritten = draft.made === 'model';
  const headings = claims.length > 0 ? (draft.headings ?? []) : [];
  const isPartial = isWritten && claims.length > 0 && unproved / claims.length > UNPROVED_SHARE;
  const status = notFound ? 'notFound' : (draft.status as Exclude<Draft['status'], NotFound['kind']>);
  const answer: Answer = {
    schema: ANSWER_SCHEMA,
    runId,
    status: status === 'complete' && isPartial ? 'partial' : status,
    question: question.text,
    made: draft.made,
    route: draft.reason ? { ...route, reason: draft.reason } : route,
    text: isWritten ? layoutText(claims, headings) : claims.map(({ text }) => text).join('\n'),
    claims,
    ...(headings.length > 0 ? { headings } : {}),
    passages: draft.passages,
    ...(draft.table ? { table: { ...draft.table, rows: await citeRows(draft.table.rows, context) } } : {}),
    ...(notFound ? { notFound: describeNotFound(context, draft, notFound) } : {}),
    coverage: coverageOf(context, draft),
    usage: budget.usage(),
    notices: [...context.notices, ...ownNotices(context, draft, { count: unproved, of: claims.length })],
    ...(draft.trail ? { trail: draft.trail } : {}),
    ...(draft.report ? { report: reportOf(draft.report, claims) } : {}),
    ...(commit ? { commit } : {}),
  };
  return pinCitations(answer, git);
}

/** A report with what none of its proved citations stands in. */
function reportOf(
  { missed, ...written }: NonNullable<Draft['report']>,
  claims: readonly Claim[],
): NonNullable<Answer['report']> {
  const proved = claims.flatMap(({ citations }) => citations.filter(isProved));
  return { ...written, missed: missed(new Set(proved.map(({ path }) => path))) };
}

async function provedClaims(
  context: RunContext,
  draft: Draft,
  checkSyntax: CheckSyntax | undefined,
): Promise<Claim[]> {
  const { view, read, question } = context;
  const isWritten = draft.made === 'model';
  const claims = isWritten
    ? await writtenClaims(context, draft, checkSyntax)
    : await extractiveClaims(draft.passages, { read });
  return claims.map((claim) => {
    const citations = claim.citations.map((citation) => withSymbol(citation, view));
    const doubts = isWritten ? claimDoubts({ ...claim, citations }, question, view) : [];
    return { ...claim, citations, ...(doubts.length > 0 ? { doubts } : {}) };
  });
}

/** The claims of a model, checked, with the code in them told apart: quoted lines of files, and proposals. */
async function writtenClaims(
  { read, model }: RunContext,
  { claims, passages }: Draft,
  checkSyntax: CheckSyntax | undefined,
): Promise<Claim[]> {
  const tools = { read, reveal: (text: string) => model?.reveal(text) ?? text };
  const split = claims.map(({ text }) => splitCode(text));
  const said = claims.map((claim, i) => ({ ...claim, text: split[i]!.text }));
  const fences = split.map((one) => one.fences);
  return withCode(await verifyClaims(said, passages, tools), fences, passages, { ...tools, checkSyntax });
}

/** Definitions whose inner ones are locals. */
const CALLABLE: ReadonlySet<SymbolKind> = new Set(['function', 'method', 'constructor', 'macro']);

/** Names the definition that a citation stands in: the innermost one that is no local of a callable, and no heading. */
function withSymbol(citation: Citation, view: IndexView): Citation {
  const around = symbolsAround(citation, view).filter(({ kind }) => kind !== 'section');
  const symbol =
    around[
      Math.max(
        0,
        around.findLastIndex(({ kind }) => CALLABLE.has(kind)),
      )
    ];
  return symbol ? { ...citation, symbol: symbol.name } : citation;
}

/** The definitions that the lines of a citation begin in, the innermost first. */
function symbolsAround({ path, startLine: line }: Citation, view: IndexView): SymbolDef[] {
  const file = view.numberOf(path);
  return (file === undefined ? [] : view.files[file]!.parsed.symbols)
    .filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
    .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
}

/** What a claim says and its proved lines do not show. A claim without any is unproved, and needs no doubt. */
function claimDoubts({ text, citations }: Claim, question: Question, view: IndexView): ClaimDoubt[] {
  const proved = citations.filter(isProved);
  if (proved.length === 0) return [];
  const symbols = proved.flatMap((citation) => symbolsAround(citation, view));
  const quotes = proved.map(({ quote }) => quote);
  return doubtsOf(text, {
    ...{ quotes, spans: proved },
    around: [
      ...proved.map(({ path }) => path),
      ...symbols.map(({ name, signature }) => `${name} ${signature}`),
      question.text,
    ],
    counts: [
      ...[proved.length, new Set(proved.map(({ path }) => path)).size],
      ...quotes.map((quote) => quote.split('\n').length),
      ...symbols.flatMap(({ params }) => params ?? []),
    ],
  });
}

function ownNotices(
  { notes }: RunContext,
  { failure }: Draft,
  unproved: { readonly count: number; readonly of: number },
): Notice[] {
  return [
    ...(failure ? [{ kind: 'failure', failure } as const] : []),
    ...(notes.redactions > 0 ? [{ kind: 'redactions', count: notes.redactions } as const] : []),
    ...(notes.cutPrompt ? [{ kind: 'cutPrompt', ...notes.cutPrompt } as const] : []),
    ...(notes.doubted > 0 ? [{ kind: 'usageDoubted', calls: notes.doubted } as const] : []),
    ...(unproved.count > 0 ? [{ kind: 'unproved', ...unproved } as const] : []),
  ];
}

function describeNotFound({ view, look }: RunContext, { missing }: Draft, kind: NotFound['kind']): NotFound {
  return {
    kind,
    files: view.files.length,
    chunks: view.starts[view.files.length]!,
    terms: [...new Set(look.query.terms.map(({ word }) => word))].slice(0, 30),
    missing,
  };
}

/** Read: files with a passage in the answer or its prompts. Total: files seen, skipped ones counted in. */
function coverageOf({ view, scope }: RunContext, { read, leftOut, table }: Draft): Answer['coverage'] {
  const count = new Set(read).size;
  const skipped: NotRead[] = view.skipped.map(({ path, reason, detail }) => ({
    path,
    why: reason,
    ...(detail ? { detail } : {}),
  }));
  // A table tells by itself of what it did not look at.
  const searchedOnly = table ? 0 : scope.files.length - count;
  const outside = view.files.length - scope.files.length;
  return {
    read: count,
    total: view.files.length + view.skipped.length,
    notRead: [
      ...unseenIn(view),
      ...(searchedOnly > 0 ? [{ files: searchedOnly, why: 'searched' } as const] : []),
      ...(outside > 0 ? [{ files: outside, why: 'outside' } as const] : []),
      ...leftOut,
      ...damagedOf(view, read),
      ...(table ? [] : asTextOf({ view, scope }, read)),
      ...skipped,
    ],
    ...(scope.limits.length > 0 ? { limits: scope.limits } : {}),
  };
}

/** What the walk could not look into: a folder, or a number of what lies in one. */
const unseenIn = ({ problems }: IndexView): NotRead[] =>
  unseenOf(problems).map(({ folder, why, count, detail }) => ({
    ...(count === undefined ? { path: folder || '.' } : { files: count }),
    why,
    ...(detail === undefined ? {} : { detail }),
  }));

/** Files with a passage in the answer that their grammar could not read in full. */
function damagedOf(view: IndexView, read: readonly string[]): NotRead[] {
  return [...new Set(read)].flatMap((path) => {
    const number = view.numberOf(path);
    const entry = number === undefined ? undefined : view.files[number];
    const startLine = entry?.row.damage?.firstLine;
    if (!entry || startLine === undefined) return [];
    const endLine = entry.parsed.flaws.reduce((most, { span }) => Math.max(most, span.endLine), startLine);
    return [{ path, startLine, endLine, why: 'damaged' } as const];
  });
}

/** Files that could not be parsed: those with a passage in the answer by name, the others of the scope counted by reason. */
function asTextOf({ view, scope }: Pick<RunContext, 'view' | 'scope'>, read: readonly string[]): NotRead[] {
  const known = new Set(read);
  const counts = new Map<NotParsedWhy, number>();
  const named: NotRead[] = [];
  for (const number of scope.files) {
    const { path, textReason } = view.files[number]!.row;
    if (textReason === undefined || textReason === 'noGrammar') continue;
    if (known.has(path)) named.push({ path, why: 'asText', parsing: textReason });
    else counts.set(textReason, (counts.get(textReason) ?? 0) + 1);
  }
  return [...named, ...[...counts].map(([parsing, files]) => ({ files, why: 'asText', parsing }) as const)];
}
