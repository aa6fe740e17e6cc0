/** The names of the models that an endpoint has, as it lists them itself. */
import * as z from 'zod';
import type { Failure } from '../../../engine/types.ts';
import { readText } from '../body.ts';
import { createFailureMaker, ModelFault } from '../failures.ts';
import { createScrubber } from '../scrub.ts';
import type { ModelConfig } from '../settings/config.ts';
import { resolveTarget, type Target } from '../target.ts';
import { abortableChunks, createFetch } from '../transport.ts';

export interface ModelList {
  /** Each once, in the order of the endpoint. */
  readonly models: readonly string[];
  /** Why there are none. */
  readonly failure?: Failure;
}

const LIMIT_MS = 10_000;
/** The longest lists that are known have some 500 names and 700 kB. */
const MAX_BYTES = 8_000_000;
const modelList = z.object({ data: z.array(z.object({ id: z.string().min(1).max(300) })) });

/**
 * Asks the author's endpoint of `config` for its models: one `GET`, under the rules of every other request. Nothing of
 * the workspace is in it. Fails only when it is aborted.
 */
export async function listModels(config: ModelConfig, signal: AbortSignal): Promise<ModelList> {
  const endpoint = config.roles.author;
  if (!endpoint) return { models: [], failure: { kind: 'notConfigured', cause: 'noModel' } };
  const target = resolveTarget(endpoint);
  if ('refused' in target) return { models: [], failure: { kind: 'settings', cause: 'address' } };
  const scrub = createScrubber([endpoint.apiKey, ...Object.values(endpoint.headers)]);
  const failures = createFailureMaker({ host: target.host, role: 'author' }, scrub);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    return { models: await namesAt(target, { fetch: createFetch(config), failures, signal: limit }) };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { models: [], failure: failures.timeout('total', LIMIT_MS).failure };
    const fault = error instanceof ModelFault ? error.fault : failures.thrown(error);
    return { models: [], failure: fault.failure };
  }
}

interface Tools {
  readonly fetch: ReturnType<typeof createFetch>;
  readonly failures: ReturnType<typeof createFailureMaker>;
  readonly signal: AbortSignal;
}

async function namesAt({ url, headers }: Target, { fetch, failures, signal }: Tools): Promise<string[]> {
  const at = new URL(url);
  at.pathname = at.pathname.replace(/(?:\/deployments\/[^/]+)?\/chat\/completions$/, '/models');
  const { 'content-type': _none, ...own } = headers;
  const response = await fetch(at, {
    ...{ method: 'GET', redirect: 'manual', signal },
    headers: { ...own, accept: 'application/json' },
  });
  const header = (name: string): string | null => response.headers.get(name);
  const chunks = abortableChunks(response.body, signal);
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel().catch(() => undefined);
    throw new ModelFault(failures.redirect(response.status, header('location')));
  }
  const text = await readText(chunks, MAX_BYTES);
  if (!response.ok) throw new ModelFault(failures.status(response.status, text, header));
  const parsed = modelList.safeParse(JSON.parse(text));
  if (!parsed.success) throw new ModelFault(failures.badReply({ code: 'json' }));
  return [...new Set(parsed.data.data.map(({ id }) => id))];
}
