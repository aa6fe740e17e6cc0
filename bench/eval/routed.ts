import type { RouteName } from '../../src/engine/types.ts';
import type { EvalCase, EvalRepository, Outcome } from './ask.ts';
import { type Blindness, oracleModel } from './oracle.ts';

/** One question, routed, and with everything in one prompt. */
export interface RoutedCase {
  readonly id: string;
  readonly routed: Outcome;
  readonly full: Outcome;
}

/** Shares of the routes: how many questions each ended on, what it took, what it answered. */
export interface RouteShare {
  readonly route: RouteName;
  readonly questions: number;
  readonly answered: number;
  readonly calls: number;
  readonly tokensIn: number;
}

export interface RoutedSummary {
  readonly questions: number;
  readonly answered: { readonly routed: number; readonly full: number };
  readonly tokensIn: { readonly routed: number; readonly full: number };
  /** Tokens of the routed runs as a share of those of full context. */
  readonly share: number;
  readonly routes: readonly RouteShare[];
  /** Whether the gold lines stood in the first prompt, against what the route did: accepted or went on. */
  readonly decisions: Decisions;
}

/** The confusion matrix of the first answer. Under the oracle both wrong fields are 0, or routing has a fault. */
export interface Decisions {
  readonly heldAccepted: number;
  readonly heldDeclined: number;
  readonly lackedAccepted: number;
  readonly lackedDeclined: number;
}

/** The window of the model that routed runs ask. */
const CONTEXT = 128_000;
/** A window that holds any repository, for what full context would have answered. */
const UNBOUNDED = 100_000_000;

/** Asks each question twice. The second reads everything at once, whatever it costs. */
export async function askBoth(
  repository: EvalRepository,
  one: EvalCase,
  blindness: Blindness = {},
): Promise<RoutedCase> {
  const { gold } = one;
  const routed = await repository.ask(one, oracleModel({ gold, contextTokens: CONTEXT, blindness }), {
    settings: { rankShare: 1 },
  });
  const full = await repository.ask(one, oracleModel({ gold, contextTokens: UNBOUNDED, blindness }), {
    route: 'fullContext',
  });
  return { id: one.id, routed, full };
}

export function summarise(cases: readonly RoutedCase[]): RoutedSummary {
  const sum = (of: (one: RoutedCase) => number): number => cases.reduce((all, one) => all + of(one), 0);
  const byRoute = Map.groupBy(cases, ({ routed }) => routed.route);
  const tokensIn = { routed: sum((one) => one.routed.tokensIn), full: sum((one) => one.full.tokensIn) };
  return {
    questions: cases.length,
    answered: {
      routed: sum((one) => Number(one.routed.answered)),
      full: sum((one) => Number(one.full.answered)),
    },
    tokensIn,
    share: tokensIn.routed / Math.max(1, tokensIn.full),
    routes: [...byRoute].map(([route, own]) => ({
      route,
      questions: own.length,
      answered: own.filter(({ routed }) => routed.answered).length,
      calls: own.reduce((all, { routed }) => all + routed.calls, 0),
      tokensIn: own.reduce((all, { routed }) => all + routed.tokensIn, 0),
    })),
    decisions: decisionsOf(cases),
  };
}

function decisionsOf(cases: readonly RoutedCase[]): Decisions {
  const count = { heldAccepted: 0, heldDeclined: 0, lackedAccepted: 0, lackedDeclined: 0 };
  for (const { routed } of cases) {
    const wentOn = routed.calls > 1 || !routed.answered;
    if (routed.firstHeld) count[wentOn ? 'heldDeclined' : 'heldAccepted']++;
    else count[wentOn ? 'lackedDeclined' : 'lackedAccepted']++;
  }
  return count;
}
