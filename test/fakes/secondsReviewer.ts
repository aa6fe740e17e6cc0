/** A model over HTTP that finds one planted defect over two files, where both of its lines are in the prompt. */
import type { RecordedRequest } from './endpoint.ts';
import { citeEvidence, parsePassages } from './oracle.ts';
import { askedFindings } from './reviewer.ts';

export const WAIT =
  'export function wait(milliseconds: number): Promise<void> {\n  return new Promise((done) => setTimeout(done, milliseconds));\n}\n';
export const PAUSE =
  "import { wait } from './wait.ts';\n\nexport async function pause(): Promise<void> {\n  const limitSeconds = 30;\n  await wait(limitSeconds);\n}\n";
const LINES = [
  '  await wait(limitSeconds);',
  '  return new Promise((done) => setTimeout(done, milliseconds));',
];

/** Finds the defect where both lines are shown, and keeps or refutes it. */
export function secondsForMilliseconds(
  { prompt }: Pick<RecordedRequest, 'prompt'>,
  verdict = 'keep',
): { readonly text: string } {
  const passages = parsePassages(prompt).filter(({ lines }) => lines.length > 0);
  const evidence = LINES.map((line) => citeEvidence(passages, line));
  const asked = askedFindings(prompt);
  if (asked.length > 0)
    return {
      text: JSON.stringify({ verdicts: asked.map(({ id }) => ({ id, verdict, why: 'So.', evidence })) }),
    };
  const found = evidence.includes(undefined)
    ? []
    : [{ rule: 'broken-contract', claim: 'Seconds are taken for milliseconds.', evidence }];
  return { text: JSON.stringify({ findings: found }) };
}
