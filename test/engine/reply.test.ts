import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Reply, ReplyReading } from '../../src/engine/answer/reply.ts';
import { runs } from '../fakes/memory.ts';

const claim = { text: 'It retries.', evidence: [{ id: 'p1', startLine: 3, endLine: 4, quote: 'retry(3)' }] };
const good = { answerable: true, missing: [], evidence: ['p1'], claims: [claim] };
const json = JSON.stringify(good);

/** Reads a reply that arrives in pieces of so many characters. */
function parseReply(text: string, { isCut = false } = {}, step = text.length || 1) {
  const reading = new ReplyReading();
  for (let at = 0; at < text.length; at += step) reading.push(text.slice(at, at + step));
  return reading.end({ isCut });
}

/** All that is shown while a reply arrives character by character. */
function shownOf(text: string): string[] {
  const reading = new ReplyReading();
  return [...text].flatMap((char) => reading.push(char) ?? []);
}

function read(text: string, options?: { isCut: boolean }): Reply {
  const parsed = parseReply(text, options);
  assert.ok(parsed.ok, parsed.ok ? '' : `${JSON.stringify(parsed.problem)}: ${text}`);
  return parsed.value;
}

describe('replies', () => {
  it('are read with what small models put around them', () => {
    for (const text of [
      json,
      `\`\`\`json\n${json}\n\`\`\``,
      `Sure! Here is the answer:\n\n${json}\n\nI hope this helps {really}.`,
      `I looked at {p1} first. ${json}`,
      json.replace(/\}$/, ',}').replaceAll(']', ',]').replaceAll('[,]', '[]'),
      JSON.stringify(good, undefined, 2),
      `${JSON.stringify(declined())}\n${json}`,
      JSON.stringify({ ...good, note: 'extra' }),
      JSON.stringify({
        answerable: true,
        claims: [{ ...claim, evidence: [{ id: 'p1', startLine: '3', endLine: '4' }] }],
      }),
      JSON.stringify({ answerable: true, claims: [{ ...claim, evidence: [{ id: 'p1' }] }] }),
    ]) {
      assert.equal(read(text).claims[0]!.text, 'It retries.', text);
    }
  });

  it('keep commas and brackets inside strings', () => {
    const text = JSON.stringify({ ...good, claims: [{ ...claim, text: 'f(a,] b,} "c",)' }] });
    assert.equal(read(text.replace(/\}$/, ',}')).claims[0]!.text, 'f(a,] b,} "c",)');
  });

  it('in sections keep headings, lists and order, nested or by level, beside claims of the flat form', () => {
    const said = (text: string, more = {}) => ({ ...claim, text, ...more });
    const sections = [
      { heading: '## First  part', claims: [said('A.'), said('B.', { list: 'number', level: 7 })] },
      {
        ...{ heading: 'Second', level: 1 },
        claims: [said('C.', { list: 'bullet', level: 1 }), said('D.', { list: 'number', level: 2 })],
        sections: [{ heading: 'Inside', claims: [said('E.', { list: 'other' })] }],
      },
      { heading: 'Empty', claims: [] },
      { heading: 7, claims: [said('F.')] },
    ];
    const reply = read(JSON.stringify({ answerable: true, sections, claims: [said('G.')] }));
    assert.deepEqual(
      reply.claims.map(({ text, list }) => [text, list?.level, list?.number]),
      [
        ['A.', undefined, undefined],
        ['B.', 1, 1],
        ['C.', 1, undefined],
        ['D.', 2, 1],
        ['E.', undefined, undefined],
        ['F.', undefined, undefined],
        ['G.', undefined, undefined],
      ],
    );
    assert.deepEqual(reply.headings, [
      { text: 'First part', level: 1, before: 0 },
      { text: 'Second', level: 1, before: 2 },
      { text: 'Inside', level: 2, before: 4 },
      { text: '7', level: 1, before: 5 },
    ]);
    const nested = JSON.stringify({ answerable: true, sections });
    assert.match(
      shownOf(nested).at(-1)!,
      /^## First part\n\nA\.\n\n1\. B\.\n\n## Second\n\n- C\.\n {3}1\. D\.\n\n### Inside/,
    );
    for (let end = 0; end < nested.length; end++) {
      const parsed = parseReply(nested.slice(0, end), { isCut: true });
      if (parsed.ok)
        for (const { before } of parsed.value.headings) assert.ok(before < parsed.value.claims.length);
    }
  });

  it('in sections are held to the same limits, and what goes beyond is counted', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...claim, text: `Claim ${i}.` }));
    const sections = Array.from({ length: 60 }, (_, i) => ({
      heading: i === 0 ? 'x'.repeat(300) : `Part ${i}`,
      claims: i === 0 ? many(1) : many(2),
    }));
    const { claims, headings, capped } = read(JSON.stringify({ answerable: true, sections }));
    assert.equal(claims.length, 50);
    assert.deepEqual([capped?.claims, capped?.citations, capped?.texts], [69, 0, 11]);
    assert.ok(headings.every(({ text, before }) => text.length <= 201 && before < 50));
  });

  it('that were cut keep their complete claims', () => {
    const two = JSON.stringify({ ...good, claims: [claim, { ...claim, text: 'Second.' }] });
    assert.deepEqual(
      read(two.slice(0, -20), { isCut: true }).claims.map(({ text }) => text),
      ['It retries.'],
    );
    assert.equal(parseReply(two.slice(0, -20)).ok, false);
    for (let end = 0; end < two.length; end++) {
      const parsed = parseReply(two.slice(0, end), { isCut: true });
      if (parsed.ok) for (const kept of parsed.value.claims) assert.ok(kept.evidence.length === 1);
    }
  });

  it('decline in many spellings', () => {
    for (const text of [
      JSON.stringify(declined()),
      '{"answerable": false}',
      '```json\n{"answerable":false,"missing":["the config loader"],}\n```',
      'UNANSWERABLE',
      '**Unanswerable.**',
      'I cannot answer this from the passages.',
      "I can't answer that.",
      'Not answerable',
      'There is not enough information in the passages.',
      'Insufficient context.',
      'Not enough evidence.',
      'This cannot be answered from the passages.',
      'I am sorry, I cannot answer this question.',
      'Answer: UNANSWERABLE',
      '"unanswerable"',
      '# Unanswerable\n\n_none of it_',
      'I looked at both passages, but I cannot determine which port is used.',
      'The passages show how a session is opened, but they are few; this question is therefore unanswerable.',
      'The provided passages do not contain the limit of the uploader.',
      'Unfortunately, there is **not enough information** in p1 and p2.',
      'Based on the passages, I can\u2019t tell when it ends.',
      'Die Frage kann anhand der Stellen nicht beantwortet werden.',
      'No se puede responder a la pregunta.',
      '这个问题无法回答。',
      'この質問には回答できません。',
    ]) {
      assert.equal(read(text).answerable, false, text);
    }
  });

  it('that only mention declining are no decline', () => {
    const text = JSON.stringify({
      ...good,
      claims: [{ ...claim, text: 'It throws "unanswerable" when it cannot answer.' }],
    });
    assert.equal(read(text).answerable, true);
    for (const prose of [
      'The function returns "unanswerable" when no passage fits.',
      'The server cannot answer because the socket is closed; see p1.',
      'It cannot find the file when HOME is not set.',
      'When the model says "I cannot answer", the route widens.',
      'The parser does not contain a state for `unanswerable` replies.',
      'The client could not tell the endpoint from a proxy, so it retries.',
    ])
      assert.equal(parseReply(prose).ok, false, prose);
  });

  it('of another shape are told apart, with the field', () => {
    for (const [text, problem] of [
      ['', /noObject/],
      ['The answer is 42.', /noObject/],
      ['{"answerable": tru', /notJson/],
      ['{"answerable": "maybe"}', /answerable/],
      ['{"answerable": true, "claims": []}', /noClaims/],
      ['{"answerable": true, "claims": [{"text": "x", "evidence": []}]}', /noEvidence/],
      ['{"answerable": true, "claims": [{"text": ""}]}', /claims/],
      ['{"answerable": true, "claims": [{"text": "x", "evidence": [{"id": 1}]}]}', /evidence\.0\.id/],
    ] as const) {
      const parsed = parseReply(text);
      assert.ok(!parsed.ok, text);
      assert.match(JSON.stringify(parsed.problem), problem, text);
    }
  });

  it('of any content never throw, and read the same in any pieces', () => {
    const noise = fc.array(
      fc.oneof(
        fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '"claims"', json, '"text":"', '\n'),
        fc.string(),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(noise, fc.boolean(), (parts, isCut) => {
        const text = parts.join('');
        const whole = parseReply(text, { isCut });
        for (const step of [1, 3]) assert.deepEqual(parseReply(text, { isCut }, step), whole, text);
        shownOf(text);
      }),
      { numRuns: runs(500, 10_000) },
    );
  });

  it('show their claims while they arrive', () => {
    const text = JSON.stringify({ ...good, claims: [{ ...claim, text: 'Says "hi" \u00e9\n.' }, claim] });
    const shown = shownOf(text);
    assert.equal(shown.at(-1), 'Says "hi" \u00e9\n.\n\nIt retries.');
    for (const [i, one] of shown.entries()) assert.ok(one.startsWith(shown[i - 1] ?? ''), one);
    assert.ok(shown.length > 10, `${shown.length}`);
  });

  it('show long claims in steps, so that all that is shown is linear in its end', () => {
    const shownChars = (n: number): number => {
      const text = JSON.stringify({
        ...good,
        claims: Array.from({ length: 4 }, () => ({ ...claim, text: 'x '.repeat(n) })),
      });
      return shownOf(text).reduce((sum, { length }) => sum + length, 0);
    };
    const [short, long] = [shownChars(500), shownChars(1_000)];
    assert.ok(long < short * 2.3, `${short} and ${long}`);
  });
});

function declined() {
  return { answerable: false, missing: ['x'], evidence: [], claims: [] };
}
