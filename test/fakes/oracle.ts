/**
 * The evidence oracle: a "model" that answers by rule. It gives the gold answer only when every evidence string is in
 * the prompt it was sent, and declines otherwise. It shows what a request held, never how well a model would answer.
 */

/** One question that the oracle knows. */
export interface OracleEntry {
  /** Part of the question; the oracle knows the question when the prompt holds it. */
  readonly question: string;
  /** Texts that must all be visible in the prompt. */
  readonly evidence: readonly string[];
  /** The answer. An object is sent as it is (as JSON); a text becomes the text of one cited claim for each evidence. */
  readonly answer:
    | string
    | Record<string, unknown>
    | ((promptText: string) => string | Record<string, unknown>);
}

/** Ways in which the oracle misreads its prompt or garbles its answer. */
export interface OracleFaults {
  /** Evidence between these shares of the prompt (0 to 100) is not seen. */
  readonly positionBlind?: { readonly from: number; readonly to: number };
  /** Nothing is seen beyond this many tokens (characters / 4). */
  readonly capacity?: number;
  /** Every n-th request is answered as if nothing had been seen. */
  readonly dropEvery?: number;
  /** The answer is not JSON. */
  readonly badJson?: boolean;
  /** Citations name an id that was never sent. */
  readonly badPath?: boolean;
  /** Citations name lines and quotes that were never sent. */
  readonly inventCitation?: boolean;
  /** The answer is wrapped in prose and a code fence, with trailing commas. */
  readonly fences?: boolean;
}

/** A passage as the prompt shows it: `[p1] src/a.ts:12-40`, then lines such as `12| code`. */
export interface PromptPassage {
  readonly id: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}

export interface OracleCitation {
  readonly id: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly quote: string;
}

/** What a declining model answers. */
export function declineAnswer(missing: readonly string[]): Record<string, unknown> {
  return { answerable: false, missing: [...missing], evidence: [], claims: [] };
}

/** The passages of a prompt, in order. A line that is neither a header nor numbered ends a passage. */
export function parsePassages(prompt: string): PromptPassage[] {
  const passages: PromptPassage[] = [];
  let lines: { line: number; text: string }[] | undefined;
  for (const row of prompt.split(/\r?\n/)) {
    const header = /^\[([A-Za-z]\w*)\] (.+):(\d+)-(\d+)$/.exec(row);
    const numbered = /^ *(\d+)\| ?(.*)$/.exec(row);
    if (header) {
      const [, id = '', path = '', start = '0', end = '0'] = header;
      lines = [];
      passages.push({ id, path, startLine: Number(start), endLine: Number(end), lines });
    } else if (numbered && lines) {
      // One blank after the bar belongs to the form; further ones are the code's indentation.
      lines.push({ line: Number(numbered[1]), text: numbered[2] ?? '' });
    } else {
      lines = undefined;
    }
  }
  return passages;
}

/** Where an evidence string stands: the first passage that holds it, on one line or over several. */
export function citeEvidence(
  passages: readonly PromptPassage[],
  evidence: string,
): OracleCitation | undefined {
  const wanted = evidence.split(/\r?\n/);
  for (const { id, lines } of passages) {
    const at = lines.findIndex((_, index) => holdsAt(lines, index, wanted));
    const first = lines[at];
    const last = lines[at + wanted.length - 1];
    if (first === undefined || last === undefined) continue;
    const quote = lines.slice(at, at + wanted.length).map(({ text }) => text);
    return { id, startLine: first.line, endLine: last.line, quote: quote.join('\n') };
  }
  return undefined;
}

function holdsAt(lines: PromptPassage['lines'], index: number, wanted: readonly string[]): boolean {
  return wanted.every((part, offset) => lines[index + offset]?.text.includes(part) ?? false);
}

/** An oracle with its own count of requests. */
export function createOracle(entries: readonly OracleEntry[], faults: () => OracleFaults) {
  let asked = 0;
  /** The content of the reply to a prompt (all messages, joined by blank lines). */
  return function reply(prompt: string): string {
    asked++;
    const { badJson, fences } = faults();
    const answer = answerFor(entries, prompt, faults(), asked);
    if (badJson) return `{"answerable": true, "claims": [ {"text": "cut`;
    const json = typeof answer === 'string' ? answer : JSON.stringify(answer);
    if (!fences) return json;
    return `Here is the answer:\n\n\`\`\`json\n${json.replace(/\}$/, ',}').replaceAll(']}', '],}')}\n\`\`\`\nI hope this helps.`;
  };
}

function answerFor(
  entries: readonly OracleEntry[],
  prompt: string,
  faults: OracleFaults,
  asked: number,
): Record<string, unknown> | string {
  const entry = entries.find(({ question }) => prompt.includes(question));
  if (entry === undefined) return declineAnswer([]);
  const missing = entry.evidence.filter((evidence) => !isSeen(prompt, evidence, faults));
  if (faults.dropEvery !== undefined && asked % faults.dropEvery === 0) missing.push(...entry.evidence);
  if (missing.length > 0) return declineAnswer([...new Set(missing)]);
  const gold = typeof entry.answer === 'function' ? entry.answer(prompt) : entry.answer;
  return typeof gold === 'string' ? citedAnswer(gold, entry.evidence, prompt, faults) : gold;
}

function isSeen(prompt: string, evidence: string, faults: OracleFaults): boolean {
  const at = positionOf(prompt, evidence);
  if (at === undefined) return false;
  if (faults.capacity !== undefined && (at + evidence.length) / 4 > faults.capacity) return false;
  if (faults.positionBlind === undefined) return true;
  const share = (100 * at) / Math.max(1, prompt.length);
  return share < faults.positionBlind.from || share > faults.positionBlind.to;
}

/** Offset of an evidence string; one of several lines is found under its line numbers too. */
function positionOf(prompt: string, evidence: string): number | undefined {
  const plain = prompt.indexOf(evidence);
  if (plain >= 0) return plain;
  const citation = citeEvidence(parsePassages(prompt), evidence);
  if (citation === undefined) return undefined;
  return prompt.indexOf(`${citation.startLine}|`, prompt.indexOf(`[${citation.id}]`));
}

function citedAnswer(
  text: string,
  evidence: readonly string[],
  prompt: string,
  faults: OracleFaults,
): Record<string, unknown> {
  const passages = parsePassages(prompt);
  const citations = evidence
    .flatMap((one) => citeEvidence(passages, one) ?? [])
    .map((one) => garble(one, faults));
  return {
    answerable: true,
    missing: [],
    evidence: [...new Set(citations.map(({ id }) => id))],
    claims: [{ text, evidence: citations }],
  };
}

function garble(citation: OracleCitation, faults: OracleFaults): OracleCitation {
  if (faults.badPath) return { ...citation, id: `${citation.id}999` };
  if (!faults.inventCitation) return citation;
  const line = citation.endLine + 100_000;
  return { ...citation, startLine: line, endLine: line, quote: 'const neverWritten = inventedByTheModel();' };
}
