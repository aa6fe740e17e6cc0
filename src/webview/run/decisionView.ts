/** What a run asks before it spends more, with a button for each choice. It waits until one is pressed. */
import { choiceText, decisionText } from '../../present/run/decision.ts';
import type { Turn } from '../../protocol/page.ts';
import { button, h, icon } from '../elements/dom.ts';
import type { Ui } from '../ui.ts';

/** The question of a turn that waits; undefined for one that does not. */
export function decisionView({ runId, progress: { asked } }: Turn, ui: Ui): HTMLElement | undefined {
  const { t, post } = ui;
  if (!asked) return undefined;
  return h(
    'section',
    { class: 'decision', label: t('phaseAsked') },
    h('p', {}, icon('question'), h('span', {}, decisionText(asked, t.say))),
    h(
      'div',
      { class: 'decision-choices' },
      ...asked.choices.map((choice, i) =>
        button(choiceText(asked, choice, t.say), () => post({ type: 'decide', runId, choice }), {
          isSecondary: i > 0,
          key: `decide/${choice}`,
        }),
      ),
    ),
  );
}
