import { createInterface } from 'node:readline/promises';
import type { Choice, Decide, Decision } from '../host/types.ts';
import { routeTitle } from '../present/routes.ts';
import { english } from '../present/say.ts';
import type { Context } from './commands.ts';
import { shown, type Terminal } from './terminal.ts';

/**
 * Asks on the terminal. Where there is none, much is begun only with `--yes`, and a run near its stop answers from what
 * it has.
 */
export function deciderFor({ options, terminal }: Context, isPiped: boolean): Decide {
  return async (decision, signal): Promise<Choice> => {
    if (options.yes === true) return decision.kind === 'confirm' ? 'go' : 'stop';
    if (isPiped || !canAsk(terminal)) return 'stop';
    terminal.status('');
    return (await saysYes(shown(textOf(decision)), signal)) ? 'go' : 'stop';
  };
}

/** Whether somebody sits at the terminal who can answer. */
export const canAsk = ({ isInteractive }: Pick<Terminal, 'isInteractive'>): boolean =>
  isInteractive && process.stdin.isTTY === true;

/** Asks a question on the terminal; anything but yes is a no. Rejects with the signal's reason. */
export async function saysYes(question: string, signal: AbortSignal): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await asking.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    asking.close();
  }
}

function textOf(decision: Decision): string {
  if (decision.kind === 'confirm') {
    const { route, tokens } = decision;
    return `${routeTitle(route, english)}: this may take ${tokens.least} to ${tokens.most} tokens. Go on?`;
  }
  const { usedTokens, limitTokens, addTokens } = decision;
  return `${usedTokens} of ${limitTokens} tokens are used. Go on with ${addTokens} more (no: answer from what is there)?`;
}
