import type { Answer, Question, RunLine } from '../../engine/engine.ts';

/** A run that began with the best passages: whether the model declined them, and what it came to. */
export interface Retrieval {
  readonly runId: string;
  /** `model @ host` that was asked to write. */
  readonly model: string;
  /** The model declined the first passages, whatever came after. */
  readonly isDeclined: boolean;
  /** Without its secrets. */
  readonly question: Question;
  readonly answer: Answer;
}

/** How often a model declined the first passages, of all the times it was asked with them. */
export interface DeclineRate {
  readonly model: string;
  readonly asked: number;
  readonly declined: number;
}

/** Why a route went on after the first passages had been declined. */
const AFTER_DECLINE: ReadonlySet<string> = new Set(['widened', 'afterDecline']);

/** What the record of a run says of its first passages; undefined where no model was asked with them to the end. Pure. */
export function retrievalOf(runId: string, lines: readonly RunLine[]): Retrieval | undefined {
  const [head] = lines;
  const routed = lines.find((line) => line.type === 'routed');
  const answer = lines.findLast((line) => line.type === 'answer')?.answer;
  const author = lines.find((line) => line.type === 'sent' && line.role === 'author');
  if (head?.type !== 'begun' || routed?.type !== 'routed' || author?.type !== 'sent' || !answer)
    return undefined;
  if (routed.route !== 'retrieval') return undefined;
  const isDeclined =
    answer.notFound?.kind === 'declined' ||
    answer.route.name !== 'retrieval' ||
    AFTER_DECLINE.has(answer.route.reason.kind);
  // One that broke off neither declined nor was accepted.
  if (!isDeclined && (answer.made !== 'model' || answer.status !== 'complete')) return undefined;
  const model = `${author.model} @ ${author.host}`;
  return { runId, model, isDeclined, question: head.question, answer };
}

/** The rates of all models, the one that was asked most first. Pure. */
export function declineRates(retrievals: readonly Retrieval[]): DeclineRate[] {
  const rates = new Map<string, DeclineRate>();
  for (const { model, isDeclined } of retrievals) {
    const { asked, declined } = rates.get(model) ?? { asked: 0, declined: 0 };
    rates.set(model, { model, asked: asked + 1, declined: declined + Number(isDeclined) });
  }
  return [...rates.values()].sort((a, b) => b.asked - a.asked);
}
