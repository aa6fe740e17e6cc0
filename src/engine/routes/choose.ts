import { costOf, type ModelInfo } from '../ports.ts';
import type { Failure, RouteAlternative, RouteChoice, RouteEstimate, RouteName } from '../types.ts';
import { type Accepted, type Offer, type Route, type RouteFacts, RULES } from './route.ts';

/** A route that will run, with what a person is told about it and its alternatives. */
export interface Chosen {
  readonly route: Route;
  readonly offer: Accepted;
  readonly choice: RouteChoice;
}

interface Offered {
  readonly route: Route;
  readonly offer: Offer;
}

/** A route whose offer fits. */
interface Fitting {
  readonly route: Route;
  readonly offer: Accepted;
}

/**
 * Takes the route whose rule comes first, the first of the table among equals, or the one that a person wished for;
 * all others are told as alternatives, those that do not fit with the reason. A wish that cannot be followed is a
 * failure, never another route. Pure; costs no model calls.
 */
export function chooseRoute(
  routes: readonly Route[],
  facts: RouteFacts,
  wished?: RouteName,
): Chosen | { readonly failure: Failure } {
  const offers = routes.map((route): Offered => ({ route, offer: route.offer(facts) }));
  const fitting = offers.filter((one): one is Fitting => one.offer.fits);
  const names = fitting.map(({ route }) => route.name);
  const taken =
    wished === undefined ? firstByRule(fitting) : offers.find(({ route }) => route.name === wished);
  if (!taken)
    return { failure: { kind: 'route', cause: 'unknownRoute', detail: (wished ?? '').slice(0, 100), names } };
  const { route, offer } = taken;
  if (!offer.fits)
    return {
      failure: { kind: 'route', cause: 'routeDoesNotFit', detail: route.name, names, reason: offer.reason },
    };
  return { route, offer, choice: describe({ route, offer }, offers, facts) };
}

function firstByRule(fitting: readonly Fitting[]): Fitting | undefined {
  for (const rule of RULES) {
    const first = fitting.find(({ offer }) => offer.rule === rule);
    if (first) return first;
  }
  return undefined;
}

function describe({ route, offer }: Fitting, offers: readonly Offered[], facts: RouteFacts): RouteChoice {
  const alternatives = offers
    .filter((other) => other.route !== route)
    .map(
      ({ route: { name }, offer: other }): RouteAlternative => ({
        ...{ name, reason: other.reason },
        ...(other.fits ? pricedOffer(other, facts) : {}),
      }),
    );
  return { name: route.name, reason: offer.reason, ...pricedOffer(offer, facts), alternatives };
}

function pricedOffer(
  { estimate, scope }: Accepted,
  facts: RouteFacts,
): Pick<RouteChoice, 'estimate' | 'scope'> {
  const everything = scope?.everything && { everything: priced(scope.everything, facts) };
  return { estimate: priced(estimate, facts), ...(scope ? { scope: { ...scope, ...everything } } : {}) };
}

/** The estimate with what it costs, where each model that it asks has a price. */
function priced(estimate: RouteEstimate, { author, reader }: RouteFacts): RouteEstimate {
  const { calls, tokensIn, tokensOut, readers = { tokensIn: 0, tokensOut: 0 } } = estimate;
  if (calls === 0) return estimate;
  const written = { tokensIn: tokensIn - readers.tokensIn, tokensOut: tokensOut - readers.tokensOut };
  const costs = [costBy(author, written), costBy(reader, readers)];
  const cost = costs.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    0,
  );
  return cost === undefined ? estimate : { ...estimate, cost };
}

function costBy(
  model: ModelInfo | undefined,
  tokens: Pick<RouteEstimate, 'tokensIn' | 'tokensOut'>,
): number | undefined {
  if (tokens.tokensIn + tokens.tokensOut === 0) return 0;
  return model?.price && costOf(tokens, model.price);
}

/**
 * The route that goes on when one that read passages was declined: the first of the table that reads all of its scope
 * and whose estimate fits what is left. Undefined when none does: then a person is offered it, with its price. Pure.
 */
export function chooseNext(
  routes: readonly Route[],
  facts: RouteFacts,
  leftTokens: number,
): Chosen | undefined {
  const offers = routes.map((route): Offered => ({ route, offer: route.offer(facts) }));
  const next = offers.find(
    (one): one is Fitting =>
      one.route.readsAll === true &&
      one.offer.fits &&
      one.offer.estimate.tokensIn + one.offer.estimate.tokensOut <= leftTokens,
  );
  return next && { ...next, choice: describe(next, offers, facts) };
}

/** What reading all of the scope takes at least, whatever the budget is; undefined where no route can. Pure. */
export function cheapestWhole(
  routes: readonly Route[],
  facts: RouteFacts,
): { readonly route: RouteName; readonly calls: number; readonly tokens: number } | undefined {
  const settings = { ...facts.settings, budgetTokens: Number.MAX_SAFE_INTEGER };
  const whole = routes.flatMap((route) => {
    const offer = route.readsAll ? route.offer({ ...facts, settings }) : undefined;
    if (!offer?.fits) return [];
    const { calls, tokensIn, tokensOut } = offer.estimate;
    return [{ route: route.name, calls, tokens: tokensIn + tokensOut }];
  });
  return whole.sort((a, b) => a.tokens - b.tokens)[0];
}
