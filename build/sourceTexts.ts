/** Finds the texts in source code and what each is for, by the syntax tree. Files are parsed, not compiled. */
import {
  type CallExpression,
  type Node,
  type SourceFile,
  SyntaxKind,
  type TemplateExpression,
} from 'typescript/unstable/ast';
import {
  isBinaryExpression,
  isCallExpression,
  isElementAccessExpression,
  isExportDeclaration,
  isFunctionLikeDeclaration,
  isImportDeclaration,
  isLiteralTypeNode,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
} from 'typescript/unstable/ast/is';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';

/**
 * `translated`: the text of a call of `l10n.t` or of `say`. `shown`: goes where a person reads it. `logged`: goes to the log.
 * `dynamic`: such a call whose text stands elsewhere, so that no translator would see it.
 */
export type Use = 'translated' | 'shown' | 'logged' | 'dynamic' | 'other';

export interface SourceText {
  readonly file: string;
  readonly line: number;
  /** What a template puts in stands as `{}`. */
  readonly text: string;
  readonly use: Use;
}

/** Functions whose texts a person reads, and constructors of errors, whose messages are shown. */
const SHOWING =
  /^(?:show(?:Information|Warning|Error)Message|show(?:QuickPick|InputBox|OpenDialog|SaveDialog|WorkspaceFolderPick)|setStatusBarMessage|withProgress|\w*Error)$/;
/** Properties that a person reads, in an object or set on one. */
const SHOWN_AS =
  /^(?:title|label|detail|description|tooltip|placeHolder|placeholder|prompt|text|message|name|justification|ariaLabel|buttonLabel|openLabel|saveLabel|value)$/;
const LOGGING = /(?:^|[.#])(?:log|console)\.(?:trace|debug|info|warn|error|append|appendLine)$/;
const COMPARING: ReadonlySet<SyntaxKind> = new Set([
  SyntaxKind.EqualsEqualsEqualsToken,
  SyntaxKind.ExclamationEqualsEqualsToken,
]);
/** `say` is how the rooms without the editor's API are given the texts of its bundle. */
const TRANSLATING = /(?:^|\.)l10n\.t$|(?:^|[.#])say$/;

/** Every text of the files, in the order of the source. @param files content by path, such as `src/editor/chat/view.ts` */
export function readTexts(files: Readonly<Record<string, string>>): SourceText[] {
  return mapSources(files, textsOf);
}

/** Parses files, and gathers what the work finds in each, in the order of their paths. */
export function mapSources<Found>(
  files: Readonly<Record<string, string>>,
  work: (source: SourceFile, file: string) => readonly Found[],
): Found[] {
  const names = Object.keys(files).sort();
  const config = { compilerOptions: { noLib: true, noResolve: true, types: [] }, files: names };
  const at = (name: string): string => `/texts/${name}`;
  const api = new API({
    fs: createVirtualFileSystem({
      [at('tsconfig.json')]: JSON.stringify(config),
      ...Object.fromEntries(names.map((name) => [at(name), files[name]!])),
    }),
  });
  try {
    const project = api.updateSnapshot({ openProjects: [at('tsconfig.json')] }).getProjects()[0];
    return names.flatMap((name) => {
      const source = project?.program.getSourceFile(at(name));
      if (!source) throw new Error(`${name} could not be parsed`);
      return work(source, name);
    });
  } finally {
    api.close();
  }
}

function textsOf(source: SourceFile, file: string): SourceText[] {
  const found: SourceText[] = [];
  const add = (node: Node, text: string, use: Use): void => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push({ file, line: line + 1, text, use });
  };
  const visit = (node: Node): void => {
    if (isCallExpression(node) && isTranslating(node)) {
      const [first] = node.arguments;
      if (!first || !isPlain(first)) add(node, node.getText(source), 'dynamic');
    }
    if (isPlain(node)) add(node, node.text, useOf(node));
    else if (isTemplateExpression(node)) add(node, textOfTemplate(node), useOf(node));
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}

function isPlain(node: Node): node is Node & { readonly text: string } {
  return (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) && !isNoText(node);
}

/** Names of modules, types, keys: strings by form only. */
function isNoText(node: Node): boolean {
  const { parent } = node;
  return (
    isImportDeclaration(parent) ||
    isExportDeclaration(parent) ||
    isLiteralTypeNode(parent) ||
    isElementAccessExpression(parent) ||
    (isPropertyAssignment(parent) && parent.name === node)
  );
}

function textOfTemplate({ head, templateSpans }: TemplateExpression): string {
  return head.text + templateSpans.map(({ literal }) => `{}${literal.text}`).join('');
}

/** Walks outwards until something says what the text is for; a function between keeps its texts to itself. */
function useOf(text: Node): Use {
  for (let node = text; node.parent; node = node.parent) {
    const { parent } = node;
    if (isCallExpression(parent) || isNewExpression(parent)) {
      if (parent.expression === node) return 'other';
      const callee = parent.expression.getText();
      if (TRANSLATING.test(callee)) return parent.arguments?.[0] === node ? 'translated' : 'shown';
      if (LOGGING.test(callee)) return 'logged';
      if (SHOWING.test(lastName(parent.expression))) return 'shown';
    }
    if (isPropertyAssignment(parent) && SHOWN_AS.test(parent.name.getText())) return 'shown';
    if (isBinaryExpression(parent)) {
      const { kind } = parent.operatorToken;
      if (kind === SyntaxKind.EqualsToken && SHOWN_AS.test(lastName(parent.left))) return 'shown';
      if (COMPARING.has(kind)) return 'other';
    }
    if (isFunctionLikeDeclaration(parent)) return 'other';
  }
  return 'other';
}

function isTranslating(call: CallExpression): boolean {
  return TRANSLATING.test(call.expression.getText());
}

function lastName(node: Node): string {
  return isPropertyAccessExpression(node) ? node.name.text : node.getText();
}
