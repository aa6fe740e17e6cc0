/** The question box: text, mention chips, history, completion, drop, stop. What is typed is never lost. */

import { showHidden } from '../../present/answer/hidden.ts';
import {
  type Draft,
  MAX_MENTIONS,
  MAX_QUESTION_CHARS,
  type Mention,
  type ToPage,
} from '../../protocol/page.ts';
import { h, icon, iconButton, redraw } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';
import { createBoxNotices } from './boxNotices.ts';
import { createDraftSync } from './draftSync.ts';
import { createMentionChips } from './mentionChips.ts';
import { createMentionTyping } from './mentionTyping.ts';
import { createRecall } from './recall.ts';

export interface ComposerState {
  readonly history: readonly string[];
  /** The run that can be stopped. */
  readonly runningId: string | undefined;
  readonly isPending: boolean;
  readonly conversationId: string | undefined;
  readonly model: { readonly label: string; readonly detail: string } | null;
}

export interface ComposerTools {
  readonly onAsk: (question: string, mentions: readonly Mention[]) => void;
  readonly onPreview: (question: string, mentions: readonly Mention[]) => void;
  /** Kept where a closed page can find it again. */
  readonly keepDraft: (draft: Draft) => void;
}

export interface Composer {
  readonly element: HTMLElement;
  update(state: ComposerState): void;
  draft(): Draft;
  setDraft(draft: Draft): void;
  /** Empties the box if it still holds the question that was taken. */
  taken(question: string): void;
  insertMention(mention: Mention): void;
  completions(message: Extract<ToPage, { type: 'completions' }>): void;
  /** Says why a question was not asked. */
  showBusy(): void;
  /** Says something beside the box until its text changes. */
  say(text: string): void;
  focus(): void;
}

/** Makes the box. It owns the text while it is being typed; the host keeps a copy. */
export function createComposer(ui: Ui, tools: ComposerTools): Composer {
  const { t, post } = ui;
  const input = h('textarea', {
    class: 'input',
    id: 'question',
    label: t('askLabel'),
    attrs: { rows: 1, placeholder: t('askPlaceholder'), 'aria-autocomplete': 'list', spellcheck: 'false' },
  });
  const chips = createMentionChips(t, () => {
    changed();
    input.focus();
  });
  const notices = createBoxNotices(ui);
  const send = iconButton('send', t('send'), { class: 'send', onClick: () => submit() });
  const stop = iconButton('debug-stop', t('stop'), {
    class: 'stop',
    attrs: { hidden: true },
    onClick: () => stopRun(),
  });
  const modelButton = h('button', {
    class: 'model',
    attrs: { type: 'button' },
    onClick: () => post({ type: 'runCommand', command: 'chooseModel' }),
  });
  let state: ComposerState | undefined;

  const draft = (): Draft => ({ text: input.value, mentions: [...chips.mentions] });
  const sync = createDraftSync(draft, tools.keepDraft, (kept) => post({ type: 'draft', ...kept }));
  const changed = (): void => {
    grow(input);
    sync.changed();
    notices.check(input.value);
    updateSend();
  };
  const updateSend = (): void => {
    send.disabled = !isAskable(input.value) || state?.isPending === true;
  };
  const setText = (text: string, caret = text.length): void => {
    input.value = text;
    input.setSelectionRange(caret, caret);
    changed();
  };
  const insertMention = (mention: Mention): void => {
    const isAdded = chips.add(mention);
    changed();
    if (!isAdded) notices.show(t('mentionsFull', { max: MAX_MENTIONS }));
  };
  const naming = createMentionTyping(input, ui, { setText, insert: insertMention });
  const recall = createRecall(input, () => state?.history ?? [], setText);
  const submit = (): void => {
    if (state?.runningId !== undefined || state?.isPending) showBusy();
    else if (isAskable(input.value)) {
      sync.flush();
      tools.onAsk(input.value.trim(), chips.mentions);
    }
  };
  const stopRun = (): void => {
    if (state?.runningId !== undefined) post({ type: 'stop', runId: state.runningId });
  };
  const showBusy = (): void => notices.showBusy(state?.runningId === undefined ? undefined : stopRun);
  const onKey = (event: KeyboardEvent): boolean => {
    if (naming.onKey(event)) return true;
    const { key, shiftKey, altKey } = event;
    if (key === 'Enter' && !shiftKey && !altKey) {
      naming.close();
      submit();
      return true;
    }
    const hasModifier = event.ctrlKey || event.metaKey || altKey || shiftKey;
    if (hasModifier || (key !== 'ArrowUp' && key !== 'ArrowDown')) return false;
    return recall.step(key === 'ArrowUp' ? 1 : -1);
  };
  input.addEventListener('input', () => {
    recall.forget();
    changed();
    naming.look();
  });
  input.addEventListener('click', naming.lookAgain);
  input.addEventListener('blur', () => {
    naming.close();
    sync.flush();
  });
  input.addEventListener('keydown', (event) => {
    if (!event.isComposing && onKey(event)) event.preventDefault();
  });
  const mentionButton = iconButton('mention', t('addContext'), { onClick: naming.begin });
  const previewButton = iconButton('eye', t('preview'), {
    onClick: () => {
      if (isAskable(input.value)) tools.onPreview(input.value.trim(), chips.mentions);
      else input.focus();
    },
  });
  const toolbar = h('div', { class: 'composer-bar' }, mentionButton, previewButton, modelButton, stop, send);
  const dropHint = h('div', { class: 'drop-hint', attrs: { 'aria-hidden': 'true' } }, t('dropHint'));
  const box = h('div', { class: 'composer-box' }, chips.element, input, toolbar, dropHint);
  const element = h(
    'form',
    { class: 'composer', label: t('askLabel') },
    naming.element,
    notices.element,
    box,
  );
  element.addEventListener('submit', (event) => event.preventDefault());
  changed();
  return {
    element,
    draft,
    insertMention,
    showBusy,
    say: notices.show,
    focus: () => input.focus(),
    update(next) {
      state = next;
      const isRunning = next.runningId !== undefined;
      stop.hidden = !isRunning;
      send.hidden = isRunning;
      updateSend();
      if (!isRunning && !next.isPending) notices.clearBusy();
      const label = next.model?.label ?? t('noModel');
      input.placeholder = t(next.model ? 'askPlaceholder' : 'askSearchPlaceholder');
      redraw(modelButton, [h('span', { class: 'model-name' }, label), icon('chevron-down')]);
      modelButton.title = showHidden(next.model ? `${label} · ${next.model.detail}` : label);
      modelButton.setAttribute('aria-label', showHidden(t('modelLabel', { name: label })));
    },
    setDraft({ text, mentions }) {
      chips.replace(mentions);
      setText(text);
    },
    taken(question) {
      if (input.value.trim() !== question) return;
      chips.replace([]);
      recall.forget();
      setText('');
    },
    completions: naming.show,
  };
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
