import * as vscode from 'vscode';
import {
  alsoCount,
  type FileUses,
  groupUses,
  inFiles,
  kindText,
  namedCount,
  sureText,
  usesCount,
} from '../../present/answer/uses.ts';
import type { UsesReport } from '../../protocol/uses.ts';
import { type Root, uriOf } from '../engine/roots.ts';
import { notice, say } from '../strings.ts';

const USES_VIEW = 'sightline.uses';

/** A line that can be opened. */
interface UsePlace {
  readonly path: string;
  readonly root?: string | undefined;
  readonly line: number;
}

interface UseNode {
  readonly label: string;
  readonly description?: string;
  readonly icon?: string;
  /** The file whose icon and name it has. */
  readonly file?: { readonly path: string; readonly root?: string | undefined };
  readonly place?: UsePlace;
  readonly isFolded?: boolean;
  readonly children?: readonly UseNode[];
}

/**
 * The uses of a name as a list that stays: by definition, file and kind, the surest first; guesses, and lines that merely
 * name it, are folded. It is the state of the moment in which it was asked for, until it is asked for again.
 */
export class UsesView implements vscode.TreeDataProvider<UseNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #roots: () => readonly Root[];
  readonly #tree: vscode.TreeView<UseNode>;
  #nodes: readonly UseNode[] = [];
  #name: string | undefined;

  constructor(roots: () => readonly Root[]) {
    this.#roots = roots;
    this.#tree = vscode.window.createTreeView(USES_VIEW, { treeDataProvider: this, showCollapseAll: true });
  }

  /** The name whose uses stand there. */
  get name(): string | undefined {
    return this.#name;
  }

  /** Shows the uses of a name and puts the keyboard in the list. */
  async show(name: string, report: UsesReport): Promise<void> {
    this.#name = name;
    this.#nodes = nodesOf(report);
    this.#tree.description = notice(name);
    this.#tree.message = report.definitions.length === 0 ? notice(noDefinition(name)) : '';
    this.#changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', 'sightline.hasUses', true);
    await vscode.commands.executeCommand(`${USES_VIEW}.focus`);
  }

  /** Takes the list away. */
  async clear(): Promise<void> {
    this.#name = undefined;
    this.#nodes = [];
    this.#changed.fire(undefined);
    await vscode.commands.executeCommand('setContext', 'sightline.hasUses', false);
  }

  getChildren(node?: UseNode): UseNode[] {
    return [...(node ? (node.children ?? []) : this.#nodes)];
  }

  getTreeItem({ label, description, icon, file, place, isFolded, children }: UseNode): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, children ? (isFolded ? Collapsed : Expanded) : None);
    if (description !== undefined) item.description = description;
    item.tooltip = [label, description].filter(Boolean).join('\n');
    if (icon) item.iconPath = new vscode.ThemeIcon(icon);
    const uri = file && uriOf(this.#roots(), file.path, file.root);
    if (uri) {
      item.resourceUri = uri;
      item.iconPath = vscode.ThemeIcon.File;
    }
    const opened = place && uriOf(this.#roots(), place.path, place.root);
    if (place && opened) {
      const selection = new vscode.Range(place.line - 1, 0, place.line - 1, 0);
      item.command = {
        command: 'vscode.open',
        title: vscode.l10n.t('Open'),
        arguments: [opened, { selection }],
      };
    }
    return item;
  }

  dispose(): void {
    this.#tree.dispose();
    this.#changed.dispose();
  }
}

export const noDefinition = (name: string): string =>
  vscode.l10n.t('The index holds no definition of {0}.', name);

function nodesOf(report: UsesReport): UseNode[] {
  const definitions = report.definitions.map((definition): UseNode => {
    const { path, root, symbol, uses, also = [] } = definition;
    const { likely, guesses } = groupUses(definition);
    const count = guesses.reduce((sum, { kinds }) => sum + countOf(kinds), 0);
    const folded: UseNode = {
      label: vscode.l10n.t('Guesses: {0}', count),
      icon: 'question',
      isFolded: true,
      children: guesses.map(fileNode),
    };
    const places: UseNode = {
      label: alsoCount(also, say),
      icon: 'references',
      isFolded: true,
      children: also.map((place) => ({ label: `${notice(place.path)}:${place.line}`, place })),
    };
    return {
      label: notice([...symbol.container, symbol.name].join('.')),
      description: `${usesCount(uses, say)} — ${notice(path)}:${symbol.line}`,
      icon: 'symbol-method',
      place: { path, root, line: symbol.line },
      children: [
        ...(also.length > 0 ? [places] : []),
        ...likely.map(fileNode),
        ...(guesses.length > 0 ? [folded] : []),
      ],
    };
  });
  const [named, ...notes] = namedCount(report, say);
  return [
    ...definitions,
    {
      label: named!,
      icon: 'search',
      isFolded: true,
      ...(report.named.length > 0 ? { children: namedNodes(report) } : {}),
    },
    ...notes.map((label): UseNode => ({ label, icon: 'warning' })),
  ];
}

const countOf = (kinds: FileUses['kinds']): number => kinds.reduce((sum, { uses }) => sum + uses.length, 0);

function fileNode({ path, root, kinds }: FileUses): UseNode {
  const rows = kinds.flatMap(({ kind, uses }) =>
    uses.map(
      (use): UseNode => ({
        label: `${use.line}  ${notice(use.text)}`,
        description: `${kindText(kind, say)} · ${sureText(use.confidence, say)}`,
        place: { path, root, line: use.line },
      }),
    ),
  );
  return { label: notice(path), description: String(rows.length), file: { path, root }, children: rows };
}

/** Lines that merely name it, by file. */
function namedNodes({ named }: UsesReport): UseNode[] {
  return inFiles(named).map(({ lines, ...file }) => ({
    label: notice(file.path),
    description: String(lines.length),
    file,
    children: lines.map(({ line, text }) => ({
      label: `${line}  ${notice(text)}`,
      place: { ...file, line },
    })),
    isFolded: true,
  }));
}
