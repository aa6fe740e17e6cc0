/** The question box: text, mention chips, history, completion, drop, stop. What is typed is never lost. */
import {
  type Draft,
  type FromPage,
  MAX_QUESTION_CHARS,
  type Mention,
  type ToPage,
} from '../protocol/page.ts';
import { type Choice, createCompletionView, mentionIcon } from './completionView.ts';
import { h, icon, iconButton, redraw } from './dom.ts';
import { mentionLabel } from './format.ts';
import { AT_DRAFT, type HistoryPlace, stepHistory } from './history.ts';
import { addMention, chooseKind, type MentionQuery, mentionAt, mentionKey, takeMention } from './mentions.ts';
import type { Ui } from './ui.ts';

const DRAFT_MS = 300;
/** What a message may hold; more than that is kept by the page itself. */
const MAX_DRAFT_CHARS = MAX_QUESTION_CHARS * 4;

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
  const chips = h('ul', { class: 'mentions', label: t('mentions'), attrs: { hidden: true } });
  const problem = h('p', { class: 'notice warning', attrs: { hidden: true, id: 'question-problem' } });
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
  let mentions: readonly Mention[] = [];
  let place: HistoryPlace = AT_DRAFT;
  let recalled: string | undefined;
  let query: MentionQuery | undefined;
  let requestId = 0;
  /** The draft that the host has. */
  let sent = JSON.stringify({ text: '', mentions: [] });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: ComposerState | undefined;

  const draft = (): Draft => ({ text: input.value, mentions: [...mentions] });
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const mark = JSON.stringify(draft());
    if (mark === sent || input.value.length > MAX_DRAFT_CHARS) return;
    sent = mark;
    post({ type: 'draft', ...draft() });
  };
  const changed = (): void => {
    grow(input);
    tools.keepDraft(draft());
    clearTimeout(timer);
    timer = setTimeout(flush, DRAFT_MS);
    const isTooLong = input.value.length > MAX_QUESTION_CHARS;
    problem.hidden = !isTooLong;
    problem.textContent = isTooLong ? t('tooLong', { n: input.value.length, max: MAX_QUESTION_CHARS }) : '';
    send.disabled = isTooLong || input.value.trim() === '' || state?.isPending === true;
  };
  const drawChips = (): void => {
    chips.hidden = mentions.length === 0;
    redraw(
      chips,
      mentions.map((mention) => chip(mention)),
    );
  };
  const chip = (mention: Mention): HTMLElement => {
    const label = mentionLabel(mention);
    const remove = (): void => {
      mentions = mentions.filter((held) => held !== mention);
      drawChips();
      changed();
      input.focus();
    };
    return h(
      'li',
      { class: 'mention', title: label },
      icon(mentionIcon(mention.kind)),
      h('span', { class: 'mention-text' }, label),
      iconButton('close', t('removeMention', { name: label }), { key: mentionKey(mention), onClick: remove }),
    );
  };
  const setText = (text: string, caret = text.length): void => {
    input.value = text;
    input.setSelectionRange(caret, caret);
    changed();
  };
  const insertMention = (mention: Mention): void => {
    mentions = addMention(mentions, mention);
    drawChips();
    changed();
  };
  const onChoose = (choice: Choice): void => {
    if (!query) return;
    if ('kind' in choice) {
      const { text, caret } = chooseKind(input.value, query, choice.kind);
      setText(text, caret);
      complete();
      return;
    }
    const { text, caret } = takeMention(input.value, query);
    completion.close();
    setText(text, caret);
    insertMention(choice.mention);
    input.focus();
  };
  const completion = createCompletionView(input, ui, onChoose);
  const complete = (): void => {
    query =
      input.selectionStart === input.selectionEnd ? mentionAt(input.value, input.selectionStart) : undefined;
    if (!query) {
      completion.close();
      return;
    }
    completion.open(query);
    post({ type: 'complete', requestId: ++requestId, kind: query.kind, prefix: query.prefix });
  };
  const submit = (): void => {
    const question = input.value.trim();
    if (state?.runningId !== undefined || state?.isPending) ui.say(t('busy'));
    else if (question !== '' && question.length <= MAX_QUESTION_CHARS) {
      flush();
      tools.onAsk(question, mentions);
    }
  };
  const stopRun = (): void => {
    if (state?.runningId !== undefined) post({ type: 'stop', runId: state.runningId });
  };
  /** One step through earlier questions, when the caret stands at the edge of the text. */
  const recall = (step: 1 | -1): boolean => {
    const { value, selectionStart, selectionEnd } = input;
    if (selectionStart !== selectionEnd) return false;
    const isRecalled = recalled === value;
    const atEdge =
      step === 1
        ? isRecalled
          ? !value.slice(0, selectionStart).includes('\n')
          : selectionStart === 0
        : isRecalled
          ? !value.slice(selectionStart).includes('\n')
          : selectionStart === value.length;
    const found = atEdge ? stepHistory(state?.history ?? [], place, value, step) : undefined;
    if (!found) return false;
    place = found.place;
    setText(found.text);
    recalled = found.text;
    return true;
  };
  input.addEventListener('input', () => {
    place = AT_DRAFT;
    recalled = undefined;
    changed();
    complete();
  });
  input.addEventListener('click', () => completion.isOpen && complete());
  input.addEventListener('blur', () => {
    completion.close();
    flush();
  });
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (onKey(event)) event.preventDefault();
  });
  const onKey = (event: KeyboardEvent): boolean => {
    const { key } = event;
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (completion.isOpen && !hasModifier) {
      if (key === 'Escape') {
        // The page would stop the run.
        event.stopPropagation();
        completion.close();
        return true;
      }
      if (key === 'ArrowDown' || key === 'ArrowUp') {
        completion.move(key === 'ArrowDown' ? 1 : -1);
        return true;
      }
      if ((key === 'Enter' || key === 'Tab') && !event.shiftKey && completion.accept()) return true;
    }
    if (key === 'Enter' && !event.shiftKey && !event.altKey) {
      completion.close();
      submit();
      return true;
    }
    if (key === 'ArrowUp' || key === 'ArrowDown')
      return !hasModifier && !event.shiftKey && recall(key === 'ArrowUp' ? 1 : -1);
    return false;
  };
  const mentionButton = iconButton('mention', t('addContext'), {
    onClick: () => {
      const { selectionStart: at, value } = input;
      const gap = at === 0 || /\s/.test(value[at - 1]!) ? '' : ' ';
      input.focus();
      setText(`${value.slice(0, at)}${gap}@${value.slice(at)}`, at + gap.length + 1);
      complete();
    },
  });
  const previewButton = iconButton('eye', t('preview'), {
    onClick: () => {
      const question = input.value.trim();
      if (question !== '' && question.length <= MAX_QUESTION_CHARS) tools.onPreview(question, mentions);
      else input.focus();
    },
  });
  const toolbar = h('div', { class: 'composer-bar' }, mentionButton, previewButton, modelButton, stop, send);
  const box = h('div', { class: 'composer-box' }, chips, input, toolbar);
  const element = h('form', { class: 'composer', label: t('askLabel') }, completion.element, problem, box);
  element.addEventListener('submit', (event) => event.preventDefault());
  changed();
  return {
    element,
    draft,
    insertMention,
    focus: () => input.focus(),
    update(next) {
      state = next;
      const isRunning = next.runningId !== undefined;
      stop.hidden = !isRunning;
      send.hidden = isRunning;
      send.disabled = input.value.trim() === '' || input.value.length > MAX_QUESTION_CHARS || next.isPending;
      const label = next.model?.label ?? t('noModel');
      input.placeholder = t(next.model ? 'askPlaceholder' : 'askSearchPlaceholder');
      redraw(modelButton, [h('span', { class: 'model-name' }, label), icon('chevron-down')]);
      modelButton.title = next.model ? `${label} · ${next.model.detail}` : label;
      modelButton.setAttribute('aria-label', t('modelLabel', { name: label }));
    },
    setDraft({ text, mentions: kept }) {
      mentions = kept;
      drawChips();
      setText(text);
    },
    taken(question) {
      if (input.value.trim() !== question) return;
      mentions = [];
      place = AT_DRAFT;
      recalled = undefined;
      drawChips();
      setText('');
    },
    completions(message) {
      if (message.requestId === requestId) completion.show(message.items, message.total);
    },
  };
}

/** As high as its text, up to a share of the view that the style sheet sets. */
function grow(input: HTMLTextAreaElement): void {
  input.rows = Math.min(12, Math.max(1, input.value.split('\n').length));
}

/** Asks the host to turn dropped files into mentions. */
export function droppedUris(data: DataTransfer): FromPage | undefined {
  const types = ['application/vnd.code.uri-list', 'text/uri-list'];
  const text = types.map((type) => data.getData(type)).find((value) => value !== '') ?? '';
  const uris = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return uris.length === 0 ? undefined : { type: 'dropped', uris: uris.slice(0, 100) };
}
