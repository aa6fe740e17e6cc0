/**
 * The evidence oracle as a Model: it answers when all gold lines of a question stand in what it was sent, and declines
 * otherwise. As a reader it claims the gold lines that stand in its segment. It shows what prompts held and what they
 * cost, never how well a model would answer.
 */
import type { Model, ModelEvent, ModelInfo, ModelRequest } from '../../src/engine/ports.ts';
import { declineAnswer, type PromptPassage, parsePassages } from '../../test/fakes/oracle.ts';

/** One line that an answer needs. */
export interface GoldLine {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** Ways in which the oracle misreads. */
export interface Blindness {
  /** Lines between these shares of the prompt (0 to 1) are not seen. */
  readonly between?: readonly [from: number, to: number];
  /** Nothing is seen beyond this many tokens of a prompt. */
  readonly beyondTokens?: number;
  /** Every n-th reader forgets all that was handed to it. */
  readonly forgetsEvery?: number;
}

export interface OracleOptions {
  readonly gold: readonly GoldLine[];
  readonly contextTokens: number;
  readonly blindness?: Blindness;
  /** Called with each prompt that is sent. */
  readonly onPrompt?: (prompt: string, request: ModelRequest) => void;
}

/** The oracle, with what it saw. */
export interface OracleModel extends Model {
  /** The first prompt for an answer showed all gold lines, whether the oracle is blind or not. */
  firstHeld(): boolean;
  /** Gold lines that readers would have carried to the end by themselves, without a ledger. */
  carried(): number;
}

/** Tokens as every scripted model here counts them: a quarter of the letters. */
export const countTokens = (text: string): number => Math.ceil(text.length / 4);

/** Tokens that the framing of one message takes. */
const MESSAGE_TOKENS = 4;

/** An oracle for one question. */
export function oracleModel({ gold, contextTokens, blindness = {}, onPrompt }: OracleOptions): OracleModel {
  const info: ModelInfo = { id: 'evidence oracle', host: 'none', contextTokens };
  let readers = 0;
  let held: boolean | undefined;
  let carried = new Set<GoldLine>();
  return {
    firstHeld: () => held === true,
    carried: () => carried.size,
    info: () => info,
    reveal: (text) => text,
    countTokens,
    async *stream(request, signal): AsyncGenerator<ModelEvent> {
      signal.throwIfAborted();
      const prompt = request.messages.map(({ content }) => content).join('\n\n');
      onPrompt?.(prompt, request);
      const seen = linesSeen(prompt, gold, blindness);
      const isReader = request.role === 'reader';
      if (isReader) readers++;
      else held ??= linesSeen(prompt, gold).length === gold.length;
      const forgets = blindness.forgetsEvery !== undefined && readers % blindness.forgetsEvery === 0;
      if (isReader) carried = new Set([...(forgets ? [] : carried), ...seen.map((one) => one.gold)]);
      const reply = isReader ? readerReply(prompt, seen, forgets) : authorReply(gold, seen);
      const text = JSON.stringify(reply);
      yield { type: 'text', text };
      const tokensIn = request.messages.reduce(
        (sum, { content }) => sum + countTokens(content) + MESSAGE_TOKENS,
        0,
      );
      const usage = { calls: 1, tokensIn, tokensOut: countTokens(text), counted: true };
      yield { type: 'done', finish: 'stop', usage, redactions: 0 };
    },
  };
}

/** A gold line with the passage that shows it. */
interface Seen {
  readonly gold: GoldLine;
  readonly id: string;
  readonly text: string;
}

/** The gold lines that a prompt shows, as far as the oracle sees. */
export function linesSeen(prompt: string, gold: readonly GoldLine[], blindness: Blindness = {}): Seen[] {
  const passages = parsePassages(prompt);
  return gold.flatMap((one) => {
    const shown = findLine(passages, one);
    return shown && isVisible(prompt, shown, blindness) ? [{ gold: one, ...shown }] : [];
  });
}

interface Shown {
  readonly id: string;
  readonly line: number;
  readonly text: string;
}

function findLine(passages: readonly PromptPassage[], { path, line }: GoldLine): Shown | undefined {
  for (const passage of passages) {
    if (passage.path !== path || line < passage.startLine || line > passage.endLine) continue;
    const found = passage.lines.find((one) => one.line === line);
    if (found) return { id: passage.id, line, text: found.text };
  }
  return undefined;
}

function isVisible(prompt: string, { id, line }: Shown, { between, beyondTokens }: Blindness): boolean {
  if (!between && beyondTokens === undefined) return true;
  const at = prompt.indexOf(`${line}|`, prompt.indexOf(`[${id}] `));
  if (beyondTokens !== undefined && countTokens(prompt.slice(0, at)) > beyondTokens) return false;
  const share = at / Math.max(1, prompt.length);
  return !between || share < between[0] || share > between[1];
}

const citation = ({ gold: { line }, id, text }: Seen): Record<string, unknown> => ({
  id,
  startLine: line,
  endLine: line,
  quote: text,
});

function authorReply(gold: readonly GoldLine[], seen: readonly Seen[]): Record<string, unknown> {
  const missing = gold.filter((one) => !seen.some((shown) => shown.gold === one));
  // What is missing is named as a model could name it that saw only the rest: without its text.
  if (missing.length > 0) return declineAnswer([`${missing.length} more lines`]);
  const claims = seen.map((one) => ({ text: claimText(one), evidence: [citation(one)] }));
  return { answerable: true, missing: [], evidence: [], claims };
}

const claimText = ({ gold: { path, line } }: Seen): string => `What line ${line} of ${path} says matters.`;

function readerReply(prompt: string, seen: readonly Seen[], forgets: boolean): Record<string, unknown> {
  const handed = [...prompt.matchAll(/^\[(c\d+)\] /gm)].map((match) => match[1]!);
  return {
    keep: forgets ? [] : handed,
    claims: seen.map((one) => ({ text: claimText(one), evidence: [citation(one)] })),
    open: [],
    contradicted: [],
  };
}
