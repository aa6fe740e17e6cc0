import type { Measured } from '../../engine/types.ts';
import { failureText } from '../failures.ts';
import { routeEstimate } from '../routes.ts';
import type { Say } from '../say.ts';
import { untrusted } from '../untrusted.ts';

interface MeasuredWords {
  readonly say: Say;
  readonly locale: string;
  /** Follows amounts of money. */
  readonly currency: string;
}

/** Cells of a bar. */
const BAR = 10;

/**
 * What was measured of a model, as Markdown: a row for each length with a bar of what was found there, a column for each
 * depth. What was not measured is a dash.
 */
export function measuredMarkdown(measured: Measured, words: MeasuredWords): string {
  const { say, locale, currency } = words;
  const { host, model, plan, cells, usage, how, failure } = measured;
  const head = [say('Tokens'), say('Found'), '', ...plan.depths.map((depth) => `${depth} %`)];
  const rows = plan.lengths.map((length) => {
    const own = cells.filter((cell) => cell.length === length);
    const found = own.filter(({ isFound }) => isFound).length;
    const marks = plan.depths.map((depth) => {
      const cell = own.find((one) => one.depth === depth);
      return cell ? (cell.isFound ? '●' : '○') : '–';
    });
    const share = own.length === 0 ? '–' : say('{0} of {1}', found, own.length);
    return [length.toLocaleString(locale), share, bar(found, plan.depths.length), ...marks];
  });
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [
    `# ${say('How much {0} reads well', untrusted(`${model} @ ${host}`, 'markdown'))}\n`,
    `${effectiveText(measured, words)}${how === 'done' ? '' : ` ${say('It was measured in part.')}`}\n`,
    ...(failure ? [`${untrusted(failureText(failure, { say, door: 'editor' }), 'markdown')}\n`] : []),
    `${lines.join('\n')}\n`,
    `${say('A function was planted at these depths of text of this repository, and asked for. ● it was found, ○ it was not.')}\n`,
    `${say('Took {0}.', routeEstimate(usage, say, currency))}\n`,
  ].join('\n');
}

/** Up to which length it reads well, as a sentence. */
export function effectiveText(
  { effectiveTokens }: Pick<Measured, 'effectiveTokens'>,
  { say, locale }: Pick<MeasuredWords, 'say' | 'locale'>,
): string {
  if (effectiveTokens === undefined) return say('No length is known yet at which it stops to read well.');
  if (effectiveTokens === 0)
    return say('Not even the shortest text was read well: routes with long prompts are not taken.');
  return say(
    'It reads well up to {0} tokens: routes with long prompts go no further.',
    effectiveTokens.toLocaleString(locale),
  );
}

function bar(found: number, of: number): string {
  const full = of === 0 ? 0 : Math.round((found / of) * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}
