/** Replies of an endpoint that wants to cost more than it may, as event streams around a reply that would be right. */
import { delta, streamOf } from '../endpoint.ts';

/** A stream made of a whole reply (JSON). */
export type ReplyShape = (good: string) => string;

const data = (event: unknown): string => `data: ${JSON.stringify(event)}\n\n`;
const text = (content: string): string => data(delta({ content }));
const thought = (content: string): string => data(delta({ reasoning_content: content }));
const END = `${data(delta({}, 'stop'))}data: [DONE]\n\n`;

/** A text in deltas of so many characters. */
const inDeltas = (whole: string, step: number, make = text): string => {
  const parts: string[] = [];
  for (let at = 0; at < whole.length; at += step) parts.push(make(whole.slice(at, at + step)));
  return parts.join('');
};

const claim = (good: string): string => JSON.stringify((JSON.parse(good) as { claims: unknown[] }).claims[0]);
/** The good reply with more claims after its own, the end left open. */
const open = (good: string): string => `${good.slice(0, -2)},`;

/** Far more than was asked for. Each holds a whole reply, or the beginning of one, somewhere before the flood. */
export const FLOODS: Readonly<Record<string, ReplyShape>> = {
  'reasoning of 4 MB': (good) => inDeltas('so I think '.repeat(400_000), 2_000, thought) + text(good) + END,
  'reasoning in small deltas': (good) => inDeltas('hm '.repeat(20_000), 3, thought) + text(good) + END,
  'a <think> block': (good) => text(`<think>${'so '.repeat(200_000)}</think>${good}`) + END,
  'reasoning after the reply': (good) => text(good) + inDeltas('well '.repeat(50_000), 500, thought) + END,
  'prose before the reply': (good) => inDeltas('Let me see. '.repeat(20_000), 60) + text(good) + END,
  'prose after the reply': (good) => text(good) + inDeltas('And so on. '.repeat(50_000), 600) + END,
  'half a megabyte in small deltas': (good) => text(open(good)) + inDeltas('y'.repeat(200_000), 2) + END,
  'one delta of a megabyte': (good) => text(`${open(good)}{"text":"${'z '.repeat(400_000)}`) + END,
  'a claim of 10 MB': (good) =>
    text(`${open(good)}{"text":"`) + inDeltas('w'.repeat(10_000_000), 500_000) + text('"}]}') + END,
  blanks: (good) => text(good) + inDeltas(' '.repeat(2_000_000), 100_000) + END,
  'line breaks before the reply': (good) => inDeltas('\n'.repeat(300_000), 1_000) + text(good) + END,
  emoji: (good) => text(open(good)) + inDeltas('😀'.repeat(40_000), 400) + END,
  'digits and base64': (good) => text(open(good)) + inDeltas('8fKq2Zx/+9'.repeat(30_000), 1_000) + END,
  'braces that open': (good) => text(good) + inDeltas('{'.repeat(50_000), 500) + END,
  'braces that close': (good) => text(open(good)) + inDeltas('}]}'.repeat(100_000), 3_000) + END,
  'objects without end': (good) => text(good) + inDeltas('{"claims":[{"text":"'.repeat(10_000), 1_000) + END,
  'lists without end': (good) => text(`${open(good)}${'['.repeat(200_000)}`) + END,
  'claims without end': (good) => text(open(good)) + inDeltas(`${claim(good)},`.repeat(3_000), 5_000) + END,
  'quotes and backslashes': (good) => text(open(good)) + inDeltas('\\"'.repeat(100_000), 2_000) + END,
};

/** More than is taken of a reply, within the output that was asked for: what is left out is told. */
export const CAPPED: Readonly<Record<string, ReplyShape>> = {
  '60 claims': (good) =>
    many(good, 60, ({ evidence: [first] }) => ({ text: 'It is so.', evidence: [short(first!)] })),
  '40 citations of one claim': (good) =>
    many(good, 1, ({ evidence: [first], ...rest }) => ({ ...rest, evidence: Array(40).fill(short(first!)) })),
  '6 claims of 20 citations': (good) =>
    many(good, 6, ({ evidence: [first] }) => ({ text: 'So.', evidence: Array(20).fill(short(first!)) })),
  'a long claim': (good) => many(good, 1, (own) => ({ ...own, text: 'the '.repeat(2_200) })),
  'a long id': (good) =>
    many(good, 2, (own, i) =>
      i === 0 ? own : { ...own, evidence: [{ ...own.evidence[0], id: 'p '.repeat(600) }] },
    ),
  'a long quote': (good) =>
    many(good, 2, (own, i) =>
      i === 0 ? own : { ...own, evidence: [{ ...own.evidence[0], quote: 'of '.repeat(2_800) }] },
    ),
};

interface GoodClaim {
  readonly text: string;
  readonly evidence: readonly Record<string, unknown>[];
}

const short = ({ id }: Record<string, unknown>) => ({ id, startLine: 1, endLine: 1 });

function many(good: string, count: number, make: (own: GoodClaim, i: number) => unknown): string {
  const { claims } = JSON.parse(good) as { claims: GoodClaim[] };
  const reply = { answerable: true, claims: Array.from({ length: count }, (_, i) => make(claims[0]!, i)) };
  return streamOf(JSON.stringify(reply), { step: 50 });
}

/** Ends of a reply that is whole as JSON, with how the answer tells of them; `undefined` for a whole reply. */
export const ENDINGS: readonly (readonly [name: string, sse: ReplyShape, told: string | undefined])[] = [
  ...(
    [
      ['stop', undefined],
      ['STOP', undefined],
      ['end_turn', undefined],
      ['length', 'outputCut'],
      ['max_tokens', 'outputCut'],
      ['content_filter', 'filtered'],
      ['SAFETY', 'filtered'],
      ['refusal', 'filtered'],
      ['tool_calls', 'other'],
      ['function_call', 'other'],
      ['error', 'other'],
      ['constructor', 'other'],
      ['a word that nobody knows', 'other'],
    ] as const
  ).map(([finish, told]) => [finish, (good: string) => streamOf(good, { finish }), told] as const),
  ['stop without [DONE]', (good) => streamOf(good, { done: false }), undefined],
  ['[DONE] without a reason', (good) => streamOf(good, { finish: null }), 'unsaid'],
  ['an empty reason', (good) => `${inDeltas(good, 9) + data(delta({}, ''))}data: [DONE]\n\n`, 'unsaid'],
  ['neither', (good) => streamOf(good, { finish: null, done: false }), 'failure'],
];

/** Counts that cannot be right. */
export const USAGES: Readonly<Record<string, unknown>> = {
  '1e300': { prompt_tokens: 1e300, completion_tokens: 1e300 },
  'less than nothing': { prompt_tokens: -900, completion_tokens: 5 },
  'output of less than nothing': { prompt_tokens: 900, completion_tokens: -1_000_000 },
  'a fraction': { prompt_tokens: 900.5, completion_tokens: 20 },
  'a text': { prompt_tokens: '900', completion_tokens: '20' },
  'a truth': { prompt_tokens: true, completion_tokens: 20 },
  'a list': { prompt_tokens: [900], completion_tokens: 20 },
  'an object': { prompt_tokens: {}, completion_tokens: {} },
  'beyond whole numbers': { prompt_tokens: 2 ** 60, completion_tokens: 20 },
  'a million of input': { prompt_tokens: 1_000_000, completion_tokens: 20 },
  'a million of output': { prompt_tokens: 900, completion_tokens: 1_000_000 },
  'next to nothing': { prompt_tokens: 1, completion_tokens: 20 },
};

/** Content that is no plain text, with what of it is the reply. */
export const CONTENTS: Readonly<Record<string, (good: string) => Record<string, unknown>>> = {
  'a list of parts': (good) => ({ content: [{ type: 'text', text: good }] }),
  'a list of texts': (good) => ({ content: [good] }),
  'parts of other kinds': (good) => ({
    content: [{ type: 'image_url', image_url: {} }, null, 7, { type: 'output_text', text: good }],
  }),
  'thoughts as a part': (good) => ({
    content: [
      { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
      { type: 'text', text: good },
    ],
  }),
  'tool calls beside it': (good) => ({ content: good, tool_calls: [{ function: { arguments: '{' } }] }),
  'a refusal that is none': (good) => ({ content: null, refusal: good }),
  'an empty list, then text': (good) => ({ content: [], refusal: good }),
  'a role and a name': (good) => ({ role: 'assistant', name: 'x', content: good }),
  'sound beside it': (good) => ({ content: good, audio: { data: 'AAAA' } }),
  'reasoning as an object': (good) => ({ content: good, reasoning: { text: 'x' } }),
};

/** Signs of life that are no progress, one event each. */
export const PINGS: Readonly<Record<string, string>> = {
  'a comment': ': ping\n\n',
  'a comment without a blank line': ':\n',
  'an empty delta': data(delta({})),
  'an empty text': text(''),
  'a blank': text(' '),
  'line breaks': text('\n\n'),
  'empty reasoning': thought(''),
  'a role': data(delta({ role: 'assistant' })),
  'empty data': 'data:\n\n',
  'an event without data': 'event: ping\n\n',
  'a retry field': 'retry: 10\n\n',
  'no choice': data({ id: 'x', choices: [] }),
  'a count': data({ choices: [], usage: { prompt_tokens: 10, completion_tokens: 1 } }),
  'a tool call': data(delta({ tool_calls: [{ index: 0, function: { arguments: ' ' } }] })),
};

/** Texts of replies whose reading must be linear, of about `n` characters. */
export const LONG_TEXTS: Readonly<Record<string, (n: number) => string>> = {
  'braces that open': (n) => '{'.repeat(n),
  'braces that close': (n) => '}]}'.repeat(n / 3),
  'objects in objects': (n) => '{"claims":'.repeat(n / 10),
  'lists in lists': (n) => `{"claims":${'['.repeat(n)}`,
  'names without values': (n) => '{"'.repeat(n / 2),
  'objects that break': (n) => '{"a":{"b":1 '.repeat(n / 12),
  'empty objects': (n) => '{}'.repeat(n / 2),
  'small replies': (n) => '{"answerable":1}'.repeat(n / 16),
  'a text without end': (n) => `{"answerable":true,"claims":[{"text":"${'x'.repeat(n)}`,
  quotes: (n) => '"'.repeat(n),
  escapes: (n) => `{"answerable":true,"claims":[{"text":"${'\\u00e9\\"'.repeat(n / 8)}`,
  claims: (n) => `{"answerable":true,"claims":[${'{"text":"a","evidence":[]},'.repeat(n / 27)}`,
  citations: (n) => `{"answerable":true,"claims":[{"text":"a","evidence":[${'{"id":"p1"},'.repeat(n / 12)}`,
  names: (n) => `{${Array.from({ length: n / 12 }, (_, i) => `"a${i}":1,`).join('')}`,
  numbers: (n) => `{"claims":[${'1,'.repeat(n / 2)}`,
};
