/** The state of a turn: a question of a conversation, and what has become of it so far. */
import type { NumberedEvent, RunEvent, Step } from '../../engine/events.ts';
import type { Choice, Decision } from '../../engine/ports.ts';
import type { Answer, Claim, Failure, Passage, RouteChoice, Usage } from '../../engine/types.ts';

export type SegmentState = 'waiting' | 'reading' | 'read' | 'lost';

/** What is known of a run before its answer: enough to draw it again after the page was closed. */
export interface Progress {
  /** Number of the last event that is part of this. */
  readonly seq: number;
  readonly phase:
    | 'starting'
    | 'searching'
    | 'routed'
    | 'calling'
    | 'writing'
    | 'widening'
    | 'retrying'
    | 'ended';
  readonly terms: readonly string[];
  readonly passages: readonly Passage[];
  readonly route?: RouteChoice;
  readonly text: string;
  readonly call: number;
  readonly tokensIn: number;
  readonly retry?: { readonly afterMs: number; readonly reason: Failure };
  readonly missing: readonly string[];
  /** The question before, which is searched as well. */
  readonly followUp?: string;
  /** In the order in which they began. */
  readonly steps: readonly Step[];
  readonly usage?: Usage;
  /** What the run may spend at most. */
  readonly budgetTokens?: number;
  /** Of a text that is read in parts: how each of them stands. */
  readonly segments?: readonly SegmentState[];
  /** Claims that readers proved so far, oldest first. */
  readonly proved: readonly Claim[];
  /** What the run waits for a person to say. */
  readonly asked?: Decision;
}

/** `running` becomes exactly one of the other three. */
export interface TurnState {
  readonly runId: string;
  readonly status: 'running' | 'done' | 'failed' | 'stopped';
  readonly answer?: Answer;
  /** `kind` says what can be done about it, where it is no failure of the run. */
  readonly error?: { readonly failure: Failure } | { readonly kind: string; readonly message: string };
  readonly progress: Progress;
}

/** A turn that has just been asked. */
export function newTurn<T extends { readonly runId: string }>(asked: T): T & TurnState {
  return {
    ...asked,
    status: 'running',
    progress: {
      seq: -1,
      phase: 'starting',
      terms: [],
      passages: [],
      text: '',
      call: 0,
      tokensIn: 0,
      missing: [],
      steps: [],
      proved: [],
    },
  };
}

/**
 * A turn after one more event of its run: the same on both sides, so that a page drawn again shows what it showed.
 * Events of other runs, events already seen, and events after the end change nothing.
 */
export function applyEvent<T extends TurnState>(before: T, { runId, seq, event }: NumberedEvent): T {
  if (runId !== before.runId || seq <= before.progress.seq || before.status !== 'running') return before;
  const { retry: _over, ...rest } = before.progress;
  const now: T = { ...before, progress: { ...rest, seq } };
  if (event.type === 'done') return ended(now, 'done', event.answer);
  if (event.type === 'aborted') return ended(now, 'stopped', event.answer);
  if (event.type === 'failed')
    return { ...ended(now, 'failed', event.answer), error: { failure: event.failure } };
  return { ...now, progress: { ...now.progress, ...progressOf(event, now.progress) } };
}

type StepEvent = Exclude<RunEvent, { type: 'done' | 'failed' | 'aborted' }>;

function progressOf(event: StepEvent, { steps, segments, proved }: Progress): Partial<Progress> {
  switch (event.type) {
    case 'started':
    case 'resumed':
      return { phase: 'starting' };
    case 'searching':
      return {
        ...{ phase: 'searching', terms: event.terms },
        ...(event.followUp === undefined ? {} : { followUp: event.followUp }),
      };
    case 'passages':
      return { passages: event.passages };
    case 'routed':
      return { phase: 'routed', route: event.route, budgetTokens: event.budgetTokens };
    case 'call':
      return { phase: 'calling', call: event.call, tokensIn: event.tokensIn, text: '' };
    case 'retry':
      return { phase: 'retrying', retry: { afterMs: event.afterMs, reason: event.reason } };
    case 'text':
      return { phase: 'writing', text: event.text };
    case 'widening':
      return { phase: 'widening', missing: event.missing };
    case 'usage':
      return { usage: event.usage };
    case 'segment':
      return { segments: withSegment(segments, event, event.state) };
    case 'ledger':
      return { segments: withSegment(segments, event, 'read'), proved: [...proved, ...event.claims] };
    case 'step': {
      const { step } = event;
      const isKnown = steps.some(({ id }) => id === step.id);
      return { steps: isKnown ? steps.map((old) => (old.id === step.id ? step : old)) : [...steps, step] };
    }
  }
}

/** A turn whose run waits for a person. */
export function withAsked<T extends TurnState>(turn: T, asked: Decision): T {
  return { ...turn, progress: { ...turn.progress, asked } };
}

/** The turn after the person has said what they want: with what it may spend from then on. */
export function withChoice<T extends TurnState>(turn: T, choice: Choice): T {
  const { asked, ...progress } = turn.progress;
  if (!asked || choice === 'stop') return { ...turn, progress };
  const budgetTokens =
    asked.kind === 'budget'
      ? asked.limitTokens + asked.addTokens
      : Math.max(progress.budgetTokens ?? 0, asked.tokens.most);
  return { ...turn, progress: { ...progress, budgetTokens } };
}

function withSegment(
  before: readonly SegmentState[] = [],
  { segment, of }: { readonly segment: number; readonly of: number },
  state: SegmentState,
): readonly SegmentState[] {
  return Array.from({ length: of }, (_, i) => (i + 1 === segment ? state : (before[i] ?? 'waiting')));
}

/**
 * The answer holds the passages from here on, and the text when it is complete; keeping them twice would double what
 * is stored. What was written before a stop or a failure is in no answer, so it stays.
 */
function ended<T extends TurnState>(turn: T, status: TurnState['status'], answer: Answer | undefined): T {
  const { asked: _over, ...rest } = turn.progress;
  const progress: Progress = { ...rest, phase: 'ended' };
  if (!answer) return { ...turn, status, progress };
  const text = status === 'done' ? '' : wordsBeyond(progress.text, answer.text);
  return { ...turn, status, answer, progress: { ...progress, text, passages: [], proved: [] } };
}

/** The words that are not in the answer: all of them, or the end when its beginning could be saved as checked claims. */
function wordsBeyond(streamed: string, answered: string): string {
  return answered !== '' && streamed.startsWith(answered) ? streamed.slice(answered.length).trim() : streamed;
}
