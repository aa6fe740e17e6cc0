import { closeSync, fstatSync, writeSync } from 'node:fs';
import { styleText } from 'node:util';
import { showInPager } from '../host/shell/pager.ts';
import { untrusted } from '../present/untrusted.ts';
import { clip, withinWidth } from './columns.ts';

/** What a command writes to, and how. Results go to `out`; everything else to `err`. */
export interface Terminal {
  /** A result for a person: lines that are wider than what it is shown on go on below. */
  out(text: string): void;
  /** A result that is copied or read by a program: its lines stay as they are. */
  raw(text: string): void;
  err(text: string): void;
  /** True when a person is likely to be watching standard error. */
  readonly isInteractive: boolean;
  /** True when results and messages come to the same place: what stands in a result is not told again beside it. */
  readonly isOneScreen: boolean;
  /** Columns of what results are shown on; undefined where they go on as they are, as into a pipe. */
  readonly width: number | undefined;
  style(format: Style, text: string): string;
  /** Replaces the current line of standard error, or clears it. Only on a terminal. */
  status(text: string): void;
  /** Shows what was held back for a pager; without one once `signal` is aborted. Nothing is written afterwards. */
  close(signal: AbortSignal): Promise<void>;
}

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

export interface TerminalOptions {
  readonly color: boolean;
  readonly quiet: boolean;
  readonly width?: number;
  /** The open file that results go into instead of standard output. */
  readonly output?: number;
  /** Results that are higher than the screen are shown in a pager, which this folder does not bring. */
  readonly pages?: string;
}

export function createTerminal(options: TerminalOptions): Terminal {
  const isInteractive = process.stderr.isTTY === true && !options.quiet;
  const isScreen = process.stdout.isTTY === true && options.output === undefined;
  const hasColor = options.color && isScreen && !process.env.NO_COLOR;
  const isHeld = isScreen && options.pages !== undefined;
  const held: { readonly isResult: boolean; readonly text: string }[] = [];
  let isStatusShown = false;
  const clear = (): void => {
    if (isStatusShown) process.stderr.write('\r\x1b[2K');
    isStatusShown = false;
  };
  const result = (text: string): void => {
    if (options.output === undefined) process.stdout.write(text);
    else writeSync(options.output, text);
  };
  const message = (text: string): void => {
    process.stderr.write(process.stderr.isTTY ? withinWidth(text, process.stderr.columns) : text);
  };
  const raw = (text: string): void => {
    clear();
    if (isHeld) held.push({ isResult: true, text });
    else result(text);
  };
  const width =
    options.width ??
    (options.output === undefined ? process.stdout.columns || columnsOf(process.env.COLUMNS) : undefined);
  return {
    ...{ isInteractive, isOneScreen: options.output === undefined && isOnePlace(), width, raw },
    out: (text) => raw(withinWidth(text, width)),
    err(text) {
      clear();
      // What follows a result stays behind it.
      if (held.length > 0) held.push({ isResult: false, text });
      else message(text);
    },
    style: (format, text) => (hasColor ? styleText(format, text) : text),
    status(text) {
      if (!isInteractive) return;
      clear();
      if (text === '') return;
      process.stderr.write(clip(text, Math.max(8, (process.stderr.columns ?? 80) - 1)));
      isStatusShown = true;
    },
    async close(signal) {
      clear();
      if (options.output !== undefined) closeSync(options.output);
      const results = held.filter(({ isResult }) => isResult);
      const all = results.map(({ text }) => text).join('');
      const isLong = all.split('\n').length > (process.stdout.rows || Number.POSITIVE_INFINITY);
      const isPaged = isLong && !signal.aborted && (await showInPager(all, options.pages!));
      for (const { isResult, text } of held) {
        if (!isResult) message(text);
        else if (!isPaged) result(text);
      }
    },
  };
}

/** True when standard output and standard error are one terminal, pipe or file. */
function isOnePlace(): boolean {
  if (process.stdout.isTTY && process.stderr.isTTY) return true;
  try {
    const [out, err] = [fstatSync(1), fstatSync(2)];
    return out.ino !== 0 && out.ino === err.ino && out.dev === err.dev;
  } catch {
    // One of them is closed.
    return false;
  }
}

/** Text of a repository, a model or a machine on one line of a terminal. */
export const shown = (text: string): string => untrusted(text, 'line');

/** The variable of shells, where it holds a number of columns. */
function columnsOf(text = ''): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}
