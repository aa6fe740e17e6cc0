import type { Log } from '../host/types.ts';

/** What a log line is sent with: the console of an LSP connection. */
export interface LogConsole {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * The log of the server: window/logMessage lines, without the keys that are held in memory. The list of keys is asked
 * for at each line, since keys come and go with the configuration.
 */
export function createServerLog(console: LogConsole, keys: () => readonly string[]): Log {
  const clean = (message: string): string =>
    keys().reduce((text, key) => (key.length >= 8 ? text.replaceAll(key, '[key]') : text), message);
  return {
    info: (message) => console.info(clean(message)),
    warn: (message) => console.warn(clean(message)),
    error: (message) => console.error(clean(message)),
  };
}
