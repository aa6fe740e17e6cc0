/** Tells a model's thinking from its answer: a `<think>` block at the start of a reply, however it is cut up. */

export interface Part {
  readonly type: 'text' | 'reasoning';
  readonly text: string;
}

/** Splits the deltas of one reply. Parts come out as soon as they are certain; `flush` gives what was held back. */
export interface ThinkSplitter {
  push(delta: string): Part[];
  flush(): Part[];
}

const TAGS = [
  { open: '<think>', close: '</think>' },
  { open: '<thinking>', close: '</thinking>' },
] as const;

/**
 * A splitter for one reply. Only a block at the very start (after white space) is reasoning: the same tag later is
 * part of an answer that talks about it. White space after the block is dropped.
 */
export function createThinkSplitter(): ThinkSplitter {
  let state: 'start' | 'thinking' | 'after' | 'text' = 'start';
  /** White space that the reply began with. */
  let blank = '';
  let held = '';
  let close = '';

  const text = (value: string): Part[] => (value === '' ? [] : [{ type: 'text', text: value }]);
  const reasoning = (value: string): Part[] => (value === '' ? [] : [{ type: 'reasoning', text: value }]);

  function atStart(): Part[] {
    const trimmed = held.trimStart();
    // Looked at once: white space without end must not be trimmed again with each delta.
    blank += held.slice(0, held.length - trimmed.length);
    held = trimmed;
    const tag = TAGS.find(({ open }) => trimmed.startsWith(open));
    if (tag) {
      state = 'thinking';
      close = tag.close;
      blank = '';
      held = trimmed.slice(tag.open.length);
      return inBlock();
    }
    if (TAGS.some(({ open }) => open.startsWith(trimmed))) return [];
    state = 'text';
    return text(take());
  }

  function inBlock(): Part[] {
    const end = held.indexOf(close);
    if (end >= 0) {
      const thought = held.slice(0, end);
      held = held.slice(end + close.length);
      state = 'after';
      return [...reasoning(thought), ...afterBlock()];
    }
    // The end of what is there may be the beginning of the closing tag.
    let keep = Math.min(close.length - 1, held.length);
    while (keep > 0 && !held.endsWith(close.slice(0, keep))) keep--;
    const thought = held.slice(0, held.length - keep);
    held = held.slice(held.length - keep);
    return reasoning(thought);
  }

  function afterBlock(): Part[] {
    held = held.trimStart();
    if (held === '') return [];
    state = 'text';
    return text(take());
  }

  function take(): string {
    const all = blank + held;
    blank = '';
    held = '';
    return all;
  }

  return {
    push(delta) {
      if (state === 'text') return text(delta);
      held += delta;
      if (state === 'start') return atStart();
      return state === 'thinking' ? inBlock() : afterBlock();
    },
    flush() {
      const rest = take();
      return state === 'thinking' ? reasoning(rest) : text(rest);
    },
  };
}
