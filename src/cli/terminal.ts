import { styleText } from 'node:util';
import { untrusted } from '../present/untrusted.ts';
import { clip } from './columns.ts';

/** What a command writes to, and how. Results go to `out`; everything else to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when a person is likely to be watching standard error. */
  readonly isInteractive: boolean;
  /** Columns of what results are shown on; undefined where they go on as they are, as into a pipe. */
  readonly width: number | undefined;
  style(format: Style, text: string): string;
  /** Replaces the current line of standard error, or clears it. Only on a terminal. */
  status(text: string): void;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

export function createTerminal(options: { color: boolean; quiet: boolean; width?: number }): Terminal {
  const isInteractive = process.stderr.isTTY === true && !options.quiet;
  const hasColor = options.color && process.stdout.isTTY === true && !process.env.NO_COLOR;
  let isStatusShown = false;
  const clear = (): void => {
    if (isStatusShown) process.stderr.write('\r\x1b[2K');
    isStatusShown = false;
  };
  return {
    isInteractive,
    width: options.width ?? (process.stdout.columns || columnsOf(process.env.COLUMNS)),
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
      process.stderr.write(clip(text, Math.max(8, (process.stderr.columns ?? 80) - 1)));
      isStatusShown = true;
    },
  };
}

/** Text of a repository, a model or a machine on one line of a terminal. */
export const shown = (text: string): string => untrusted(text, 'line');

/** The variable of shells, where it holds a number of columns. */
function columnsOf(text = ''): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
