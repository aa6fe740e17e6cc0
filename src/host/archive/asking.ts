import type { Engine } from '../../engine/engine.ts';
import type { Asking } from '../../protocol/requests.ts';

type Settings = NonNullable<Parameters<Engine['ask']>[1]['settings']>;

/** What a person configured of runs, as settings of one. What is absent has the engine's default. */
export function runSettings({ confirmTokens, budgetTokens, fullContextTokens }: Asking): Settings {
  return {
    ...(confirmTokens === undefined ? {} : { confirmTokens }),
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    ...(fullContextTokens === undefined ? {} : { fullContextTokens }),
  };
}
