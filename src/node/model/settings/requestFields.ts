import * as z from 'zod';

/** Further fields of a request's body, as a person set them for a role: `temperature`, `reasoning_effort`, `top_p`. */
export type RequestFields = Readonly<Record<string, unknown>>;

const MAX_FIELDS = 10;
const MAX_CHARS = 2_000;
const NAME = /^[A-Za-z][\w.-]{0,63}$/;
/** What a request is made of, and what would make another reply of it than is read here. */
const OWN =
  /^(?:model|messages|prompt|input|stream|stream_options|max_tokens|max_completion_tokens|response_format|n|best_of|tools?|tool_choice|functions?|function_call|parallel_tool_calls|modalities|audio|logprobs|top_logprobs|echo|suffix)$/i;

/** The schema of such fields; `ownField` is the message for one that only Sightline sets. */
export function requestFieldsSchema(ownField: string): z.ZodType<RequestFields> {
  return z
    .record(
      z
        .string()
        .regex(NAME)
        .refine((name) => !OWN.test(name), ownField),
      z
        .json()
        .refine((value) => JSON.stringify(value).length <= MAX_CHARS, `longer than ${MAX_CHARS} characters`),
    )
    .refine((fields) => Object.keys(fields).length <= MAX_FIELDS, `more than ${MAX_FIELDS} fields`);
}

/** A field with its value, as it is remembered when an endpoint refuses it: another value is tried anew. */
const named = (name: string, value: unknown): string => `${name}=${JSON.stringify(value)}`.slice(0, 300);

/** The fields that go into a request: without those that are null, and those that the endpoint refused. */
export function fieldsToSend(fields: RequestFields, refused: readonly string[]): RequestFields {
  const kept = Object.entries(fields).filter(
    ([name, value]) => value !== null && !refused.includes(named(name, value)),
  );
  return Object.fromEntries(kept);
}

/** The field that the words of a refusal name, of those that were sent, as it is remembered; undefined for none. */
export function refusedField(
  fields: RequestFields,
  refused: readonly string[],
  body: string,
): string | undefined {
  const sent = Object.entries(fieldsToSend(fields, refused));
  // The longest name first: `reasoning_effort` is named where `reasoning` stands in it.
  sent.sort(([a], [b]) => b.length - a.length);
  const found = sent.find(([name]) =>
    new RegExp(`(?<![\\w-])${name.replaceAll('.', '\\.')}(?![\\w-])`).test(body),
  );
  return found && named(...found);
}
