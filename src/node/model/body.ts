/**
 * The body of a streamed reply on its way to the parser of the `openai` package, which sets no limits and stumbles
 * over what some servers send: empty `data:` fields, and events with no blank line between them.
 */
import type { BadReply } from './failures.ts';

const MAX_LINE_CHARS = 1024 * 1024;
const MAX_BODY_BYTES = 50 * 1024 * 1024;

/** Makes the error for what is wrong. */
type Faults = (what: BadReply) => Error;

/** What the cleaner saw go by. */
export interface BodyReport {
  /** `[DONE]` came. */
  done: boolean;
}

export interface BodyLimits {
  readonly maxLineChars: number;
  readonly maxBodyBytes: number;
}

export const BODY_LIMITS: BodyLimits = { maxLineChars: MAX_LINE_CHARS, maxBodyBytes: MAX_BODY_BYTES };

/**
 * Cleans a server-sent event stream: lines end in LF, comments and empty `data:` fields are dropped, a `data:` field
 * that is complete by itself ends its event. Throws what `fault` makes for a line or body over the limit. Memory: one
 * line.
 */
export async function* cleanEvents(
  body: AsyncIterable<Uint8Array>,
  report: BodyReport,
  fault: Faults,
  limits: BodyLimits = BODY_LIMITS,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  const lines = createLineSplitter(limits.maxLineChars, fault);
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limits.maxBodyBytes) throw fault({ code: 'longBody', limit: limits.maxBodyBytes });
    const out = lines.push(decoder.decode(chunk, { stream: true })).map((line) => cleanLine(line, report));
    const text = out.join('');
    if (text !== '') yield encoder.encode(text);
  }
  const rest = [...lines.push(decoder.decode()), ...lines.flush()]
    .map((line) => cleanLine(line, report))
    .join('');
  if (rest !== '') yield encoder.encode(rest);
}

function cleanLine(line: string, report: BodyReport): string {
  if (line.startsWith(':')) return '';
  const field = /^data(?:: ?|$)/.exec(line);
  if (field === null) return `${line}\n`;
  const value = line.slice(field[0].length);
  if (value.trim() === '') return '';
  if (value.trim() === '[DONE]') {
    report.done = true;
    return 'data: [DONE]\n\n';
  }
  return isJson(value) ? `data: ${value}\n\n` : `${line}\n`;
}

function isJson(text: string): boolean {
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
