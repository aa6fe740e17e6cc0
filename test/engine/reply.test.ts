import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { claimTextSoFar, parseReply } from '../../src/engine/answer/reply.ts';
import { runs } from '../fakes/memory.ts';

const claim = { text: 'It retries.', evidence: [{ id: 'p1', startLine: 3, endLine: 4, quote: 'retry(3)' }] };
const good = { answerable: true, missing: [], evidence: ['p1'], claims: [claim] };
const json = JSON.stringify(good);

function read(text: string, options?: { isCut: boolean }) {
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
    ]) {
      assert.equal(read(text).claims[0]!.text, 'It retries.', text);
    }
  });

  it('keep commas and brackets inside strings', () => {
    const text = JSON.stringify({ ...good, claims: [{ ...claim, text: 'f(a,] b,} "c",)' }] });
    assert.equal(read(text.replace(/\}$/, ',}')).claims[0]!.text, 'f(a,] b,} "c",)');
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

  it('of any content never throw', () => {
    const noise = fc.array(
      fc.oneof(
        fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', '"claims"', json, '"text":"', '\n'),
        fc.string(),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(noise, fc.boolean(), (parts, isCut) => {
        parseReply(parts.join(''), { isCut });
        claimTextSoFar(parts.join(''));
      }),
      { numRuns: runs(500, 10_000) },
    );
  });

  it('show their claims while they arrive', () => {
    const text = JSON.stringify({ ...good, claims: [{ ...claim, text: 'Says "hi" \u00e9\n.' }, claim] });
    assert.equal(claimTextSoFar(text), 'Says "hi" \u00e9\n.\n\nIt retries.');
    let last = 0;
    for (let end = 0; end <= text.length; end++) {
      const { length } = claimTextSoFar(text.slice(0, end));
      assert.ok(length >= last - 1, `at ${end}`);
      last = length;
    }
  });
});

function declined() {
  return { answerable: false, missing: ['x'], evidence: [], claims: [] };
}
