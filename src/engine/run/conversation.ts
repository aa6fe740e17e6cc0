import type { PromptConversation, PromptTurn } from '../prompts/before/conversation.ts';
import type { EarlierClaim, EarlierTurn } from '../types.ts';

/** Characters of the turn just before, of an older one on its line, and of all together. */
const LAST_CHARS = 2_400;
const LINE_CHARS = 320;
const ALL_CHARS = 4_800;
/** Characters of a question and of a claim where they stand whole, and of a question on a line. */
const QUESTION_CHARS = 600;
const CLAIM_CHARS = 400;
const SHORT_CHARS = 140;

/**
 * What of a conversation goes into the next prompt: the turn just before with its proved claims, older ones folded to a
 * line each, the newest of them first to be kept, and still older ones dropped with their count. Pure; the same turns
 * give the same text.
 * Source: the ladder of self-controlled memory (Wang et al. 2023), decided by size and without model calls.
 */
export function foldConversation(history: readonly EarlierTurn[]): PromptConversation {
  const newest = history.at(-1);
  if (!newest) return { folded: [], dropped: 0 };
  const last = cutTurn(newest, { question: QUESTION_CHARS, all: LAST_CHARS });
  const folded: PromptTurn[] = [];
  let left = ALL_CHARS - sizeOf(last);
  for (const turn of history.slice(0, -1).reverse()) {
    const line = cutTurn(turn, { question: SHORT_CHARS, all: LINE_CHARS });
    if (sizeOf(line) > left) break;
    left -= sizeOf(line);
    folded.unshift(line);
  }
  return { folded, last, dropped: history.length - 1 - folded.length };
}

/** A turn of at most so many characters: claims that do not fit are counted. */
function cutTurn(
  { question, claims }: EarlierTurn,
  limits: { readonly question: number; readonly all: number },
): PromptTurn {
  const asked = shorten(question.replace(/\s+/g, ' '), limits.question);
  const kept: string[] = [];
  let left = limits.all - asked.length;
  for (const claim of claims) {
    const line = claimLine(claim);
    if (line.length > left) break;
    left -= line.length;
    kept.push(line);
  }
  return { question: asked, claims: kept, more: claims.length - kept.length };
}

function claimLine({ text, places }: EarlierClaim): string {
  const [first, ...others] = places.map(
    ({ path, startLine, endLine }) => `${path}:${startLine}${endLine > startLine ? `-${endLine}` : ''}`,
  );
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const said = shorten(text.replace(/\s+/g, ' '), CLAIM_CHARS);
  return first === undefined ? said : `${said} (${first}${more})`;
}

const sizeOf = ({ question, claims }: PromptTurn): number =>
  claims.reduce((sum, claim) => sum + claim.length, question.length);

const shorten = (text: string, chars: number): string =>
  text.length <= chars ? text : `${text.slice(0, chars)} (cut)`;
