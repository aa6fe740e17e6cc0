import * as z from 'zod';
import type { Decoder } from '../../answer/decoder.ts';
import { claimsSchema, type ReplyClaim } from '../../answer/reply.ts';
import { smallDecoder } from '../../answer/smallReply.ts';

type Evidence = ReplyClaim['evidence'];

/** A finding as a model wrote it: nothing of it is checked. */
export interface SaidFinding {
  readonly rule: string;
  readonly claim: string;
  readonly evidence: Evidence;
}

/** What a model says of a finding on a second look: nothing of it is checked. */
export interface SaidVerdict {
  readonly id: string;
  readonly verdict: 'kept' | 'refuted' | 'unsettled';
  readonly why: string;
  readonly evidence: Evidence;
}

/** What is taken of one reply; more of it is counted. */
const MOST_FINDINGS = 40;
const MOST_EVIDENCE = 8;
const MAX_CLAIM = 500;

const evidence = claimsSchema.unwrap().element.shape.evidence;
const asked = z.array(
  z.object({ id: z.string(), startLine: z.number(), endLine: z.number(), quote: z.string() }),
);

const oneFinding = z.object({ rule: z.string(), claim: z.string().min(1), evidence });
const oneVerdict = z.object({
  id: z.string(),
  verdict: z.string(),
  why: z.string().catch('').default(''),
  evidence,
});

/** The findings of one reply, and how many there were beyond what is taken, or of no shape. */
export interface SaidFindings {
  readonly findings: readonly SaidFinding[];
  readonly leftOut: number;
}

/**
 * Reads replies to the prompt for findings. What is no finding is counted, and costs the others nothing; a reply that was
 * cut off keeps its whole findings.
 */
export const findingsDecoder: Decoder<SaidFindings> = smallDecoder({
  name: 'findings',
  has: 'findings',
  schema: z.object({ findings: z.array(z.unknown()) }),
  json: z.object({ findings: z.array(oneFinding.extend({ evidence: asked })) }),
  read({ findings }, lost) {
    const read = findings.flatMap((one): SaidFinding[] => {
      const { success, data } = oneFinding.safeParse(one);
      if (!success) return [];
      const rule = data.rule.trim().replace(/^\[|\]$/g, '');
      return [{ rule, claim: oneLine(data.claim), evidence: data.evidence.slice(0, MOST_EVIDENCE) }];
    });
    const taken = read.slice(0, MOST_FINDINGS);
    return {
      ok: true,
      value: { findings: taken, leftOut: findings.length - taken.length + (lost.findings ?? 0) },
    };
  },
});

const VERDICTS: Readonly<Record<string, SaidVerdict['verdict']>> = {
  keep: 'kept',
  kept: 'kept',
  refute: 'refuted',
  refuted: 'refuted',
  unsettled: 'unsettled',
};

/**
 * Reads replies to the prompt that refutes. A verdict on what was not asked for is passed over, of several on one finding
 * the first counts, and a word that is none leaves the finding unsettled.
 */
export function verdictsDecoder(ids: readonly string[]): Decoder<readonly SaidVerdict[]> {
  return smallDecoder({
    name: 'verdicts',
    has: 'verdicts',
    schema: z.object({ verdicts: z.array(z.unknown()) }),
    json: z.object({ verdicts: z.array(oneVerdict.extend({ evidence: asked })) }),
    read({ verdicts }) {
      const first = new Map<string, SaidVerdict>();
      for (const one of verdicts) {
        const { success, data } = oneVerdict.safeParse(one);
        if (!success) continue;
        const id = /^[\s["'`]*(\w{1,20})/.exec(data.id)?.[1]?.toLowerCase() ?? '';
        if (!ids.includes(id) || first.has(id)) continue;
        const verdict = VERDICTS[data.verdict.trim().toLowerCase()] ?? 'unsettled';
        first.set(id, {
          ...{ id, verdict, why: oneLine(data.why) },
          evidence: data.evidence.slice(0, MOST_EVIDENCE),
        });
      }
      return { ok: true, value: [...first.values()] };
    },
  });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, MAX_CLAIM);
