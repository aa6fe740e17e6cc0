import { RefusedError } from '../host/refusals.ts';
import { failureText } from '../present/failures.ts';
import { untrusted } from '../present/untrusted.ts';
import { withinWidth } from './columns.ts';
import { REVIEW_EXIT } from './review/review.ts';
import { CliError, EXIT, WORDS } from './session.ts';
import { createProgram } from './shell/program.ts';
import { shown } from './terminal.ts';

const interrupt = new AbortController();

async function main(): Promise<void> {
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  // A reader that closes the pipe early (`| head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) =>
    process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.index),
  );
  try {
    await createProgram(interrupt.signal).parseAsync(process.argv);
  } catch (error) {
    process.exitCode = exitCodeFor(report(error));
  }
}

/** The first interruption stops cleanly; a second one at once. */
function onInterrupt(): void {
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  process.stderr.write('\nStopping. What was read is kept; press Ctrl-C again to stop at once.\n');
  interrupt.abort(new DOMException('interrupted by the user', 'AbortError'));
}

/** A review that could not be made, or that was stopped before its first file, ends with a code of its own. */
function exitCodeFor(code: number): number {
  if (!['review', 'merge'].includes(process.argv[2] ?? '') || code === EXIT.ok) return code;
  return code === EXIT.interrupted ? REVIEW_EXIT.incomplete : REVIEW_EXIT.error;
}

/** A message on standard error, within the width of a terminal. */
function tell(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? withinWidth(text, process.stderr.columns) : text}\n`);
}

function report(error: unknown): number {
  if (interrupt.signal.aborted) return EXIT.interrupted;
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')) {
    return 'exitCode' in error && error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof CliError) {
    tell(untrusted(error.message, 'log'));
    return error.exitCode;
  }
  if (error instanceof RefusedError) {
    tell(shown(failureText(error.failure, WORDS)));
    return EXIT.index;
  }
  process.stderr.write(
    `sightline failed: ${untrusted(error instanceof Error ? (error.stack ?? error.message) : String(error), 'log')}\n`,
  );
  return EXIT.index;
}

void main();
