/**
 * A model that reviews by rule: it finds a planted defect when all lines that prove it are in its prompt and the first
 * is among those to review, and says nothing otherwise. It shows what a request held, never how well a model would judge.
 */
import type { ModelRequest } from '../../src/engine/ports.ts';
import { citeEvidence, type OracleCitation, parsePassages } from './oracle.ts';
import type { Planted } from './plantedDefects.ts';
import { promptOf } from './readers.ts';
import { type Scripted, type ScriptedModel, scriptedModel } from './scriptedModel.ts';

export interface ReviewerOptions {
  readonly contextTokens?: number;
  /** Says more beside what it finds. */
  readonly invents?: (request: ModelRequest, call: number) => readonly Record<string, unknown>[];
  /** Verdicts of the second look by claim; `keep` where there is none. */
  readonly refutes?: (claim: string, prompt: string) => Record<string, unknown> | undefined;
  /** A reply in the place of its own. */
  readonly instead?: (request: ModelRequest, call: number) => Scripted | undefined;
}

export const isFind = (request: ModelRequest): boolean => request.json?.name === 'findings';

export function reviewerModel(defects: readonly Planted[], options: ReviewerOptions = {}): ScriptedModel {
  const { contextTokens = 16_000, invents, refutes, instead } = options;
  return scriptedModel({
    contextTokens,
    reply(request, call) {
      const other = instead?.(request, call);
      if (other !== undefined) return other;
      const prompt = promptOf(request);
      if (!isFind(request)) return { verdicts: verdictsOf(prompt, refutes) };
      const found = defects.flatMap((defect) => findingOf(defect, prompt) ?? []);
      return { findings: [...found, ...(invents?.(request, call) ?? [])] };
    },
  });
}

/** The finding of a defect, when its prompt proves it. */
function findingOf({ rule, evidence }: Planted, prompt: string): Record<string, unknown> | undefined {
  const passages = parsePassages(prompt).filter(({ lines }) => lines.length > 0);
  const own = passages.filter(({ id }) => id.startsWith('o'));
  const cited: (OracleCitation | undefined)[] = evidence.map((line, i) =>
    citeEvidence(i === 0 ? own : passages, line),
  );
  if (cited.some((one) => one === undefined)) return undefined;
  return { rule, claim: `It goes wrong at ${evidence[0]!.trim()}`, evidence: cited };
}

/** The findings that a second look is asked about, as their prompt shows them. */
export function askedFindings(prompt: string): { readonly id: string; readonly claim: string }[] {
  return [...prompt.matchAll(/^\[(f\d+)\] by .*\n\| (.*)$/gm)].map(([, id = '', claim = '']) => ({
    id,
    claim,
  }));
}

function verdictsOf(prompt: string, refutes: ReviewerOptions['refutes']): Record<string, unknown>[] {
  return askedFindings(prompt).map(({ id, claim }) => ({
    ...{ id, verdict: 'keep', why: 'The lines show it.', evidence: [] },
    ...refutes?.(claim, prompt),
  }));
}
