import { verifyClaims } from '../../answer/verify.ts';
import type { CallEvent } from '../../events.ts';
import { splitLines } from '../../parse/lines.ts';
import { type FindPrompt, findPrompt, findRepairPrompt } from '../../prompts/review/find.ts';
import { type CallEnding, callWithRepair, type NoReply } from '../../run/callModel.ts';
import { plainPassage } from '../../run/scope/wholeFiles.ts';
import type { Citation, CitedLines, Failure, NotJudgedWhy, Passage, Span } from '../../types.ts';
import { type JudgeContext, replyTokens } from './context.ts';
import type { Candidate } from './finding.ts';
import type { Unit } from './pack.ts';
import type { TiedPiece } from './piece.ts';
import { findingsDecoder, type SaidFinding, type SaidFindings } from './replies.ts';

/** The lines of a unit as a prompt shows them. */
export interface ShownUnit {
  readonly own: readonly Passage[];
  readonly beside: readonly Passage[];
}

/** What of the findings of a reply is not taken. */
export interface Dropped {
  /** A quote or a range is not in the files, or none is given; or the rule is none of those that were asked by. */
  unproved: number;
  /** No line of it is one that was to be reviewed. */
  elsewhere: number;
}

/** What came of reading one unit. `why`: what of it counts as not judged; absent when it was. */
export interface UnitFound {
  readonly candidates: readonly Candidate[];
  readonly dropped: Dropped;
  readonly why?: NotJudgedWhy;
  readonly failure?: Failure;
}

/** What there is of a unit that was not read. */
export const NOTHING_FOUND = { candidates: [], dropped: { unproved: 0, elsewhere: 0 } } as const;

/** The lines of a unit with ids. Reads files for what lies beside it. */
export async function showUnit(
  { pieces, beside }: Unit,
  context: Pick<JudgeContext, 'model' | 'read'>,
): Promise<ShownUnit> {
  const countTokens = (text: string): number => context.model.countTokens(text);
  const own = pieces.map(({ file, startLine, endLine }, i) =>
    plainPassage(file, splitLines(file.text), { startLine, endLine }, { id: `o${i + 1}`, countTokens }),
  );
  const shown: Passage[] = [];
  for (const { path, startLine, endLine } of beside) {
    const file = pieces.find((piece) => piece.file.path === path)?.file ?? (await context.read(path));
    const lines = file && splitLines(file.text);
    if (!file || !lines || endLine > lines.count) continue;
    const id = `b${shown.length + 1}`;
    shown.push(plainPassage(file, lines, { startLine, endLine }, { id, countTokens }));
  }
  return { own, beside: shown };
}

/** What the prompt of a unit says. */
export function promptOf({ pieces }: Unit, shown: ShownUnit, fence: string): FindPrompt {
  return { rules: pieces[0]!.rules, own: shown.own, beside: shown.beside, fence };
}

/**
 * Looks for findings in a unit, and keeps those whose every citation is proved and that stand in its own lines. Costs a
 * reader call, with one repair.
 */
export async function* findInUnit(
  unit: Unit,
  shown: ShownUnit,
  context: JudgeContext,
): AsyncGenerator<CallEvent, UnitFound> {
  const sent = [...shown.own, ...shown.beside];
  const prompt = promptOf(unit, shown, context.fence);
  const result = yield* callWithRepair(
    context,
    { messages: findPrompt(prompt), repair: (problem) => findRepairPrompt(prompt, problem) },
    {
      decoder: findingsDecoder,
      request: { role: 'reader', maxOutputTokens: replyTokens(context, 'reader') },
      secrets: sent.reduce((sum, { secrets = 0 }) => sum + secrets, 0),
    },
  );
  if (result.type !== 'done') return { ...NOTHING_FOUND, ...whyNot(result) };
  const checked = await checkFindings(result.value, unit, { sent, own: shown.own }, context);
  return result.ending === 'stop' && result.value.leftOut === 0
    ? checked
    : { ...checked, why: whyCut(result.ending) };
}

/** Why a call gave nothing to judge by. What did not fit the model is told as too long: it fits no prompt of its window. */
export function whyNot(result: NoReply): {
  readonly why: NotJudgedWhy;
  readonly failure?: Failure;
} {
  switch (result.type) {
    case 'refused':
      return { why: result.notice.kind === 'overBudget' ? 'budget' : 'tooLong' };
    case 'aborted':
      return { why: 'stopped' };
    case 'failed':
      return {
        why: result.failure.kind === 'badResponse' ? 'badReply' : 'failed',
        failure: result.failure,
      };
  }
}

const whyCut = (ending: CallEnding): NotJudgedWhy => (ending === 'stop' ? 'badReply' : 'cutReply');

async function checkFindings(
  { findings }: SaidFindings,
  unit: Unit,
  { sent, own }: { readonly sent: readonly Passage[]; readonly own: readonly Passage[] },
  context: JudgeContext,
): Promise<UnitFound> {
  const dropped: Dropped = { unproved: 0, elsewhere: 0 };
  const candidates: Candidate[] = [];
  const rules = new Map(unit.pieces[0]!.rules.map((rule) => [rule.id, rule]));
  const ownIds = new Set(own.map(({ path, startLine, endLine }) => `${path}:${startLine}-${endLine}`));
  const isOwn = (piece: TiedPiece): boolean =>
    ownIds.has(`${piece.file.path}:${piece.startLine}-${piece.endLine}`);
  for (const said of findings) {
    const rule = rules.get(said.rule);
    const evidence = rule && (await proveAll(said, sent, context));
    if (!rule || !evidence) {
      dropped.unproved++;
      continue;
    }
    // The place of a finding lies in lines that were reviewed, whichever of its lines a model names first.
    const pieces = unit.pieces.filter(isOwn);
    const at = evidence.findIndex((lines) => pieces.some((piece) => holds(piece, lines)));
    const piece = at < 0 ? undefined : pieces.find((one) => holds(one, evidence[at]!));
    if (!piece) {
      dropped.elsewhere++;
      continue;
    }
    const ordered = [evidence[at]!, ...evidence.filter((_, i) => i !== at)];
    const proof = {
      claim: said.claim,
      evidence: ordered,
      verdict: 'unsettled' as const,
      why: '',
      against: [],
    };
    candidates.push({ piece, rule, proof });
  }
  return { candidates, dropped };
}

const holds = (piece: TiedPiece, { path, startLine, endLine }: Span & { readonly path: string }): boolean =>
  piece.file.path === path && startLine >= piece.startLine && endLine <= piece.endLine;

/** The lines that a model cites, when all of them are proved; undefined when one is not, or there is none. */
export async function proveAll(
  { evidence }: Pick<SaidFinding, 'evidence'>,
  sent: readonly Passage[],
  { read, model }: Pick<JudgeContext, 'read' | 'model'>,
): Promise<readonly CitedLines[] | undefined> {
  const all: CitedLines[] = [];
  for (const one of evidence) {
    const tools = { read, reveal: (text: string) => model.reveal(text) };
    const [claim] = await verifyClaims([{ text: '-', evidence: [one] }], sent, tools);
    const [citation] = claim?.citations ?? [];
    if (!citation || !isProvedIn(citation, sent)) return undefined;
    const { path, startLine, endLine, quote, hash } = citation;
    all.push({ path, startLine, endLine, quote, hash });
  }
  return all.length > 0 ? all : undefined;
}

/** Proved, and by lines that the model was shown. */
function isProvedIn({ state, path, startLine, endLine }: Citation, sent: readonly Passage[]): boolean {
  if (state !== 'verified' && state !== 'reanchored') return false;
  return sent.some((one) => one.path === path && startLine >= one.startLine && endLine <= one.endLine);
}
