import type { Engine } from '../../engine/engine.ts';
import type { Asking } from '../../protocol/requests.ts';

type Settings = NonNullable<Parameters<Engine['ask']>[1]['settings']>;

/** Characters of standing instructions where a person wants them: some 2,200 tokens. */
const INSTRUCTION_CHARS = 8_000;

/** What a person configured of runs, as settings of one. What is absent has the engine's default. */
export function runSettings({
  confirmTokens,
  budgetTokens,
  fullContextTokens,
  instructions,
}: Asking): Settings {
  return {
    ...(confirmTokens === undefined ? {} : { confirmTokens }),
    ...(budgetTokens === undefined ? {} : { budgetTokens }),
    ...(fullContextTokens === undefined ? {} : { fullContextTokens }),
    ...(instructions === true ? { instructionChars: INSTRUCTION_CHARS } : {}),
  };
}
