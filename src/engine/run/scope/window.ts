import type { ModelInfo } from '../../ports.ts';

/** Tokens up to which a model reads well what it is sent: its window, or less where that was measured. */
export const windowOf = ({ contextTokens, effectiveTokens = contextTokens }: ModelInfo): number =>
  Math.min(contextTokens, effectiveTokens);
