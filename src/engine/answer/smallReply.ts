import * as z from 'zod';
import type { Decoded, Decoder } from './decoder.ts';
import { type FoundObject, JsonReader } from './jsonReader.ts';
import { READ_LIMITS } from './reply.ts';

/** How a reply of one small object is read. */
interface SmallReply<Fields, Value> {
  readonly name: string;
  readonly schema: z.ZodType<Fields>;
  /** What is asked for, where more is taken than that. */
  readonly json?: z.ZodType;
  /** Only an object with this field is the reply, also one that was cut off; objects inside of it are none. */
  readonly has?: string;
  /** `lost`: what was left out of lists while it was read. */
  read(fields: Fields, lost: FoundObject['lost']): Decoded<Value>;
}

/** Reads replies of one small object, prose and fences around it; of several the last whole one counts. Linear. */
export function smallDecoder<Fields, Value>({
  name,
  schema,
  json: asked = schema,
  has,
  read,
}: SmallReply<Fields, Value>): Decoder<Value> {
  let json: Decoder<Value>['json'] | undefined;
  return {
    // Made when it is asked for: most commands ask no model.
    get json() {
      json ??= { name, schema: jsonSchemaOf(asked) };
      return json;
    },
    start() {
      let found: FoundObject | undefined;
      const reader = new JsonReader(READ_LIMITS, (one) => {
        if (has !== undefined && !Object.hasOwn(one.value, has)) return;
        if (found === undefined || !one.isOpen) found = one;
      });
      return {
        push(delta) {
          reader.push(delta);
          return undefined;
        },
        end(options) {
          reader.end(options);
          if (!found) return { ok: false, problem: { kind: reader.isFound ? 'notJson' : 'noObject' } };
          const parsed = schema.safeParse(found.value);
          if (parsed.success) return read(parsed.data, found.lost);
          const issue = parsed.error.issues[0];
          return shapeProblem(issue?.path.join('.') ?? '', issue?.message ?? '');
        },
      };
    },
  };
}

/** The JSON schema of what a reply is read by, as requests carry it. */
export function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'output' });
  return json;
}

function shapeProblem(field: string, detail: string): Decoded<never> {
  return { ok: false, problem: { kind: 'shape', field: field.slice(0, 200), detail: detail.slice(0, 200) } };
}

/** Where a model wants to go on: to a place by its id, or up when there is none. */
export interface WalkReply {
  readonly id: string | undefined;
  readonly reason: string;
}

const MAX_REASON = 300;

/** Reads replies to the walk prompt. An id that was not offered is a problem, and so is going up from the top. */
export function walkDecoder(ids: readonly string[], canGoUp: boolean): Decoder<WalkReply> {
  return smallDecoder({
    name: 'walk',
    schema: z.object({ choose: z.string(), reason: z.string().default('') }),
    read({ choose, reason }): Decoded<WalkReply> {
      // `[n1]`, `N1` and `n1: src/net` all name it.
      const id = /^[\s["'`]*(\w{1,20})/.exec(choose)?.[1]?.toLowerCase() ?? '';
      const isUp = id === 'up' && canGoUp;
      if (!isUp && !ids.includes(id))
        return shapeProblem('choose', `is none of ${[...ids, ...(canGoUp ? ['up'] : [])].join(', ')}`);
      return { ok: true, value: { id: isUp ? undefined : id, reason: reason.trim().slice(0, MAX_REASON) } };
    },
  });
}

const MAX_NAMES = 10;
const MAX_NAME = 100;

/** Reads replies to the clues prompt: the names, the most likely first. */
export const cluesDecoder: Decoder<readonly string[]> = smallDecoder({
  name: 'clues',
  schema: z.object({ names: z.array(z.string()) }),
  read({ names }) {
    const short = names.map((name) => name.trim()).filter((name) => name !== '' && name.length <= MAX_NAME);
    return { ok: true, value: [...new Set(short)].slice(0, MAX_NAMES) };
  },
});
