/** While typing, an `@`, a query and a slash at the beginning ask the host and open the list of what may be meant. */
import type { Mention, ToPage } from '../../protocol/page.ts';
import type { Ui } from '../ui.ts';
import { type Choice, CompletionView } from './completionView.ts';
import {
  chooseKind,
  commandAt,
  type MentionQuery,
  mentionAt,
  queryAt,
  takeMention,
  writePart,
} from './mentions.ts';

export interface MentionTyping {
  readonly element: HTMLElement;
  /** Looks at the caret: opens the list, asks anew, or closes it. */
  look(): void;
  /** Looks again if the list is open. */
  lookAgain(): void;
  /** Writes an `@` at the caret. */
  begin(): void;
  close(): void;
  show(message: Extract<ToPage, { type: 'completions' }>): void;
  /** True when the key was for the list. */
  onKey(event: KeyboardEvent): boolean;
}

interface BoxTools {
  readonly setText: (text: string, caret: number) => void;
  readonly insert: (mention: Mention) => void;
  /** Sends what stands in the box: it was no command. */
  readonly submit: () => void;
}

export function createMentionTyping(
  input: HTMLTextAreaElement,
  ui: Ui,
  { setText, insert, submit }: BoxTools,
): MentionTyping {
  let query: MentionQuery | undefined;
  let requestId = 0;
  const look = (): void => {
    const { selectionStart, selectionEnd, value } = input;
    const isCaret = selectionStart === selectionEnd;
    query = isCaret ? typedAt(value, selectionStart) : undefined;
    if (!query) {
      list.close();
      return;
    }
    list.open(query);
    ui.post({ type: 'complete', requestId: ++requestId, kind: query.kind, prefix: query.prefix });
  };
  const onChoose = (choice: Choice): void => {
    if (!query) return;
    if ('kind' in choice) {
      const { text, caret } = chooseKind(input.value, query, choice.kind);
      setText(text, caret);
      look();
      return;
    }
    if ('command' in choice) {
      list.close();
      setText('', 0);
      ui.post({ type: 'slash', command: choice.command });
      return;
    }
    if ('write' in choice) {
      const { text, caret } = writePart(input.value, query, choice);
      setText(text, caret);
      input.focus();
      // Behind a key its values are next.
      if (choice.write.endsWith(':')) look();
      else list.close();
      return;
    }
    const { text, caret } = takeMention(input.value, query);
    list.close();
    setText(text, caret);
    insert(choice.mention);
    input.focus();
  };
  const list = new CompletionView(input, ui, onChoose);
  return {
    element: list.element,
    look,
    lookAgain: () => list.isOpen && look(),
    begin() {
      const { selectionStart: at, value } = input;
      const gap = at === 0 || /\s/.test(value[at - 1]!) ? '' : ' ';
      input.focus();
      setText(`${value.slice(0, at)}${gap}@${value.slice(at)}`, at + gap.length + 1);
      look();
    },
    close: () => list.close(),
    show(message) {
      if (message.requestId === requestId && list.show(message.items, message.total)) submit();
    },
    onKey(event) {
      return onListKey(event, list, query?.kind === 'query');
    },
  };
}

const typedAt = (text: string, caret: number): MentionQuery | undefined =>
  mentionAt(text, caret) ?? commandAt(text, caret) ?? queryAt(text, caret);

/** What a key does in the open list; false when it is not for it. */
function onListKey(event: KeyboardEvent, list: CompletionView, isQuery: boolean): boolean {
  if (!list.isOpen || event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case 'Escape':
      // The page would stop the run.
      event.stopPropagation();
      list.close();
      return true;
    case 'ArrowDown':
    case 'ArrowUp':
      list.move(event.key === 'ArrowDown' ? 1 : -1);
      return true;
    case 'Enter':
      // A query that is whole is asked, unless a person went into the list.
      if (isQuery && !list.isMoved) {
        list.close();
        return false;
      }
      return !event.shiftKey && list.accept();
    case 'Tab':
      return !event.shiftKey && list.accept();
    default:
      return false;
  }
}
