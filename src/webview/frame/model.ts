/** What the page shows, as data: each message of the host gives the next one. Pure. */
import { applyEvent } from '../../present/answer/turn.ts';
import { recite } from '../../present/recite.ts';
import type {
  Conversation,
  ConversationSummary,
  Mention,
  PageState,
  ToPage,
  Trouble,
  Turn,
} from '../../protocol/page.ts';
import { troubleKind } from '../turn/trouble.ts';

export type PreviewResult = Extract<ToPage, { type: 'previewResult' }>;

export interface PageModel {
  /** Absent until the host has answered `ready`. */
  readonly state?: PageState;
  /** A question that was sent and has no turn yet. It stays in the box until then. */
  readonly pending?: { readonly question: string; readonly mentions: readonly Mention[] };
  readonly preview?: PreviewResult;
  readonly trouble?: Trouble;
  /** Set while the engine is down; `canRetry` when a button may start it again. */
  readonly engineDown?: { readonly message: string; readonly canRetry: boolean };
}

/** The page after one message. Messages about runs or conversations that are not shown change nothing of them. */
export function applyMessage(model: PageModel, message: ToPage): PageModel {
  switch (message.type) {
    case 'state':
      return applyState(model, message.state);
    case 'turn':
      return { ...without(model, 'pending', 'trouble'), ...mapState(model, (s) => putTurn(s, message)) };
    case 'event':
      return mapTurn(model, message.event.runId, (turn) => applyEvent(turn, message.event));
    case 'indexStatus':
      return { ...model, ...mapState(model, (state) => ({ ...state, index: message.status })) };
    case 'waiting':
      return { ...model, ...mapState(model, (state) => ({ ...state, waiting: message.waiting })) };
    case 'spending':
      return { ...model, ...mapState(model, (state) => ({ ...state, spending: message.spending })) };
    case 'citations':
      return mapTurn(model, message.runId, (turn) =>
        turn.answer ? { ...turn, answer: recite(turn.answer, message.citations) } : turn,
      );
    case 'engineDown':
      return {
        ...without(model, 'pending'),
        engineDown: { message: message.message, canRetry: message.retry },
      };
    case 'previewResult':
      return { ...model, preview: message };
    case 'trouble':
      return { ...without(model, 'pending'), trouble: message.trouble };
    default:
      return model;
  }
}

/** A snapshot wins over everything but what the person is looking at beside it. */
function applyState({ preview, trouble, pending, state: before }: PageModel, fresh: PageState): PageModel {
  const state = keepTurns(before, fresh);
  const isTaken = pending && state.conversation?.turns.at(-1)?.question === pending.question;
  const { engine } = state;
  return {
    state,
    ...(preview ? { preview } : {}),
    // A dead engine that lives again has nothing left to explain.
    ...(trouble && (troubleKind(trouble) !== 'engineDown' || engine.state === 'down') ? { trouble } : {}),
    ...(pending && !isTaken && engine.state !== 'down' ? { pending } : {}),
    ...(engine.state === 'down' ? { engineDown: { message: engine.message ?? '', canRetry: true } } : {}),
  };
}

/** The new state with the old turn wherever nothing of it changed, so that it is not drawn again. */
function keepTurns(before: PageState | undefined, fresh: PageState): PageState {
  const { conversation } = fresh;
  if (!conversation || before?.conversation?.id !== conversation.id) return fresh;
  const held = new Map(before.conversation.turns.map((turn) => [turn.runId, turn]));
  const turns = conversation.turns.map((turn) => {
    const old = held.get(turn.runId);
    return old && turnMark(old) === turnMark(turn) ? old : turn;
  });
  return { ...fresh, conversation: { ...conversation, turns } };
}

/** Equal for two turns that look the same: what may change in a turn, without its long texts. */
function turnMark({ status, progress, answer, error }: Turn): string {
  const cited = answer?.claims.flatMap(({ citations }) =>
    citations.map(({ state, path, startLine, endLine }) => [state, path, startLine, endLine]),
  );
  return JSON.stringify([status, progress.seq, progress.phase, error, cited]);
}

/** The model without some of its optional parts. */
export function without<K extends 'pending' | 'preview' | 'trouble' | 'engineDown'>(
  model: PageModel,
  ...keys: readonly K[]
): PageModel {
  return Object.fromEntries(
    Object.entries(model).filter(([key]) => !keys.some((dropped) => dropped === key)),
  ) as PageModel;
}

function mapState(model: PageModel, change: (state: PageState) => PageState): Pick<PageModel, 'state'> {
  return model.state ? { state: change(model.state) } : {};
}

function mapTurn(model: PageModel, runId: string, change: (turn: Turn) => Turn): PageModel {
  const { state } = model;
  const shown = state?.conversation;
  if (!state || !shown?.turns.some((turn) => turn.runId === runId)) return model;
  const turns = shown.turns.map((turn) => (turn.runId === runId ? change(turn) : turn));
  return { ...model, state: { ...state, conversation: { ...shown, turns } } };
}

function putTurn(
  state: PageState,
  { conversation: summary, turn }: { conversation: ConversationSummary; turn: Turn },
): PageState {
  const others = state.conversations.filter(({ id }) => id !== summary.id);
  const conversations = [summary, ...others];
  const shown = state.conversation;
  const isNew = !shown || (shown.id !== summary.id && shown.turns.length === 0);
  if (!isNew && shown.id !== summary.id) return { ...state, conversations };
  const conversation: Conversation = isNew
    ? { id: summary.id, title: summary.title, createdAtMs: summary.createdAtMs, turns: [turn] }
    : { ...shown, title: summary.title, turns: replaceTurn(shown.turns, turn) };
  const history =
    isNew || !shown.turns.some(({ runId }) => runId === turn.runId)
      ? [...state.history.filter((question) => question !== turn.question), turn.question]
      : state.history;
  return { ...state, conversations, conversation, history };
}

function replaceTurn(turns: readonly Turn[], turn: Turn): Turn[] {
  return turns.some(({ runId }) => runId === turn.runId)
    ? turns.map((held) => (held.runId === turn.runId ? turn : held))
    : [...turns, turn];
}

/** The run that is going on in the shown conversation. */
export function runningTurn({ state }: PageModel): Turn | undefined {
  return state?.conversation?.turns.find(({ status }) => status === 'running');
}
