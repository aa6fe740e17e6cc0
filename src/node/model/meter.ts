/** Counts what a call used: by the server's numbers where it gives them, else by our own. */
import {
  costOf,
  type ModelMessage,
  type ModelRequest,
  type ModelUsage,
  messageTokens,
} from '../../engine/ports.ts';
import type { Outcome } from './attempt.ts';
import type { UsageReport } from './reply/chunk.ts';
import type { Price } from './settings/config.ts';
import { countTokens } from './tokens.ts';

/** Tokens that chat formats add around each message, and once. */
const TOKENS_PER_PROMPT = 3;

/** Below this share of our count, a server's count of the prompt means that it was cut. */
const CUT_SHARE = 0.7;

/** Tokenizers differ too much on short prompts for the share to mean anything. */
const SHORTEST_CHECKED = 200;

/**
 * How far a server's count may be from ours: tokenizers differ by some times on odd text, a server that cut the prompt
 * counts a part of it, and reasoning that was not sent may be counted as well.
 */
const MOST_TIMES = 4;
const LEAST_SHARE = 1 / 10;
/** What a few words may differ by. */
const MOST_TOKENS = 500;
const LEAST_CHECKED = 100;

export interface UsageMeter {
  /** The messages as they are sent. */
  setPrompt(messages: readonly ModelMessage[]): void;
  /** Our count of the prompt. Counted on first use; about 0.5 s for 200,000 tokens. */
  promptTokens(): number;
  /** Adds one request. */
  add(outcome: Outcome): void;
  usage(): ModelUsage;
}

/** A meter for one call. */
export function createUsageMeter(
  price: Price | undefined,
  { messages, maxOutputTokens }: Pick<ModelRequest, 'messages' | 'maxOutputTokens'>,
): UsageMeter {
  let prompt = messages;
  let promptCount: number | undefined;
  let calls = 0;
  let tokensIn = 0;
  let tokensOut = 0;
  let estimated = 0;
  let counted = 0;
  let doubted = 0;

  const promptTokens = (): number => {
    promptCount ??= messageTokens(prompt, countTokens) + TOKENS_PER_PROMPT;
    return promptCount;
  };

  /** What was not streamed may be reasoning, of which there is no more than was asked for. */
  const isPlausible = (said: Exclude<UsageReport, 'impossible'>, { received }: Outcome): boolean =>
    isNear(said.tokensIn, promptTokens(), 0) &&
    isNear(said.tokensOut, countTokens(received), maxOutputTokens);

  return {
    setPrompt(sent) {
      prompt = sent;
      promptCount = undefined;
    },
    promptTokens,
    add(outcome) {
      if (outcome.sent) calls++;
      const said = outcome.usage;
      if (said !== undefined && said !== 'impossible' && isPlausible(said, outcome)) {
        counted++;
        tokensIn += said.tokensIn;
        tokensOut += said.tokensOut;
        return;
      }
      if (said !== undefined) doubted++;
      if (outcome.answered || (outcome.sent && mayHaveRun(outcome))) {
        estimated++;
        tokensIn += promptTokens();
        tokensOut += countTokens(outcome.received);
      }
    },
    usage() {
      const cost = price && costOf({ tokensIn, tokensOut }, price);
      const usage = {
        ...{ tokensIn, tokensOut, counted: counted > 0 && estimated === 0, calls },
        ...(doubted > 0 ? { isDoubted: true } : {}),
      };
      return cost === undefined ? usage : { ...usage, cost };
    },
  };
}

/** True for a count that may be right, where ours is `own`. */
function isNear(said: number, own: number, allowed: number): boolean {
  if (said > Math.max(own * MOST_TIMES + MOST_TOKENS, allowed)) return false;
  return own < LEAST_CHECKED || said >= own * LEAST_SHARE;
}

/** A request that was given up on before its answer may still be paid for. */
function mayHaveRun(outcome: Outcome): boolean {
  return (
    outcome.end.type === 'aborted' ||
    (outcome.end.type === 'failed' && outcome.end.fault.failure.kind === 'timeout')
  );
}

/** True when the server counted so few tokens that it must have cut the prompt. */
export function isCutPrompt(sent: number, counted: number): boolean {
  return sent >= SHORTEST_CHECKED && counted > 0 && counted < sent * CUT_SHARE;
}
