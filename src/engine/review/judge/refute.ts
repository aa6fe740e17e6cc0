import type { CallEvent } from '../../events.ts';
import { messageTokens } from '../../ports.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { type RefutePrompt, refutePrompt, refuteRepairPrompt } from '../../prompts/review/refute.ts';
import { callWithRepair } from '../../run/callModel.ts';
import type { Failure, JudgedProof, NotJudgedWhy, Passage, Rule } from '../../types.ts';
import { type JudgeContext, type JudgeTools, replyTokens, windowFor } from './context.ts';
import { proveAll, type ShownUnit, whyNot } from './find.ts';
import type { Candidate } from './finding.ts';
import { verdictsDecoder } from './replies.ts';

/** Findings of one request at most. */
const MOST_FINDINGS = 8;

/** Findings of one unit that are looked at together, with the lines that they need. */
export interface Batch {
  readonly candidates: readonly Candidate[];
  readonly prompt: RefutePrompt;
  readonly lines: readonly Passage[];
  readonly tokensIn: number;
}

/** What came of a batch: its findings with a verdict each, or why they have none. */
export interface Refuted {
  readonly candidates: readonly Candidate[];
  readonly why?: NotJudgedWhy;
  readonly failure?: Failure;
}

/** Puts the findings of a unit into requests: each with the piece that it stands in, its neighbours, and what it cites. */
export function batchesOf(
  candidates: readonly Candidate[],
  shown: ShownUnit,
  context: JudgeTools & { readonly fence?: string },
): readonly Batch[] {
  const room = windowFor(context, 'author') - replyTokens(context, 'author');
  const batches: Batch[] = [];
  let open: Candidate[] = [];
  for (const candidate of candidates) {
    const wider = batchOf([...open, candidate], shown, context);
    if (open.length > 0 && (open.length >= MOST_FINDINGS || wider.tokensIn > room)) {
      batches.push(batchOf(open, shown, context));
      open = [candidate];
    } else open = [...open, candidate];
  }
  return open.length > 0 ? [...batches, batchOf(open, shown, context)] : batches;
}

function batchOf(
  candidates: readonly Candidate[],
  { own, beside }: ShownUnit,
  { model, fence = MEASURING_FENCE }: JudgeTools & { readonly fence?: string },
): Batch {
  const lines = [...own, ...beside].filter((passage) => candidates.some((one) => isNeeded(passage, one)));
  const rules = new Map(candidates.map(({ rule }) => [rule.id, rule] as [string, Rule]));
  const findings = candidates.map(({ rule, proof }, i) => ({
    ...{ id: `f${i + 1}`, rule: rule.id, claim: proof.claim, evidence: proof.evidence },
  }));
  const prompt = { rules: [...rules.values()], findings, lines, fence };
  const tokensIn = messageTokens(refutePrompt(prompt), (text) => model.countTokens(text));
  return { candidates, prompt, lines, tokensIn };
}

/** Whether a passage holds the place of a finding, lines that it cites, or a neighbour of where it stands. */
function isNeeded(passage: Passage, { piece, proof }: Candidate): boolean {
  const touches = (one: {
    readonly path: string;
    readonly startLine: number;
    readonly endLine: number;
  }): boolean =>
    one.path === passage.path && one.startLine <= passage.endLine && one.endLine >= passage.startLine;
  return (
    touches({ ...piece, path: piece.file.path }) ||
    proof.evidence.some(touches) ||
    piece.neighbours.some(touches)
  );
}

/**
 * Looks at findings once more. A finding is refuted only by lines that are proved; without a verdict that can be used it is
 * unsettled. Costs an author call, with one repair.
 * Source: role-based review with a rebuttal (methods D3); no score of a model decides (D4b).
 */
export async function* refuteBatch(batch: Batch, context: JudgeContext): AsyncGenerator<CallEvent, Refuted> {
  const { candidates, prompt, lines } = batch;
  const result = yield* callWithRepair(
    context,
    { messages: refutePrompt(prompt), repair: (problem) => refuteRepairPrompt(prompt, problem) },
    {
      decoder: verdictsDecoder(prompt.findings.map(({ id }) => id)),
      request: { role: 'author', maxOutputTokens: replyTokens(context, 'author') },
      secrets: lines.reduce((sum, { secrets = 0 }) => sum + secrets, 0),
    },
  );
  if (result.type !== 'done') return { candidates, ...whyNot(result) };
  const judged: Candidate[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const said = result.value.find(({ id }) => id === `f${i + 1}`);
    const against = said?.verdict === 'refuted' ? await proveAll(said, lines, context) : undefined;
    const verdict: JudgedProof['verdict'] = against
      ? 'refuted'
      : said?.verdict === 'kept'
        ? 'kept'
        : 'unsettled';
    judged.push({
      ...candidate,
      proof: { ...candidate.proof, verdict, why: said?.why ?? '', against: against ?? [] },
    });
  }
  return { candidates: judged, ...(result.ending === 'stop' ? {} : { why: 'cutReply' as const }) };
}
