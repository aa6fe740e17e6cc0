/** The page's sources: every text comes from `STRINGS`, every string is used, every colour is the editor's. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Language, type Node, Parser } from 'web-tree-sitter';
import { STRINGS } from '../../src/present/answer/strings.ts';

const PAGE = join(import.meta.dirname, '../../src/webview');
const GRAMMAR = createRequire(import.meta.url).resolve(
  '@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm',
);

await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(GRAMMAR));

const files = treesIn(PAGE);

/** What the page and the export both say; its keys count as used too, save where the texts themselves stand. */
const shared = treesIn(join(import.meta.dirname, '../../src/present/answer')).filter(
  ({ name }) => name !== 'strings.ts',
);

function treesIn(folder: string): { readonly name: string; readonly tree: Node }[] {
  return globSync('**/*.ts', { cwd: folder }).map((name) => ({
    name,
    tree: parse(readFileSync(join(folder, name), 'utf8')),
  }));
}

function parse(code: string): Node {
  return parser.parse(code)!.rootNode;
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const child of node.namedChildren) yield* nodesOf(child!);
}

/** The literal text of a string, or the literal parts of a template. */
function textsOf(node: Node): string[] {
  return node.namedChildren.flatMap((part) => (part!.type === 'string_fragment' ? [part!.text] : []));
}

/** Which arguments of our own helpers become text or an accessible name; the rest after the last when `true`. */
const TEXT_ARGUMENTS: Readonly<Record<string, readonly [from: number, all: boolean]>> = {
  h: [2, true],
  custom: [2, true],
  append: [1, true],
  redraw: [1, true],
  details: [1, true],
  iconButton: [1, false],
  button: [0, false],
  textButton: [0, false],
  noticeLine: [1, false],
  progressLine: [0, false],
  followUp: [0, false],
  line: [0, false],
  say: [0, false],
  show: [0, false],
  createTextNode: [0, false],
  replaceChildren: [0, true],
};
const TEXT_PROPERTIES =
  /^(title|text|label|placeholder|alt|textContent|innerText|aria-label|aria-description)$/;

/** Literal words in what is shown: not keys, class names or glue such as ` · `. */
function shownWords(node: Node): string[] {
  switch (node.type) {
    case 'string':
    case 'template_string':
      return textsOf(node).filter((text) => /\p{L}/u.test(text));
    case 'ternary_expression':
      return node.namedChildren.slice(1).flatMap((part) => shownWords(part!));
    case 'binary_expression': {
      const isComparison = /^[=!<>]/.test(node.childForFieldName('operator')!.text);
      return isComparison ? [] : node.namedChildren.flatMap((part) => shownWords(part!));
    }
    case 'parenthesized_expression':
    case 'spread_element':
    case 'array':
      return node.namedChildren.flatMap((part) => shownWords(part!));
    default:
      return [];
  }
}

function lastName(node: Node | null): string {
  return node?.text.split('.').at(-1)?.replaceAll("'", '') ?? '';
}

function wordsOfCall(call: Node): string[] {
  const given = call.childForFieldName('arguments')!.namedChildren.map((part) => part!);
  const name = lastName(call.childForFieldName('function'));
  if (name === 'setAttribute') return TEXT_PROPERTIES.test(lastName(given[0]!)) ? shownWords(given[1]!) : [];
  if (!Object.hasOwn(TEXT_ARGUMENTS, name)) return [];
  const [from, all] = TEXT_ARGUMENTS[name]!;
  return given.slice(from, all ? undefined : from + 1).flatMap(shownWords);
}

/** Literals of a file that would be shown to a person. */
function literalTexts(tree: Node): string[] {
  return [...nodesOf(tree)].flatMap((node) => {
    const [target, value] = {
      pair: ['key', 'value'],
      assignment_expression: ['left', 'right'],
    }[node.type] ?? ['', ''];
    if (node.type === 'call_expression') return wordsOfCall(node);
    if (!target || !TEXT_PROPERTIES.test(lastName(node.childForFieldName(target)))) return [];
    return shownWords(node.childForFieldName(value!)!);
  });
}

describe('texts of the page', () => {
  it('come from STRINGS: no view holds a literal', () => {
    for (const { name, tree } of files) assert.deepEqual(literalTexts(tree), [], name);
  });

  it('would be found as literals, wherever one could be written', () => {
    const literals = {
      "h('p', {}, 'Hello')": ['Hello'],
      "h('p', { title: 'Hello' }, t('x'))": ['Hello'],
      "h('p', { attrs: { placeholder: 'Hello', role: 'status' } })": ['Hello'],
      "h('p', {}, is ? 'Yes' : 'No', `· ${x} left`)": ['Yes', 'No', ' left'],
      "h('p', {}, n > 0 && ['Some', h('b', {}, 'More')])": ['Some', 'More'],
      "ui.say('Done'); button('Press', run); iconButton('close', 'Close')": ['Done', 'Press', 'Close'],
      "banner({ kind: 'error', title: 'Lost', text: 'Gone' })": ['Lost', 'Gone'],
      "note.textContent = 'None'; at.setAttribute('aria-label', 'Name')": ['None', 'Name'],
      "h('p', { class: 'a b' }, ' · ', t('route'))": [],
    };
    for (const [code, found] of Object.entries(literals))
      assert.deepEqual(literalTexts(parse(code)).sort(), [...found].sort(), code);
  });

  it('are all used: no key without a view or a sentence of an answer', () => {
    const used = new Set<string>();
    for (const { tree } of [...files, ...shared]) for (const key of keysIn(tree)) used.add(key);
    const unused = Object.keys(STRINGS).filter(
      (key) => !used.has(key) && !used.has(key.replace(/(One|Other)$/, '')),
    );
    assert.deepEqual(unused, []);
  });
});

/** Keys given to `t`, directly or through a table of keys. */
function* keysIn(tree: Node): Generator<string> {
  for (const node of nodesOf(tree)) {
    const isTable =
      /^(satisfies_expression|variable_declarator)$/.test(node.type) && node.text.includes('StringKey');
    const isCall =
      node.type === 'call_expression' && /(^|\.)t(\.plural)?$/.test(node.childForFieldName('function')!.text);
    if (!isTable && !isCall) continue;
    const root = isCall ? node.childForFieldName('arguments')!.namedChildren[0]! : node;
    for (const inner of nodesOf(root)) if (inner.type === 'string') yield* textsOf(inner);
  }
}

describe('the style sheets of the page', () => {
  const sheets = globSync('style/*.css', { cwd: PAGE }).map((name) => [
    name,
    readFileSync(join(PAGE, name), 'utf8').replaceAll(/\/\*.*?\*\//gs, ''),
  ]);
  const COLOUR =
    /#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\(|\b(?:black|white|red|green|blue|yellow|orange|gr[ae]y|silver|purple|navy|teal)\b/i;

  it('have no colour of their own', () => {
    assert.ok(sheets.length >= 5);
    // Names of the editor's variables hold names of colours.
    for (const [name, css] of sheets)
      for (const line of css!.split('\n'))
        assert.doesNotMatch(line.replaceAll(/--[\w-]+|white-space/g, ''), COLOUR, `${name}: ${line}`);
    for (const own of ['color: #fff', 'border: 1px solid red', 'background: rgb(0 0 0)'])
      assert.match(own, COLOUR);
  });

  it('load nothing from elsewhere', () => {
    for (const [name, css] of sheets)
      for (const [, address] of css!.matchAll(/(?:@import|url)\s*\(?\s*["']?([^"')]+)/g))
        assert.match(address!, /^\.\/\w+\.css$/, name);
  });
});
