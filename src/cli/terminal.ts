import { styleText } from 'node:util';

/** What a command writes to, and how. Results go to `out`; everything else to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when a person is likely to be watching standard error. */
  readonly isInteractive: boolean;
  style(format: Style, text: string): string;
  /** Replaces the current line of standard error, or clears it. Only on a terminal. */
  status(text: string): void;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

export function createTerminal(options: { color: boolean; quiet: boolean }): Terminal {
  const isInteractive = process.stderr.isTTY === true && !options.quiet;
  const hasColor = options.color && process.stdout.isTTY === true && !process.env.NO_COLOR;
  let isStatusShown = false;
  const clear = (): void => {
    if (isStatusShown) process.stderr.write('\r\x1b[2K');
    isStatusShown = false;
  };
  return {
    isInteractive,
    out(text) {
      clear();
      process.stdout.write(text);
    },
    err(text) {
      clear();
      process.stderr.write(text);
    },
    style: (format, text) => (hasColor ? styleText(format, text) : text),
    status(text) {
      if (!isInteractive) return;
      clear();
      if (text === '') return;
      process.stderr.write(text.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)));
      isStatusShown = true;
    },
  };
}

/**
 * Text of a repository or a model for a terminal: control characters (escape sequences among them), direction marks
 * and invisible characters are shown as escapes, so that nothing can move the cursor or hide.
 */
export function printable(text: string): string {
  return text.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\u{fe00}-\u{fe0f}]|\u{e0000}|[\u{e0001}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/gu,
    (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );
}
