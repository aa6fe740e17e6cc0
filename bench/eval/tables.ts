/** The numbers as Markdown. */
import type { DepthPoint } from './depth.ts';
import type { LedgerLoss } from './ledger.ts';
import type { PaddedSize } from './padded.ts';
import type { RoutedSummary } from './routed.ts';
import type { TaskResult } from './runSet.ts';

type Cell = string | number;

function table(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const line = (cells: readonly Cell[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)];
}

const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)} %`;
const whole = (value: number): string => Math.round(value).toLocaleString('en-US');

export function routedTable(title: string, summary: RoutedSummary): string[] {
  const { questions, answered, tokensIn, share, routes, decisions } = summary;
  const mean = (tokens: number, of: number): string => whole(tokens / Math.max(1, of));
  return [
    ...table(
      title,
      ['', 'questions', 'answered', 'calls', 'tokens in, mean', 'of full context'],
      [
        ['full context', questions, answered.full, questions, mean(tokensIn.full, questions), '100 %'],
        [
          'routed',
          questions,
          answered.routed,
          routes.reduce((sum, { calls }) => sum + calls, 0),
          mean(tokensIn.routed, questions),
          percent(share),
        ],
        ...routes.map(({ route, questions: own, answered: good, calls, tokensIn: tokens }) => [
          `ended on ${route}`,
          `${own} (${percent(own / questions)})`,
          good,
          calls,
          mean(tokens, own),
          percent(tokens / own / Math.max(1, tokensIn.full / questions)),
        ]),
      ],
    ),
    '',
    ...table(
      'The first prompt',
      ['', 'accepted', 'went on'],
      [
        ['held all lines', decisions.heldAccepted, decisions.heldDeclined],
        ['lacked some', decisions.lackedAccepted, decisions.lackedDeclined],
      ],
    ),
  ];
}

export function depthTable(points: readonly DepthPoint[]): string[] {
  return table(
    'Depth, for a model that is blind from 30 % to 70 % of its prompt',
    ['tenth of all files', 'questions', 'answered, all by path', 'all as the route lays them out', 'routed'],
    points.map(({ tenth, questions, byPath, fullContext, routed }) => [
      ...[tenth + 1, questions, byPath, fullContext, routed],
    ]),
  );
}

export function ledgerTable(losses: readonly LedgerLoss[]): string[] {
  return table(
    'Lines that readers who forget lose',
    ['forgets', 'questions', 'gold lines', 'lost with the ledger', 'lost without'],
    losses.map(({ forgetsEvery, questions, gold, withLedger, without }) => [
      forgetsEvery === 0
        ? 'no reader'
        : forgetsEvery === 1
          ? 'every reader'
          : `each ${forgetsEvery}th reader`,
      questions,
      gold,
      gold - withLedger,
      gold - without,
    ]),
  );
}

export function paddedTable(sizes: readonly PaddedSize[]): string[] {
  return table(
    'A repository that grows',
    [
      'tokens',
      'files',
      'retrieval: tokens of the first prompt',
      'named: lines in it',
      'described: lines in it',
      'answered with wider rounds',
      'chain: segments',
      'lines in exactly one prompt',
      'tokens in',
      'longest prompt',
      'answered',
      'peak memory, MB',
    ],
    sizes.map(({ tokens, files, named, described, chain, peakMB }) => [
      whole(tokens),
      files,
      `${whole(named.firstTokens)} and ${whole(described.firstTokens)}`,
      `${named.inFirstPrompt} of ${named.questions}`,
      `${described.inFirstPrompt} of ${described.questions}`,
      `${named.answered} and ${described.answered}`,
      chain.segments,
      `${whole(chain.once)} of ${whole(chain.lines)}`,
      whole(chain.tokensIn),
      whole(chain.longestPrompt),
      chain.answered ? 'yes' : 'no',
      peakMB,
    ]),
  );
}

/** One row: everything over the questions that it can be said of. */
export function setTable(title: string, results: readonly TaskResult[]): string[] {
  const mean = (of: (one: TaskResult) => number | undefined): number | undefined => {
    const values = results.map(of).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  const sum = (of: (one: TaskResult) => number): number => results.reduce((all, one) => all + of(one), 0);
  const share = (value: number | undefined): string => (value === undefined ? '-' : percent(value));
  const costs = results.map(({ cost }) => cost).filter((cost) => cost !== undefined);
  return table(
    title,
    ['questions', 'failed', 'right', 'citation precision', 'recall', 'calls', 'tokens in', 'out', 'money'],
    [
      [
        results.length,
        results.filter(({ failure }) => failure !== undefined).length,
        // A question without an answer is not right.
        share(
          mean(({ isRight, failure }) =>
            isRight === undefined && failure !== undefined
              ? 0
              : isRight === undefined
                ? undefined
                : Number(isRight),
          ),
        ),
        share(mean(({ precision }) => precision)),
        share(mean(({ recall }) => recall)),
        sum(({ calls }) => calls),
        whole(sum(({ tokensIn }) => tokensIn)),
        whole(sum(({ tokensOut }) => tokensOut)),
        costs.length === 0 ? '-' : costs.reduce((all, cost) => all + cost, 0).toFixed(2),
      ],
    ],
  );
}
