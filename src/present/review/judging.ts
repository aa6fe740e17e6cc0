import type { JudgedReport, ReviewEstimate, StageEstimate } from '../../engine/types.ts';
import { costText } from '../answer/format.ts';
import type { Say } from '../say.ts';

/** What judging a scope takes, a sentence for each stage. `currency`: as the person calls it, or nothing. */
export function estimateTexts({ pieces, known, stages }: ReviewEstimate, say: Say, currency = ''): string[] {
  return [
    ...(pieces > 0
      ? [
          say('Pieces of code to judge: {0}.', pieces - known),
          ...(known > 0
            ? [say('Pieces that are known from before, and are not asked about: {0}.', known)]
            : []),
        ]
      : []),
    ...stages.filter(({ calls }) => calls > 0).map((stage) => stageText(stage, say, currency)),
  ];
}

function stageText(
  { stage, calls, tokensIn, tokensOut, cost }: StageEstimate,
  say: Say,
  currency: string,
): string {
  const sizes =
    stage === 'find'
      ? say('To find, about: calls {0}, tokens in {1}, out {2}.', calls, tokensIn, tokensOut)
      : say('For a second look, about: calls {0}, tokens in {1}, out {2}.', calls, tokensIn, tokensOut);
  if (cost === undefined) return sizes;
  return `${sizes} ${say('Cost: about {0}.', `${costText(cost)} ${currency}`.trim())}`;
}

/** What judging came to: what was asked and spent, and what was said and is not shown. */
export function judgedTexts(judged: JudgedReport, say: Say): string[] {
  const { files, lines, models, usage, refuted, dropped, neighboursLeftOut, askedAgain, redactions } = judged;
  const names = [...new Set([models.reader, models.author])].join(', ');
  const many = (n: number, text: string): string[] => (n > 0 ? [text] : []);
  const hidden = dropped.unproved + dropped.elsewhere + dropped.twice;
  return [
    say('Judged {0} lines in {1} files, with {2}.', lines, files, names),
    say('Spent: calls {0}, tokens in {1}, out {2}.', usage.calls, usage.tokensIn, usage.tokensOut),
    ...(usage.cost === undefined ? [] : [say('Cost: about {0}.', costText(usage.cost))]),
    ...many(refuted.length, say('Refuted by lines on a second look: {0}.', refuted.length)),
    ...many(
      hidden,
      say(
        'Said and not shown: {0} without proof, {1} of lines elsewhere, {2} said already.',
        dropped.unproved,
        dropped.elsewhere,
        dropped.twice,
      ),
    ),
    ...many(
      neighboursLeftOut,
      say('Callers and callees for which a prompt had no room: {0}.', neighboursLeftOut),
    ),
    ...many(askedAgain, say('Replies that could not be used at first: {0}.', askedAgain)),
    ...many(redactions, say('Secrets left out of what was sent: {0}.', redactions)),
  ];
}
