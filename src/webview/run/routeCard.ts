/** How a question is answered: the route, why, at what price, on what part, and how else it could be. */
import { routeEstimate, routeReason, routeScope, routeTitle } from '../../present/routes.ts';
import type { RouteChoice } from '../../protocol/data.ts';
import { type Child, details, h, icon, textButton } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

/** What a person takes instead: a route, on everything or on the part that ranks best. */
export interface TakenRoute {
  readonly route: string;
  readonly everything?: true;
}

export interface CardOptions {
  /** Asks the same question on the route that is taken. */
  readonly take: (taken: TakenRoute) => void;
  /** The other routes are open at once. */
  readonly isOpen: boolean;
}

type Alternative = RouteChoice['alternatives'][number];

/** The card. Routes that fit are buttons with their price; those that do not say why, folded. */
export function routeCard(route: RouteChoice, ui: Ui, options: CardOptions): HTMLElement {
  const { t } = ui;
  return h(
    'section',
    { class: 'route-card', label: t('route') },
    h(
      'p',
      { class: 'route-head' },
      icon('milestone'),
      h('span', { class: 'route-name' }, capital(routeTitle(route.name, t.say))),
    ),
    h('p', {}, t('routeBecause', { reason: capital(routeReason(route.reason, t.say)) })),
    h('p', { class: 'dim' }, priceText(route, ui)),
    scopeLine(route, ui, options),
    ...others(route.alternatives, ui, options),
  );
}

function priceText({ estimate }: Pick<RouteChoice, 'estimate'>, { t, currency }: Ui): string {
  const price = capital(routeEstimate(estimate, t.say, currency));
  return estimate.isSequential ? t('routeInTurn', { price }) : t('routeBecause', { reason: price });
}

/** What part is read, with everything as a choice. */
function scopeLine(
  { name, scope }: RouteChoice,
  { t, currency }: Ui,
  { take }: CardOptions,
): HTMLElement | undefined {
  if (!scope) return undefined;
  const { everything } = scope;
  return h(
    'p',
    { class: 'dim' },
    `${routeScope(scope, t.say)} `,
    everything &&
      textButton(
        t('readEverything', { price: routeEstimate(everything, t.say, currency) }),
        () => take({ route: name, everything: true }),
        { key: 'route/everything' },
      ),
  );
}

function others(alternatives: readonly Alternative[], ui: Ui, { take, isOpen }: CardOptions): Child[] {
  const { t } = ui;
  const fitting = alternatives.filter(({ estimate }) => estimate !== undefined);
  const unfit = alternatives.filter(({ estimate }) => estimate === undefined);
  const options = details(
    'routes',
    [t('alternatives'), h('span', { class: 'tag' }, String(fitting.length))],
    h('ul', { class: 'plain-list route-options' }, ...fitting.map((other) => option(other, ui, take))),
  );
  options.open = isOpen;
  return [
    fitting.length > 0 && options,
    unfit.length > 0 &&
      details(
        'routes/unfit',
        [t('routesUnfit'), h('span', { class: 'tag' }, String(unfit.length))],
        h(
          'ul',
          { class: 'plain-list' },
          ...unfit.map(({ name, reason }) =>
            h(
              'li',
              {},
              `${capital(routeTitle(name, t.say))}: `,
              h('span', { class: 'dim' }, `${routeReason(reason, t.say)}.`),
            ),
          ),
        ),
      ),
  ];
}

/** One other route: its name and price on a button, the reason in the tooltip and below. */
function option(
  { name, reason, estimate, scope }: Alternative,
  { t, currency }: Ui,
  take: CardOptions['take'],
): HTMLElement {
  const price = estimate ? routeEstimate(estimate, t.say, currency) : '';
  const why = [capital(routeReason(reason, t.say)), scope && routeScope(scope, t.say)]
    .filter((part) => part !== undefined)
    .join('. ');
  return h(
    'li',
    {},
    h(
      'button',
      {
        class: 'route-option',
        key: `route/${name}`,
        title: why,
        attrs: { type: 'button' },
        onClick: () => take({ route: name }),
      },
      h('span', {}, capital(routeTitle(name, t.say))),
      h('span', { class: 'dim' }, price),
    ),
  );
}

/** A phrase as the beginning of a sentence. */
const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
