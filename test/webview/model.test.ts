/** Pure modules about the page: its model, mentions, history, phases, export, next steps. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import MarkdownIt, { type Token } from 'markdown-it';
import { conversationMarkdown, turnMarkdown } from '../../src/present/answer/answerMarkdown.ts';
import { countHidden } from '../../src/present/answer/hidden.ts';
import { createTranslate } from '../../src/present/answer/strings.ts';
import { applyEvent } from '../../src/present/answer/turn.ts';
import { troubleText } from '../../src/present/trouble.ts';
import type { Mention } from '../../src/protocol/page.ts';
import { AT_DRAFT, stepHistory } from '../../src/webview/box/history.ts';
import { addMention, chooseKind, kindsFor, mentionAt, takeMention } from '../../src/webview/box/mentions.ts';
import { applyMessage, type PageModel, runningTurn } from '../../src/webview/frame/model.ts';
import { announcement } from '../../src/webview/turn/phase.ts';
import { nextSteps } from '../../src/webview/turn/trouble.ts';
import { hostileAnswer, hostileTurn } from './hostileViews.ts';
import { ENCODED, payloads } from './payloads.ts';
import {
  answer,
  answered,
  asked,
  conversing,
  moved,
  QUESTION,
  state,
  turnMessage,
  verified,
} from './samples.ts';

const t = createTranslate({}, 'en');
const shown = (...messages: Parameters<typeof applyMessage>[1][]): PageModel =>
  messages.reduce((model, message) => applyMessage(model, message), {} as PageModel);

describe('the page model', () => {
  it('adds a turn to the conversation, the list and the history', () => {
    const { state: now } = shown({ type: 'state', state: state() }, turnMessage(asked()));
    assert.equal(now?.conversation?.turns.length, 1);
    assert.deepEqual(now?.history, [QUESTION]);
    assert.equal(now?.conversations[0]?.id, 'c1');
  });

  it('keeps a turn of another conversation out of the one shown', () => {
    const model = shown({ type: 'state', state: conversing([asked()]) }, {
      ...turnMessage(asked('run-9')),
      conversation: { id: 'c9', title: 'x', createdAtMs: 1, updatedAtMs: 1, turns: 1 },
    } as Parameters<typeof applyMessage>[1]);
    assert.deepEqual(
      model.state?.conversation?.turns.map(({ runId }) => runId),
      ['run-1'],
    );
    assert.equal(model.state?.conversations[0]?.id, 'c9');
  });

  it('puts new states into citations, and the claim follows its best one', () => {
    const stale = { ...verified, state: 'stale', problem: { kind: 'changed' } } as const;
    const model = shown(
      { type: 'state', state: conversing([answered()]) },
      {
        type: 'citations',
        runId: 'run-1',
        citations: [
          { claim: 0, index: 0, citation: stale },
          { claim: 7, index: 0, citation: stale },
          { claim: 1, index: 9, citation: stale },
        ],
      },
    );
    const claims = model.state?.conversation?.turns[0]?.answer?.claims;
    assert.deepEqual(
      claims?.map((claim) => claim.state),
      ['stale', 'reanchored', 'unproved'],
    );
    assert.equal(claims?.[1]?.citations[0], answer.claims[1]?.citations[0]);
  });

  it('keeps the turn itself when a new state says the same of it', () => {
    const message = { type: 'state', state: conversing([answered()]) } as const;
    const first = shown(message);
    const again = applyMessage(first, structuredClone(message));
    assert.equal(again.state?.conversation?.turns[0], first.state?.conversation?.turns[0]);
    const claims = answer.claims.map((claim, i) => (i === 0 ? { ...claim, citations: [moved] } : claim));
    const changed = { type: 'state', state: conversing([answered({ ...answer, claims })]) } as const;
    const other = applyMessage(first, changed);
    assert.notEqual(other.state?.conversation?.turns[0], first.state?.conversation?.turns[0]);
  });

  it('gives a question back when it could not be asked', () => {
    const pending: PageModel = {
      ...shown({ type: 'state', state: state() }),
      pending: { question: 'x', mentions: [] },
    };
    for (const message of [
      { type: 'trouble', trouble: { kind: 'failed', message: 'm' } },
      { type: 'engineDown', message: 'm', retry: true },
    ] as const)
      assert.equal(applyMessage(pending, message).pending, undefined);
    assert.notEqual(applyMessage(pending, { type: 'state', state: state() }).pending, undefined);
  });

  it('forgets that the engine was down once it is ready', () => {
    const down = shown(
      { type: 'state', state: state() },
      { type: 'engineDown', message: 'm', retry: true },
      { type: 'trouble', trouble: { kind: 'engineDown', message: 'm' } },
    );
    const up = applyMessage(down, { type: 'state', state: state() });
    assert.deepEqual([up.engineDown, up.trouble], [undefined, undefined]);
  });

  it('keeps the words of a stopped run that are not in its answer', () => {
    const running = asked('run-9');
    const wrote = (text: string) =>
      applyEvent(running, { runId: 'run-9', seq: 50, event: { type: 'text', text } });
    const stop = (text: string, answered: string) =>
      applyEvent(wrote(text), {
        runId: 'run-9',
        seq: 51,
        event: { type: 'aborted', answer: { ...answer, status: 'stopped', text: answered } },
      }).progress.text;
    assert.equal(stop('One claim.\n\nHalf of', 'One claim.'), 'Half of');
    assert.equal(stop('One claim.', 'One claim.'), '');
    assert.equal(stop('One claim.', 'The passages that fit best'), 'One claim.');
  });

  it('knows the run that can be stopped', () => {
    assert.equal(
      runningTurn(shown({ type: 'state', state: conversing([answered(), asked('run-2')]) }))?.runId,
      'run-2',
    );
    assert.equal(runningTurn(shown({ type: 'state', state: conversing([answered()]) })), undefined);
  });
});

describe('mentions', () => {
  const at = (text: string): ReturnType<typeof mentionAt> => mentionAt(text, text.length);

  it('are found at the caret, with kind and prefix', () => {
    assert.deepEqual(at('look at @src/a'), { start: 8, end: 14, kind: 'any', prefix: 'src/a' });
    assert.deepEqual(at('@file:run'), { start: 0, end: 9, kind: 'file', prefix: 'run' });
    assert.deepEqual(at('(@symbol ask'), { start: 1, end: 12, kind: 'symbol', prefix: 'ask' });
    assert.deepEqual(at('@'), { start: 0, end: 1, kind: 'any', prefix: '' });
  });

  it('are not found in addresses, after a space, or across lines', () => {
    for (const text of ['a@b', 'mail me@x.test', '@foo bar', '@file x y', '@foo\nbar', 'no'])
      assert.equal(at(text), undefined, text);
  });

  it('leave the text without what was typed, and the caret where it was', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20 }),
        fc.stringMatching(/^[a-z/.]{0,8}$/),
        fc.string({ maxLength: 20 }),
        (before, prefix, after) => {
          const head = before === '' ? '' : `${before} `;
          const text = `${head}@${prefix}${after}`;
          const query = mentionAt(text, head.length + 1 + prefix.length);
          if (!query) return;
          const taken = takeMention(text, query);
          assert.equal(taken.caret, query.start);
          assert.ok(
            taken.text === text.slice(0, query.start) + text.slice(query.end) ||
              after.startsWith(' ') ||
              after.startsWith('\t'),
          );
        },
      ),
    );
  });

  it('offer the kinds that begin with what was typed', () => {
    assert.deepEqual(kindsFor(at('@s')!), ['symbol', 'selection']);
    assert.deepEqual(kindsFor(at('@file:x')!), []);
    assert.deepEqual(chooseKind('see @fi now', { start: 4, end: 7, kind: 'any', prefix: 'fi' }, 'file'), {
      text: 'see @file: now',
      caret: 10,
    });
  });

  it('are kept once each', () => {
    const file: Mention = { kind: 'file', path: 'a' };
    const lines: Mention = { kind: 'selection', path: 'a', startLine: 1, endLine: 2 };
    const all = [file, lines, { ...lines, endLine: 3 }, { ...file }, { ...file, root: 'b' }].reduce<
      Mention[]
    >(addMention, []);
    assert.equal(all.length, 4);
  });
});

describe('history', () => {
  it('goes back and forth and gives the draft back', () => {
    const history = ['one', 'two'];
    const first = stepHistory(history, AT_DRAFT, 'draft', 1)!;
    const second = stepHistory(history, first.place, first.text, 1)!;
    assert.deepEqual([first.text, second.text], ['two', 'one']);
    assert.equal(stepHistory(history, second.place, second.text, 1), undefined);
    const back = stepHistory(history, stepHistory(history, second.place, '', -1)!.place, '', -1)!;
    assert.equal(back.text, 'draft');
    assert.equal(stepHistory(history, back.place, 'draft', -1), undefined);
  });
});

describe('announcements', () => {
  it('say each step once, never the words', () => {
    const writing = { ...asked(), progress: { ...asked().progress, phase: 'writing', text: 'a' } } as const;
    assert.equal(announcement(asked(), writing, t), 'Writing the answer');
    assert.equal(
      announcement(writing, { ...writing, progress: { ...writing.progress, text: 'ab' } }, t),
      undefined,
    );
  });

  it('say the end with the states of the claims', () => {
    assert.equal(
      announcement(asked(), answered(), t),
      'Answer complete. 3 claims: 1 verified, 1 re-anchored, 1 unproved.',
    );
    assert.equal(announcement(undefined, answered(), t), undefined);
    assert.match(announcement(answered(), { ...answered(), answer: { ...answer } }, t)!, /checked again/);
  });
});

describe('an answer as Markdown', () => {
  it('holds claims, states, places, quotes, notices, coverage and cost', () => {
    const text = turnMarkdown(answered(), t, 'USD');
    for (const part of [
      QUESTION,
      '[`src/engine/agents/run.ts:12-15`](src/engine/agents/run.ts#L12-L15) [verified]',
      '[re-anchored]',
      '[unproved] Callers wait',
      'the quote is not in the file',
      'signal.throwIfAborted();',
      '1 of 3 claims',
      'Read 2 of 240 files',
      'media/icon.png (binary)',
      'cost 0.0134 USD',
    ])
      assert.ok(text.includes(part), part);
  });

  it('fences quotes that hold fences, and carries no hidden character', () => {
    const quote = '```\nx\u202e\n````';
    const claims = [{ ...answer.claims[0]!, citations: [{ ...verified, quote }] }];
    const text = turnMarkdown(answered({ ...answer, claims }), t);
    assert.ok(text.includes('`````\n```\nx⟨U+202E⟩\n````\n`````'), text);
  });

  it('names the folder where there are several, what was named, and each citation below its claim', () => {
    const claims = answer.claims.map((claim, i) => ({
      ...claim,
      text: `Claim ${i}.`,
      citations: [{ ...verified, root: 'shop', path: `src/${i}.ts` }],
    }));
    const mentions: Mention[] = [{ kind: 'file', path: 'src/a.ts', root: 'shop' }];
    const text = turnMarkdown({ ...answered({ ...answer, claims }), mentions }, t);
    const order = claims.flatMap((claim, i) => [claim.text, `\`shop/src/${i}.ts:12-15\``]);
    const found = order.map((part) => text.indexOf(part));
    assert.ok(!found.includes(-1) && found.every((at, i) => i === 0 || at > found[i - 1]!), `${found}`);
    assert.ok(text.includes('Named in the question: shop/src/a.ts'));
  });

  it('keeps headings, lists and their depth, with the citations inside their items', () => {
    const said = (text: string, list?: { level: number; number?: number }) => ({
      ...{ text, state: 'verified' as const, citations: [{ ...verified, quote: 'a\nb' }] },
      ...(list ? { list } : {}),
    });
    const claims = [said('Whole.'), said('First.', { level: 1, number: 1 }), said('Inside.', { level: 2 })];
    const headings = [
      { text: 'How <b>it</b> runs', level: 1, before: 0 },
      { text: 'Steps', level: 2, before: 1 },
    ];
    const text = turnMarkdown(answered({ ...answer, claims, headings }), t);
    const place = '[`src/engine/agents/run.ts:12-15`](src/engine/agents/run.ts#L12-L15) [verified]';
    const code = (indent: string) => ['```', 'a', 'b', '```'].map((line) => indent + line).join('\n');
    const parts = [
      '### How \\<b\\>it\\</b\\> runs\n\nWhole.',
      '#### Steps\n\n1. First.',
      `   ${place}\n\n${code('   ')}`,
      `    -  Inside.\n\n       ${place}\n\n${code('       ')}`,
    ];
    let from = 0;
    for (const part of parts) {
      const at = text.indexOf(part, from);
      assert.ok(at >= 0, `${part}\n--- in\n${text}`);
      from = at + part.length;
    }
    const tokens = new MarkdownIt().parse(text, {});
    const opened = tokens.filter(({ type }) => /^(?:heading|ordered_list|bullet_list)_open$/.test(type));
    assert.deepEqual(
      opened.slice(0, 5).map(({ tag, level }) => `${tag} ${level}`),
      ['h2 0', 'h3 0', 'h4 0', 'ol 0', 'ul 2'],
    );
  });

  it('holds proposed code with what is known of it, and quoted code once, at its place', () => {
    const claims = [
      {
        ...{ text: 'Before.\n\nAfter.', state: 'verified' as const, citations: [verified] },
        code: [
          { kind: 'quoted' as const, at: 7, citation: 0 },
          { kind: 'proposed' as const, at: 15, language: 'ts', text: 'let a;\n```', syntax: { flaws: 0 } },
        ],
      },
    ];
    const text = turnMarkdown(answered({ ...answer, claims }), t);
    const order = [
      'Before.',
      '`src/engine/agents/run.ts:12-15`',
      'After.',
      '*Proposed by the model',
      'Its syntax is right.*\n\n````ts\nlet a;\n```\n````',
    ];
    const found = order.map((part) => text.indexOf(part));
    assert.ok(
      !found.includes(-1) && found.every((at, i) => i === 0 || at > found[i - 1]!),
      `${found}\n${text}`,
    );
    assert.equal(text.split('run.ts:12-15`').length, 2);
  });

  it('marks what does not hold, also where a claim begins with code', () => {
    const citations = [{ ...verified, state: 'stale' as const }];
    const claims = [
      { text: 'It was so.', state: 'stale' as const, citations },
      { text: '```ts\nlet a;\n```', state: 'unproved' as const, citations: [] },
    ];
    const text = turnMarkdown(answered({ ...answer, claims }), t);
    assert.ok(text.includes('[stale] It was so.'), text);
    assert.ok(text.includes('[unproved]\n\n```ts\nlet a;\n```\n'), text);
  });

  it('keeps the words of a run that was stopped, says that they are not checked, and ends their code', () => {
    const { progress, ...turn } = asked();
    const words = 'Like this:\n\n```ts\nconst a: Array<string> = vec![1](x);';
    const usage = { calls: 1, tokensIn: 5, tokensOut: 6 };
    const stopped = { ...turn, status: 'stopped', progress: { ...progress, text: words, usage } } as const;
    const text = turnMarkdown(stopped, t);
    assert.ok(text.includes(`${words}\n\`\`\`\n\n*Not checked`), text);
    assert.ok(text.includes('*Stopped.') && text.includes('5 tokens in'), text);
  });

  it('tells once of an answer that could not be finished', () => {
    const done = answered({ ...answer, status: 'partial' });
    assert.ok(turnMarkdown(done, t).includes(`*${t('partial')}*`));
    const error = { failure: { kind: 'network', cause: 'brokeOff', host: 'models.test' } } as const;
    const text = turnMarkdown({ ...done, status: 'failed', error }, t);
    assert.ok(text.includes(`**${t('notFinished')}:**`) && !text.includes(t('partial')), text);
    // The run tells the failure in its answer as well, and so does an answer from the disk.
    const told = { ...done.answer!, notices: [{ kind: 'failure', ...error } as const] };
    for (const turn of [
      { ...done, answer: told, status: 'failed', error } as const,
      { ...done, answer: told },
    ]) {
      const once = turnMarkdown(turn, t);
      assert.equal(once.split('broke off').length, 2, once);
      assert.ok(!once.includes(t('partial')), once);
    }
    const passages = turnMarkdown({ ...done, answer: { ...told, made: 'passages' } }, t);
    assert.match(passages, /The model gave no answer: .*broke off.*The best passages are shown instead/);
    const added = turnMarkdown(answered({ ...told, status: 'complete' }), t);
    assert.match(added, /broke off/, 'a second opinion that failed is told of a whole answer');
  });

  it('leaves honest code as it is', () => {
    const honest = [
      'A `Promise<void>` and `vec![1, 2][0]`; 1 < 2 & [a link](https://x.test).',
      '```rust\nlet a: Vec<u8> = vec![1](2);\n```',
      '| a | b |\n|---|---|\n| `x<y>` | 2 |',
    ].join('\n\n');
    const claims = [
      { ...answer.claims[0]!, text: `${honest}\n\nBut <b>this</b> and ![that](http://x/y.png).` },
    ];
    const text = turnMarkdown(answered({ ...answer, claims }), t);
    assert.ok(text.includes(honest), text);
    assert.ok(text.includes('But &lt;b>this&lt;/b> and !\\[that](http://x/y.png).'), text);
  });
});

/** What a viewer would load, run or hide. */
function findLive(markdown: string): string[] {
  const reader = new MarkdownIt({ html: true });
  reader.validateLink = () => true;
  const visit = ({ type, content, children }: Token): string[] => {
    const isLive = type === 'image' || type.startsWith('html_') || (!children && countHidden(content) > 0);
    return [...(isLive ? [`${type}: ${content}`] : []), ...(children ?? []).flatMap(visit)];
  };
  return reader.parse(markdown, {}).flatMap(visit);
}

describe('a conversation as Markdown', () => {
  const exported = (texts: readonly string[]): string => {
    const turns = texts.flatMap((text, i) => [
      answered(hostileAnswer(text, `run-${i}`)),
      hostileTurn(text, 3 * i + 2),
      hostileTurn(text, 3 * i + 1),
    ]);
    return conversationMarkdown({ title: texts[0]!, createdAtMs: 0, turns }, t, 'USD');
  };

  it('has its title, when it began, and every turn', () => {
    const turns = [answered(), answered({ ...answer, runId: 'run-2', question: 'And then?' })];
    const text = conversationMarkdown({ title: QUESTION, createdAtMs: 0, turns }, t, 'USD');
    assert.ok(text.startsWith(`# ${QUESTION}\n\n1970-01-01T00:00:00.000Z\n\n## ${QUESTION}\n\n`), text);
    assert.ok(text.includes('\n\n## And then?\n\n'));
    assert.equal(text.match(/cost 0\.0134 USD/g)?.length, 2);
  });

  it('loads nothing and hides nothing, whatever a model, a repository or an endpoint says', () => {
    const all = [...payloads('http://127.0.0.1:1'), ...ENCODED.map(([text]) => text)];
    assert.ok(all.length > 200);
    assert.ok(all.some((text) => findLive(text).length > 0));
    for (const text of all) assert.deepEqual(findLive(exported([text])), [], text);
    assert.deepEqual(findLive(exported(all)), []);
  });

  it('loads nothing, however texts fit together', () => {
    const part = fc.constantFrom(
      ...['![x](http://h/)', '![f]', '[f]: http://h/', '<img src=x>', '<!--', '-->', '<pre>', '&#x202e;'],
      ...['\n', '\n\n', '\n    ', '\n  ', '- ', '> ', '1. ', '| ', '|---|', '# ', '---', ' ', 'word'],
      ...['```', '~~~', '`', '``', '\\', '[', '](', ')', '!', '*', '\t', '\r', '\u202e'],
    );
    const text = fc.array(part, { minLength: 1, maxLength: 9 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 3 }), (texts) => {
        assert.deepEqual(findLive(exported(texts)), []);
      }),
      { numRuns: 200 },
    );
  });
});

describe('trouble', () => {
  it('is worded in the language of the page, in the words of the editor', () => {
    const failure = { kind: 'auth', cause: 'refusedKey', host: 'api.test', model: 'm', status: 403 } as const;
    const text = '{0} hat den Schlüssel abgelehnt (Status {1}).';
    const german = createTranslate({ '{0} refused the key (status {1}).': text }, 'de');
    assert.equal(
      troubleText({ failure }, german),
      'api.test hat den Schlüssel abgelehnt (Status 403). Check the key with Sightline: Set API Key, and that it may use m.',
    );
    const turn = { ...asked(), status: 'failed', error: { failure } } as const;
    assert.match(announcement(asked(), turn, t)!, /^The answer failed: api\.test refused the key/);
    assert.match(
      turnMarkdown(turn, t),
      /\*\*The answer could not be finished:\*\* api\.test refused the key/,
    );
    assert.equal(troubleText({ kind: 'failed', message: 'As it is.' }, t), 'As it is.');
  });
});

describe('next steps', () => {
  it('are there for every trouble, the fitting one first', () => {
    const auth = { failure: { kind: 'auth', cause: 'refusedKey' } } as const;
    assert.deepEqual(nextSteps(auth, true), ['setKey', 'askAgain']);
    assert.deepEqual(nextSteps({ kind: 'network', message: '' }, true), ['askAgain', 'showLogs']);
    assert.deepEqual(nextSteps({ kind: 'restricted', message: '' }, false), ['manageTrust', 'showLogs']);
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (kind, can) => nextSteps({ kind, message: '' }, can).length > 0),
    );
    assert.deepEqual(nextSteps({ kind: '__proto__', message: '' }, false), ['showLogs']);
  });
});
