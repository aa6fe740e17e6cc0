import * as z from 'zod';
import type { ReplyCaps } from '../../types.ts';
import type { Decoder } from '../decoder.ts';
import { capClaims, capTexts, claimsSchema, type ReplyClaim } from '../reply.ts';
import { smallDecoder } from '../smallReply.ts';

/** What an investigation does next: looks for words, reads lines of a file, or answers from what it has. */
const NEXT = ['search', 'read', 'answer'] as const;

export interface NextStep {
  readonly what: (typeof NEXT)[number];
  /** The words, or `path:first-last`; of no meaning for an answer. */
  readonly of: string;
}

/** What one turn of an investigation hands on, within the limits. */
export interface RoundReply {
  /** All that is known so far, in the model's own words; it takes the place of the one before. */
  readonly report: string;
  readonly claims: readonly ReplyClaim[];
  readonly open: readonly string[];
  readonly next: NextStep;
  readonly capped?: ReplyCaps;
}

/** Characters of a report: about as many tokens as a hand-over has. */
const MOST_REPORT_CHARS = 3_000;
const MOST_NEXT_CHARS = 200;

const roundSchema = z.object({
  report: z.string().catch('').default(''),
  claims: claimsSchema,
  open: z.array(z.string()).default([]),
  // What is none of the three asks for nothing more: the answer is written from what there is.
  next: z
    .object({ do: z.enum(NEXT).catch('answer'), of: z.string().catch('').default('') })
    .default({ do: 'answer', of: '' }),
});

const cited = z.object({ id: z.string(), startLine: z.int(), endLine: z.int(), quote: z.string() });

/**
 * Reads replies to the prompt of a turn. One that was cut off keeps its whole claims; a report or a step that is too long
 * is shortened, and counted. Linear in what arrives.
 */
export const roundDecoder: Decoder<RoundReply> = smallDecoder({
  name: 'turn',
  has: 'claims',
  schema: roundSchema,
  json: z.object({
    report: z.string(),
    claims: z.array(z.object({ text: z.string(), evidence: z.array(cited) })),
    open: z.array(z.string()),
    next: z.object({ do: z.enum(NEXT), of: z.string() }),
  }),
  read({ report, claims, open, next }, lost) {
    const taken = capClaims(claims, lost);
    const texts = capTexts(open, lost.open);
    const long = Number(report.length > MOST_REPORT_CHARS) + Number(next.of.length > MOST_NEXT_CHARS);
    const all = { ...taken.capped, texts: taken.capped.texts + texts.cut + long };
    return {
      ok: true,
      value: {
        report: report.slice(0, MOST_REPORT_CHARS),
        claims: taken.claims,
        open: texts.texts,
        next: { what: next.do, of: next.of.slice(0, MOST_NEXT_CHARS).trim() },
        ...(all.claims + all.citations + all.texts > 0 ? { capped: all } : {}),
      },
    };
  },
});
