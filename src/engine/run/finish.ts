import { extractiveClaims } from '../answer/extractive.ts';
import { type VerifyTools, verifyClaims } from '../answer/verify.ts';
import type { Say } from '../say.ts';
import {
  ANSWER_SCHEMA,
  type Answer,
  type Citation,
  type Claim,
  type NotFound,
  type NotRead,
  type SkipReason,
} from '../types.ts';
import type { Budget } from './budget.ts';
import type { CallNotes } from './callModel.ts';
import type { AskParts, Progress } from './context.ts';

/** Builds the answer from what is known. Every citation is checked against the bytes of now. */
export async function finish(
  parts: AskParts,
  progress: Progress,
  budget: Budget,
  notes: CallNotes,
  { status, notFound }: { status?: 'partial' | 'stopped'; notFound?: NotFound['kind'] },
): Promise<Answer> {
  const { say } = parts;
  const tools: VerifyTools = { read: parts.read, say };
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
      notes.redactions === 1
        ? say('{0} secret was replaced by placeholders before anything was sent.', 1)
        : say('{0} secrets were replaced by placeholders before anything was sent.', notes.redactions),
    );
  if (notes.cutPrompt) {
    progress.notices.push(
      say(
        'The endpoint counted {0} of about {1} tokens sent: it cut the prompt. Raise its context length (for Ollama: num_ctx).',
        notes.cutPrompt.counted,
        notes.cutPrompt.sent,
      ),
    );
  }
  const unproved = claims.filter((claim) => claim.state === 'unproved').length;
  if (unproved > 0)
    progress.notices.push(
      say('{0} of {1} claims could not be proved from the files.', unproved, claims.length),
    );
  const isPartial = status === undefined && isWritten && claims.length > 0 && unproved / claims.length > 0.4;
  return {
    schema: ANSWER_SCHEMA,
    runId: parts.runId,
    status: notFound ? 'notFound' : (status ?? (isPartial ? 'partial' : 'complete')),
    question: progress.question,
    route: progress.route,
    text: notFound ? notFoundText(progress, notFound, say) : answerText(claims, isWritten, say),
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

function answerText(claims: readonly Claim[], isWritten: boolean, say: Say): string {
  if (isWritten) return claims.map((claim) => claim.text).join('\n\n');
  const head =
    claims.length === 1
      ? say('The passage that fits the question best:')
      : say('The {0} passages that fit the question best:', claims.length);
  return `${head}\n\n${claims.map((claim) => `- ${claim.text}`).join('\n')}`;
}

function notFoundText(progress: Progress, kind: NotFound['kind'], say: Say): string {
  if (kind === 'noMatch')
    return say('Nothing was found: no content word of the question stands in the indexed files.');
  const text = say(
    'Nothing that answers this was found. The model read {0} passages and declined.',
    progress.passages.length,
  );
  return progress.missing.length === 0
    ? text
    : `${text} ${say('It would need: {0}.', progress.missing.join('; '))}`;
}

function describeNotFound({ view, say }: AskParts, progress: Progress, kind: NotFound['kind']): NotFound {
  return {
    kind,
    searched: [say('{0} files', view.files.length), say('{0} chunks', view.starts[view.files.length]!)],
    terms: [...new Set(progress.query.terms.map(({ word }) => word))].slice(0, 30),
    missing: progress.missing,
  };
}

/** Read: files with a passage in the prompt. Total: files seen, skipped ones counted in. */
function coverageOf({ view, say }: AskParts, progress: Progress): Answer['coverage'] {
  const read = new Set(progress.passages.map((passage) => passage.path)).size;
  const skipped = view.skipped.map(({ path, reason, detail }) => ({
    what: path,
    why: detail ? `${skipText(reason, say)}: ${detail}` : skipText(reason, say),
  }));
  const searchedOnly = view.files.length - read;
  const notRead: NotRead[] = [...progress.leftOut, ...skipped];
  if (searchedOnly > 0)
    notRead.unshift({
      what: say('{0} files', searchedOnly),
      why: say('searched by the index, not read in full for this answer'),
    });
  return { read, total: view.files.length + view.skipped.length, notRead };
}

/** Why a file was not indexed, in words. */
function skipText(reason: SkipReason, say: Say): string {
  switch (reason) {
    case 'binary':
      return say('binary');
    case 'tooLarge':
      return say('too large');
    case 'unreadable':
      return say('not readable');
    case 'vanished':
      return say('gone when it was read');
    case 'notRegular':
      return say('no regular file');
    case 'encoding':
      return say('in no encoding that is known');
  }
}
