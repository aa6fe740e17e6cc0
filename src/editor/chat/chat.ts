import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { applyEvent, newTurn, withAsked, withChoice } from '../../present/answer/turn.ts';
import { recite } from '../../present/recite.ts';
import { earlierTurn } from '../../present/run/earlier.ts';
import { addUsage, NO_USAGE } from '../../present/run/usage.ts';
import type { NumberedEvent, Question, Usage } from '../../protocol/data.ts';
import type { Conversation, Draft, Mention, PageState, ToPage, Trouble, Turn } from '../../protocol/page.ts';
import type { Choice, Decision } from '../../protocol/runs.ts';
import { type ConversationStore, MAX_CONVERSATIONS, summaryOf } from './conversationStore.ts';
import { bookUsage, type SpendingBook, spendingAt, usageBeyond } from './spending.ts';
import { titleOf } from './titleOf.ts';
import { type Waiting, WaitingLine } from './waitingLine.ts';

const CURRENT = 'sightline.conversation';
const DRAFT = 'sightline.draft';
const BOOK = 'sightline.spending';
const MAX_HISTORY = 200;
const STORE_EVERY_MS = 1_000;
/** How a question is asked: by a route that a person wants, on everything, or without the conversation before it. */
export interface AskedHow {
  readonly route?: string;
  readonly everything?: true;
  readonly alone?: boolean;
  /** The run of the last question, which is taken away for this one. */
  readonly replaces?: string;
}

/** What a conversation needs from the engine. */
export interface ChatEngine {
  ask(question: {
    readonly runId: string;
    readonly question: Question;
    readonly route?: string;
    readonly everything?: true;
  }): Promise<void>;
  stop(runId: string): Promise<void>;
  /** Goes on with a run that is on the disk; its events follow as for a question. */
  resume(runId: string): Promise<void>;
  /** Answers what a run asked. */
  decide(runId: string, choice: Choice): Promise<void>;
}

export interface ChatTools {
  readonly store: ConversationStore;
  readonly workspaceState: vscode.Memento;
  readonly globalState: vscode.Memento;
  readonly engine: ChatEngine;
  readonly log: vscode.LogOutputChannel;
  /** The file that is open beside a question. */
  openFile(): Pick<Question, 'open'>;
  /** What went wrong, in words for a person, with the button that helps. */
  explain(error: unknown): Trouble;
}

/**
 * The conversations of this window: asks, applies the events of runs, keeps what was said and typed, and counts what
 * was spent. The page only shows what this holds, so it can be closed and drawn again at any moment.
 */
export class Chat implements vscode.Disposable {
  readonly #tools: ChatTools;
  readonly #message = new vscode.EventEmitter<ToPage>();
  readonly #running = new vscode.EventEmitter<boolean>();
  /** Runs under way -> the conversation they belong to. */
  readonly #runs = new Map<string, string>();
  /** Runs under way that were begun before, with how they stood then and what they had used. */
  readonly #resumed = new Map<string, { readonly turn: Turn; readonly usage: Usage }>();
  readonly #line = new WaitingLine<AskedHow>();
  #storing: NodeJS.Timeout | undefined;
  #current: string | undefined;
  #draft: Draft;

  /** Messages for the page. */
  readonly onMessage = this.#message.event;
  readonly onRunning = this.#running.event;

  constructor(tools: ChatTools) {
    this.#tools = tools;
    this.#current = tools.workspaceState.get<string>(CURRENT);
    this.#draft = tools.workspaceState.get<Draft>(DRAFT) ?? { text: '', mentions: [] };
  }

  get isRunning(): boolean {
    return this.#runs.size > 0;
  }

  /** The newest run that has not ended. */
  get lastRun(): string | undefined {
    return [...this.#runs.keys()].pop();
  }

  get current(): Conversation | undefined {
    return this.#current === undefined ? undefined : this.#tools.store.get(this.#current);
  }

  /** A question of any conversation, by its run. */
  turn(runId: string): Turn | undefined {
    return this.#findTurn(runId)?.turn;
  }

  /** What goes with the next question of this conversation. */
  get context(): Question['history'] {
    return this.current ? contextOf(this.current) : [];
  }

  /** The part of the page's state that this holds. */
  state(): Pick<
    PageState,
    'conversations' | 'maxConversations' | 'conversation' | 'waiting' | 'draft' | 'history' | 'spending'
  > {
    return {
      conversations: this.#tools.store.summaries(),
      maxConversations: MAX_CONVERSATIONS,
      conversation: this.current ?? null,
      waiting: this.#line.shown(this.#current),
      draft: this.#draft,
      history: this.#tools.store.questions().slice(-MAX_HISTORY),
      spending: this.#spending(),
    };
  }

  setDraft(draft: Draft): void {
    this.#draft = draft;
    void this.#tools.workspaceState.update(DRAFT, draft);
  }

  newConversation(): void {
    this.#select(undefined);
  }

  /** Gives false when there is no such conversation any more. */
  openConversation(id: string): boolean {
    if (!this.#tools.store.get(id)) return false;
    this.#select(id);
    return true;
  }

  /** An empty name gives the conversation its first question as a title again. */
  renameConversation(id: string, name: string): void {
    const known = this.#tools.store.get(id);
    if (!known) return;
    const { name: _before, ...rest } = known;
    this.#tools.store.put(name.trim() === '' ? rest : { ...rest, name: name.trim() });
  }

  async deleteConversation(id: string): Promise<void> {
    this.#line.drop(({ conversationId }) => conversationId === id);
    await this.#stopAll(id);
    this.#tools.store.delete(id);
    if (this.#current === id) this.#select(undefined);
  }

  /** Asks at once, or when the answers before it in its conversation are made. */
  async askInLine(
    question: string,
    mentions: readonly Mention[],
    conversationId?: string,
    how: AskedHow = {},
  ): Promise<void> {
    if (conversationId === undefined || !this.#isAnswering(conversationId)) {
      await this.ask(question, mentions, conversationId, how);
      return;
    }
    this.#line.add({ question, mentions, conversationId, how });
    this.setDraft({ text: '', mentions: [] });
    this.#showLine();
  }

  dropWaiting(id: string): void {
    this.#line.drop((one) => one.id === id);
    this.#showLine();
  }

  #isAnswering(conversationId: string): boolean {
    return [...this.#runs.values()].includes(conversationId);
  }

  #showLine(): void {
    this.#message.fire({ type: 'waiting', waiting: this.#line.shown(this.#current) });
  }

  /** Asks what waits in a conversation whose answer has ended. */
  #askNext(conversationId: string): void {
    const next = this.#isAnswering(conversationId) ? undefined : this.#line.next(conversationId);
    if (!next) return;
    this.#showLine();
    void this.#begin(next);
  }

  /** Asks in a conversation, or in a new one. Gives the run's name. */
  async ask(
    question: string,
    mentions: readonly Mention[],
    conversationId?: string,
    how: AskedHow = {},
  ): Promise<string> {
    this.setDraft({ text: '', mentions: [] });
    const runId = await this.#begin({ question, mentions, conversationId, how }, (id) => {
      if (this.#current !== id) this.#select(id);
    });
    return runId;
  }

  async #begin(
    {
      question,
      mentions,
      conversationId,
      how,
    }: Omit<Waiting<AskedHow>, 'id' | 'conversationId'> & { readonly conversationId: string | undefined },
    onKnown: (id: string) => void = () => {},
  ): Promise<string> {
    const runId = randomUUID();
    const now = Date.now();
    const found = conversationId === undefined ? undefined : this.#tools.store.get(conversationId);
    const known = found && { ...found, turns: found.turns.filter((turn) => turn.runId !== how.replaces) };
    const before: Conversation = known ?? {
      id: randomUUID(),
      title: titleOf(question),
      createdAtMs: now,
      turns: [],
    };
    const turn = newTurn({ runId, question, mentions: [...mentions], askedAtMs: now });
    const history = how.alone ? [] : contextOf(before);
    const { route, everything } = how;
    this.#runs.set(runId, before.id);
    onKnown(before.id);
    // Stored with its first event, which has the question without its secrets.
    this.#tools.store.keep({ ...before, turns: [...before.turns, turn] });
    this.#showTurn({ ...before, turns: [...before.turns, turn] }, turn);
    this.#running.fire(true);
    try {
      await this.#tools.engine.ask({
        runId,
        question: { text: question, focus: mentions, history, ...this.#tools.openFile() },
        ...(route === undefined ? {} : { route }),
        ...(everything ? { everything } : {}),
      });
    } catch (error) {
      this.#end(runId, this.#tools.explain(error));
    }
    return runId;
  }

  /** Asks the question of a turn again, in the same conversation. Its run is stopped when it is under way. */
  async askAgain(runId: string, how: AskedHow = {}): Promise<void> {
    await this.stop(runId);
    const found = this.#findTurn(runId);
    if (found) await this.ask(found.turn.question, found.turn.mentions, found.conversation.id, how);
  }

  /** Goes on with a run where it was. What it said before stays until it says more. */
  async resume(runId: string): Promise<void> {
    const found = this.#findTurn(runId);
    if (!found || this.#runs.has(runId)) return;
    const { question, mentions } = found.turn;
    const turn = newTurn({ runId, question, mentions, askedAtMs: Date.now() });
    this.#runs.set(runId, found.conversation.id);
    this.#resumed.set(runId, { turn: found.turn, usage: NO_USAGE });
    this.#running.fire(true);
    this.#putTurn(withTurn(found.conversation, turn), turn);
    try {
      await this.#tools.engine.resume(runId);
    } catch (error) {
      this.#end(runId, this.#tools.explain(error));
    }
  }

  /** Shows the conversation of a run. Gives false when none holds it. */
  openRun(runId: string): boolean {
    const id = this.#runs.get(runId) ?? this.#tools.store.ownerOf(runId);
    return id !== undefined && this.openConversation(id);
  }

  /** Keeps a conversation that was made elsewhere, and shows it. */
  adopt(conversation: Conversation): void {
    this.#tools.store.put(conversation);
    this.#select(conversation.id);
  }

  async stop(runId: string): Promise<void> {
    if (this.#runs.has(runId)) await this.#tools.engine.stop(runId);
  }

  /** Asks the engine to stop the runs of a conversation, or of all. */
  async #stopAll(id?: string): Promise<void> {
    const runs = [...this.#runs].filter(([, owner]) => id === undefined || owner === id);
    await Promise.all(
      runs.map(([runId]) =>
        this.stop(runId).catch((error: unknown) => this.#tools.log.warn(`Not stopped: ${String(error)}`)),
      ),
    );
  }

  /** Applies an event of a run, keeps it, and shows it. */
  onEvent(numbered: NumberedEvent): void {
    if (!this.#runs.has(numbered.runId)) return;
    const found = this.#findTurn(numbered.runId);
    if (!found) {
      this.#onForgotten(numbered);
      return;
    }
    this.#noteResumed(numbered);
    const told = withoutSecrets(applyEvent(found.turn, numbered), numbered);
    const turn = this.#asKept(told);
    const after = withTurn(found.conversation, turn);
    if (turn.status === 'running') {
      this.#tools.store.keep(after);
      this.#storeSoon();
      if (this.#current !== after.id) return;
      const isReworded = turn.question !== found.turn.question;
      this.#message.fire(
        isReworded
          ? { type: 'turn', conversation: summaryOf(after), turn }
          : { type: 'event', event: numbered },
      );
      return;
    }
    this.#runs.delete(numbered.runId);
    this.#bookTurn(told);
    this.#putTurn(after, turn);
    if (this.#current === after.id) this.#message.fire({ type: 'spending', spending: this.#spending() });
    this.#running.fire(this.isRunning);
    // Last: it puts a turn behind this one into the conversation that is kept.
    this.#askNext(after.id);
  }

  /** What a run had used before it went on was booked then. */
  #noteResumed({ runId, event }: NumberedEvent): void {
    const before = this.#resumed.get(runId);
    if (before && event.type === 'resumed') this.#resumed.set(runId, { ...before, usage: event.usage });
  }

  #asKept(turn: Turn): Turn {
    return turn.status === 'running' ? turn : withAnswerOf(this.#resumed.get(turn.runId)?.turn, turn);
  }

  /** Books what a run that ended has used since it was begun or gone on with. */
  #bookTurn({ runId, answer, progress }: Turn): void {
    const usage = answer?.usage ?? progress.usage;
    const before = this.#resumed.get(runId)?.usage ?? NO_USAGE;
    this.#resumed.delete(runId);
    if (usage) this.#book(usageBeyond(before, usage));
  }

  /** The conversation of a run was deleted: its end is still an end, and what it spent is money. */
  #onForgotten({ runId, event }: NumberedEvent): void {
    if (event.type !== 'done' && event.type !== 'failed' && event.type !== 'aborted') return;
    this.#runs.delete(runId);
    if (event.answer)
      this.#book(usageBeyond(this.#resumed.get(runId)?.usage ?? NO_USAGE, event.answer.usage));
    this.#resumed.delete(runId);
    this.#running.fire(this.isRunning);
  }

  /** A run waits for a person: the page shows what it asks. One whose conversation was deleted is told no. */
  async onDecision(runId: string, decision: Decision): Promise<void> {
    const found = this.#findTurn(runId);
    if (found?.turn.status !== 'running') return await this.#tools.engine.decide(runId, 'stop');
    const turn = withAsked(found.turn, decision);
    this.#putTurn(withTurn(found.conversation, turn), turn);
  }

  /** What the person wants of a run that asked. */
  async decide(runId: string, choice: Choice): Promise<void> {
    const found = this.#findTurn(runId);
    if (!found?.turn.progress.asked) return;
    const turn = withChoice(found.turn, choice);
    this.#putTurn(withTurn(found.conversation, turn), turn);
    await this.#tools.engine.decide(runId, choice);
  }

  /** The engine died: every run under way ends with what is known of it and a way to ask again. */
  onEngineEnd(trouble: Trouble): void {
    for (const runId of [...this.#runs.keys()]) this.#end(runId, trouble);
  }

  /** Stores words as they come, but not a file for each of them. */
  #storeSoon(): void {
    this.#storing ??= setTimeout(() => this.keepRunning(), STORE_EVERY_MS);
  }

  /** Stores what runs under way have said so far: a window that goes, or dies, loses none of it. */
  keepRunning(): void {
    clearTimeout(this.#storing);
    this.#storing = undefined;
    for (const id of new Set(this.#runs.values())) {
      const conversation = this.#tools.store.get(id);
      if (conversation) this.#tools.store.put(conversation);
    }
  }

  /** Puts checked citations into an answer, and shows what changed. */
  updateCitations(runId: string, changes: Extract<ToPage, { type: 'citations' }>['citations']): void {
    const found = this.#findTurn(runId);
    if (!found?.turn.answer || changes.length === 0) return;
    const turn = { ...found.turn, answer: recite(found.turn.answer, changes) };
    this.#tools.store.put(withTurn(found.conversation, turn));
    if (this.#current === found.conversation.id)
      this.#message.fire({ type: 'citations', runId, citations: changes });
  }

  /** Stops what runs, and forgets all conversations and what was typed; spending stays, it is money. */
  async clear(): Promise<void> {
    await this.#stopAll();
    this.#tools.store.clear();
    this.#line.drop(() => true);
    const draft = { text: '', mentions: [] };
    this.setDraft(draft);
    this.#message.fire({ type: 'draft', draft });
    this.#select(undefined);
  }

  #end(runId: string, trouble: Trouble): void {
    const found = this.#findTurn(runId);
    this.#runs.delete(runId);
    this.#running.fire(this.isRunning);
    if (found?.turn.status !== 'running') return;
    const turn = this.#asKept({
      ...found.turn,
      status: 'failed',
      error: trouble,
      progress: { ...found.turn.progress, phase: 'ended' },
    });
    this.#bookTurn(found.turn);
    this.#putTurn(withTurn(found.conversation, turn), turn);
    this.#askNext(found.conversation.id);
  }

  #putTurn(after: Conversation, turn: Turn): void {
    this.#tools.store.put(after);
    this.#showTurn(after, turn);
  }

  #showTurn(after: Conversation, turn: Turn): void {
    if (this.#current === after.id)
      this.#message.fire({ type: 'turn', conversation: summaryOf(after), turn });
  }

  #findTurn(runId: string): { conversation: Conversation; turn: Turn } | undefined {
    const ids = this.#runs.get(runId) ?? this.#tools.store.ownerOf(runId);
    const conversation = ids === undefined ? undefined : this.#tools.store.get(ids);
    const turn = conversation?.turns.find((candidate) => candidate.runId === runId);
    return conversation && turn ? { conversation, turn } : undefined;
  }

  #select(id: string | undefined): void {
    this.#current = id;
    void this.#tools.workspaceState.update(CURRENT, id);
  }

  #book(usage: NonNullable<Turn['progress']['usage']>): void {
    const book = this.#tools.globalState.get<SpendingBook>(BOOK) ?? {};
    void this.#tools.globalState.update(BOOK, bookUsage(book, usage, Date.now()));
  }

  #spending(): PageState['spending'] {
    const turns = this.current?.turns ?? [];
    const own = turns.reduce(
      (sum, turn) => addUsage(sum, turn.answer?.usage ?? turn.progress.usage ?? NO_USAGE),
      NO_USAGE,
    );
    return spendingAt(this.#tools.globalState.get<SpendingBook>(BOOK) ?? {}, own, Date.now());
  }

  dispose(): void {
    clearTimeout(this.#storing);
    for (const emitter of [this.#message, this.#running]) emitter.dispose();
  }
}

function contextOf({ turns }: Conversation): Question['history'] {
  return turns
    .filter(({ answer }) => answer)
    .map(({ question, answer }) => ({ ...earlierTurn(answer!), question }));
}

function withTurn(conversation: Conversation, turn: Turn): Conversation {
  const turns = conversation.turns.map((known) => (known.runId === turn.runId ? turn : known));
  return { ...conversation, title: titleOf(turns[0]!.question), turns };
}

/** The turn with the question as the engine tells it: what was typed may hold secrets. */
const withoutSecrets = (turn: Turn, { event }: NumberedEvent): Turn =>
  event.type === 'started' ? { ...turn, question: event.question } : turn;

/** An answer of before stays where going on with the run gave none. */
const withAnswerOf = (before: Turn | undefined, turn: Turn): Turn =>
  turn.answer || !before?.answer ? turn : { ...turn, answer: before.answer };
