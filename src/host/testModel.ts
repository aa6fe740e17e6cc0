import type { Failure, Model, ModelRole } from '../engine/engine.ts';
import type { ResultOf } from '../protocol/requests.ts';

/** Enough for a word, and for models that think before it. */
const MAX_OUTPUT_TOKENS = 64;
/** Whoever has sent so many characters does answer, and does not keep to the limit. */
const MAX_CHARS = 4_096;

/**
 * One tiny real call: a few words that hold nothing of the workspace. Gives how long it took in milliseconds, and what
 * failed. Costs one model call.
 */
export async function testModel(
  model: Model | undefined,
  role: ModelRole,
  signal: AbortSignal,
): Promise<ResultOf<'sightline/testModel'>> {
  const info = model?.info(role);
  if (!model || !info)
    return { ms: 0, host: '', model: '', failure: { kind: 'notConfigured', cause: 'noModel', role } };
  const startMs = performance.now();
  const outcome = (failure?: Failure): ResultOf<'sightline/testModel'> => ({
    ms: performance.now() - startMs,
    host: info.host,
    model: info.id,
    ...(failure ? { failure } : {}),
  });
  const request = {
    role,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    messages: [{ role: 'user', content: 'Reply with the one word: ready' }],
  } as const;
  let chars = 0;
  for await (const event of model.stream(request, signal)) {
    if (event.type === 'text' || event.type === 'reasoning') chars += event.text.length;
    if (chars > MAX_CHARS) return outcome();
    if (event.type === 'done') return outcome();
    if (event.type === 'failed') return outcome(event.failure);
    if (event.type === 'aborted') break;
  }
  signal.throwIfAborted();
  return outcome({ kind: 'badResponse', cause: 'noResult', role, host: info.host });
}
