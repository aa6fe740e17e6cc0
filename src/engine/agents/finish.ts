import { extractiveClaims } from '../answer/extractive.ts';
import { type VerifyTools, verifyClaims } from '../answer/verify.ts';
import {
  ANSWER_SCHEMA,
  type Answer,
  type Citation,
  type Claim,
  type NotFound,
  type NotRead,
} from '../types.ts';
import type { Budget } from './budget.ts';
import type { CallNotes } from './callModel.ts';
import type { AskParts, Progress } from './progress.ts';

/** Builds the answer from what is known. Every citation is checked against the bytes of now. */
export async function finish(
  parts: AskParts,
  progress: Progress,
  budget: Budget,
  notes: CallNotes,
  { status, notFound }: { status?: 'partial' | 'stopped'; notFound?: NotFound['kind'] },
): Promise<Answer> {
  const tools: VerifyTools = { read: parts.read };
  const isWritten = progress.reply?.answerable === true;
  const checked = notFound
    ? []
    : isWritten
      ? await verifyClaims(progress.reply!.claims, progress.passages, tools)
      : await extractiveClaims(progress.passages, tools);
  const claims = checked.map((claim) => ({
    ...claim,
    citations: claim.citations.map((citation) => withSymbol(citation, parts)),
  }));
  if (notes.redactions > 0)
    progress.notices.push(
      `${notes.redactions} ${notes.redactions === 1 ? 'secret was' : 'secrets were'} replaced by placeholders before anything was sent.`,
    );
  if (notes.cutPrompt) {
    progress.notices.push(
      `The endpoint counted ${notes.cutPrompt.counted} of about ${notes.cutPrompt.sent} tokens sent: it cut the prompt. Raise its context length (for Ollama: num_ctx).`,
    );
  }
  const unproved = claims.filter((claim) => claim.state === 'unproved').length;
  if (unproved > 0)
    progress.notices.push(`${unproved} of ${claims.length} claims could not be proved from the files.`);
  const isPartial = status === undefined && isWritten && claims.length > 0 && unproved / claims.length > 0.4;
  return {
    schema: ANSWER_SCHEMA,
    runId: parts.runId,
    status: notFound ? 'notFound' : (status ?? (isPartial ? 'partial' : 'complete')),
    question: progress.question,
    route: progress.route,
    text: notFound ? notFoundText(progress, notFound) : answerText(claims, isWritten),
    claims,
    passages: progress.passages,
    ...(notFound ? { notFound: describeNotFound(parts, progress, notFound) } : {}),
    coverage: coverageOf(parts, progress),
    usage: budget.usage(),
    notices: progress.notices,
    ...(parts.commit ? { commit: parts.commit } : {}),
  };
}

/** Names the definition that a citation stands in. */
function withSymbol(citation: Citation, { view }: AskParts): Citation {
  const { path, startLine: line } = citation;
  const inside = view.files
    .find((file) => file.path === path)
    ?.parsed.symbols.filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
    .sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
  const [symbol] = inside ?? [];
  return symbol ? { ...citation, symbol: symbol.name } : citation;
}

function answerText(claims: readonly Claim[], isWritten: boolean): string {
  if (isWritten) return claims.map((claim) => claim.text).join('\n\n');
  return `The ${claims.length === 1 ? 'passage that fits' : `${claims.length} passages that fit`} the question best:\n\n${claims.map((claim) => `- ${claim.text}`).join('\n')}`;
}

function notFoundText(progress: Progress, kind: NotFound['kind']): string {
  if (kind === 'noMatch')
    return 'Nothing was found: no content word of the question stands in the indexed files.';
  const missing = progress.missing.length > 0 ? ` It would need: ${progress.missing.join('; ')}.` : '';
  return `Nothing that answers this was found. The model read ${progress.passages.length} passages and declined.${missing}`;
}

function describeNotFound({ view }: AskParts, progress: Progress, kind: NotFound['kind']): NotFound {
  return {
    kind,
    searched: [`${view.files.length} files`, `${view.starts[view.files.length]} chunks`],
    terms: [...new Set(progress.query.terms.map(({ word }) => word))].slice(0, 30),
    missing: progress.missing,
  };
}

/** Read: files with a passage in the prompt. Total: files seen, skipped ones counted in. */
function coverageOf({ view }: AskParts, progress: Progress): Answer['coverage'] {
  const read = new Set(progress.passages.map((passage) => passage.path)).size;
  const skipped = view.skipped.map(({ path, reason, detail }) => ({
    what: path,
    why: detail ? `${reason}: ${detail}` : reason,
  }));
  const searchedOnly = view.files.length - read;
  const notRead: NotRead[] = [...progress.leftOut, ...skipped];
  if (searchedOnly > 0)
    notRead.unshift({
      what: `${searchedOnly} files`,
      why: 'searched by the index, not read in full for this answer',
    });
  return { read, total: view.files.length + view.skipped.length, notRead };
}
