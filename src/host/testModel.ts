import type { Model, ModelRole } from '../engine/ports.ts';
import type { Say } from '../engine/say.ts';
import type { ResultOf } from '../protocol/requests.ts';

/** Enough for a word, and for models that think before it. */
const MAX_OUTPUT_TOKENS = 64;

/**
 * One tiny real call: a few words that hold nothing of the workspace. Says how long it took in milliseconds, or what
 * failed and what to do. Costs one model call.
 */
export async function testModel(
  model: Model | undefined,
  role: ModelRole,
  signal: AbortSignal,
  say: Say,
): Promise<ResultOf<'sightline/testModel'>> {
  const info = model?.info(role);
  if (!model || !info)
    return { ok: false, ms: 0, message: say('No model is chosen for this role.'), host: '', model: '' };
  const startMs = performance.now();
  const about = () => ({ ms: performance.now() - startMs, host: info.host, model: info.id });
  const request = {
    role,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    messages: [{ role: 'user', content: 'Reply with the one word: ready' }],
  } as const;
  for await (const event of model.stream(request, signal)) {
    if (event.type === 'done') return { ok: true, message: say('The model answered.'), ...about() };
    if (event.type === 'failed') return { ok: false, message: event.message, ...about() };
    if (event.type === 'aborted') break;
  }
  signal.throwIfAborted();
  return { ok: false, message: say('The connection ended without a reply.'), ...about() };
}
