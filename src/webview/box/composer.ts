/** The question box: text, mention chips, history, completion, drop, stop. What is typed is never lost. */

import { showHidden } from '../../present/answer/hidden.ts';
import { BLANK } from '../../present/run/recipes.ts';
import {
  type Draft,
  MAX_MENTIONS,
  MAX_QUESTION_CHARS,
  type Mention,
  type PageState,
  type ToPage,
} from '../../protocol/page.ts';
import { h, icon, iconButton, redraw } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';
import { type BoxNotices, createBoxNotices } from './boxNotices.ts';
import { type ContextMeter, createContextMeter } from './contextMeter.ts';
import { createDraftSync, type DraftSync } from './draftSync.ts';
import { createMentionChips, type MentionChips } from './mentionChips.ts';
import { commandAt } from './mentions.ts';
import { createMentionTyping, type MentionTyping } from './mentionTyping.ts';
import { createRecall, type Recall } from './recall.ts';

export interface ComposerState {
  readonly history: readonly string[];
  /** The run that can be stopped. */
  readonly runningId: string | undefined;
  readonly isPending: boolean;
  readonly conversationId: string | undefined;
  /** Questions that wait for the answer. */
  readonly waiting: PageState['waiting'];
  readonly model: { readonly label: string; readonly detail: string } | null;
}

export interface ComposerTools {
  readonly onAsk: (question: string, mentions: readonly Mention[]) => void;
  readonly onPreview: (question: string, mentions: readonly Mention[]) => void;
  /** Kept where a closed page can find it again. */
  readonly keepDraft: (draft: Draft) => void;
}

/** The box owns the text while it is being typed; the host keeps a copy. */
export class Composer {
  readonly element: HTMLElement;
  readonly #ui: Ui;
  readonly #tools: ComposerTools;
  readonly #input: HTMLTextAreaElement;
  readonly #chips: MentionChips;
  readonly #notices: BoxNotices;
  readonly #sync: DraftSync;
  readonly #naming: MentionTyping;
  readonly #meter: ContextMeter;
  readonly #recall: Recall;
  readonly #buttons: Buttons;
  #state: ComposerState | undefined;

  constructor(ui: Ui, tools: ComposerTools) {
    this.#ui = ui;
    this.#tools = tools;
    const input = questionInput(ui);
    this.#input = input;
    this.#chips = createMentionChips(ui.t, () => {
      this.#changed();
      this.#input.focus();
    });
    this.#notices = createBoxNotices(ui);
    this.#sync = createDraftSync(
      () => this.draft(),
      tools.keepDraft,
      (kept) => ui.post({ type: 'draft', ...kept }),
    );
    this.#naming = createMentionTyping(this.#input, ui, {
      setText: (text, caret) => this.#setText(text, caret),
      insert: (mention) => this.insertMention(mention),
      submit: () => this.#submit(),
    });
    this.#meter = createContextMeter(ui, {
      draft: () =>
        this.#state?.model && !commandAt(input.value, input.value.length) ? this.draft() : undefined,
      onOpen: () => this.#preview(),
    });
    this.#recall = createRecall(
      this.#input,
      () => this.#state?.history ?? [],
      (text) => this.#setText(text),
    );
    this.#buttons = composerButtons(ui, {
      name: this.#naming.begin,
      preview: () => this.#preview(),
      stop: () => this.#stop(),
      submit: () => this.#submit(),
    });
    this.element = this.#layOut();
    this.#listen();
    this.#changed();
  }

  update(next: ComposerState): void {
    const { stop, model } = this.#buttons;
    this.#state = next;
    const isRunning = next.runningId !== undefined;
    stop.hidden = !isRunning;
    this.#updateSend();
    this.#notices.showWaiting(next.waiting);
    if (!isRunning && !next.isPending) this.#notices.clearBusy();
    const { t } = this.#ui;
    this.#input.placeholder = t(next.model ? 'askPlaceholder' : 'askSearchPlaceholder');
    showModel(model, next.model, t);
    this.#meter.changed();
  }

  draft(): Draft {
    return { text: this.#input.value, mentions: [...this.#chips.mentions] };
  }

  setDraft({ text, mentions }: Draft): void {
    this.#chips.replace(mentions);
    this.#setText(text);
  }

  /** Puts a question with blanks into the box, the first of them selected. */
  fill(recipe: string): void {
    this.#setText(recipe);
    const at = recipe.indexOf(BLANK);
    this.#input.focus();
    if (at >= 0) this.#input.setSelectionRange(at, at + BLANK.length);
  }

  /** Empties the box if it still holds the question that was taken. */
  taken(question: string): void {
    if (this.#input.value.trim() !== question) return;
    this.#chips.replace([]);
    this.#recall.forget();
    this.#setText('');
  }

  insertMention(mention: Mention): void {
    const isAdded = this.#chips.add(mention);
    this.#changed();
    if (!isAdded) this.#notices.show(this.#ui.t('mentionsFull', { max: MAX_MENTIONS }));
  }

  completions(message: Extract<ToPage, { type: 'completions' }>): void {
    this.#naming.show(message);
  }

  measured(message: Extract<ToPage, { type: 'measured' }>): void {
    this.#meter.show(message);
  }

  /** Says why a question was not asked. */
  showBusy(): void {
    this.#notices.showBusy(this.#state?.runningId === undefined ? undefined : () => this.#stop());
  }

  /** Says something beside the box until its text changes. */
  say(text: string): void {
    this.#notices.show(text);
  }

  focus(): void {
    this.#input.focus();
  }

  #layOut(): HTMLElement {
    const { t } = this.#ui;
    const { mention, preview, model, stop, send } = this.#buttons;
    const toolbar = h('div', { class: 'composer-bar' }, mention, preview, model, stop, send);
    const dropHint = h('div', { class: 'drop-hint', attrs: { 'aria-hidden': 'true' } }, t('dropHint'));
    return h(
      'form',
      { class: 'composer', label: t('askLabel') },
      this.#naming.element,
      this.#notices.element,
      h(
        'div',
        { class: 'composer-box' },
        this.#chips.element,
        this.#input,
        this.#meter.element,
        toolbar,
        dropHint,
      ),
    );
  }

  #listen(): void {
    const input = this.#input;
    input.addEventListener('input', () => {
      this.#recall.forget();
      this.#changed();
      this.#naming.look();
    });
    input.addEventListener('click', this.#naming.lookAgain);
    input.addEventListener('blur', () => {
      this.#naming.close();
      this.#sync.flush();
    });
    input.addEventListener('keydown', (event) => {
      if (!event.isComposing && this.#onKey(event)) event.preventDefault();
    });
    this.element.addEventListener('submit', (event) => event.preventDefault());
  }

  #onKey(event: KeyboardEvent): boolean {
    if (this.#naming.onKey(event)) return true;
    const { key, shiftKey, altKey } = event;
    if (key === 'Enter' && !shiftKey && !altKey) {
      this.#naming.close();
      this.#submit();
      return true;
    }
    const hasModifier = event.ctrlKey || event.metaKey || altKey || shiftKey;
    if (hasModifier || (key !== 'ArrowUp' && key !== 'ArrowDown')) return false;
    return this.#recall.step(key === 'ArrowUp' ? 1 : -1);
  }

  #changed(): void {
    grow(this.#input);
    this.#sync.changed();
    this.#notices.check(this.#input.value);
    this.#meter.changed();
    this.#updateSend();
  }

  #setText(text: string, caret = text.length): void {
    this.#input.value = text;
    this.#input.setSelectionRange(caret, caret);
    this.#changed();
  }

  #updateSend(): void {
    // Behind an answer that is being made a question waits in line.
    const { send } = this.#buttons;
    send.hidden = this.#state?.runningId !== undefined && !isAskable(this.#input.value);
    send.disabled = !isAskable(this.#input.value) || this.#state?.isPending === true;
  }

  #submit(): void {
    const { value } = this.#input;
    if (this.#state?.isPending) this.showBusy();
    else if (isAskable(value)) {
      this.#sync.flush();
      this.#tools.onAsk(value.trim(), this.#chips.mentions);
    }
  }

  #preview(): void {
    const { value } = this.#input;
    if (isAskable(value)) this.#tools.onPreview(value.trim(), this.#chips.mentions);
    else this.focus();
  }

  #stop(): void {
    const runId = this.#state?.runningId;
    if (runId !== undefined) this.#ui.post({ type: 'stop', runId });
  }
}

function questionInput({ t }: Ui): HTMLTextAreaElement {
  return h('textarea', {
    class: 'input',
    id: 'question',
    label: t('askLabel'),
    attrs: { rows: 1, placeholder: t('askPlaceholder'), 'aria-autocomplete': 'list', spellcheck: 'false' },
  });
}

interface Buttons {
  readonly mention: HTMLButtonElement;
  readonly preview: HTMLButtonElement;
  readonly model: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly send: HTMLButtonElement;
}

interface ButtonActions {
  readonly name: () => void;
  readonly preview: () => void;
  readonly stop: () => void;
  readonly submit: () => void;
}

function composerButtons({ t, post }: Ui, { name, preview, stop, submit }: ButtonActions): Buttons {
  return {
    mention: iconButton('mention', t('addContext'), { onClick: name }),
    preview: iconButton('eye', t('preview'), { onClick: preview }),
    model: h('button', {
      class: 'model',
      attrs: { type: 'button' },
      onClick: () => post({ type: 'runCommand', command: 'chooseModel' }),
    }),
    stop: iconButton('debug-stop', t('stop'), { class: 'stop', attrs: { hidden: true }, onClick: stop }),
    send: iconButton('send', t('send'), { class: 'send', onClick: submit }),
  };
}

function showModel(model: HTMLButtonElement, chosen: ComposerState['model'], t: Ui['t']): void {
  const label = chosen?.label ?? t('noModel');
  redraw(model, [h('span', { class: 'model-name' }, label), icon('chevron-down')]);
  model.title = showHidden(chosen ? `${label} · ${chosen.detail}` : label);
  model.setAttribute('aria-label', showHidden(t('modelLabel', { name: label })));
}

function isAskable(text: string): boolean {
  return text.length <= MAX_QUESTION_CHARS && text.trim() !== '';
}

/** As high as its text, up to a share of the view that the style sheet sets. */
function grow(input: HTMLTextAreaElement): void {
  input.rows = Math.min(12, Math.max(1, input.value.split('\n').length));
}

/** The addresses of dropped files, for the host to turn into mentions. */
export function droppedUris(data: DataTransfer): string[] {
  const types = ['application/vnd.code.uri-list', 'text/uri-list'];
  const text = types.map((type) => data.getData(type)).find((value) => value !== '') ?? '';
  return text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
}
