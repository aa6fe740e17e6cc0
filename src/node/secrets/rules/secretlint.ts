/** The rules of secretlint's recommended preset, as a second opinion to our own. */
import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Match } from '../match.ts';

/**
 * Rules that are left out. The comment filter would let a repository switch the search off (`secretlint-disable`); the
 * others report more than the secret (a whole URL, a whole key block) where our rules report the secret itself. The rules are registered
 * one by one: a rule that is disabled inside a preset still runs (@secretlint/core 13.0.7).
 */
const LEFT_OUT = new Set(
  ['filter-comments', 'basicauth', 'database-connection-string', 'privatekey'].map(
    (name) => `@secretlint/secretlint-rule-${name}`,
  ),
);

// It would mark each rule and file in the timeline of the process, and keep the marks for ever.
secretLintProfiler.setEnabled(false);

const NOT_SECRET = new Set(['AWSAccountID', 'PrivateKeyP12', 'NPM_xOAuth', 'NPM_authToken']);

const CONFIG = {
  rules: rules.filter(({ meta }) => !LEFT_OUT.has(meta.id)).map((rule) => ({ id: rule.meta.id, rule })),
};

/**
 * What secretlint finds in a text, cut at white space, quotes and placeholder marks. No file is read. About 30 ms for
 * a megabyte.
 */
export async function secretlintText(text: string): Promise<Match[]> {
  const { messages } = await lintSource({
    source: { filePath: 'prompt.txt', content: text, ext: '.txt', contentType: 'text' },
    options: { noPhysicFilePath: true, config: CONFIG },
  });
  return messages.flatMap((message) => {
    if (NOT_SECRET.has(message.messageId)) return [];
    const [from, to] = message.range;
    const kind = message.ruleId.replace('@secretlint/secretlint-rule-', '');
    return [...text.slice(from, to).matchAll(/[^\s"'`«»]{8,}/g)].map((piece) => ({
      start: from + piece.index,
      end: from + piece.index + piece[0].length,
      kind,
    }));
  });
}
