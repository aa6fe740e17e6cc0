import type { Failure, RouteChoice, RouteName } from '../types.ts';
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
  return { route, offer, choice: describe({ route, offer }, offers) };
}

function firstByRule(fitting: readonly Fitting[]): Fitting | undefined {
  for (const rule of RULES) {
    const first = fitting.find(({ offer }) => offer.rule === rule);
    if (first) return first;
  }
  return undefined;
}

function describe({ route, offer }: Fitting, offers: readonly Offered[]): RouteChoice {
  const alternatives = offers
    .filter((other) => other.route !== route)
    .map(({ route: { name }, offer: { reason, ...rest } }) => ({
      name,
      reason,
      ...('estimate' in rest ? { estimate: rest.estimate } : {}),
    }));
  const { reason, estimate } = offer;
  return { name: route.name, reason, estimate, alternatives };
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
  return next && { ...next, choice: describe(next, offers) };
}
