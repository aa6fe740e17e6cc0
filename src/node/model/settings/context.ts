/** Context windows of well-known model families, for users who have not set `contextTokens`. */

/** Assumed for models that are not known: what most local servers offer. */
const DEFAULT_CONTEXT_TOKENS = 32_768;

const FAMILIES: readonly (readonly [RegExp, number])[] = [
  [/gpt-4\.1/, 1_000_000],
  [/gpt-5|^codex/, 272_000],
  [/(^|\/)o[134](-|$)/, 200_000],
  [/gpt-4o|gpt-4-turbo|gpt-oss/, 128_000],
  [/gpt-4-32k/, 32_768],
  [/gpt-4/, 8_192],
  [/gpt-3\.5/, 16_385],
  [/claude/, 200_000],
  [/gemini/, 1_000_000],
  [/deepseek-(chat|reasoner|v3|r1)/, 64_000],
  [/mistral-(large|medium|small)|codestral|devstral|magistral/, 128_000],
  [/grok-[34]/, 131_072],
  [/kimi-k2|glm-4\.[5-9]|qwen3-(coder|max|next)/, 128_000],
];

/** Tokens a model takes in one request, guessed from its name on the low side. */
export function contextTokensOf(model: string): number {
  const name = model.toLowerCase();
  return FAMILIES.find(([pattern]) => pattern.test(name))?.[1] ?? DEFAULT_CONTEXT_TOKENS;
}
