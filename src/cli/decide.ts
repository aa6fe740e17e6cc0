import { createInterface } from 'node:readline/promises';
import type { Choice, Decide, Decision } from '../host/types.ts';
import { routeTitle } from '../present/routes.ts';
import { english } from '../present/say.ts';
import type { Context } from './commands.ts';
import { shown } from './terminal.ts';

/**
 * Asks on the terminal. Where there is none, much is begun only with `--yes`, and a run near its stop answers from what
 * it has.
 */
export function deciderFor({ options, terminal }: Context, isPiped: boolean): Decide {
  return async (decision, signal): Promise<Choice> => {
    if (options.yes === true) return decision.kind === 'confirm' ? 'go' : 'stop';
    if (isPiped || !terminal.isInteractive || process.stdin.isTTY !== true) return 'stop';
    terminal.status('');
    const asking = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const said = await asking.question(`${shown(textOf(decision))} [y/N] `, { signal });
      return /^y(?:es)?$/i.test(said.trim()) ? 'go' : 'stop';
    } finally {
      asking.close();
    }
  };
}

function textOf(decision: Decision): string {
  if (decision.kind === 'confirm') {
    const { route, tokens } = decision;
    return `${routeTitle(route, english)}: this may take ${tokens.least} to ${tokens.most} tokens. Go on?`;
  }
  const { usedTokens, limitTokens, addTokens } = decision;
  return `${usedTokens} of ${limitTokens} tokens are used. Go on with ${addTokens} more (no: answer from what is there)?`;
}
