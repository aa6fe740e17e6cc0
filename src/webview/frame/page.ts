/** The page: one model, drawn into a header, banners, the conversation and the question box. */

import { showHidden } from '../../present/answer/hidden.ts';
import { createTranslate, type Translate } from '../../present/answer/strings.ts';
import { troubleText } from '../../present/trouble.ts';
import {
  type Draft,
  type FromPage,
  MAX_MENTIONS,
  type Mention,
  type ToPage,
  type Turn,
} from '../../protocol/page.ts';
import { createComposer, droppedUris } from '../box/composer.ts';
import { previewView } from '../box/previewView.ts';
import { h, redraw } from '../elements/dom.ts';
import { announcement } from '../turn/phase.ts';
import { createTranscript } from '../turn/transcript.ts';
import type { Ui } from '../ui.ts';
import { banners } from './bannersView.ts';
import { emptyView } from './emptyView.ts';
import { createHeaderView } from './headerView.ts';
import { applyMessage, type PageModel, runningTurn, without } from './model.ts';
import { createPeek } from './peek.ts';

export interface PageHost {
  readonly post: (message: FromPage) => void;
  readonly keepDraft: (draft: Draft) => void;
  /** The draft of before, if this page was closed in between. */
  readonly keptDraft: Draft | undefined;
}

export interface SidebarPage {
  /** Takes one message of the host. */
  receive(message: ToPage): void;
}

/** Builds the page into `app`, for one set of strings. */
export function createPage(app: HTMLElement, host: PageHost, t: Translate = createTranslate()): SidebarPage {
  let model: PageModel = {};
  let requestId = 0;
  let isScheduled = false;
  let hasDraft = false;
  const live = h('div', { class: 'sr-only', attrs: { role: 'status', 'aria-live': 'polite' } });
  const peek = createPeek();
  const ui: Ui = {
    t,
    peek,
    post: host.post,
    say: (text) => {
      live.textContent = showHidden(text);
    },
    get currency() {
      return model.state?.currency ?? '';
    },
  };
  const ask = (question: string, mentions: readonly Mention[] = []): void => {
    if (runningTurn(model) || model.pending) {
      composer.showBusy();
      return;
    }
    const conversationId = model.state?.conversation?.id;
    change({ ...without(model, 'trouble', 'preview'), pending: { question, mentions } });
    host.post({
      type: 'ask',
      question,
      mentions: [...mentions],
      ...(conversationId ? { conversationId } : {}),
    });
  };
  const header = createHeaderView(ui);
  const bannerArea = h('section', { class: 'banners', label: t('title') });
  const transcript = createTranscript(ui);
  const empty = h('div', { class: 'empty-frame' });
  const main = h('main', { class: 'conversation-view', attrs: { tabindex: -1 } }, empty, transcript.element);
  const previewArea = h('div', { class: 'preview-area' });
  const composer = createComposer(ui, {
    onAsk: ask,
    keepDraft: host.keepDraft,
    onPreview: (question, mentions) =>
      host.post({ type: 'preview', requestId: ++requestId, question, mentions: [...mentions] }),
  });
  app.replaceChildren(header.element, bannerArea, main, previewArea, composer.element, live, peek.element);

  const draw = (): void => {
    isScheduled = false;
    const { state } = model;
    if (!state) return;
    header.update(state);
    redrawIf(bannerArea, [state.engine, state.isTrusted, state.index, model.engineDown, model.trouble], () =>
      banners(model, ui, () => change(without(model, 'trouble'))),
    );
    const turns = state.conversation?.turns ?? [];
    const isEmpty = turns.length === 0 && !model.pending;
    empty.hidden = !isEmpty;
    redrawIf(empty, [isEmpty, state.index, state.suggestions.join('\n'), state.model, state.isTrusted], () =>
      isEmpty ? [emptyView(state, ui, ask)] : [],
    );
    transcript.update(main, turns, model.pending, {
      spending: state.spending,
      ask: (question, name) => ask(question, name ? [{ kind: 'symbol', name }] : []),
      askAgain: ({ runId }, how) => ui.post({ type: 'askAgain', runId, ...how }),
    });
    redrawIf(previewArea, [model.preview], () =>
      model.preview ? [previewView(model.preview, ui, () => change(without(model, 'preview')))] : [],
    );
    composer.update({
      history: state.history,
      runningId: runningTurn(model)?.runId,
      isPending: model.pending !== undefined,
      conversationId: state.conversation?.id,
      model: state.model,
    });
    peek.refresh();
  };
  const change = (next: PageModel): void => {
    announce(model, next, ui);
    const { pending } = model;
    model = next;
    const last = next.state?.conversation?.turns.at(-1);
    if (pending && !next.pending && last?.question === pending.question) composer.taken(pending.question);
    // Words arrive faster than anybody sees them: one drawing for each frame.
    if (!isScheduled) requestAnimationFrame(draw);
    isScheduled = true;
  };
  const adoptDraft = (message: ToPage): void => {
    if (hasDraft || message.type !== 'state') return;
    hasDraft = true;
    if (composer.draft().text !== '') return;
    composer.setDraft(host.keptDraft ?? message.state.draft);
  };
  const receive = (message: ToPage): void => {
    if (message.type === 'completions') composer.completions(message);
    else if (message.type === 'insertMention') composer.insertMention(message.mention);
    else if (message.type === 'draft') composer.setDraft(message.draft);
    else if (message.type === 'focus') {
      if (message.question !== undefined) composer.setDraft({ ...composer.draft(), text: message.question });
      // A button that was pressed before a picker opened still has its place, unless it was drawn away.
      if (!message.isBack || document.activeElement === document.body) composer.focus();
    } else if (message.type !== 'previewResult' || message.requestId === requestId) {
      adoptDraft(message);
      change(applyMessage(model, message));
    }
  };
  listen(app, {
    onEscape: () => {
      const running = runningTurn(model);
      if (peek.hide() || header.close()) return;
      if (model.preview) change(without(model, 'preview'));
      else if (running) host.post({ type: 'stop', runId: running.runId });
    },
    onDrop: (data) => {
      const uris = droppedUris(data);
      if (uris.length === 0) composer.say(t('dropNothing'));
      else host.post({ type: 'dropped', uris: uris.slice(0, MAX_MENTIONS) });
      if (uris.length > MAX_MENTIONS) composer.say(t('mentionsFull', { max: MAX_MENTIONS }));
    },
  });
  window.addEventListener('blur', () => host.post({ type: 'left' }));
  return { receive };
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
