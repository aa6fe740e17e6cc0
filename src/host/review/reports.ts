import { compareBaseline, type MergeFault, mergeReports, nextBaseline } from '../../engine/engine.ts';
import { reviewReport } from '../../protocol/review/report.ts';
import type { ReviewReport } from '../types.ts';

export { compareBaseline, type MergeFault, mergeReports, nextBaseline };

/** The report that a text holds, or undefined when it is none. */
export function readReport(text: string): ReviewReport | undefined {
  try {
    const data: unknown = JSON.parse(text);
    return isReport(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

/** What was read is given as it stands: in another order of keys the same report would be other bytes. */
const isReport = (data: unknown): data is ReviewReport => reviewReport.safeParse(data).success;
