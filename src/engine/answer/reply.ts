import * as z from 'zod';
import type { Heading, ListPlace, ReplyCaps, ReplyProblem } from '../types.ts';
import { isPlainDecline, MAX_DECLINE } from './declines.ts';
import { type FoundObject, JsonReader } from './jsonReader.ts';
import { inReadingOrder, layoutText, listPlaces } from './layout/sections.ts';

const claimSchema = z.object({
  text: z.string().min(1),
  evidence: z
    .array(
      z.object({
        id: z.string(),
        // Of any type, or none: a wrong one makes its citation unproved, and not the whole reply useless.
        startLine: z.unknown().optional(),
        endLine: z.unknown().optional(),
        quote: z.string().default(''),
        /** Anything but true: the lines are not shown. */
        show: z.unknown().optional(),
      }),
    )
    .default([]),
});

/** Claims with what they cite, as every prompt asks for them. */
export const claimsSchema = z.array(claimSchema).default([]);

/** Claims of an answer, each with its place in a list; a wrong one is none. */
const laidClaims = z
  .array(claimSchema.extend({ list: z.unknown().optional(), level: z.unknown().optional() }))
  .default([]);

/** A section; its heading may be of any type, or missing. */
const innerSection = z.object({
  heading: z.unknown().optional(),
  level: z.unknown().optional(),
  claims: laidClaims,
});
const section = innerSection.extend({ sections: z.array(innerSection).default([]) });

/**
 * What a model replies to the answer prompt: sections of claims, or claims alone. Evidence stands before the claims: the
 * order is part of the method.
 */
const replySchema = z.object({
  answerable: z.boolean(),
  missing: z.array(z.string()).default([]),
  evidence: z.array(z.string()).default([]),
  sections: z.array(section).default([]),
  claims: laidClaims,
});

type ReplyFields = z.infer<typeof replySchema>;

/** A claim with what it cites, and its place in a list. */
export interface ReplyClaim extends z.infer<typeof claimSchema> {
  readonly list?: ListPlace;
}

/** What a reply says, within the limits, in reading order. `capped`: what was left out for them. */
export interface Reply {
  readonly answerable: boolean;
  readonly missing: readonly string[];
  readonly claims: readonly ReplyClaim[];
  readonly headings: readonly Heading[];
  readonly capped?: ReplyCaps;
}

/** What is taken of one reply: far more than a reader of the answer could use. */
const MAX_CLAIMS = 50;
const MAX_CITATIONS = 100;
const MAX_CITATIONS_EACH = 20;
const MAX_CLAIM_CHARS = 8_000;
const MAX_QUOTE_CHARS = 8_000;
const MAX_ID_CHARS = 100;
const MAX_HEADINGS = 50;
const MAX_HEADING_CHARS = 200;
const MAX_MISSING = 20;
const MAX_MISSING_CHARS = 300;

/** What is kept while a reply is read: more than is taken, so that the rest is mere counting. */
export const READ_LIMITS = { depth: 8, items: 400, chars: 10_000 } as const;

/** The claims are shown again when the reply has grown by this share: all that is shown is linear in its length. */
const SHOW_SHARE = 1 / 64;

/** JSON schema of claims with what they cite, and with further fields of both. */
export function claimsJsonSchema(
  more: Record<string, unknown> = {},
  moreOfEvidence: Record<string, unknown> = {},
): Record<string, unknown> {
  const evidence = {
    type: 'object',
    additionalProperties: false,
    properties: {
      id: { type: 'string' },
      startLine: { type: 'integer' },
      endLine: { type: 'integer' },
      quote: { type: 'string' },
      ...moreOfEvidence,
    },
    required: ['id', 'startLine', 'endLine', 'quote', ...Object.keys(moreOfEvidence)],
  };
  return {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      properties: { text: { type: 'string' }, ...more, evidence: { type: 'array', items: evidence } },
      required: ['text', ...Object.keys(more), 'evidence'],
    },
  };
}

/** JSON schema for endpoints that can hold a model to one: the form in sections, of which one may be all. */
export function replyJsonSchema(): Record<string, unknown> {
  const strings = { type: 'array', items: { type: 'string' } };
  const claims = claimsJsonSchema(
    { list: { type: 'string', enum: ['none', 'bullet', 'number'] }, level: { type: 'integer' } },
    { show: { type: 'boolean' } },
  );
  const section = {
    type: 'object',
    additionalProperties: false,
    properties: { heading: { type: 'string' }, level: { type: 'integer' }, claims },
    required: ['heading', 'level', 'claims'],
  };
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      answerable: { type: 'boolean' },
      missing: strings,
      evidence: strings,
      sections: { type: 'array', items: section },
    },
    required: ['answerable', 'missing', 'evidence', 'sections'],
  };
}

export type ParsedReply =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly problem: ReplyProblem };

/** An object that has the shape of a reply. */
interface Candidate {
  readonly fields: ReplyFields;
  readonly found: FoundObject;
}

/**
 * Reads one reply as small models write it, while it arrives: with fences, prose around the object, trailing commas, or
 * an end that was cut off (complete claims are kept, an open one is dropped). Of several objects the longest that is a
 * reply counts. A reply in prose that declines is a decline. Linear in what arrives, and keeps a bounded part of it.
 */
export class ReplyReading {
  readonly #reader = new JsonReader(READ_LIMITS, (found) => this.#take(found));
  /** The beginning of the reply, for a decline in prose. */
  #start = '';
  #best: Candidate | undefined;
  /** The outermost object without an end that is a reply all the same. */
  #open: Candidate | undefined;
  /** The longest object that is no reply. */
  #other: FoundObject | undefined;
  #length = 0;
  #lengthShown = 0;
  #shown = '';

  /** Characters that were looked at, repeats counted. */
  get looked(): number {
    return this.#reader.looked;
  }

  /** Takes the next words; gives the texts of the claims so far when they are worth showing again. */
  push(delta: string): string | undefined {
    if (this.#start.length <= MAX_DECLINE) this.#start += delta.slice(0, MAX_DECLINE + 1);
    this.#length += delta.length;
    this.#reader.push(delta);
    if (this.#length < this.#lengthShown * (1 + SHOW_SHARE)) return undefined;
    const { root } = this.#reader;
    if (!Array.isArray(root?.claims) && !Array.isArray(root?.sections)) return undefined;
    this.#lengthShown = this.#length;
    const { claims, headings } = laidOut(root, MAX_CLAIMS, (of, name) => this.#textOf(of, name));
    const shown = layoutText(claims, headings);
    if (shown === this.#shown) return undefined;
    this.#shown = shown;
    return shown;
  }

  /** What the reply says. `isCut`: its end is known to be missing, and what is whole is wanted. */
  end(options: { readonly isCut: boolean }): ParsedReply {
    this.#reader.end(options);
    const reply = this.#best ?? this.#open;
    if (reply) return checkSense(within(reply));
    if (this.#other) return { ok: false, problem: shapeProblem(this.#other) };
    if (this.#reader.isFound) return { ok: false, problem: { kind: 'notJson' } };
    return isPlainDecline(this.#start) ? decline() : { ok: false, problem: { kind: 'noObject' } };
  }

  #take(found: FoundObject): void {
    const length = found.isOpen ? 0 : found.length;
    if (Object.hasOwn(found.value, 'answerable') && length >= (this.#best?.found.length ?? 0)) {
      const parsed = replySchema.safeParse(found.value);
      if (parsed.success) {
        if (found.isOpen) this.#open ??= { fields: parsed.data, found };
        else this.#best = { fields: parsed.data, found };
        return;
      }
    }
    if (!found.isOpen && length > (this.#other?.length ?? 0)) this.#other = found;
  }

  /** The text of a claim or a heading, also while it arrives. */
  #textOf(of: unknown, name: string): string {
    const text = fieldOf(of, name);
    const open = text === undefined ? this.#reader.openString() : undefined;
    const isOpen = open?.name === name && open.inside.at(-1) === of;
    const arrived = isOpen ? open.text : text;
    return typeof arrived === 'string' ? shortened(arrived, MAX_CLAIM_CHARS) : '';
  }
}

const fieldOf = (of: unknown, name: string): unknown => ((of ?? {}) as Record<string, unknown>)[name];

/** Claims and headings in reading order, and how many headings were shortened or left out. */
interface LaidOut {
  readonly claims: readonly { readonly text: string; readonly of: unknown; readonly list?: ListPlace }[];
  readonly headings: readonly Heading[];
  readonly cut: number;
}

/** A reply in reading order, of one that is checked or one that still arrives; `textOf` gives its texts. */
function laidOut(
  reply: Parameters<typeof inReadingOrder>[0],
  maxClaims: number,
  textOf: (of: unknown, name: string) => string,
): LaidOut {
  const laid = inReadingOrder(reply, maxClaims);
  const places = listPlaces(laid.map((one) => (one.type === 'claim' ? (one.claim ?? {}) : undefined)));
  const claims: LaidOut['claims'][number][] = [];
  const headings: Heading[] = [];
  let cut = 0;
  for (const [i, one] of laid.entries()) {
    if (one.type === 'claim') {
      const place = places[i];
      claims.push({ text: textOf(one.claim, 'text'), of: one.claim, ...(place ? { list: place } : {}) });
      continue;
    }
    const text = bareHeading(textOf(one.section, 'heading'));
    if (text === '') continue;
    const hasRoom = headings.length < MAX_HEADINGS;
    const before = claims.length;
    if (hasRoom) headings.push({ text: shortened(text, MAX_HEADING_CHARS), level: one.level, before });
    if (!hasRoom || text.length > MAX_HEADING_CHARS) cut++;
  }
  return { claims, headings, cut };
}

/** A heading on one line, without marks of its own. */
const bareHeading = (text: string): string =>
  text
    .replace(/^[\s#]+/, '')
    .replace(/\s+/g, ' ')
    .trim();

function shapeProblem({ value }: FoundObject): ReplyProblem {
  const issue = replySchema.safeParse(value).error?.issues[0];
  return {
    kind: 'shape',
    field: (issue?.path.join('.') ?? '').slice(0, 200),
    detail: (issue?.message ?? '').slice(0, 200),
  };
}

const shortened = (text: string, limit: number): string =>
  text.length > limit ? `${text.slice(0, limit)}…` : text;

/** The reply within the limits, and what was left out for them. */
function within({ fields, found: { lost } }: Candidate): Reply {
  const laid = laidOut(fields, Number.POSITIVE_INFINITY, (of, name) => String(fieldOf(of, name) ?? ''));
  const written = laid.claims.map(({ of, text, list }) => {
    const { evidence } = of as ReplyClaim;
    return { text, evidence, ...(list ? { list } : {}) };
  });
  const { claims, capped } = capClaims(written, lost);
  const missing = capTexts(fields.missing, lost.missing);
  const all = { ...capped, texts: capped.texts + missing.cut + laid.cut };
  const isCapped = all.claims + all.citations + all.texts > 0;
  return {
    answerable: fields.answerable,
    missing: missing.texts,
    claims,
    headings: laid.headings.filter(({ before }) => before < claims.length),
    ...(isCapped ? { capped: all } : {}),
  };
}

/** Short texts of a reply within the limits, and how many were shortened or left out for them. */
export function capTexts(
  texts: readonly string[],
  lost = 0,
): { readonly texts: string[]; readonly cut: number } {
  const taken = texts.slice(0, MAX_MISSING);
  const long = taken.filter((text) => text.length > MAX_MISSING_CHARS).length;
  return {
    texts: taken.map((text) => shortened(text, MAX_MISSING_CHARS)),
    cut: lost + texts.length - taken.length + long,
  };
}

/** Claims of a reply within the limits, and what was left out for them. */
export function capClaims(
  all: readonly ReplyClaim[],
  lost: FoundObject['lost'],
): { readonly claims: ReplyClaim[]; readonly capped: ReplyCaps } {
  let texts = 0;
  const shorten = (text: string, limit: number): string => {
    if (text.length > limit) texts++;
    return shortened(text, limit);
  };
  let left = MAX_CITATIONS;
  let citations = lostIn(lost, /claims\.evidence$/);
  const claims = all.slice(0, MAX_CLAIMS).map(({ text, evidence, list }) => {
    const taken = evidence.slice(0, Math.min(left, MAX_CITATIONS_EACH));
    left -= taken.length;
    citations += evidence.length - taken.length;
    return {
      text: shorten(text, MAX_CLAIM_CHARS),
      ...(list ? { list } : {}),
      evidence: taken.map(({ id, startLine, endLine, quote, show }) => ({
        id: shorten(id, MAX_ID_CHARS),
        ...{ startLine, endLine },
        ...(show === true ? { show } : {}),
        // Without a mark of its own: what is left is compared with files.
        quote: shorten(quote, MAX_QUOTE_CHARS).slice(0, MAX_QUOTE_CHARS),
      })),
    };
  });
  const leftOut = all.length - claims.length + lostIn(lost, /(?:^|\.)(?:claims|sections)$/);
  return { claims, capped: { claims: leftOut, citations, texts } };
}

/** Entries that were left out while the reply was read, of the lists whose names fit. */
const lostIn = (lost: FoundObject['lost'], names: RegExp): number =>
  Object.entries(lost).reduce((sum, [name, count]) => sum + (names.test(name) ? count : 0), 0);

function checkSense(reply: Reply): ParsedReply {
  if (reply.answerable && reply.claims.length === 0) return { ok: false, problem: { kind: 'noClaims' } };
  const isBare = reply.answerable && reply.claims.every((claim) => claim.evidence.length === 0);
  return isBare ? { ok: false, problem: { kind: 'noEvidence' } } : { ok: true, value: reply };
}

const decline = (): ParsedReply => ({
  ok: true,
  value: { answerable: false, missing: [], claims: [], headings: [] },
});
