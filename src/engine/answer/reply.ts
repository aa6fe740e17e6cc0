import * as z from 'zod';
import type { ReplyProblem } from '../types.ts';

/** What a model replies to the answer prompt. Evidence stands before the claims: the order is part of the method. */
const replySchema = z.object({
  answerable: z.boolean(),
  missing: z.array(z.string()).default([]),
  evidence: z.array(z.string()).default([]),
  claims: z
    .array(
      z.object({
        text: z.string().min(1),
        evidence: z
          .array(
            z.object({
              id: z.string(),
              // Of any type: a wrong one makes its citation unproved, and not the whole reply useless.
              startLine: z.unknown(),
              endLine: z.unknown(),
              quote: z.string().default(''),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

export type Reply = z.infer<typeof replySchema>;
export type ReplyClaim = Reply['claims'][number];

/** JSON schema for endpoints that can hold a model to one. */
export function replyJsonSchema(): Record<string, unknown> {
  const evidence = {
    type: 'object',
    additionalProperties: false,
    properties: {
      id: { type: 'string' },
      startLine: { type: 'integer' },
      endLine: { type: 'integer' },
      quote: { type: 'string' },
    },
    required: ['id', 'startLine', 'endLine', 'quote'],
  };
  const strings = { type: 'array', items: { type: 'string' } };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      answerable: { type: 'boolean' },
      missing: strings,
      evidence: strings,
      claims: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          properties: { text: { type: 'string' }, evidence: { type: 'array', items: evidence } },
          required: ['text', 'evidence'],
        },
      },
    },
    required: ['answerable', 'missing', 'evidence', 'claims'],
  };
}

export type ParsedReply =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly problem: ReplyProblem };

/**
 * Reads a reply as small models write it: with fences, prose around the object, trailing commas, or an end that was
 * cut off (`isCut`: complete claims are kept, an open one is dropped). A reply in prose that declines is a decline.
 */
export function parseReply(text: string, { isCut = false }: { isCut?: boolean } = {}): ParsedReply {
  const start = text.indexOf('{');
  if (start < 0) return isPlainDecline(text) ? decline() : { ok: false, problem: { kind: 'noObject' } };
  let problem: ReplyProblem = { kind: 'notJson' };
  for (const candidate of candidates(text, isCut)) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      continue;
    }
    const parsed = replySchema.safeParse(value);
    if (parsed.success) return checkSense(parsed.data);
    const issue = parsed.error.issues[0];
    problem = {
      kind: 'shape',
      field: (issue?.path.join('.') ?? '').slice(0, 200),
      detail: (issue?.message ?? '').slice(0, 200),
    };
  }
  return { ok: false, problem };
}

function checkSense(reply: Reply): ParsedReply {
  if (reply.answerable && reply.claims.length === 0) return { ok: false, problem: { kind: 'noClaims' } };
  const isBare = reply.answerable && reply.claims.every((claim) => claim.evidence.length === 0);
  return isBare ? { ok: false, problem: { kind: 'noEvidence' } } : { ok: true, value: reply };
}

const decline = (): ParsedReply => ({
  ok: true,
  value: { answerable: false, missing: [], evidence: [], claims: [] },
});

/** A decline outside the format: the whole reply is a short refusal, not an answer that mentions the word. */
function isPlainDecline(text: string): boolean {
  const bare = text
    .replace(/[*_`"'.,\s]+/g, ' ')
    .trim()
    .toLowerCase();
  return (
    bare.length < 160 &&
    /^((i (am|m) )?sorry )?((this|that|it|the question) (is )?)?(unanswerable|not answerable|(i )?(cannot|can not|can t) (be )?answer(ed)?|(there is )?not enough (information|context|evidence)|insufficient (information|context|evidence))/.test(
      bare,
    )
  );
}

/** Readings of a reply, most faithful first. */
function* candidates(text: string, isCut: boolean): Generator<string> {
  for (const balanced of balancedObjects(text)) {
    yield balanced;
    yield withoutTrailingCommas(balanced);
  }
  if (isCut) {
    const open = text.slice(text.indexOf('{'));
    for (const closed of closeCut(open)) yield closed;
  }
}

/** Complete top-level objects in a text, strings respected; the longest first. */
function balancedObjects(text: string): string[] {
  const found: string[] = [];
  for (let start = text.indexOf('{'); start >= 0; ) {
    const end = objectEnd(text, start);
    if (end < 0) {
      start = text.indexOf('{', start + 1);
      continue;
    }
    found.push(text.slice(start, end + 1));
    start = text.indexOf('{', end + 1);
  }
  return found.sort((a, b) => b.length - a.length).slice(0, 4);
}

function objectEnd(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === '\\') i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') {
      depth--;
      if (depth === 0) return i;
    }
  }
  return -1;
}

function withoutTrailingCommas(json: string): string {
  return json.replace(
    /("(?:[^"\\]|\\.)*")|,(\s*[}\]])/g,
    (_match, string: string | undefined, close: string | undefined) => string ?? close ?? '',
  );
}

/** Ends a cut object after one of its complete claims, latest first. */
function* closeCut(text: string): Generator<string> {
  const ends: number[] = [];
  for (const match of text.matchAll(/\}\s*\]\s*\}/g)) ends.push(match.index + match[0].length);
  for (const end of ends.reverse()) yield `${text.slice(0, end)}]}`;
}

/** The claim texts in a reply that is still arriving, for showing while it streams. */
export function claimTextSoFar(partial: string): string {
  const at = partial.indexOf('"claims"');
  if (at < 0) return '';
  const texts: string[] = [];
  for (const match of partial.slice(at).matchAll(/"text"\s*:\s*"((?:[^"\\]|\\.)*)/g)) {
    try {
      texts.push(JSON.parse(`"${match[1]!.replace(/\\u[\da-fA-F]{0,3}$/, '')}"`) as string);
    } catch {
      texts.push(match[1]!);
    }
  }
  return texts.join('\n\n');
}
