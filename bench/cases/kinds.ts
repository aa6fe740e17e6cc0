import type { Commit } from './git.ts';
import type { Hunk } from './hunks.ts';
import { clean, isChore, problemOf, subjectOf, wordsOf } from './message.ts';
import { type CaseRole, caseRole } from './paths.ts';

/** What somebody asked or wrote, and the files in which the answer is. */
export interface Draft {
  readonly kind: string;
  readonly query: string;
  readonly changed: ReadonlyMap<string, readonly Hunk[]>;
}

/** The text of a commit, from which a case is made. */
export interface Read {
  readonly commit: Commit;
  readonly hunks: ReadonlyMap<string, readonly Hunk[]>;
  /** Gives one of the choices, by the seed. */
  readonly pick: <T>(choices: readonly T[]) => T;
}

/** Fewer words say too little to search for. */
const LEAST_WORDS = 6;
const MOST_WORDS = 900;

/** The cases that a commit gives: one for each kind of text that it holds. */
export function draftsOf(read: Read): Draft[] {
  const source = goldOf(read, 'source', 5);
  const subject = subjectOf(read.commit.message);
  const drafts = [...comments(read, source)];
  if (isClean(read.commit) && source.size > 0) {
    drafts.push(...messages(read, source));
    if (!isChore(subject)) drafts.push(...changeLogs(read, source), ...documents(read, source));
  }
  if (!isChore(subject) && wordsOf(subject) >= 4) drafts.push(...roles(read, subject));
  return drafts.filter(({ query, changed }) => {
    const words = wordsOf(query);
    return words >= LEAST_WORDS && words <= MOST_WORDS && !namesOne(query, [...changed.keys()]);
  });
}

/** At most one source file comes or goes: the rest of the change can be found before it. */
function isClean({ changes }: Commit): boolean {
  return changes.filter(({ status, path }) => status !== 'M' && caseRole(path) === 'source').length <= 1;
}

/** The modified files of a role with their hunks; none when there are more than `most`. */
function goldOf({ commit, hunks }: Read, role: CaseRole, most: number): Map<string, readonly Hunk[]> {
  const paths = commit.changes.filter(({ status, path }) => status === 'M' && caseRole(path) === role);
  if (paths.length > most) return new Map();
  return new Map(paths.map(({ path }) => [path, hunks.get(path) ?? []]));
}

function messages({ commit }: Read, changed: Draft['changed']): Draft[] {
  const query = problemOf(commit.message);
  if (query === undefined) return [];
  const isTraced = /^\s*(at |File "|#\d+ |goroutine |thread '|panic: |Traceback )/m.test(query);
  return [{ kind: isTraced ? 'trace' : 'commit', query, changed }];
}

/** What the change log says of a change; its files are those of the change. */
function changeLogs({ commit, hunks }: Read, changed: Draft['changed']): Draft[] {
  const logs = commit.changes.filter(({ path }) => caseRole(path) === 'changeLog');
  const entry = logs.flatMap(({ path }) => addedText(hunks.get(path) ?? []))[0];
  if (entry === undefined) return [];
  const query = clean(
    entry
      .replace(/^\s*([-*+]|\d+\.)\s+/, '')
      .replace(/\(?\b(thanks|contributed|by)\b[^.)]{0,80}[.)]*$/i, '')
      .replace(/\[?@[\w-]+\]?(\(\S*\))?/g, ''),
  );
  return isChore(query) ? [] : [{ kind: 'changeLog', query, changed }];
}

/** What the documentation says of a change, as a question. */
function documents({ commit, hunks, pick }: Read, changed: Draft['changed']): Draft[] {
  const pages = commit.changes.filter(({ path }) => caseRole(path) === 'docs');
  const text = pages
    .flatMap(({ path }) => addedText(hunks.get(path) ?? []))
    .find((part) => wordsOf(part) >= 8);
  const sentence = text && firstSentence(text);
  if (!sentence) return [];
  const form = pick(['Where is this done: ', 'How is it implemented that ', 'How does this work: ', '']);
  return [{ kind: 'page', query: form + clean(sentence), changed }];
}

/** Comments that were written above a definition which stood there without: what they say asks for it. */
function comments({ pick }: Read, source: Draft['changed']): Draft[] {
  for (const [path, hunks] of source) {
    for (const hunk of hunks) {
      const changed = hunk.lines.filter(([tag]) => tag !== ' ');
      const isAdded = changed.every(([tag, text]) => tag === '+' && isComment(text));
      if (!isAdded || changed.length === 0) continue;
      const sentence = firstSentence(changed.map(([, text]) => bareComment(text)).join(' '));
      if (
        wordsOf(sentence) < 8 ||
        /copyright|licen[cs]e|todo|fixme|@param|eslint|noinspection/i.test(sentence)
      )
        continue;
      const form = pick(['', '', 'Where is the code that ', 'What does this: ']);
      return [{ kind: 'docComment', query: form + clean(sentence), changed: new Map([[path, [hunk]]]) }];
    }
  }
  return [];
}

const ASKING: readonly (readonly [CaseRole, readonly string[]])[] = [
  [
    'test',
    [
      'Which tests cover this: ',
      'Where is it tested that ',
      'Which test checks: ',
      'show me the tests for: ',
    ],
  ],
  [
    'docs',
    ['Where do the docs describe this: ', 'In the documentation, ', 'Which page of the docs explains: '],
  ],
  ['example', ['Is there an example of this: ', 'Which example shows: ', 'Where is a sample for: ']],
  [
    'config',
    ['Which config file does this: ', 'Where is the configuration for: ', 'In the build configuration: '],
  ],
];

/** Questions that ask for a role: its files that the same change touched are meant. */
function roles(read: Read, subject: string): Draft[] {
  return ASKING.flatMap(([role, forms]) => {
    const changed = goldOf(read, role, 3);
    return changed.size === 0 ? [] : [{ kind: role, query: read.pick(forms) + subject, changed }];
  });
}

/** Paragraphs that were added, longest lines of markup left out. */
function addedText(hunks: readonly Hunk[]): string[] {
  const paragraphs: string[] = [];
  for (const { lines } of hunks) {
    let open = '';
    for (const [tag, text] of [...lines, [' ', ''] as const]) {
      const isProse =
        tag === '+' && /^\s*[-*+]?\s*[\w`"'([]/.test(text) && !/^\s*(#|\.\.|```|\||<|\[\w+\]:)/.test(text);
      const isItem = /^\s*([-*+]|\d+\.)\s/.test(text);
      if ((!isProse || isItem) && open !== '') {
        paragraphs.push(open.trim());
        open = '';
      }
      if (isProse) open += ` ${text.trim()}`;
    }
  }
  return paragraphs.filter((text) => wordsOf(text) >= LEAST_WORDS);
}

const isComment = (line: string): boolean =>
  /^\s*(\/\/|\/?\*|#(?!include|define|if|end|el|pragma|\[)|--\s|"""|$)/.test(line);

const bareComment = (line: string): string =>
  line.replace(/^\s*(\/\/[/!]?|\/?\*+!?\/?|#+|--|""")\s?/, '').replace(/\*\/\s*$/, '');

const firstSentence = (text: string): string =>
  /^[\s\S]{30,400}?[.!?:](?=\s|$)/.exec(text.trim())?.[0] ?? text.trim().slice(0, 400);

function namesOne(query: string, paths: readonly string[]): boolean {
  const words = new Set(
    query
      .toLowerCase()
      .split(/[^\w.-]+/)
      .map((word) => word.replace(/\.$/, '')),
  );
  return paths.some((path) => words.has(path.slice(path.lastIndexOf('/') + 1).toLowerCase()));
}
