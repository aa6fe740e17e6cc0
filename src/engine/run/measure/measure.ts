import * as z from 'zod';
import { smallDecoder } from '../../answer/smallReply.ts';
import {
  costOf,
  type Model,
  type ModelInfo,
  type ModelRole,
  messageTokens,
  type Random,
} from '../../ports.ts';
import { measurePrompt, plantedFunction } from '../../prompts/measure.ts';
import type { Failure, Measured, MeasuredCell, MeasurePlan } from '../../types.ts';
import { createBudget } from '../budget.ts';
import { callModel } from '../callModel.ts';
import { type Filler, fillerOf, textWith } from './filler.ts';

/** Lengths that are tried, in model tokens, as far as the window goes; the window itself is the last. */
const LENGTHS = [4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 512_000, 1_000_000];
const DEPTHS = [0, 25, 50, 75, 100];
/** Unless more is asked for. */
const UP_TO = 128_000;
const MAX_OUTPUT = 200;
/** Pieces count a little less alone than together. */
const MARGIN = 0.97;
/** So much more than we an endpoint may count of a prompt: a measurement must not end for it. */
const COUNTED_MORE = 1.2;
/** A length is read well when so many of the five are found. */
const ENOUGH = 4;

export interface MeasureParts {
  readonly model?: Model | undefined;
  readonly role: ModelRole;
  readonly random: Random;
  readonly signal: AbortSignal;
  /** Texts of files of the repository, without their secrets, one after the other. */
  texts(): AsyncIterable<string>;
  /** The longest length, in model tokens (default 128,000). */
  readonly upTo?: number;
  /** Shows what it takes at most; nothing is sent unless it gives true. */
  agree(plan: MeasurePlan, info: ModelInfo): Promise<boolean>;
  onCell?(cell: MeasuredCell): void;
}

/**
 * Measures up to which length a model finds what stands in its prompt: a function is planted at five depths of text of the
 * repository (repeated where it is too little), in growing lengths, and asked for. Ends with the first length of which less
 * than four of five are found. What was measured before a stop or a failure is kept. Costs a call for each cell, at most
 * what the plan says. Undefined when there is no model, or no text.
 * Source: needle in a haystack by depth and length, with the effective length of RULER (Hsieh et al. 2024).
 */
export async function measureModel(parts: MeasureParts): Promise<Measured | undefined> {
  const { model, role, signal, agree, upTo = UP_TO } = parts;
  const info = model?.info(role);
  if (!model || !info) return undefined;
  const countTokens = (text: string): number => model.countTokens(text);
  const plan = planOf(info, upTo);
  const longest = plan.lengths.at(-1) ?? 0;
  const filler = await fillerOf(parts.texts(), longest, countTokens);
  if (filler.tokens === 0 && longest > 0) return undefined;
  const cells: MeasuredCell[] = [];
  const budget = createBudget(plan.tokensIn + plan.tokensOut);
  const ended = (how: Measured['how'], failure?: Failure): Measured => {
    const effective = effectiveOf(plan, cells);
    return {
      ...{ host: info.host, model: info.id, how, plan, cells, usage: budget.usage() },
      ...(effective === undefined ? {} : { effectiveTokens: effective }),
      ...(failure ? { failure } : {}),
    };
  };
  if (plan.calls === 0 || !(await agree(plan, info))) return ended('declined');
  for (const length of plan.lengths) {
    for (const depth of plan.depths) {
      const isFound = await measureCell({ ...parts, model, budget, filler }, length, depth);
      if (typeof isFound !== 'boolean')
        return ended(signal.aborted || !isFound.failure ? 'stopped' : 'failed', isFound.failure);
      cells.push({ length, depth, isFound });
      parts.onCell?.({ length, depth, isFound });
    }
    if (!isReadWell(cells, length)) break;
  }
  return ended('done');
}

function planOf({ contextTokens, price }: ModelInfo, upTo: number): MeasurePlan {
  const window = Math.min(contextTokens, upTo);
  const below = LENGTHS.filter((length) => length < window);
  const lengths = window >= LENGTHS[0]! ? [...below, window] : [];
  const calls = lengths.length * DEPTHS.length;
  const tokensOut = calls * MAX_OUTPUT;
  const counted = DEPTHS.length * lengths.reduce((sum, length) => sum + length - MAX_OUTPUT, 0);
  const tokensIn = Math.ceil(COUNTED_MORE * counted);
  const cost = price && costOf({ tokensIn, tokensOut }, price);
  return {
    ...{ lengths, depths: DEPTHS, calls, tokensIn, tokensOut },
    ...(cost === undefined ? {} : { cost }),
  };
}

const isReadWell = (cells: readonly MeasuredCell[], length: number): boolean =>
  cells.filter((cell) => cell.length === length && cell.isFound).length >= ENOUGH;

/** The longest length that was read well; undefined while it may still grow. */
function effectiveOf({ lengths, depths }: MeasurePlan, cells: readonly MeasuredCell[]): number | undefined {
  const whole = lengths.filter(
    (length) => cells.filter((cell) => cell.length === length).length === depths.length,
  );
  const good = whole.filter((length) => isReadWell(cells, length));
  const isOver = good.length < whole.length || (whole.length === lengths.length && whole.length > 0);
  return isOver ? (good.at(-1) ?? 0) : undefined;
}

interface CellParts extends MeasureParts {
  readonly model: Model;
  readonly budget: ReturnType<typeof createBudget>;
  readonly filler: Filler;
}

/** True when the model gives the number of the function; a failure, or nothing where it was stopped or the budget ended. */
async function measureCell(
  { model, role, random, signal, budget, filler }: CellParts,
  length: number,
  depth: number,
): Promise<boolean | { readonly failure?: Failure }> {
  const name = `probe_${random.hex(4)}`;
  const value = 100_000 + (Number.parseInt(random.hex(4), 16) % 900_000);
  const fence = `text-${random.hex(6)}`;
  const count = (text: string): number => model.countTokens(text);
  const planted = plantedFunction(name, value);
  const beside = messageTokens(measurePrompt({ text: planted, name, fence }), count);
  const text = textWith(planted, depth, { filler, tokens: MARGIN * (length - MAX_OUTPUT - beside) });
  const calls = callModel<number | null>(
    { model, budget, signal, notices: [], notes: { redactions: 0, cutPrompt: undefined, doubted: 0 } },
    measurePrompt({ text, name, fence }),
    { decoder: valueDecoder, request: { role, maxOutputTokens: MAX_OUTPUT }, secrets: 0 },
  );
  for (let next = await calls.next(); ; next = await calls.next()) {
    if (!next.done) continue;
    const result = next.value;
    if (result.type === 'done') return result.value === value;
    if (result.type === 'unusable') return false;
    if (result.type === 'failed') return { failure: result.failure };
    return {};
  }
}

const valueDecoder = smallDecoder<{ value: unknown }, number | null>({
  name: 'measure',
  schema: z.object({ value: z.unknown() }),
  json: z.object({ value: z.number().nullable() }),
  has: 'value',
  read: ({ value }) => ({
    ok: true,
    value: value === null ? null : Number(String(value).replaceAll(/[_,]/g, '')),
  }),
});
