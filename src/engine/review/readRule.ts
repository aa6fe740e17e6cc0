/** Reads the file of a rule: front matter, then sections of Markdown. Pure, and linear in the text. */
import type { Rule, RuleExample, RuleFamily, RuleFix, RuleQuery, RuleSeverity } from '../types.ts';

/** A rule's file as it lies there. The product's are untouched by users; a user's is not to be trusted. */
export interface RuleFile {
  /** `rules/<family>/<id>.md` for one of the product; any path for one of the user. */
  readonly path: string;
  readonly text: string;
}

/** What is wrong with the file of a rule; `at` is the key, the section or the language that it is about. */
export interface RuleFault {
  readonly path: string;
  readonly kind: 'tooLong' | 'frontMatter' | 'missing' | 'badValue' | 'unknownKey' | 'twice';
  readonly at: string;
}

const FAMILIES: ReadonlySet<string> = new Set<RuleFamily>([
  ...(['correctness', 'error-handling', 'concurrency', 'resources', 'security', 'api-misuse'] as const),
  ...(['tests', 'documentation', 'dead-code', 'duplication', 'complexity'] as const),
]);
const SEVERITIES: ReadonlySet<string> = new Set<RuleSeverity>(['error', 'warning', 'note']);
const KEYS = new Set([
  'title',
  'message',
  'severity',
  'family',
  'languages',
  'kind',
  'on',
  'tests',
  'files',
  'like',
]);
/** Longest file of a rule, in UTF-16 units. */
const MAX_RULE = 65_536;
/** Longest text of a judged rule: each prompt holds it. */
const MAX_JUDGED = 4_000;
/** The sentence of a judged finding is what the model said. */
const JUDGED_MESSAGE = '{claim}';

/** The rule of a file, or all that is wrong with it. */
export function readRule(file: RuleFile, origin: Rule['origin']): Rule | readonly RuleFault[] {
  const faults: RuleFault[] = [];
  const fault = (kind: RuleFault['kind'], at: string): void => {
    faults.push({ path: file.path, kind, at });
  };
  if (file.text.length > MAX_RULE) return [{ path: file.path, kind: 'tooLong', at: '' }];
  const parts = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(file.text);
  if (!parts) return [{ path: file.path, kind: 'frontMatter', at: '' }];
  const keys = keysOf(parts[1]!, fault);
  const sections = sectionsOf(parts[2]!);
  const [, folder = '', id = ''] = /(?:([^/]+)\/)?([^/]+)\.md$/.exec(file.path) ?? [];
  const family = keys.get('family') ?? (origin === 'user' && !FAMILIES.has(folder) ? 'correctness' : folder);
  const queries = blocksOf(sections.get('query') ?? '').flatMap(({ words: [word, ...ids], text }) =>
    word === 'query' ? ids.map((language): RuleQuery => ({ rule: id, language, text })) : [],
  );
  // What has no query can only be judged.
  const kind = keys.get('kind') ?? (sections.has('query') ? 'syntactic' : 'judged');
  const severity = keys.get('severity') ?? 'warning';
  const rule: Rule = {
    id,
    family: family as RuleFamily,
    title: keys.get('title') ?? '',
    message: keys.get('message') ?? (kind === 'judged' ? JUDGED_MESSAGE : ''),
    severity: severity as RuleSeverity,
    languages: listOf(keys.get('languages')),
    kind: kind as Rule['kind'],
    isOn: keys.get('on') !== 'no',
    isForTests: keys.get('tests') !== 'no',
    path: file.path,
    origin,
    files: listOf(keys.get('files')),
    like: listOf(keys.get('like')),
    looksFor: sections.get('what to look for') ?? '',
    doesNotClaim: sections.get('what is not a finding') ?? '',
    bad: examplesOf(sections.get('bad')),
    good: examplesOf(sections.get('good')),
    queries,
    fixes: fixesOf(sections.get('fix') ?? '', fault),
  };
  checkRule(rule, fault);
  for (const key of ['on', 'tests'])
    if (!['yes', 'no'].includes(keys.get(key) ?? 'yes')) fault('badValue', key);
  return faults.length > 0 ? faults : rule;
}

/** All rules of some files, sorted by id, and what is wrong with the others. Of two of one id the first one stays. */
export function readRules(
  files: readonly RuleFile[],
  origin: Rule['origin'],
): { readonly rules: readonly Rule[]; readonly faults: readonly RuleFault[] } {
  const rules = new Map<string, Rule>();
  const faults: RuleFault[] = [];
  for (const file of files) {
    const read = readRule(file, origin);
    if (!('id' in read)) faults.push(...read);
    else if (rules.has(read.id)) faults.push({ path: file.path, kind: 'twice', at: read.id });
    else rules.set(read.id, read);
  }
  return { rules: [...rules.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), faults };
}

type Tell = (kind: RuleFault['kind'], at: string) => void;

function checkRule(rule: Rule, fault: Tell): void {
  if (!/^[a-z0-9-]+$/.test(rule.id)) fault('badValue', 'id');
  if (!FAMILIES.has(rule.family)) fault('badValue', 'family');
  if (!SEVERITIES.has(rule.severity)) fault('badValue', 'severity');
  if (rule.kind !== 'syntactic' && rule.kind !== 'judged') fault('badValue', 'kind');
  if (rule.title === '') fault('missing', 'title');
  if (rule.looksFor === '') fault('missing', 'What to look for');
  // A pattern of a stranger would run over the text of every finding.
  if (rule.fixes.length > 0 && (rule.origin === 'user' || rule.kind !== 'syntactic'))
    fault('badValue', 'fix');
  for (const { language } of rule.fixes)
    if (!rule.languages.includes(language)) fault('missing', `languages ${language}`);
  if (rule.kind !== 'syntactic') {
    if (rule.looksFor.length + rule.doesNotClaim.length > MAX_JUDGED) fault('tooLong', 'What to look for');
    return;
  }
  if (rule.message === '') fault('missing', 'message');
  const asked = new Set(rule.queries.map(({ language }) => language));
  for (const language of rule.languages) if (!asked.has(language)) fault('missing', `query ${language}`);
  for (const language of asked)
    if (!rule.languages.includes(language)) fault('missing', `languages ${language}`);
  if (asked.size === 0) fault('missing', 'query');
}

function keysOf(text: string, fault: Tell): Map<string, string> {
  const keys = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon)).trim();
    if (!KEYS.has(key)) fault('unknownKey', key);
    else if (keys.has(key)) fault('twice', key);
    else keys.set(key, line.slice(colon + 1).trim());
  }
  return keys;
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');

const isFence = (line: string): boolean => line.startsWith('```');

/** The text below each heading of the second level, by the heading in small letters. Code is no heading. */
function sectionsOf(text: string): Map<string, string> {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  let isInCode = false;
  for (const line of text.split(/\r?\n/)) {
    if (isFence(line)) isInCode = !isInCode;
    const heading = isInCode ? null : /^## (.*)$/.exec(line);
    if (heading) {
      current = [];
      sections.set(heading[1]!.trim().toLowerCase(), current);
    } else current.push(line);
  }
  return new Map([...sections].map(([name, lines]) => [name, lines.join('\n').trim()]));
}

/** Pieces of fenced code, with the words after the fence. */
function blocksOf(text: string): { words: string[]; text: string }[] {
  const blocks: { words: string[]; lines: string[] }[] = [];
  let open: (typeof blocks)[number] | undefined;
  for (const line of text.split('\n')) {
    if (isFence(line) && open) open = undefined;
    else if (isFence(line)) {
      open = { words: line.slice(3).trim().split(/\s+/), lines: [] };
      blocks.push(open);
    } else open?.lines.push(line);
  }
  return blocks.map(({ words, lines }) => ({ words, text: `${lines.join('\n')}\n` }));
}

/** Pairs of lines, for each of the languages after `fix`: a pattern, and what is put in its place. */
function fixesOf(text: string, fault: Tell): RuleFix[] {
  return blocksOf(text).flatMap(({ words: [word, ...ids], text: block }) => {
    const lines = block.split('\n').slice(0, -1);
    if (word !== 'fix' || lines.length % 2 !== 0) fault('badValue', 'fix');
    const pairs = Array.from({ length: Math.floor(lines.length / 2) }, (_, at) => ({
      find: lines[2 * at]!,
      put: lines[2 * at + 1]!,
    }));
    return ids.flatMap((language) => pairs.map((pair) => ({ language, ...pair })));
  });
}

const examplesOf = (text: string | undefined): RuleExample[] =>
  blocksOf(text ?? '').map(({ words, text: code }) => ({ language: words[0]!, text: code }));
