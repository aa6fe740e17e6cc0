import type { HistoryCommit } from '../../engine/ports.ts';

/** Newer commits than these are read, and so much of each message. Commits of more files say nothing about any one of them. */
const MAX_COMMITS = 2_000;
const MAX_MESSAGE = 800;
const MAX_PATHS = 40;

/** What git is asked for a history: the newest commits below the folder, with their paths relative to it. */
export const LOG_ARGS: readonly string[] = [
  'log',
  `--max-count=${MAX_COMMITS}`,
  '--no-merges',
  '--no-renames',
  '--no-show-signature',
  '--no-ext-diff',
  '--no-textconv',
  '--name-only',
  '--relative',
  '-z',
  '--format=%x1e%ct%x1f%B%x1d',
];

/** Reads what git says to `LOG_ARGS`. Linear in its length. */
export function readLog(output: string): HistoryCommit[] {
  return output
    .split('\x1e')
    .slice(1)
    .map((record): HistoryCommit => {
      const end = record.lastIndexOf('\x1d');
      const head = record.slice(0, end);
      const at = head.indexOf('\x1f');
      const paths = record
        .slice(end + 1)
        .split('\0')
        .map((path) => path.replace(/^\n/, ''))
        .filter((path) => path !== '');
      return {
        when: Number(head.slice(0, at)),
        message: head.slice(at + 1, at + 1 + MAX_MESSAGE).trim(),
        paths,
      };
    })
    .filter(({ paths, when }) => paths.length > 0 && paths.length <= MAX_PATHS && Number.isFinite(when));
}
