import type { Failure, RouteChoice, RouteName } from '../types.ts';
import type { Accepted, Route, RouteFacts } from './route.ts';

/** A route that will run, with what a person is told about it and its alternatives. */
export interface Chosen {
  readonly route: Route;
  readonly offer: Accepted;
  readonly choice: RouteChoice;
}

/**
 * Takes the first route that fits, or the one that a person wished for; all others are told as alternatives, those
 * that do not fit with the reason. A wish that cannot be followed is a failure, never another route. Pure; costs no
 * model calls.
 */
export function chooseRoute(
  routes: readonly Route[],
  facts: RouteFacts,
  wished?: RouteName,
): Chosen | { readonly failure: Failure } {
  const offers = routes.map((route) => ({ route, offer: route.offer(facts) }));
  const names = offers.filter(({ offer }) => offer.fits).map(({ route }) => route.name);
  const taken = offers.find(({ route, offer }) =>
    wished === undefined ? offer.fits : route.name === wished,
  );
  if (!taken)
    return { failure: { kind: 'route', cause: 'unknownRoute', detail: (wished ?? '').slice(0, 100), names } };
  const { route, offer } = taken;
  if (!offer.fits)
    return {
      failure: { kind: 'route', cause: 'routeDoesNotFit', detail: route.name, names, reason: offer.reason },
    };
  const alternatives = offers
    .filter((other) => other.route !== route)
    .map(({ route: { name }, offer: { reason, ...rest } }) => ({
      name,
      reason,
      ...('estimate' in rest ? { estimate: rest.estimate } : {}),
    }));
  const { reason, estimate } = offer;
  return { route, offer, choice: { name: route.name, reason, estimate, alternatives } };
}
