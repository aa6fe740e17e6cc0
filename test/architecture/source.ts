/** What the rules of the house look at in source code, read from its syntax tree. Files are parsed, not compiled. */
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isCallExpression,
  isExportDeclaration,
  isExportSpecifier,
  isIdentifier,
  isImportDeclaration,
  isImportSpecifier,
  isImportTypeNode,
  isLiteralTypeNode,
  isNamespaceExport,
  isNamespaceImport,
  isNewExpression,
  isPropertyAccessExpression,
  isStringLiteral,
} from 'typescript/unstable/ast/is';
import { mapSources } from '../../build/sourceTexts.ts';

/** Content of files by their path from the root, such as `src/engine/types.ts`. */
export type Texts = Readonly<Record<string, string>>;

export interface Import {
  readonly specifier: string;
  /** Nothing is left of it at run time. */
  readonly isType: boolean;
  /** Names taken, as the other file calls them; `*` for all of them. */
  readonly names: readonly string[];
}

export interface Export {
  readonly name: string;
  readonly isType: boolean;
}

export interface FunctionSize {
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

export interface SourceModule {
  readonly file: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly functions: readonly FunctionSize[];
  /** Names of the runtime that are called or looked into, such as `fetch` and `process`. */
  readonly globals: readonly string[];
  /** What the file exports by the word `export` before it. */
  readonly exports: readonly Export[];
  /** How often each name stands in the file. */
  readonly names: ReadonlyMap<string, number>;
}

/** Reads the files, in the order of their paths. @throws Error where one cannot be parsed */
export function readModules(texts: Texts): SourceModule[] {
  return mapSources(texts, (source, file) => [moduleOf(source, file, texts[file]!)]);
}

function moduleOf(source: SourceFile, file: string, text: string): SourceModule {
  const imports: Import[] = [];
  const functions: FunctionSize[] = [];
  const globals: string[] = [];
  const names = new Map<string, number>();
  const visit = (node: Node): void => {
    const entry = importOf(node);
    if (entry) imports.push(entry);
    const size = sizeOf(node, source);
    if (size) functions.push(size);
    const used = globalOf(node);
    if (used) globals.push(used);
    if (isIdentifier(node)) names.set(node.text, (names.get(node.text) ?? 0) + 1);
    node.forEachChild(visit);
  };
  visit(source);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return { file, lines, imports, functions, globals, exports: exportsOf(source), names };
}

function importOf(node: Node): Import | undefined {
  if (isImportDeclaration(node) && isStringLiteral(node.moduleSpecifier)) {
    const clause = node.importClause;
    const isType = clause?.phaseModifier === SyntaxKind.TypeKeyword;
    const bindings = clause?.namedBindings;
    const specifier = node.moduleSpecifier.text;
    if (!bindings || isNamespaceImport(bindings))
      return { specifier, isType, names: bindings ? ['*'] : clause?.name ? ['default'] : [] };
    const { elements } = bindings;
    const isAllTypes = !clause.name && elements.length > 0 && elements.every((one) => one.isTypeOnly);
    return { specifier, isType: isType || isAllTypes, names: elements.map(takenName) };
  }
  if (isExportDeclaration(node) && node.moduleSpecifier && isStringLiteral(node.moduleSpecifier)) {
    const clause = node.exportClause;
    const names = !clause || isNamespaceExport(clause) ? ['*'] : clause.elements.map(takenName);
    return { specifier: node.moduleSpecifier.text, isType: node.isTypeOnly, names };
  }
  if (isImportTypeNode(node) && isLiteralTypeNode(node.argument) && isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, isType: true, names: ['*'] };
  return isCallExpression(node) ? dynamicImport(node.expression, node.arguments[0]) : undefined;
}

function dynamicImport(callee: Node, from: Node | undefined): Import | undefined {
  const isLoading =
    callee.kind === SyntaxKind.ImportKeyword || (isIdentifier(callee) && callee.text === 'require');
  if (!isLoading) return undefined;
  const isPlain = from?.kind === SyntaxKind.StringLiteral;
  const isTemplate = from?.kind === SyntaxKind.NoSubstitutionTemplateLiteral;
  // What is put together at run time cannot be checked, so no room may import it.
  const specifier = isPlain || isTemplate ? (from as Node & { readonly text: string }).text : '(unknown)';
  return { specifier, isType: false, names: ['*'] };
}

function takenName(specifier: Node): string {
  if (!isImportSpecifier(specifier) && !isExportSpecifier(specifier)) return '*';
  return (specifier.propertyName ?? specifier.name).text;
}

/** The size of a function, method, constructor or accessor; types of functions count for their parameters alone. */
function sizeOf(node: Node, source: SourceFile): FunctionSize | undefined {
  if (!('parameters' in node) || !Array.isArray(node.parameters)) return undefined;
  const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const end = source.getLineAndCharacterOfPosition(node.end).line + 1;
  return { line, lines: end - line + 1, parameters: node.parameters.length };
}

/** `fetch(url)`, `process.env`, `new WebSocket(url)`: the first name of a call or a way into an object. */
function globalOf(node: Node): string | undefined {
  if (!isCallExpression(node) && !isNewExpression(node) && !isPropertyAccessExpression(node))
    return undefined;
  const { expression } = node;
  if (!isIdentifier(expression)) return undefined;
  return isPropertyAccessExpression(node) ? `${expression.text}.${node.name.text}` : expression.text;
}

function exportsOf(source: SourceFile): Export[] {
  const found: Export[] = [];
  source.forEachChild((statement) => {
    const { kind, modifiers, name, declarationList } = statement as Node & {
      readonly modifiers?: readonly Node[];
      readonly name?: { readonly text?: string };
      readonly declarationList?: { readonly declarations: readonly { readonly name: Node }[] };
    };
    if (!modifiers?.some((modifier) => modifier.kind === SyntaxKind.ExportKeyword)) return;
    const isType = kind === SyntaxKind.InterfaceDeclaration || kind === SyntaxKind.TypeAliasDeclaration;
    if (name?.text !== undefined) found.push({ name: name.text, isType });
    for (const declaration of declarationList?.declarations ?? [])
      if (isIdentifier(declaration.name)) found.push({ name: declaration.name.text, isType: false });
  });
  return found;
}
