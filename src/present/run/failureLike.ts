/** Characters of a text that are looked at. */
const MOST_CHARS = 20_000;

/** How lines begin that programs write when they fail. */
const FAILURES = [
  /^\s{0,20}at \S.{0,300}:\d+\)?$/,
  /^\s{0,20}File ".{1,300}", line \d+/,
  /^Traceback \(most recent call last\)/,
  /^(?:Uncaught |Caused by: |Exception in thread ".{0,100}" )?[\w.$]{0,100}(?:Error|Exception)(?: \[\w{1,60}\])?: /,
  /^(?:fatal )?error(?:\[\w{1,20}\])?(?: \w{1,20})?: /i,
  /^\S{1,300}?(?::\d+|\(\d+)(?:[:,]\d+)?\)?: (?:fatal )?(?:error|panic)\b/i,
  /^(?:FAIL|FAILED|not ok|✗|✖|×)\s/,
  /^thread '.{0,100}' panicked at /,
  /^panic: /,
  /^--- FAIL: /,
];

/** Whether a text holds what a program wrote when it failed: a stack, a compiler's error, a failed test. Linear. */
export function isFailureLike(text: string): boolean {
  const lines = text.slice(0, MOST_CHARS).split('\n');
  return lines.some((line) => FAILURES.some((pattern) => pattern.test(line)));
}
