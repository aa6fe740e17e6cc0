import { compareBaseline, type MergeFault, mergeReports, nextBaseline } from '../../engine/engine.ts';
import type { ReviewReport } from '../types.ts';

export { compareBaseline, type MergeFault, mergeReports, nextBaseline };

/** The report that a text holds, or undefined when it is none. */
export async function readReport(text: string): Promise<ReviewReport | undefined> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return undefined;
  }
  // Loaded when a report is read: to make the schemas takes a while.
  const { reviewReport } = await import('../../protocol/review/report.ts');
  // What was read is given as it stands: in another order of keys the same report would be other bytes.
  return reviewReport.safeParse(data).success ? (data as ReviewReport) : undefined;
}
