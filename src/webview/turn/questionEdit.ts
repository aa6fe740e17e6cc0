/** The question of a turn, which can be edited in its place while it is the last one. */
import { MAX_QUESTION_CHARS, type Turn } from '../../protocol/page.ts';
import { button, h, iconButton } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

interface EditContext {
  readonly lastRunId: string | undefined;
  readonly edit: (turn: Turn, question: string) => void;
}

export interface QuestionEdit {
  readonly element: HTMLElement;
  update(turn: Turn, context: EditContext): void;
}

/** The heading with a button beside it; pressed, a field with the question has its place until it is asked or left. */
export function createQuestionEdit(heading: HTMLElement, { t }: Ui): QuestionEdit {
  let now: { readonly turn: Turn; readonly context: EditContext } | undefined;
  const open = iconButton('edit', t('editQuestion'), { class: 'question-edit', onClick: () => begin() });
  const element = h('div', { class: 'question-row' }, heading, open);
  const close = (): void => {
    element.replaceChildren(heading, open);
    open.focus();
  };
  const begin = (): void => {
    if (!now) return;
    const field = h('textarea', { class: 'question-field', label: t('editQuestion'), attrs: { rows: 3 } });
    field.value = now.turn.question;
    const send = (): void => {
      const question = field.value.trim();
      if (question === '' || question.length > MAX_QUESTION_CHARS || !now) return;
      close();
      now.context.edit(now.turn, question);
    };
    field.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault();
        send();
      } else if (event.key === 'Escape') {
        event.preventDefault();
        close();
      }
    });
    const buttons = h(
      'div',
      { class: 'question-buttons' },
      button(t('send'), send),
      button(t('cancel'), close, { isSecondary: true }),
    );
    element.replaceChildren(field, buttons);
    field.focus();
  };
  return {
    element,
    update(turn, context) {
      now = { turn, context };
      open.hidden = turn.status === 'running' || context.lastRunId !== turn.runId;
    },
  };
}
