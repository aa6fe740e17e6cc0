/**
 * What people write for parts of a query, in six languages: English, German, Spanish, French, Chinese, Japanese. Each rule
 * takes its words out of a question, so that what is left over is what no rule has understood.
 */

/** Conditions of the query language that a match stands for; undefined where the match is something else. */
type Reading = (match: readonly (string | undefined)[]) => string | undefined;

export interface Rule {
  readonly pattern: () => RegExp;
  readonly read: Reading;
}

/** An expression that is compiled when it is first asked for: these are large, and most commands read no question. */
function later(source: string, flags: string): () => RegExp {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(source, flags);
    return made;
  };
}

const any = (words: string): string =>
  words
    .trim()
    .split(/\s*\|\s*/)
    .join('|');
/** Words of languages that part them: none of their letters may stand beside them. */
const word = (words: string): string => `(?<![\\p{L}\\p{N}_])(?:${any(words)})(?![\\p{Script=Latin}\\p{N}_])`;
const rule = (pattern: string, read: string | Reading): Rule => ({
  pattern: later(pattern, 'iu'),
  read: typeof read === 'string' ? () => read : read,
});

const COUNTS: Readonly<Record<string, number>> = {
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{
    ein: 1,
    eine: 1,
    einen: 1,
    zwei: 2,
    drei: 3,
    vier: 4,
    fünf: 5,
    sechs: 6,
    sieben: 7,
    acht: 8,
    neun: 9,
    zehn: 10,
  },
  ...{ uno: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10 },
  ...{ un: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, sept: 7, huit: 8, neuf: 9, dix: 10 },
  ...{ 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 },
};
const NUMBER = `(\\d{1,6}|${Object.keys(COUNTS)
  .sort((a, b) => b.length - a.length)
  .join('|')})`;
const numberOf = (text = ''): number => COUNTS[text.toLowerCase()] ?? Number(text);

const PARAMS =
  '(?:parameters?|params|arguments?|args|parametern?|argumente?n?|parámetros?|argumentos?|paramètres?|个?参数|個?の?(?:パラメータ|引数))';
const LINES = '(?:lines?(?: of code)?|loc|zeilen|líneas?|lignes?|行)';
const MORE = '(?:more than|over|above|greater than|mehr als|über|más de|plus de|超过|多于|大于)';
const FEWER = '(?:fewer than|less than|under|below|weniger als|unter|menos de|moins de|少于|小于|不到)';
const LEAST = '(?:at least|a minimum of|mindestens|al menos|por lo menos|au moins|至少|不少于)';
const LONGER = '(?:longer than|länger als|largas? (?:que|de)|plus longues? que|长于)';
const MOST = '(?:at most|no more than|up to|höchstens|maximal|como máximo|a lo sumo|au plus|最多|至多)';
const NONE = '(?:no|without(?: any)?|zero|ohne|keinen?|sin|sans|没有|无)';

/** A number of something, by how it is compared. */
function numbers(key: string, of: string): Rule[] {
  const compared = (before: string, op: string): Rule =>
    rule(`${before}\\s*${NUMBER}\\s*${of}`, ([, n]) => `${key}${op}${numberOf(n)}`);
  return [
    compared(MORE, '>'),
    compared(FEWER, '<'),
    compared(LEAST, '>='),
    compared(MOST, '<='),
    rule(`${NUMBER}\\s*(?:or more|oder mehr|o más|ou plus)\\s*${of}`, ([, n]) => `${key}>=${numberOf(n)}`),
    rule(
      `${NUMBER}\\s*${of}\\s*(?:or more|oder mehr|o más|ou plus|以上)`,
      ([, n]) => `${key}>=${numberOf(n)}`,
    ),
    rule(`${NUMBER}\\s*个?以上的?\\s*${of}`, ([, n]) => `${key}>=${numberOf(n)}`),
    rule(`${NUMBER}\\s*個以上の?\\s*${of}`, ([, n]) => `${key}>=${numberOf(n)}`),
    rule(
      `(?:exactly|genau|exactamente|exactement|with|mit|con|avec)\\s*${NUMBER}\\s*${of}`,
      ([, n]) => `${key}=${numberOf(n)}`,
    ),
    rule(`${NONE}\\s*${of}`, `${key}=0`),
  ];
}

/** A name of code in a question, with or without its marks; a pronoun names nothing. */
const NAME =
  '(?!(?:it|its|this|that|them|these|those|us|me)\\b)[`"\'“]?([A-Za-z_$][\\w$.]*)(?:\\(\\))?[`"\'”]?';
const PLACE = '[`"\'“]?((?:[\\w.@-]+/)+[\\w.@*-]*|[\\w@-]+\\.[a-z]{1,4}(?![\\w.]))[`"\'”]?';
const named =
  (query: (name: string) => string): Reading =>
  ([, name = '']) =>
    query(name.replace(/^.*\.(?=.)/, ''));

/** What is asked for by itself, before its words are taken for anything else. */
const THINGS: readonly Rule[] = [
  rule(
    `${word('functions|methods|funktionen|methoden|funciones|métodos|fonctions|méthodes')}\\s+(?:that|which|who|die|que|qui)?\\s*${word('calls?|calling|llaman a|appellent')}\\s+${NAME}`,
    named((name) => `kind:callable calls:${name}`),
  ),
  rule(
    `${word('funktionen|methoden')},?\\s+die\\s+${NAME}\\s+aufrufen`,
    named((name) => `kind:callable calls:${name}`),
  ),
  rule(
    `${word('callers of|who calls|aufrufer von|llamadores de|appelants de')}\\s+${NAME}`,
    named((name) => `kind:callable calls:${name}`),
  ),
  rule(
    `(?:调用了?|呼叫)\\s*${NAME}\\s*的(?:所有)?(?:函数|方法)`,
    named((name) => `kind:callable calls:${name}`),
  ),
  rule(
    `${NAME}\\s*を呼(?:ぶ|び出す|び出している)(?:すべての)?(?:関数|メソッド)`,
    named((name) => `kind:callable calls:${name}`),
  ),
  rule(
    `${word('functions|methods|funktionen|methoden')}\\s+(?:that are\\s+|which are\\s+)?${word('called by|called from')}\\s+${NAME}`,
    named((name) => `kind:callable calledby:${name}`),
  ),
  rule(
    `${word('calls? (?:to|of)|(?:places?|lines?|spots?) (?:that|which|where) (?:we )?calls?|place that calls|aufrufe von|stellen,? die|llamadas a|appels (?:à|de))'.replace(/\)$/, ''))}\\s+${NAME}(?:\\s+aufrufen)?`,
    named((name) => `kind:call name:${name}`),
  ),
  rule(
    `(?:调用了?)\\s*${NAME}\\s*的(?:所有)?(?:地方|位置)|${NAME}\\s*の呼び出し`,
    ([, chinese, japanese]) => `kind:call name:${chinese ?? japanese}`,
  ),
  rule(
    `${word('uses of|usages? of|references to|occurrences of|mentions of|(?:places?|lines?) (?:that|which|where) (?:we )?(?:use|uses|mention|mentions)|verwendungen von|vorkommen von|usos de|referencias a|utilisations de|références à')}\\s+${NAME}`,
    named((name) => `kind:use name:${name}`),
  ),
  rule(
    `${NAME}\\s*(?:的(?:所有)?(?:引用|使用)|の使用箇所)`,
    named((name) => `kind:use name:${name}`),
  ),
  rule(
    `${word('files?|dateien|archivos|ficheros|fichiers')},?\\s+(?:that|which|die|que|qui)?\\s*${word('imports?|importing|importieren|importan|importent')}\\s+${NAME}`,
    ([, name]) => `kind:file imports:${name}`,
  ),
  rule(`${word('dateien')},?\\s+die\\s+${NAME}\\s+importieren`, ([, name]) => `kind:file imports:${name}`),
  rule(
    `(?:导入|引入)了?\\s*${NAME}\\s*的(?:所有)?文件|${NAME}\\s*を(?:インポート|import)する(?:すべての)?ファイル`,
    ([, chinese, japanese]) => `kind:file imports:${chinese ?? japanese}`,
  ),
  rule(
    `${word('files?|dateien|archivos|ficheros|fichiers')},?\\s+(?:that|which|die|que|qui)?\\s*${word('mentions?|contains?|holds?|mentioning|containing|erwähnen|enthalten|mencionan|contienen|mentionnent|contiennent')}\\s+(?:the (?:word|text) )?${NAME}`,
    ([, name]) => `kind:file word:${name}`,
  ),
  rule(
    `${word('dateien')},?\\s+die\\s+${NAME}\\s+(?:enthalten|erwähnen)`,
    ([, name]) => `kind:file word:${name}`,
  ),
  rule(
    `(?:包含|提到)了?\\s*${NAME}\\s*的(?:所有)?文件|${NAME}\\s*を含む(?:すべての)?ファイル`,
    ([, chinese, japanese]) => `kind:file word:${chinese ?? japanese}`,
  ),
  {
    pattern: () =>
      /(?<![\p{L}\p{N}_])(TODO|FIXME|XXX|HACK)(?:s|-?(?=kommentar))?\s?-?(?:comments?|notes?|marks?|markers?|kommentare?|comentarios?|commentaires?|注释|コメント)?(?![\p{Script=Latin}\p{N}_])/u,
    read: ([, mark]) => `word:${mark}`,
  },
  rule(`${word('comentarios|commentaires')}\\s+(TODO|FIXME)`, ([, mark]) => `word:${mark}`),
];

const NO_TEST =
  '(?:without (?:any )?(?:unit )?tests?|with no (?:unit )?tests?|(?:that )?(?:have|has) no (?:unit )?tests?|untested|not tested|(?:that )?(?:are|is) not (?:tested|covered by (?:a |any )?tests?)|no test (?:uses|covers)|lacking tests?|no (?:unit )?tests?|ohne tests?|keine?n? tests?|ungetestete?n?|sin (?:pruebas|tests?)|no probad[ao]s|sans tests?|non testée?s)';
const NO_DOCS =
  '(?:undocumented|without (?:any )?(?:a )?(?:docs?|documentation|doc(?:umentation)? comments?|docstrings?|comments?)|not documented|(?:have|has) no (?:docs?|documentation|doc comments?|docstrings?)|ohne (?:dokumentation|doku|kommentare?)|undokumentierte?n?|sin (?:documentar|documentación|comentarios)|sans (?:documentation|commentaires?)|non documentée?s)';
const NO_USE =
  '(?:unused|never (?:used|called)|not (?:used|called)(?: anywhere)?|(?:that )?(?:nobody|nothing|no one) (?:uses|calls)|dead|unbenutzte?n?|ungenutzte?n?|nie (?:benutzt|verwendet|aufgerufen)(?: werden)?|sin usar|no usad[ao]s|que nadie (?:usa|llama)|inutilisée?s|jamais (?:utilisée?s|appelée?s))';

/** What is listed, by its plural and its singular. */
const NOUNS: readonly Rule[] = [
  rule(
    word('test files|testdateien|archivos de prueba|ficheros de test|fichiers de tests?'),
    'kind:file role:test',
  ),
  rule('测试文件|テストファイル', 'kind:file role:test'),
  rule(word('source files|quelldateien|archivos fuente|fichiers sources?'), 'kind:file role:source'),
  rule(
    `${word('functions?|funktionen?|función|funciones|fonctions?')}(?: (?:and|und|y|et|or|oder|o|ou) (?:methods?|methoden|métodos|méthodes))|函数和方法|関数とメソッド`,
    'kind:callable',
  ),
  rule(`${word('functions?|funktionen?|función|funciones|fonctions?')}|函数|関数`, 'kind:function'),
  rule(`${word('methods?|methoden?|métodos?|méthodes?')}|方法|メソッド`, 'kind:method'),
  rule(
    `${word('constructors?|konstruktoren?|constructores|constructeurs?')}|构造函数|コンストラクタ`,
    'kind:constructor',
  ),
  rule(`${word('class(?:es)?|klassen?|clases?|classes')}|类|クラス`, 'kind:class'),
  rule(`${word('interfaces?|schnittstellen?|interfaz|interfaces')}|接口|インターフェース`, 'kind:interface'),
  rule(`${word('structs?|estructuras?')}|结构体|構造体`, 'kind:struct'),
  rule(`${word('enums?|enumerations?|aufzählungen|enumeraciones|énumérations')}|枚举|列挙型`, 'kind:enum'),
  rule(word('traits?'), 'kind:trait'),
  rule(word('macros?|makros?'), 'kind:macro'),
  rule(`${word('constants?|konstanten?|constantes?')}|常量|定数`, 'kind:constant'),
  rule(`${word('files?|dateie?n?|archivos?|ficheros?|fichiers?')}|文件|ファイル`, 'kind:file'),
];

const CONDITIONS: readonly Rule[] = [
  rule(word(NO_TEST), '!tested'),
  rule('(?:没有|缺少)(?:单元)?测试的?|未(?:经)?测试的?|テスト(?:の|が)ない', '!tested'),
  rule(
    word(
      'with (?:unit )?tests?|(?:that )?(?:have|has) (?:unit )?tests?|(?:are )?tested|covered by (?:a )?tests?|mit tests?|getestete?n?|con (?:pruebas|tests?)|avec (?:des )?tests?|testée?s',
    ),
    'tested',
  ),
  rule(word(NO_DOCS), '!documented'),
  rule('没有(?:文档|注释)的?|(?:ドキュメント|コメント)(?:の|が)ない', '!documented'),
  rule(
    word('documented|with (?:docs|documentation|docstrings?)|dokumentierte?n?|documentad[ao]s|documentée?s'),
    'documented',
  ),
  rule(word(NO_USE), '!used'),
  rule('(?:未|没有)(?:被)?(?:使用|调用)(?:过)?的?|使われていない|未使用の?', '!used'),
  rule(word('not exported|unexported|nicht exportierte?n?|no exportad[ao]s|non exportée?s'), '!exported'),
  rule(
    word('exported|public|exportierte?n?|öffentliche?n?|exportad[ao]s|públic[ao]s|exportée?s|publiques?'),
    'exported',
  ),
  rule('导出的|公开的|エクスポートされた|公開されている|公開', 'exported'),
  rule(`${LONGER}\\s*${NUMBER}\\s*${LINES}`, ([, n]) => `lines>${numberOf(n)}`),
  rule(`${NUMBER}\\s*行(?:以上|を超える)の?`, ([, n]) => `lines>=${numberOf(n)}`),
  ...numbers('params', PARAMS),
  ...numbers('lines', LINES),
  rule(
    `${word('extend|extends|extending|inherit from|implement|implements|implementing|subclass(?:es)? of|erben von|implementieren|heredan de|implementan|héritent de|implémentent')}\\s+${NAME}`,
    named((name) => `inherits:${name}`),
  ),
  rule(
    `${word('named|called|namens|llamad[ao]s|nommée?s')}\\s+[\`"'“]([\\w$.*?]+)[\`"'”]`,
    ([, name]) => `name:${name}`,
  ),
];

const LANGUAGES: Readonly<Record<string, string>> = {
  ...{
    python: 'python',
    golang: 'go',
    rust: 'rust',
    java: 'java',
    javascript: 'javascript',
    typescript: 'typescript',
  },
  ...{
    kotlin: 'kotlin',
    ruby: 'ruby',
    php: 'php',
    scala: 'scala',
    lua: 'lua',
    zig: 'zig',
    bash: 'bash',
    elixir: 'elixir',
  },
  ...{ haskell: 'haskell', julia: 'julia', 'c#': 'c-sharp', 'c\\+\\+': 'cpp' },
};

const LAYOUT: readonly Rule[] = [
  rule(
    word(
      '(?:grouped |counted )?(?:by|per|in each|for each) (?:folder|directory)|(?:pro|je|nach) (?:ordner|verzeichnis)|por (?:carpeta|directorio)|par dossier',
    ),
    'group:folder',
  ),
  rule(
    word(
      '(?:grouped |counted )?(?:by|per|in each|for each) file|(?:pro|je|nach) datei|por (?:archivo|fichero)|par fichier',
    ),
    'group:path',
  ),
  rule(
    word(
      '(?:grouped |counted )?(?:by|per|in each|for each) (?:programming )?language|(?:pro|je|nach) sprache|por lenguaje|par langage',
    ),
    'group:language',
  ),
  rule(word('(?:grouped |counted )?(?:by|per) kind|(?:pro|je|nach) art'), 'group:kind'),
  rule('按(?:目录|文件夹)|フォルダごと(?:に|の)?', 'group:folder'),
  rule('按语言|言語ごと(?:に|の)?', 'group:language'),
  rule(
    `(?<![\\p{L}])${NUMBER}\\s+(?:longest|largest|längsten|größten)`,
    ([, n]) => `sort:lines limit:${numberOf(n)}`,
  ),
  rule(word('longest|largest|biggest|längsten?|größten?|más largas?|plus longues?'), 'sort:lines'),
];

/** A language, and a place as it is written. */
const WHERE: readonly Rule[] = [
  ...Object.entries(LANGUAGES).map(([name, id]) =>
    rule(
      `(?<![\\p{L}\\p{N}])(?:(?:in|of|en|de|written in)\\s+)?${name}(?![\\p{L}\\p{N}+#])`,
      `language:${id}`,
    ),
  ),
  rule(
    `(?:only\\s+)?(?<![\\p{L}])(?:in|under|within|inside|below|from|im|unter|en|dans|sous|在)\\s*(?:the\\s+)?(?:folder|directory|file|ordner|datei|carpeta|dossier)?\\s*${PLACE}\\s*(?:中|里|内)?(?:的)?`,
    ([, place]) => `path:${place}`,
  ),
  rule(`${PLACE}\\s*(?:の中の?|内の)`, ([, place]) => `path:${place}`),
];

const ONLY = /^(?:only|nur|solo|seulement)/iu;

/** Where to look. */
const SCOPE: readonly Rule[] = [
  rule(
    `(?:,\\s*|(?<![\\p{L}])(?:and|but|und|aber|pero|mais)\\s+){0,2}(?<![\\p{L}])(not|excluding|except(?: for)?|ignoring|skipping|only|only in|nicht|außer|nur|nur in|excepto|solo en|sauf|seulement dans)\\s+(?:in\\s+)?(?:the\\s+)?(?:(?:unit )?tests?(?: files)?|docs|documentation|examples|vendored code|generated code|testdateien|pruebas|${PLACE})(?![\\p{L}])`,
    // A role of files is read by the scope of the question; a place that it does not know must not be passed over.
    ([, word = '', place]) => (place === undefined ? '' : `${ONLY.test(word) ? '' : '!'}path:${place}`),
  ),
];

/** In the order in which they are tried: what says most first. */
export const RULES: readonly Rule[] = [...SCOPE, ...THINGS, ...LAYOUT, ...CONDITIONS, ...WHERE];
export const NOUN_RULES = NOUNS;

/** That all of something is asked for. */
export const ASKS_ALL = later(
  `${word('all|every|each|any|count|how many|number of|list|which|what|who|show|find|give me|name|are there|where|alle|jede[rsn]?|wie viele|anzahl|zähle?|liste|welche[rsn]?|zeige?|finde|gibt es|wo|tod[ao]s|cada|cuánt[ao]s|cuenta|lista|qué|cuáles|muestra|muéstrame|encuentra|hay|tou(?:te)?s|chaque|combien|compte|liste[rz]?|quel(?:le)?s?|montre[rz]?|trouve[rz]?|où')}|所有|全部|每个|多少|几个|哪些|列出|统计|找出|有没有|すべて|全て|全部|いくつ|何個|どの|一覧|数え|列挙`,
  'iu',
);

/** Words that ask for one thing as well as for all: they need more than a noun in the singular. */
export const ASKS_FOR_ONE = later(
  `${word('what|which|who|where|show|find|name|welche[rsn]?|zeige?|finde|wo|qué|muestra|encuentra|quel(?:le)?s?|montre|trouve|où')}`,
  'iu',
);

/** What is left over of a question and says nothing. */
export const SAYS_NOTHING = later(
  `${word("a-t-il|a|an|the|of|for|to|and|in|on|with|that|which|what|who|whose|where|is|are|was|do|does|we|i|me|us|you|our|my|have|has|having|there|here|all|every|each|any|count|how|many|number|list|show|find|give|name|please|can|could|tell|this|these|those|total|repository|repo|codebase|code|project|workspace|it|its|at|how many|everywhere|it's|exist|exists|defined|place|places")}|${word('alle|allen|jede|jeder|jedes|die|der|das|den|dem|des|ein|eine|einen|und|von|in|im|mit|gibt|es|wie|viele|anzahl|zähle|zähl|liste|welche|welcher|zeige|zeig|mir|finde|haben|hat|sind|ist|werden|wird|bitte|auf|insgesamt|hier|dieses|diesem|projekt|projekts|code|wo|aufrufen')}|${word('todos|todas|los|las|el|la|un|una|de|del|y|que|qué|con|en|hay|cuántos|cuántas|cuenta|lista|cuáles|muestra|muéstrame|encuentra|tienen|tiene|son|está|están|este|proyecto|código|cada|por favor')}|${word('a-t-il|y a-t-il|tous|toutes|tout|les|le|la|l|des|du|de|d|un|une|et|qui|que|quels|quelles|quel|quelle|avec|en|dans|ont|a|sont|est|combien|compte|liste|lister|montre|trouve|il|y|ce|projet|moi|il y a')}|所有|全部|每个|多少|几个|哪些|列出|统计|找出|有没有|有|的|了|个|请|这个|项目|代码|中|里|是|都|被|すべて|全て|いくつ|何個|どの|どれ|一覧|数えて|列挙して|見せて|教えて|ください|して|あり|ます|ある|です|か|の|を|が|は|に|で|と|する|いる|くらい|この|プロジェクト|コード|個|つ`,
  'giu',
);
