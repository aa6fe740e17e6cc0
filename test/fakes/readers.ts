/**
 * A scripted pair of a reader and an author for chains: the reader claims each gold line that stands in its segment,
 * quoted; the author answers only when all of them stand in its prompt. It shows what prompts held, never how well a
 * model would read.
 */
import type { ModelRequest } from '../../src/engine/ports.ts';
import { citeEvidence, declineAnswer, parsePassages } from './oracle.ts';
import { type Scripted, type ScriptedModel, type ScriptOptions, scriptedModel } from './scriptedModel.ts';

export interface ReaderFaults {
  /** Every n-th reader forgets all that was handed to it. */
  readonly dropEvery?: number;
  /** These readers, from 1, answer what no decoder can use. */
  readonly garbled?: readonly number[];
  /** Readers claim a line that stands nowhere as well. */
  readonly invents?: boolean;
}

export const promptOf = ({ messages }: ModelRequest): string =>
  messages.map(({ content }) => content).join('\n\n');

/** Ids of earlier claims in a hand-over. */
const idsIn = (prompt: string): string[] => [...prompt.matchAll(/^\[(c\d+)\] /gm)].map((match) => match[1]!);

/** `gold`: lines that must all be seen for the answer. */
export function readersModel(
  gold: readonly string[],
  faults: ReaderFaults = {},
  options: Partial<ScriptOptions> = {},
): ScriptedModel & {
  readonly readers: () => readonly ModelRequest[];
  readonly authors: () => readonly ModelRequest[];
} {
  let reader = 0;
  const model = scriptedModel({
    ...options,
    reply(request): Scripted {
      const prompt = promptOf(request);
      if (request.role === 'author') return authorReply(prompt, gold);
      // Nobody of these knows a name that would help.
      if (prompt.includes('names that they define')) return { names: [] };
      reader++;
      if (faults.garbled?.includes(reader)) return 'no JSON at all';
      return readerReply(prompt, gold, faults, reader);
    },
  });
  return Object.assign(model, {
    readers: () =>
      model.requests.filter(
        (one) => one.role === 'reader' && !promptOf(one).includes('names that they define'),
      ),
    authors: () => model.requests.filter(({ role }) => role === 'author'),
  });
}

/** The reply to a prompt of either role: readers are told of their segment. */
export function replyOf(prompt: string, gold: readonly string[]): Scripted {
  return /segment \d+ of \d+/.test(prompt) ? readerReply(prompt, gold, {}, 1) : authorReply(prompt, gold);
}

function readerReply(
  prompt: string,
  gold: readonly string[],
  faults: ReaderFaults,
  reader: number,
): Scripted {
  const passages = parsePassages(prompt);
  const claims = gold.flatMap((line) => {
    const cited = citeEvidence(passages, line);
    return cited ? [{ text: `It says ${line}`, evidence: [cited] }] : [];
  });
  const invented = {
    id: passages[0]?.id ?? 's1p1',
    startLine: 1,
    endLine: 1,
    quote: 'const neverWritten = 4711;',
  };
  const forgets = faults.dropEvery !== undefined && reader % faults.dropEvery === 0;
  return {
    keep: forgets ? [] : idsIn(prompt),
    claims: faults.invents ? [...claims, { text: 'An invention.', evidence: [invented] }] : claims,
    open: [],
    contradicted: [],
  };
}

function authorReply(prompt: string, gold: readonly string[]): Record<string, unknown> {
  const passages = parsePassages(prompt);
  const cited = gold.map((line) => citeEvidence(passages, line));
  const missing = gold.filter((_, i) => cited[i] === undefined);
  if (missing.length > 0) return declineAnswer(missing);
  const claims = gold.map((line, i) => ({ text: `It says ${line}`, evidence: [cited[i]!] }));
  return { answerable: true, missing: [], evidence: [], claims };
}
