/**
 * What an endpoint can take, learnt from its refusals of real requests: never from a probe. A refusal costs no
 * tokens, and is remembered for each host and model.
 */
import type { ModelRequest } from '../../../engine/ports.ts';
import type { Fault } from '../failures.ts';
import { type RequestFields, refusedField } from './requestFields.ts';

/** How a request must be shaped for one model at one host. */
export interface Capability {
  readonly json: 'schema' | 'object' | 'none';
  readonly tokenField: 'max_tokens' | 'max_completion_tokens';
  readonly streamOptions: boolean;
  readonly temperature: boolean;
  /** Fields that a person set and the endpoint refused, each with its value. */
  readonly refused: readonly string[];
}

/** Where what was learnt outlives the process. Both may fail; what is read is checked. */
export interface CapabilityStore {
  /** What was written for the key (`host|model`), or undefined. */
  read(key: string): unknown | Promise<unknown>;
  write(key: string, capability: Capability): void | Promise<void>;
}

/** Times one call may be reshaped: each of the four things once, JSON twice, and each field that a person set. */
export const MAX_ADAPTATIONS = 15;
/** Refused fields that are remembered of one endpoint and model, the last ones. */
const MAX_REFUSED = 50;

/** What is assumed of an endpoint that has refused nothing yet. */
function defaultCapability(newTokenField: boolean): Capability {
  return {
    json: 'schema',
    tokenField: newTokenField ? 'max_completion_tokens' : 'max_tokens',
    streamOptions: true,
    temperature: true,
    refused: [],
  };
}

/** A stored capability if it is a whole one, else undefined. */
function parseCapability(data: unknown): Capability | undefined {
  const { json, tokenField, streamOptions, temperature, refused } = (data ?? {}) as Record<string, unknown>;
  if (json !== 'schema' && json !== 'object' && json !== 'none') return undefined;
  if (tokenField !== 'max_tokens' && tokenField !== 'max_completion_tokens') return undefined;
  if (typeof streamOptions !== 'boolean' || typeof temperature !== 'boolean') return undefined;
  const named = Array.isArray(refused) ? refused.filter((one) => typeof one === 'string') : [];
  return { json, tokenField, streamOptions, temperature, refused: named.slice(-MAX_REFUSED) };
}

const UNSUPPORTED =
  /unsupported|not (currently )?(be )?(supported|permitted|allowed|available|implemented|valid)|n't support|does not (support|accept|exist)|unrecogni[sz]ed|unknown|unexpected|extra (inputs?|fields?)|invalid|deprecated|cannot be used|no longer|only the default|instead/i;
const ABOUT_JSON =
  /response[_ -]?format|json[_ -]?(schema|object|mode)|structured[_ -]?outputs?|guided[_ ](json|decoding)|grammar/i;

/**
 * The capability after a 400 or 422, or undefined when its words complain about nothing that can be left out.
 * `flipped` remembers which token field was refused already, so that two refusals do not go round in circles.
 */
export function adaptCapability(
  capability: Capability,
  { failure, body = '' }: Pick<Fault, 'failure' | 'body'>,
  request: Pick<ModelRequest, 'json'> & { readonly fields: RequestFields },
  flipped: Set<string>,
): Capability | undefined {
  if (failure.kind !== 'badRequest' || (failure.status !== 400 && failure.status !== 422)) return undefined;
  if (request.json && capability.json !== 'none' && ABOUT_JSON.test(body))
    return { ...capability, json: capability.json === 'schema' ? 'object' : 'none' };
  // A person's own field goes first: what else the words name may only be what it does not go with.
  const field = refusedField(request.fields, capability.refused, body);
  if (field !== undefined)
    return { ...capability, refused: [...capability.refused, field].slice(-MAX_REFUSED) };
  if (!UNSUPPORTED.test(body)) return undefined;
  if (capability.streamOptions && /stream[_ ]options|include_usage/i.test(body))
    return { ...capability, streamOptions: false };
  if (
    body.includes(capability.tokenField) &&
    !flipped.has(capability.tokenField) &&
    !/too (large|big|high)|at most/i.test(body)
  ) {
    flipped.add(capability.tokenField);
    const other = capability.tokenField === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    return flipped.has(other) ? undefined : { ...capability, tokenField: other };
  }
  if (capability.temperature && /temperature/i.test(body)) return { ...capability, temperature: false };
  return undefined;
}

/** What is known of all endpoints of this process, backed by a store where there is one. */
export interface CapabilityMemory {
  get(key: string, newTokenField: boolean): Promise<Capability>;
  learn(key: string, capability: Capability): Promise<void>;
}

/** A memory over an optional store. A store that fails costs a refusal more, never a call. */
export function createCapabilityMemory(store?: CapabilityStore): CapabilityMemory {
  const known = new Map<string, Capability>();
  return {
    async get(key, newTokenField) {
      const here = known.get(key);
      if (here) return here;
      const stored = await Promise.resolve(store)
        .then((one) => one?.read(key))
        .catch(() => undefined);
      const capability = parseCapability(stored) ?? defaultCapability(newTokenField);
      known.set(key, capability);
      return capability;
    },
    async learn(key, capability) {
      known.set(key, capability);
      await Promise.resolve(store)
        .then((one) => one?.write(key, capability))
        .catch(() => undefined);
    },
  };
}
