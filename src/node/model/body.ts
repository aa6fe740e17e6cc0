/**
 * The body of a streamed reply on its way to the parser of the `openai` package, which sets no limits and stumbles
 * over what some servers send: empty `data:` fields, and events with no blank line between them.
 */
import type { BadReply } from './failures.ts';

const MAX_LINE_CHARS = 1024 * 1024;
const MAX_BODY_BYTES = 50 * 1024 * 1024;
/** What a reply may have around its words: signs of life, numbers, empty events. */
const FREE_BYTES = 2 * 1024 * 1024;
/** Bytes of a body for each token that was asked for: an event for a token is a few hundred, and twice as many are taken. */
const BYTES_PER_TOKEN = 2 * 1024;

/** Makes the error for what is wrong. */
type Faults = (what: BadReply) => Error;

/** What the cleaner saw go by. */
export interface BodyReport {
  /** `[DONE]` came. */
  done: boolean;
}

export interface BodyLimits {
  /** Characters of a line, and of the lines of one event. */
  readonly maxLineChars: number;
  readonly maxBodyBytes: number;
}

/** How much a body may have for an output of so many tokens. */
export function bodyLimits(maxOutputTokens: number): BodyLimits {
  const maxBodyBytes = Math.min(MAX_BODY_BYTES, FREE_BYTES + maxOutputTokens * BYTES_PER_TOKEN);
  return { maxLineChars: MAX_LINE_CHARS, maxBodyBytes };
}

/**
 * Cleans a server-sent event stream: each event comes out whole, with `event:` where it has one and its `data:`.
 * Comments, other fields and empty `data:` fields are dropped, a `data:` field that is complete by itself ends its
 * event, and `[DONE]` ends the body. Throws what `fault` makes for a line, an event or a body over the limit. Memory:
 * one event. Linear.
 */
export async function* cleanEvents(
  body: AsyncIterable<Uint8Array>,
  report: BodyReport,
  fault: Faults,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const lines = createLineSplitter(limits.maxLineChars, fault);
  const events = createEventJoiner(limits.maxLineChars, fault, report);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limits.maxBodyBytes) throw fault({ code: 'longBody', limit: limits.maxBodyBytes });
    const text = events.push(lines.push(decoder.decode(chunk, { stream: true })));
    if (text !== '') yield encoder.encode(text);
    if (report.done) return;
  }
  const rest = events.push([...lines.push(decoder.decode()), ...lines.flush(), '']);
  if (rest !== '') yield encoder.encode(rest);
}

/** Joins lines to events. */
function createEventJoiner(
  maxChars: number,
  fault: Faults,
  report: BodyReport,
): { push(lines: readonly string[]): string } {
  let name = '';
  let data: string[] = [];
  let length = 0;

  const end = (): string => {
    const event = data.length === 0 ? '' : `${name}${data.map((line) => `data: ${line}\n`).join('')}\n`;
    name = '';
    data = [];
    length = 0;
    return event;
  };

  const read = (line: string): string => {
    if (report.done) return '';
    if (line === '') return end();
    if (/^event:/.test(line)) name = `${line.slice(0, 100)}\n`;
    const field = /^data(?:: ?|$)/.exec(line);
    if (field === null) return '';
    const value = line.slice(field[0].length);
    if (value.trim() === '') return '';
    if (value.trim() === '[DONE]') {
      report.done = true;
      return 'data: [DONE]\n\n';
    }
    data.push(value);
    length += value.length;
    if (length > maxChars) throw fault({ code: 'longLine', limit: maxChars });
    return isWhole(value) ? end() : '';
  };

  return { push: (lines) => lines.map(read).join('') };
}

/** True for an object that is complete by itself. */
function isWhole(text: string): boolean {
  // Most that is none is told by its ends: a parser that fails costs far more.
  if (!/^\s*\{/.test(text) || !text.trimEnd().endsWith('}')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface LineSplitter {
  push(text: string): string[];
  flush(): string[];
}

function createLineSplitter(maxChars: number, fault: Faults): LineSplitter {
  // Parts are joined only when a line is complete: a long line in small pieces would otherwise cost quadratic time.
  let parts: string[] = [];
  let length = 0;
  let afterReturn = false;

  const end = (last: string): string => {
    const line = parts.length === 0 ? last : parts.join('') + last;
    parts = [];
    length = 0;
    return line;
  };

  return {
    push(text) {
      const from = afterReturn && text.startsWith('\n') ? 1 : 0;
      if (text !== '') afterReturn = text.endsWith('\r');
      const pieces = text.slice(from).split(/\r\n|\n|\r/);
      const last = pieces.pop() ?? '';
      const lines = pieces.map(end);
      if (last !== '') parts.push(last);
      length += last.length;
      if (length > maxChars || lines.some((line) => line.length > maxChars))
        throw fault({ code: 'longLine', limit: maxChars });
      return lines;
    },
    flush: () => (parts.length === 0 ? [] : [end('')]),
  };
}

/** Reads a body to its end or to `maxBytes`, whichever comes first; for error pages and plain JSON replies. */
export async function readText(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    if (bytes >= maxBytes) break;
  }
  return text + decoder.decode();
}
