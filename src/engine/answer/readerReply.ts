import * as z from 'zod';
import type { ReplyCaps, ReplyProblem } from '../types.ts';
import type { Decoded, Decoder } from './decoder.ts';
import { type FoundObject, JsonReader } from './jsonReader.ts';
import {
  capClaims,
  capTexts,
  claimsJsonSchema,
  claimsSchema,
  READ_LIMITS,
  type ReplyClaim,
} from './reply.ts';

const readerSchema = z.object({
  keep: z.array(z.string()).default([]),
  claims: claimsSchema,
  open: z.array(z.string()).default([]),
  contradicted: z.array(z.object({ id: z.string(), why: z.string().default('') })).default([]),
});

/** What a reader of one segment hands on, within the limits. */
export interface ReaderReply {
  /** Ids of earlier claims that still matter, the most important first. */
  readonly keep: readonly string[];
  readonly claims: readonly ReplyClaim[];
  readonly open: readonly string[];
  readonly contradicted: readonly { readonly id: string; readonly why: string }[];
  readonly capped?: ReplyCaps;
}

/** Ids that a hand-over may name. */
const MOST_IDS = 400;

/**
 * Reads replies to the reader prompt: the longest object that has its shape, prose and fences around it. A reply that
 * was cut off keeps its whole claims. Linear in what arrives.
 */
export const readerDecoder: Decoder<ReaderReply> = {
  json: { name: 'reader', schema: jsonSchema() },
  start() {
    let best: FoundObject | undefined;
    let other: FoundObject | undefined;
    const reader = new JsonReader(READ_LIMITS, (found) => {
      const isReply = hasShape(found.value) && readerSchema.safeParse(found.value).success;
      if (isReply && (!best || (!found.isOpen && found.length >= best.length))) best = found;
      else if (!isReply && !found.isOpen) other = found;
    });
    return {
      push(delta) {
        reader.push(delta);
        return undefined;
      },
      end(options): Decoded<ReaderReply> {
        reader.end(options);
        if (best) return { ok: true, value: within(best) };
        return { ok: false, problem: problemOf(other, reader.isFound) };
      },
    };
  },
};

/** At least one of the names that are asked for: `{}` says nothing at all. */
const hasShape = (value: FoundObject['value']): boolean =>
  ['keep', 'claims', 'open', 'contradicted'].some((name) => Object.hasOwn(value, name));

function problemOf(other: FoundObject | undefined, isFound: boolean): ReplyProblem {
  if (!other) return { kind: isFound ? 'notJson' : 'noObject' };
  const issue = readerSchema.safeParse(other.value).error?.issues[0];
  return {
    kind: 'shape',
    field: (issue?.path.join('.') ?? '').slice(0, 200),
    detail: (issue?.message ?? '').slice(0, 200),
  };
}

function within({ value, lost }: FoundObject): ReaderReply {
  const fields = readerSchema.parse(value);
  const { claims, capped } = capClaims(fields.claims, lost);
  const open = capTexts(fields.open, lost.open);
  const why = capTexts(
    fields.contradicted.map(({ why }) => why),
    lost.contradicted,
  );
  const all = { ...capped, texts: capped.texts + open.cut + why.cut };
  return {
    keep: fields.keep.slice(0, MOST_IDS).map(bareId),
    claims,
    open: open.texts,
    contradicted: why.texts.map((text, i) => ({ id: bareId(fields.contradicted[i]!.id), why: text })),
    ...(all.claims + all.citations + all.texts > 0 ? { capped: all } : {}),
  };
}

/** An id as it stands in the ledger: `[c1]` and ` C1` are `c1`. */
const bareId = (id: string): string =>
  id
    .trim()
    .replace(/^\[|\]$/g, '')
    .toLowerCase()
    .slice(0, 20);

function jsonSchema(): Record<string, unknown> {
  const strings = { type: 'array', items: { type: 'string' } };
  const contradiction = {
    type: 'object',
    additionalProperties: false,
    properties: { id: { type: 'string' }, why: { type: 'string' } },
    required: ['id', 'why'],
  };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      keep: strings,
      claims: claimsJsonSchema(),
      open: strings,
      contradicted: { type: 'array', items: contradiction },
    },
    required: ['keep', 'claims', 'open', 'contradicted'],
  };
}
