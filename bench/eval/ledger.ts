import type { Parser } from '../../src/engine/ports.ts';
import { type EvalCase, openFiles } from './ask.ts';
import { oracleModel } from './oracle.ts';
import type { Files } from './repository.ts';

/** What chains lose whose readers forget. */
export interface LedgerLoss {
  /** Every n-th reader forgets what was handed to it; 0: none does. */
  readonly forgetsEvery: number;
  readonly questions: number;
  readonly gold: number;
  /** Gold lines that the answers cite. */
  readonly withLedger: number;
  /** Gold lines that the last reader would have handed on by itself. */
  readonly without: number;
}

/** Asks by chain with readers that forget more and more often. Source: Chain-of-Agents (methods A2), T3. */
export async function measureLedger(
  parser: Parser,
  files: Files,
  cases: readonly EvalCase[],
): Promise<LedgerLoss[]> {
  const repository = await openFiles(parser, files);
  const measured: LedgerLoss[] = [];
  for (const forgetsEvery of [0, 5, 3, 2, 1]) {
    let [gold, withLedger, without] = [0, 0, 0];
    for (const one of cases) {
      const model = oracleModel({
        gold: one.gold,
        contextTokens: 128_000,
        blindness: forgetsEvery > 0 ? { forgetsEvery } : {},
      });
      const outcome = await repository.ask(one, model, {
        route: 'chain',
        settings: { rankShare: 1, readerTokens: 8_000 },
      });
      gold += one.gold.length;
      withLedger += outcome.cited;
      without += model.carried();
    }
    measured.push({ forgetsEvery, questions: cases.length, gold, withLedger, without });
  }
  return measured;
}
