/** Words after which a line of output says what went wrong, with a code at most between them and the colon. */
const NAMED = /(?:Error|Exception|Warning|Panic|Fault)(?: ?[[(][\w -]{1,30}[\])])?: {1,4}([^\n]{8,300})/g;
const LEVEL =
  /\b(?:error|fatal|panic|warning|ERROR|FATAL|WARN(?:ING)?|ERR!)(?:\[\w{1,12}\]| \w{1,4}\d{1,6})?: {1,4}([^\n]{8,300})/g;
/** Rust has told the message on the next line since 1.73. */
const PANICKED = /\bpanicked at [^\n]{1,300}:\n[ \t]{0,20}([^\n]{8,300})/g;
/** Where a message ends and something else goes on in its line: a sentence, a remark, a place, a URL. */
const END = /[.;] |\.$| \(| [-–—] | at (?=\S*[\d/\\.])|\bhttps?:/;
const MAX_MESSAGES = 4;

/**
 * Error texts in a question, as a program printed them, without what comes before and after them in their line
 * (`ValueError: cannot parse %s` without the quotes that would mark it). At most 4, in order. Linear.
 */
export function findMessages(text: string): string[] {
  const found = [NAMED, LEVEL, PANICKED].flatMap((form) =>
    [...text.matchAll(form)].map((match) => ({ at: match.index, text: match[1]!.split(END, 1)[0]!.trim() })),
  );
  const messages = found.sort((a, b) => a.at - b.at).map((one) => one.text);
  return [...new Set(messages)].filter((one) => one.split(/\s+/).length >= 3).slice(0, MAX_MESSAGES);
}
