/** The page: one model, drawn into a header, banners, the conversation and the question box. */

import { showHidden } from '../../present/answer/hidden.ts';
import type { Translate } from '../../present/answer/strings.ts';
import { troubleText } from '../../present/trouble.ts';
import {
  type Draft,
  type FromPage,
  MAX_MENTIONS,
  type Mention,
  type PageState,
  type ToPage,
  type Turn,
} from '../../protocol/page.ts';
import { Composer, droppedUris } from '../box/composer.ts';
import { previewView } from '../box/previewView.ts';
import { h, redraw } from '../elements/dom.ts';
import type { TakenRoute } from '../run/routeCard.ts';
import { createOriginButton } from '../turn/originView.ts';
import { announcement } from '../turn/phase.ts';
import { createTranscript, type Transcript } from '../turn/transcript.ts';
import type { Ui } from '../ui.ts';
import { banners } from './bannersView.ts';
import { emptyView } from './emptyView.ts';
import { HeaderView } from './headerView.ts';
import { applyMessage, type PageModel, runningTurn, without } from './model.ts';
import { createPeek } from './peek.ts';
import { RunsView } from './runsView.ts';

export interface PageHost {
  readonly post: (message: FromPage) => void;
  readonly keepDraft: (draft: Draft) => void;
  /** The draft of before, if this page was closed in between. */
  readonly keptDraft: Draft | undefined;
}

/** How a question is asked, and the run of the question that it takes the place of. */
type Asked = Partial<TakenRoute> & { readonly replaces?: string };

/** What leads to a conversation, which has the place of the list of runs. */
const LEAVES_RUNS: ReadonlySet<FromPage['type']> = new Set([
  ...(['newConversation', 'openConversation', 'openRun', 'resumeRun'] as const),
]);

/** Keeps the model, and draws it once for each frame in which it changed. */
export class SidebarPage {
  readonly #host: PageHost;
  readonly #ui: Ui;
  readonly #live = h('div', { class: 'sr-only', attrs: { role: 'status', 'aria-live': 'polite' } });
  readonly #header: HeaderView;
  readonly #runs: RunsView;
  readonly #bannerArea: HTMLElement;
  readonly #empty = h('div', { class: 'empty-frame' });
  readonly #main: HTMLElement;
  readonly #transcript: Transcript;
  readonly #previewArea = h('div', { class: 'preview-area' });
  readonly #composer: Composer;
  #model: PageModel = {};
  /** The last preview that was asked for. */
  #requestId = 0;
  #previewed: Draft = { text: '', mentions: [] };
  #isScheduled = false;
  #hasDraft = false;

  /** Builds the page into `app`, for one set of strings. */
  constructor(app: HTMLElement, host: PageHost, t: Translate) {
    this.#host = host;
    this.#ui = this.#makeUi(t);
    this.#runs = new RunsView(this.#ui, () => this.#closeRuns());
    this.#header = new HeaderView(this.#ui, () => this.#toggleRuns());
    this.#bannerArea = h('section', { class: 'banners', label: t('title') });
    this.#transcript = createTranscript(this.#ui);
    this.#main = h(
      'main',
      { class: 'conversation-view', attrs: { tabindex: -1 } },
      this.#empty,
      this.#transcript.element,
    );
    this.#composer = new Composer(this.#ui, {
      onAsk: (question, mentions) => this.#ask(question, mentions),
      keepDraft: host.keepDraft,
      onPreview: (text, mentions) => {
        this.#previewed = { text, mentions: [...mentions] };
        host.post({ type: 'preview', requestId: ++this.#requestId, question: text, mentions: [...mentions] });
      },
    });
    app.replaceChildren(
      this.#header.element,
      this.#bannerArea,
      this.#runs.element,
      this.#main,
      this.#previewArea,
      this.#composer.element,
      this.#live,
      this.#ui.peek.element,
      createOriginButton(this.#ui),
    );
    listen(app, { onEscape: () => this.#escape(), onDrop: (data) => this.#drop(data) });
    window.addEventListener('blur', () => host.post({ type: 'left' }));
  }

  /** Takes one message of the host. */
  receive(message: ToPage): void {
    const composer = this.#composer;
    if (message.type === 'runs') this.#runs.show(message);
    else if (message.type === 'showRuns') this.#openRuns();
    else if (message.type === 'completions') composer.completions(message);
    else if (message.type === 'measured') composer.measured(message);
    else if (message.type === 'insertMention') composer.insertMention(message.mention);
    else if (message.type === 'draft') composer.setDraft(message.draft);
    else if (message.type === 'focus') {
      if (message.question !== undefined) composer.setDraft({ ...composer.draft(), text: message.question });
      // A button that was pressed before a picker opened still has its place, unless it was drawn away.
      if (!message.isBack || document.activeElement === document.body) composer.focus();
    } else if (message.type !== 'previewResult' || message.requestId === this.#requestId) {
      this.#adoptDraft(message);
      this.#change(applyMessage(this.#model, message));
      // A run began or ended.
      if (message.type === 'turn' && this.#runs.isOpen) this.#runs.refresh();
    }
  }

  #openRuns(): void {
    this.#main.hidden = true;
    this.#header.setRuns(true);
    this.#runs.open();
  }

  #closeRuns(): void {
    this.#main.hidden = false;
    this.#header.setRuns(false);
    this.#runs.close();
  }

  #toggleRuns(): void {
    if (this.#runs.isOpen) this.#closeRuns();
    else this.#openRuns();
  }

  #makeUi(t: Translate): Ui {
    const currency = (): string => this.#model.state?.currency ?? '';
    return {
      t,
      peek: createPeek(),
      number: new Intl.NumberFormat(document.documentElement.lang || undefined).format,
      post: (message) => {
        this.#host.post(message);
        if (LEAVES_RUNS.has(message.type) && this.#runs.isOpen) this.#closeRuns();
        if (message.type === 'newConversation') this.#leaveConversation();
      },
      say: (text) => {
        this.#live.textContent = showHidden(text);
      },
      get currency() {
        return currency();
      },
    };
  }

  /** At once, not when the host has said so: a question that is asked right away is part of the new one. */
  #leaveConversation(): void {
    const { state } = this.#model;
    if (state) this.#change({ ...this.#model, state: { ...state, conversation: null } });
  }

  #ask(question: string, mentions: readonly Mention[] = [], taken: Asked = {}): void {
    if (this.#model.pending) {
      this.#composer.showBusy();
      return;
    }
    if (this.#runs.isOpen) this.#closeRuns();
    const conversationId = this.#model.state?.conversation?.id;
    // Behind an answer that is being made the host lets it wait in line.
    const waits = runningTurn(this.#model) !== undefined;
    if (waits) this.#composer.taken(question);
    else this.#change({ ...without(this.#model, 'trouble', 'preview'), pending: { question, mentions } });
    this.#host.post({
      type: 'ask',
      question,
      mentions: [...mentions],
      ...(conversationId ? { conversationId } : {}),
      ...taken,
    });
  }

  #change(next: PageModel): void {
    announce(this.#model, next, this.#ui);
    const { pending } = this.#model;
    this.#model = next;
    const last = next.state?.conversation?.turns.at(-1);
    if (pending && !next.pending && last?.question === pending.question)
      this.#composer.taken(pending.question);
    // Words arrive faster than anybody sees them: one drawing for each frame.
    if (!this.#isScheduled) requestAnimationFrame(() => this.#draw());
    this.#isScheduled = true;
  }

  #draw(): void {
    this.#isScheduled = false;
    const { state } = this.#model;
    if (!state) return;
    this.#header.update(state);
    this.#drawBanners(state);
    this.#drawConversation(state);
    this.#drawPreview();
    this.#composer.update({
      history: state.history,
      runningId: runningTurn(this.#model)?.runId,
      isPending: this.#model.pending !== undefined,
      conversationId: state.conversation?.id,
      model: state.model,
      waiting: state.waiting,
    });
    this.#ui.peek.refresh();
  }

  #drawBanners({ engine, isTrusted, index }: PageState): void {
    const model = this.#model;
    redrawIf(this.#bannerArea, [engine, isTrusted, index, model.engineDown, model.trouble], () =>
      banners(model, this.#ui, () => this.#change(without(this.#model, 'trouble'))),
    );
  }

  #drawConversation(state: PageState): void {
    const { pending } = this.#model;
    const turns = state.conversation?.turns ?? [];
    const isEmpty = turns.length === 0 && !pending;
    this.#empty.hidden = !isEmpty;
    const shown = [
      isEmpty,
      state.index,
      state.suggestions.join('\n'),
      state.recipes.join('\n'),
      state.model,
      state.isTrusted,
    ];
    redrawIf(this.#empty, shown, () =>
      isEmpty
        ? [
            emptyView(state, this.#ui, {
              ask: (question) => this.#ask(question),
              fill: (recipe) => this.#composer.fill(recipe),
            }),
          ]
        : [],
    );
    this.#transcript.update(this.#main, turns, pending, {
      spending: state.spending,
      ask: (question, name) => this.#ask(question, name ? [{ kind: 'symbol', name }] : []),
      askAgain: ({ runId }, how) => this.#ui.post({ type: 'askAgain', runId, ...how }),
      lastRunId: turns.at(-1)?.runId,
      edit: ({ runId, mentions }, question) => this.#ask(question, mentions, { replaces: runId }),
    });
  }

  #drawPreview(): void {
    const { preview } = this.#model;
    redrawIf(this.#previewArea, [preview], () =>
      preview
        ? [
            previewView(preview, this.#ui, {
              onClose: () => this.#closePreview(),
              ask: (taken) => this.#ask(this.#previewed.text, this.#previewed.mentions, taken),
            }),
          ]
        : [],
    );
  }

  #closePreview(): void {
    this.#change(without(this.#model, 'preview'));
  }

  /** The first state of the host brings the draft of before, unless something was typed already. */
  #adoptDraft(message: ToPage): void {
    if (this.#hasDraft || message.type !== 'state') return;
    this.#hasDraft = true;
    if (this.#composer.draft().text !== '') return;
    this.#composer.setDraft(this.#host.keptDraft ?? message.state.draft);
  }

  #escape(): void {
    const running = runningTurn(this.#model);
    if (this.#ui.peek.hide() || this.#header.close()) return;
    if (this.#model.preview) this.#closePreview();
    else if (this.#runs.isOpen) {
      this.#closeRuns();
      this.#header.focusRuns();
    } else if (running) this.#host.post({ type: 'stop', runId: running.runId });
  }

  #drop(data: DataTransfer): void {
    const { t } = this.#ui;
    const uris = droppedUris(data);
    if (uris.length === 0) this.#composer.say(t('dropNothing'));
    else this.#host.post({ type: 'dropped', uris: uris.slice(0, MAX_MENTIONS) });
    if (uris.length > MAX_MENTIONS) this.#composer.say(t('mentionsFull', { max: MAX_MENTIONS }));
  }
}

const drawnWith = new WeakMap<HTMLElement, readonly unknown[]>();

/** Draws an area again only when what it is made from changed. */
function redrawIf(
  area: HTMLElement,
  made: readonly unknown[],
  children: () => Parameters<typeof redraw>[1],
): void {
  const before = drawnWith.get(area);
  if (before?.every((value, i) => value === made[i])) return;
  drawnWith.set(area, made);
  redraw(area, children());
}

function announce(before: PageModel, next: PageModel, ui: Ui): void {
  if (next.engineDown && next.engineDown !== before.engineDown)
    ui.say(ui.t('sayEngineDown', { message: next.engineDown.message }));
  if (next.trouble && next.trouble !== before.trouble) ui.say(troubleText(next.trouble, ui.t));
  const now = next.state?.conversation;
  if (!now || (before.state?.conversation && before.state.conversation.id !== now.id)) return;
  const earlier = new Map<string, Turn>(before.state?.conversation?.turns.map((turn) => [turn.runId, turn]));
  for (const turn of now.turns) {
    if (earlier.get(turn.runId) === turn) continue;
    const text = announcement(earlier.get(turn.runId), turn, ui.t);
    if (text !== undefined) ui.say(text);
  }
}

interface Gestures {
  readonly onEscape: () => void;
  readonly onDrop: (data: DataTransfer) => void;
}

function listen(app: HTMLElement, { onEscape, onDrop }: Gestures): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) onEscape();
  });
  const mark = (isOver: boolean): void => void app.classList.toggle('drop-over', isOver);
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    mark(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) mark(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer) onDrop(event.dataTransfer);
  });
}
