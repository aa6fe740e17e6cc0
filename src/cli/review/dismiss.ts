/** `sightline review dismiss`: why a finding is not to be shown again, kept in the baseline. */
import { writeBaselineFile } from '../../host/review/baselineFile.ts';
import { compareBaseline } from '../../host/review/reports.ts';
import type { KnownFinding } from '../../host/types.ts';
import { type Context, printJson, withSession } from '../commands.ts';
import { CliError, idOf } from '../session.ts';
import { shown } from '../terminal.ts';
import { knownOf, placeOf, REVIEW_EXIT } from './review.ts';

const REASONS = ['false-positive', 'wont-fix', 'later'] as const;

/** Dismisses one finding of the repository by its fingerprint, or the beginning of it. */
export function dismissCommand(context: Context, wanted: string): Promise<number> {
  const { options, signal, terminal } = context;
  const reason = REASONS.find((name) => name === options.reason);
  if (!reason) throw new CliError(`--reason is one of ${REASONS.join(', ')}.`, REVIEW_EXIT.error);
  const note = typeof options.note === 'string' ? { note: options.note } : {};
  return withSession(context, { model: true }, async (session) => {
    await session.refresh();
    const before = await knownOf(context, session);
    const known = before === 'none' ? [] : before;
    // What a model found before is known without asking it: with nothing to spend, nothing is sent.
    const judge = session.models.info('author') ? { judge: { settings: { budgetTokens: 0 } } } : {};
    const found = await session.engine.review({ kind: 'paths', paths: [] }, { signal, ...judge });
    if ('kind' in found) throw new CliError('The repository could not be reviewed.', REVIEW_EXIT.error);
    const { findings } = compareBaseline(found, known);
    const entries = new Map<string, KnownFinding>([
      ...known.map((entry) => [entry.fingerprint, entry] as const),
      ...findings.map(
        ({ fingerprint, rule, path }) => [fingerprint, { fingerprint, rule, path, state: 'open' }] as const,
      ),
    ]);
    const id = idOf([...entries.keys()], wanted, { one: 'finding', many: 'review', exit: REVIEW_EXIT.error });
    const entry: KnownFinding = { ...entries.get(id)!, state: 'dismissed', dismissal: { reason, ...note } };
    const path = typeof options.baseline === 'string' ? options.baseline : await placeOf(session.root);
    await writeBaselineFile(path, [...known.filter(({ fingerprint }) => fingerprint !== id), entry]);
    if (options.json) printJson(terminal, entry);
    else
      terminal.out(
        `Dismissed ${shown(id)} in ${shown(entry.path)} (${reason}). It stands in ${shown(path)}.\n`,
      );
    return REVIEW_EXIT.clean;
  });
}
