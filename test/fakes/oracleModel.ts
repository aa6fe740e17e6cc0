/** The real model room over a fake endpoint, with what tests need to look at: waits that do not wait, a log in memory. */
import type { Log, Model, ModelEvent, ModelRequest } from '../../src/engine/ports.ts';
import { createOpenAiModel, type OpenAiModelOptions } from '../../src/node/model/openaiModel.ts';
import { type ConfigResult, type ModelConfig, readConfig } from '../../src/node/model/settings/config.ts';
import { createSecretFilter } from '../../src/node/secrets/filter.ts';

/** A configuration for one endpoint, as the environment gives it. */
export function configFor(
  baseUrl: string,
  more: { readonly env?: Record<string, string>; readonly file?: Record<string, unknown> } = {},
): ModelConfig {
  const result: ConfigResult = readConfig({
    env: { SIGHTLINE_BASE_URL: baseUrl, SIGHTLINE_MODEL: 'fake-model', ...more.env },
    ...(more.file ? { configText: JSON.stringify(more.file) } : {}),
  });
  if (!result.ok) throw new Error(`${result.problem.field}: ${result.problem.cause}`);
  return result.config;
}

/** A model with a recording log and recorded, instant waits. */
export function createTestModel(
  config: ModelConfig,
  options: Partial<OpenAiModelOptions> = {},
): { readonly model: Model; readonly waits: number[]; readonly logged: string[] } {
  const waits: number[] = [];
  const logged: string[] = [];
  const note = (message: string): void => {
    logged.push(message);
  };
  const log: Log = { info: note, warn: note, error: note };
  const model = createOpenAiModel({
    config,
    log,
    secrets: createSecretFilter({ nonce: '7f3a' }),
    random: () => 0.5,
    sleep: async (ms, signal) => {
      waits.push(ms);
      signal.throwIfAborted();
    },
    ...options,
  });
  return { model, waits, logged };
}

/** A request of one user message. */
export function ask(content: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return { messages: [{ role: 'user', content }], role: 'author', maxOutputTokens: 500, ...more };
}

/** All events of a call. */
export async function collect(model: Model, request: ModelRequest, signal = new AbortController().signal) {
  const events: ModelEvent[] = [];
  for await (const event of model.stream(request, signal)) events.push(event);
  return events;
}

/** The text that was streamed, joined. */
export function textOf(events: readonly ModelEvent[], type: 'text' | 'reasoning' = 'text'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('');
}

/** The last event of a type, or an error that shows what came instead. */
export function lastOf<T extends ModelEvent['type']>(
  events: readonly ModelEvent[],
  type: T,
): Extract<ModelEvent, { type: T }> {
  const last = events.at(-1);
  if (last?.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(last)}`);
  return last as Extract<ModelEvent, { type: T }>;
}
