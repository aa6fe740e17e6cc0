import type { Log } from '../host/types.ts';
import { untrusted } from '../present/untrusted.ts';

/** What a log line is sent with: the console of an LSP connection. */
export interface LogConsole {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * The log of the server: window/logMessage lines, without the keys that are held in memory, and with nothing in them that looks like a line of another. The list of keys is asked
 * for at each line, since keys come and go with the configuration.
 */
export function createServerLog(console: LogConsole, keys: () => readonly string[]): Log {
  const clean = (message: string): string =>
    untrusted(
      keys().reduce((text, key) => (key.length >= 8 ? text.replaceAll(key, '[key]') : text), message),
      'log',
    );
  return {
    info: (message) => console.info(clean(message)),
    warn: (message) => console.warn(clean(message)),
    error: (message) => console.error(clean(message)),
  };
}
