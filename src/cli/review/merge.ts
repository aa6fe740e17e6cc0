/** `sightline merge`: one report of the parts that several machines made. */
import { readFile } from 'node:fs/promises';
import { compareBaseline, type MergeFault, mergeReports, readReport } from '../../host/review/reports.ts';
import type { ReviewReport } from '../../host/types.ts';
import type { Context } from '../commands.ts';
import { CliError } from '../session.ts';
import { shown } from '../terminal.ts';
import { concludeReview, knownOf, REVIEW_EXIT, thresholdOf, writeKnown } from './review.ts';

const FAULTS: Readonly<Record<MergeFault, string>> = {
  none: 'Give the reports that "sightline review --shard I/N --json" printed.',
  differentScope: 'These reports are of different scopes.',
  differentRules: 'These reports were made with different rules.',
  differentFiles: 'These reports are of different states of the files, or were made with different settings.',
  differentCommit: 'These reports are of different commits.',
  overlap: 'Some of these reports are of the same files.',
  missingShard: 'These reports are not all parts of one review.',
};

/** Reads reports, puts them together, and ends as one review of all would. Reads no repository. */
export async function mergeCommand(context: Context, ...paths: readonly string[]): Promise<number> {
  const { options } = context;
  const failOn = thresholdOf(options.failOn);
  const merged = mergeReports(await Promise.all(paths.map(read)));
  if (typeof merged === 'string') throw new CliError(FAULTS[merged], REVIEW_EXIT.error);
  const known = await knownOf(context, { root: options.root });
  const report = known === 'none' ? merged : compareBaseline(merged, known);
  if (options.writeBaseline === true)
    await writeKnown(context, options.root, report, known === 'none' ? [] : known);
  return concludeReview(context, report, options.writeBaseline === true ? 'never' : failOn);
}

async function read(path: string): Promise<ReviewReport> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError(`${shown(path)} cannot be read: ${shown(String(error))}`, REVIEW_EXIT.error);
  }
  const report = await readReport(text);
  if (report) return report;
  throw new CliError(`${shown(path)} is no report of a review (--json prints one).`, REVIEW_EXIT.error);
}
