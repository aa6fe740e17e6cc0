/** Keeps what is typed where it outlives the page: at once in the page's own store, soon after at the host. */
import { type Draft, MAX_QUESTION_CHARS } from '../../protocol/page.ts';

const DRAFT_MS = 300;
/** What a message may hold; more than that is kept by the page itself. */
const MAX_DRAFT_CHARS = MAX_QUESTION_CHARS * 4;

export interface DraftSync {
  /** The draft is another one now. */
  changed(): void;
  /** Tells the host now instead of soon. */
  flush(): void;
}

/** `send` is called for drafts that the host does not have yet. */
export function createDraftSync(
  read: () => Draft,
  keep: (draft: Draft) => void,
  send: (draft: Draft) => void,
): DraftSync {
  let sent = JSON.stringify({ text: '', mentions: [] });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    const draft = read();
    const mark = JSON.stringify(draft);
    if (mark === sent || draft.text.length > MAX_DRAFT_CHARS) return;
    sent = mark;
    send(draft);
  };
  return {
    flush,
    changed() {
      keep(read());
      clearTimeout(timer);
      timer = setTimeout(flush, DRAFT_MS);
    },
  };
}
