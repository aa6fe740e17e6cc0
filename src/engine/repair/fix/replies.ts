import * as z from 'zod';
import type { Decoded, Decoder } from '../../answer/decoder.ts';
import { jsonSchemaOf } from '../../answer/smallReply.ts';
import type { ReplyProblem } from '../../types.ts';

/** Words of a schema that endpoints which hold a model to one refuse; the limits count when the reply is read. */
const LIMITS = new Set(['minLength', 'maxLength', 'minItems', 'maxItems', 'default']);

const step = z.object({
  id: z.string().min(1).max(20),
  what: z.string().min(1).max(1_000),
  files: z.array(z.string().max(4_096)).max(20).default([]),
  symbols: z.array(z.string().max(300)).max(30).default([]),
  check: z.string().max(1_000).default(''),
});
const plan = z.object({ steps: z.array(step).min(1).max(8) });

/** The steps that a model plans. */
export type PlanReply = z.infer<typeof plan>;

const common = { step: z.string().max(20).default(''), path: z.string().min(1).max(4_096) };
const replacing = z.strictObject({
  ...common,
  symbol: z.string().max(300).default(''),
  search: z.string(),
  replace: z.string(),
});
const creating = z.strictObject({ ...common, create: z.string() });
const deleting = z.strictObject({ ...common, delete: z.literal(true) });
const moving = z.strictObject({ ...common, to: z.string().min(1).max(4_096) });
/** Edits of one reply at most. */
const MOST_EDITS = 200;
const edits = z.object({
  edits: z.array(z.union([replacing, creating, deleting, moving])).max(MOST_EDITS),
  cannot: z.string().max(4_000).default(''),
});

/** The edits that a model wants, as it wrote them. */
export type EditsReply = z.infer<typeof edits>;
export type RawEdit = EditsReply['edits'][number];

/** Reads replies to the plan prompt. */
export const planDecoder: Decoder<PlanReply> = wholeDecoder('plan', plan);

/** Reads replies to the edits prompt. */
export const editsDecoder: Decoder<EditsReply> = wholeDecoder('edits', edits);

/**
 * Reads a reply that is worth nothing unless it is whole: one that was cut off, ended without a word of how, or is not one
 * valid object is a problem, and never a part of what it says. Prose or a fence around the object is passed over. Linear.
 */
function wholeDecoder<T>(name: string, schema: z.ZodType<T>): Decoder<T> {
  let json: Decoder<T>['json'] | undefined;
  return {
    // Made when it is asked for: most commands ask no model.
    get json() {
      json ??= { name, schema: withoutLimits(jsonSchemaOf(schema)) as Record<string, unknown> };
      return json;
    },
    start() {
      const parts: string[] = [];
      return {
        push(delta) {
          parts.push(delta);
          return undefined;
        },
        end: ({ isCut }) => (isCut ? failed({ kind: 'notJson' }) : readWhole(parts.join(''), schema)),
      };
    },
  };
}

function withoutLimits(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutLimits);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name]) => !LIMITS.has(name));
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutLimits(part)]));
}

const failed = (problem: ReplyProblem): Decoded<never> => ({ ok: false, problem });

function readWhole<T>(text: string, schema: z.ZodType<T>): Decoded<T> {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (from < 0 || to < from) return failed({ kind: 'noObject' });
  let value: unknown;
  try {
    value = JSON.parse(text.slice(from, to + 1));
  } catch {
    return failed({ kind: 'notJson' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const field = (issue?.path.join('.') ?? '').slice(0, 200);
  return failed({ kind: 'shape', field, detail: (issue?.message ?? '').slice(0, 200) });
}
