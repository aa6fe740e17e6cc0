import type { FileRole, Question, ScopeLimit } from '../../types.ts';

/** What a question is about, and where, stands at its beginning and its end; a pasted log in between says nothing. */
const READ_CHARS = 2_000;
/** Places that one phrase may name. */
const MOST_TARGETS = 8;

const any = (words: string): string =>
  words
    .trim()
    .split(/\s*\|\s*/)
    .join('|');

/** Words that name a role of files, in the languages that questions are tested in. */
const ROLES: readonly (readonly [FileRole, string])[] = [
  [
    'test',
    any(
      'unit tests|tests? files?|test code|tests|specs|testdateien|pruebas|ficheros de test|测试(?:文件|代码)?|テスト(?:ファイル|コード)?|тест(?:ы|ов|ах|ами)?|testes',
    ),
  ],
  [
    'docs',
    any(
      'docs|documentation|readmes?|doku(?:mentation)?|documentación|文档|ドキュメント|документаци[яиюей]+|documentação',
    ),
  ],
  [
    'example',
    any('examples|samples|demos|beispielen?|ejemplos?|示例|例子|サンプル|пример(?:ы|ов|ах)|exemplos?'),
  ],
  ['vendored', any('vendor(?:ed)? (?:code|files)|third[- ]party code|dependencies|node_modules')],
  ['generated', any('generated (?:code|files)|generierte[nrms]? (?:code|dateien)|生成(?:的)?代码')],
  [
    'config',
    any(
      'config(?:uration)?(?: files)?|konfiguration(?:sdateien)?|configuración|配置(?:文件)?|設定(?:ファイル)?',
    ),
  ],
];

const FOLDER = any(
  'folders?|director(?:y|ies)|packages?|modules?|ordners?|verzeichnis(?:ses)?|pakets?|carpetas?|directorios?|dossiers?|目录|文件夹|包|フォルダ|ディレクトリ|папк[аеиу]|pastas?',
);
const FILE = any('files?|datei(?:en)?|archivos?|ficheros?|fichiers?|文件|ファイル|файл(?:е|а)?|arquivos?');
const ONLY = any(
  'only|just|exclusively|nur|ausschließlich|sólo|solo|solamente|únicamente|seulement|uniquement|只|仅|僅|только|apenas|somente',
);
const IN = any(
  'in|within|inside|under|below|from|for|im|innerhalb von|innerhalb|unter|aus|für|en|dentro de|dans|sous|在|从|в|em',
);
const WITHIN = any(
  'within|inside|limited to|restricted to|innerhalb von|innerhalb|beschränkt auf|dentro de|limitado a|à l.intérieur de|限于',
);
/** May stand before a verb (`does not test the header`): a plain word behind it is no folder. */
const NOT = any('but not|not|nicht|pero no|不要看');
/** Excludes whatever it stands before. */
const EXCEPT = any(
  'except for|except|excluding|exclude|ignoring|ignore|skipping|skip|leaving out|leave out|other than|apart from|outside of|outside|außer|ausgenommen|ignoriere|excepto|salvo|sauf|hormis|不包括|除了|排除|忽略|кроме|exceto',
);
/** `functions without tests` speaks of functions; `, without tests` of where to look. */
const WITHOUT = any('without|no|ohne|sin|sans|без|sem');
const VERB =
  '(?:look|search|read|check|count|consider|use|including|suche?n?|schau(?:e|en)?|busca[r]?|mira[r]?|查看|查找|看)';
const FILLER = `(?:(?:${IN}|the|any|all|code|files?|den|die|das|der|dem|los|las|el|la|les|le|到|的|${VERB})\\s*)`;
const AND = '(?:\\s*(?:,|and|or|nor|und|oder|y|o|et|ou|和|或|、|и|или|&)\\s*)';
const QUOTED = '`[^`\\n]{1,200}`|"[^"\\n]{1,200}"|“[^”\\n]{1,200}”|\'[^\'\\n]{1,200}\'';
const BARE = '[\\p{L}\\p{N}_@.+~/\\\\-]{1,200}';

const THIS = any(
  'this|the current|the open|current|dieser|diesem|der aktuellen|este|esta|ce|cette|这个|本|当前|この|этом|этой|neste|nesta',
);

const starts = (words: string): string =>
  `(?<![\\p{L}\\p{N}_])(?:${words})(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{N}_])\\s*`;

/** What a phrase does with the places that follow it. */
interface Phrase {
  readonly kind: ScopeLimit['kind'];
  readonly pattern: RegExp;
  /** A plain word behind it (`only in src`) may be a folder. */
  readonly isPlain: boolean;
}

const PHRASES: readonly Phrase[] = [
  { kind: 'only', isPlain: true, pattern: new RegExp(`${starts(ONLY)}${FILLER}{0,3}`, 'giu') },
  { kind: 'only', isPlain: true, pattern: new RegExp(`${starts(WITHIN)}${FILLER}{0,2}`, 'giu') },
  {
    kind: 'only',
    isPlain: true,
    pattern: new RegExp(
      `${starts(IN)}(?:the\\s+|dem\\s+|der\\s+|el\\s+|la\\s+)?(?:${FOLDER}|${FILE})\\s+`,
      'giu',
    ),
  },
  { kind: 'without', isPlain: true, pattern: new RegExp(`${starts(EXCEPT)}${FILLER}{0,3}`, 'giu') },
  { kind: 'without', isPlain: false, pattern: new RegExp(`${starts(NOT)}${FILLER}{0,3}`, 'giu') },
  {
    kind: 'without',
    isPlain: false,
    pattern: new RegExp(`(?:^|[,;:(–—-])\\s*(?:${WITHOUT})\\s+${FILLER}{0,2}`, 'giu'),
  },
];

/** `in the src/net folder`: the place stands before what it is. */
const NAMED_FOLDER = new RegExp(
  `${starts(IN)}(?:the\\s+|dem\\s+|der\\s+|el\\s+|la\\s+)?(${QUOTED}|${BARE})\\s+(?:${FOLDER}|${FILE})(?![\\p{L}\\p{N}_])`,
  'giu',
);
const THIS_PLACE = new RegExp(
  `(?:(?:${THIS})\\s*)(?:(${FILE})|(${FOLDER}))(?![\\p{Script=Latin}\\p{Script=Cyrillic}])`,
  'giu',
);
/** Languages in which the word follows: テストを除く, テスト以外. */
const ROLE_THEN_NOT = /(?:を除(?:く|いて|き)|以外)/gu;
const ROLE_THEN_ONLY = /(?:だけ|のみ)/gu;

/**
 * What a question says about where to look. `resolve` gives the files and folders that a name means, none for a name
 * that the index does not know. Pure, and linear: what is read is bounded.
 */
export function findLimits(
  question: Pick<Question, 'text' | 'focus' | 'open'>,
  resolve: (name: string) => readonly string[],
): ScopeLimit[] {
  const { text } = question;
  const read =
    text.length <= 2 * READ_CHARS ? text : `${text.slice(0, READ_CHARS)}\n${text.slice(-READ_CHARS)}`;
  const limits: ScopeLimit[] = [];
  const add = (kind: ScopeLimit['kind'], targets: readonly Target[]): void => {
    for (const target of targets)
      if (!limits.some((known) => known.path === target.path && known.role === target.role))
        limits.push({ kind, ...target });
  };
  for (const { kind, pattern, isPlain } of PHRASES)
    for (const match of read.matchAll(pattern))
      add(kind, targetsAt(read, match.index + match[0].length, { kind, isPlain, resolve }));
  for (const match of read.matchAll(NAMED_FOLDER))
    add(
      'only',
      resolve(unquoted(match[1]!)).map((path) => ({ path })),
    );
  for (const match of read.matchAll(THIS_PLACE)) add('only', thisPlace(question, match[2] !== undefined));
  for (const [kind, pattern] of [
    ['without', ROLE_THEN_NOT],
    ['only', ROLE_THEN_ONLY],
  ] as const)
    for (const match of read.matchAll(pattern)) add(kind, targetBefore(read.slice(0, match.index), resolve));
  return limits;
}

type Target = Omit<ScopeLimit, 'kind'>;

const ROLE_AT: readonly (readonly [FileRole, RegExp])[] = ROLES.map(([role, words]) => [
  role,
  new RegExp(
    `(?:the\\s+|den\\s+|los\\s+|las\\s+)?(?:${words})(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{N}_/])`,
    'iuy',
  ),
]);
const NAME_AT = new RegExp(`(${QUOTED})|(${BARE})`, 'uy');
const AND_AT = new RegExp(`${AND}${FILLER}{0,2}`, 'iuy');

/** The places that stand at an offset: one, or several joined by `and` and commas. */
function targetsAt(text: string, offset: number, reading: Reading): Target[] {
  const targets: Target[] = [];
  let at = offset;
  for (let count = 0; count < MOST_TARGETS; count++) {
    const found = targetAt(text, at, reading);
    if (!found) break;
    targets.push(...found.targets);
    AND_AT.lastIndex = found.end;
    if (!AND_AT.test(text)) break;
    at = AND_AT.lastIndex;
  }
  return targets;
}

interface Reading extends Pick<Phrase, 'kind' | 'isPlain'> {
  resolve(name: string): readonly string[];
}

/**
 * What one word, name or path means. A plain word is a place only when it is the whole of a path; what is left out by
 * `tests` is all tests, though there is a folder of that name.
 */
function targetAt(
  text: string,
  at: number,
  { kind, isPlain, resolve }: Reading,
): { readonly targets: readonly Target[]; readonly end: number } | undefined {
  NAME_AT.lastIndex = at;
  const name = NAME_AT.exec(text);
  const end = NAME_AT.lastIndex;
  const isPath = name !== null && (name[1] !== undefined || /[/.]/.test(name[0]));
  const named = name ? resolve(unquoted(name[0])) : [];
  const isWhole = (path: string): boolean => isPlain && path.toLowerCase() === name?.[0].toLowerCase();
  const paths = isPath ? named : named.filter(isWhole);
  const places = { targets: paths.map((path) => ({ path })), end };
  if (paths.length > 0 && (isPath || kind === 'only')) return places;
  for (const [role, pattern] of ROLE_AT) {
    pattern.lastIndex = at;
    if (pattern.test(text)) return { targets: [{ role }], end: pattern.lastIndex };
  }
  return paths.length > 0 ? places : undefined;
}

/** The place that ends a text, in languages whose negation follows. */
function targetBefore(text: string, resolve: (name: string) => readonly string[]): Target[] {
  const word = /(?:`([^`\n]{1,200})`|([\p{L}\p{N}_@.+/-]{1,200}))$/u.exec(text.slice(-210).trimEnd());
  if (!word) return [];
  const paths = resolve(word[1] ?? word[2]!);
  if (paths.length > 0) return paths.map((path) => ({ path }));
  for (const [role, words] of ROLES) if (new RegExp(`(?:${words})$`, 'iu').test(word[0])) return [{ role }];
  return [];
}

/** The file that is pointed at or open, or its folder. */
function thisPlace({ focus, open }: Pick<Question, 'focus' | 'open'>, isFolder: boolean): Target[] {
  const pointed = focus.flatMap((at) => (at.kind === 'symbol' ? [] : [at]));
  const folders = pointed.filter(({ kind }) => kind === 'folder').map(({ path }) => path);
  if (isFolder && folders.length > 0) return folders.map((path) => ({ path }));
  const files = pointed.filter(({ kind }) => kind !== 'folder').map(({ path }) => path);
  const paths = files.length > 0 ? files : open ? [open.path] : [];
  return paths.map((path) => ({ path: isFolder ? path.slice(0, Math.max(0, path.lastIndexOf('/'))) : path }));
}

/** A name without its marks, and without the stop of the sentence behind it. */
const unquoted = (name: string): string =>
  /^[`"'“]/.test(name) ? name.slice(1, -1).trim() : name.replace(/[.:,]+$/, '');
