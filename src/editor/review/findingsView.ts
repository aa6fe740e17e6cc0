import * as vscode from 'vscode';
import { coverageText, notReviewedText, scopeText } from '../../present/review/notReviewed.ts';
import { readingText } from '../../present/review/reading.ts';
import { type Root, uriOfInner } from '../engine/roots.ts';
import { notice, say } from '../strings.ts';
import { isProblem, sentenceOf } from './diagnostics.ts';
import {
  type Filter,
  FRESH_ONLY,
  filtered,
  type Group,
  type Grouping,
  grouped,
  SEVERITIES,
  type Severity,
  STATES,
  type State,
  severityText,
  stateOf,
  stateText,
} from './findingGroups.ts';
import type { Findings, Report, ShownFinding } from './findings.ts';

const FINDINGS_VIEW = 'sightline.findings';

/** A row of the list. */
export type FindingNode =
  | ({ readonly kind: 'group' } & Group)
  | { readonly kind: 'finding'; readonly one: ShownFinding }
  | { readonly kind: 'related'; readonly one: ShownFinding; readonly at: number }
  | { readonly kind: 'list'; readonly of: ListName }
  | { readonly kind: 'reading'; readonly at?: number }
  | { readonly kind: 'row'; readonly label: string; readonly description: string; readonly path: string };

/** Lists of what a review tells beside its findings. */
const LISTS = ['notReviewed', 'ruleFaults', 'resolved', 'unknown', 'setAside'] as const;
type ListName = (typeof LISTS)[number];

const ICONS: Readonly<Record<Severity, vscode.ThemeIcon>> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  note: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
};

/** The findings of reviews as a list in groups, with what was read above them and what was not below. */
export class FindingsView implements vscode.TreeDataProvider<FindingNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #findings: Findings;
  readonly #roots: () => readonly Root[];
  readonly #tree: vscode.TreeView<FindingNode>;
  readonly #listening: vscode.Disposable;
  #by: Grouping = 'severity';
  #filter: Filter = FRESH_ONLY;

  constructor(findings: Findings, roots: () => readonly Root[]) {
    this.#findings = findings;
    this.#roots = roots;
    this.#tree = vscode.window.createTreeView(FINDINGS_VIEW, {
      ...{ treeDataProvider: this, showCollapseAll: true },
    });
    this.#listening = findings.onDidChange(() => this.#refresh());
  }

  get grouping(): Grouping {
    return this.#by;
  }

  get filter(): Filter {
    return this.#filter;
  }

  /** The finding that is selected. */
  get selected(): ShownFinding | undefined {
    const [node] = this.#tree.selection;
    return node && 'one' in node ? node.one : undefined;
  }

  group(by: Grouping): void {
    this.#by = by;
    this.#refresh();
  }

  narrow(filter: Filter): void {
    this.#filter = filter;
    this.#refresh();
  }

  /** Shows the list and puts the keyboard in it. */
  async focus(): Promise<void> {
    await vscode.commands.executeCommand(`${FINDINGS_VIEW}.focus`);
  }

  #refresh(): void {
    const { all, report } = this.#findings;
    const shown = filtered(all, this.#filter).length;
    this.#tree.description =
      shown === all.length ? String(shown) : vscode.l10n.t('{0} of {1}', shown, all.length);
    this.#tree.message = report ? this.#head(report, shown) : '';
    const fresh = all.filter(isProblem).length;
    this.#tree.badge =
      fresh === 0 ? undefined : { value: fresh, tooltip: vscode.l10n.t('{0} findings', fresh) };
    this.#changed.fire(undefined);
  }

  #head(report: Report, shown: number): string {
    const { all } = this.#findings;
    const { severities, states, text } = this.#filter;
    const parts = [
      ...(severities.length < SEVERITIES.length ? severities.map((one) => severityText(one, say)) : []),
      ...(states.length < STATES.length && states !== FRESH_ONLY.states
        ? states.map((one) => stateText(one, say))
        : []),
      ...(text === '' ? [] : [`“${text}”`]),
    ];
    return notice(
      [
        coverageText(report, say),
        vscode.l10n.t('Scope: {0}.', scopeText(report.scope, say)),
        ...(all.length === 0 ? [vscode.l10n.t('Nothing was found in what was reviewed.')] : []),
        ...(parts.length > 0 ? [vscode.l10n.t('Shown: {0}.', parts.join(', '))] : []),
        ...(shown < all.length ? [vscode.l10n.t('Hidden: {0}.', all.length - shown)] : []),
      ].join(' '),
    );
  }

  getChildren(node?: FindingNode): FindingNode[] {
    const { all, report, reading } = this.#findings;
    if (!node) {
      const groups = grouped(filtered(all, this.#filter), this.#by);
      const lists = report ? LISTS.filter((of) => rowsOf(report, of).length > 0) : [];
      return [
        ...(reading.length > 0 ? [{ kind: 'reading' } as const] : []),
        ...groups.map((group): FindingNode => ({ kind: 'group', ...group })),
        ...lists.map((of): FindingNode => ({ kind: 'list', of })),
      ];
    }
    if (node.kind === 'group') return node.found.map((one): FindingNode => ({ kind: 'finding', one }));
    if (node.kind === 'finding')
      return node.one.finding.related.map((_, at): FindingNode => ({ kind: 'related', one: node.one, at }));
    if (node.kind === 'reading') return this.#readingRows(node.at);
    return node.kind === 'list' && report ? rowsOf(report, node.of) : [];
  }

  getTreeItem(node: FindingNode): vscode.TreeItem {
    if (node.kind === 'group') return this.#groupItem(node);
    if (node.kind === 'finding') return this.#findingItem(node.one);
    if (node.kind === 'related') return relatedItem(node.one, node.at);
    if (node.kind === 'list') return this.#listItem(node.of);
    if (node.kind === 'reading') return this.#readingItem(node.at);
    const item = new vscode.TreeItem(notice(node.label));
    item.description = notice(node.description);
    item.tooltip = `${notice(node.label)}\n${notice(node.description)}`;
    const uri = uriOfInner(this.#roots(), node.path);
    if (uri) item.command = { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: [uri] };
    return item;
  }

  /** The groups of a change, or the files of one. */
  #readingRows(at: number | undefined): FindingNode[] {
    const { reading } = this.#findings;
    if (at === undefined) return reading.map((_, group) => ({ kind: 'reading', at: group }));
    return reading[at]!.files.map(({ path, lines, isGone }) => ({
      ...{ kind: 'row', label: path, path },
      description: isGone ? vscode.l10n.t('gone') : vscode.l10n.t('changed lines: {0}', lines),
    }));
  }

  #readingItem(at: number | undefined): vscode.TreeItem {
    const { reading } = this.#findings;
    const { Collapsed } = vscode.TreeItemCollapsibleState;
    if (at === undefined) {
      const item = new vscode.TreeItem(vscode.l10n.t('In reading order'), Collapsed);
      item.iconPath = new vscode.ThemeIcon('list-ordered');
      item.description = String(reading.length);
      return item;
    }
    const group = reading[at]!;
    const first = group.files[0]!.path;
    const item = new vscode.TreeItem(notice(first.slice(first.lastIndexOf('/') + 1)), Collapsed);
    item.description = readingText(group, say);
    item.tooltip = notice(`${first}\n${item.description}`);
    return item;
  }

  #groupItem({ key, found }: Group): vscode.TreeItem {
    const item = new vscode.TreeItem(notice(this.#groupText(key, found)));
    item.id = `${this.#by} ${key}`;
    item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
    item.description = String(found.length);
    if (this.#by === 'severity') item.iconPath = ICONS[key as Severity];
    if (this.#by === 'file' && found[0]?.uri) {
      item.resourceUri = found[0].uri;
      item.iconPath = vscode.ThemeIcon.File;
    }
    return item;
  }

  #groupText(key: string, [first]: readonly ShownFinding[]): string {
    if (this.#by === 'severity') return severityText(key as Severity, say);
    if (this.#by === 'state') return stateText(key as State, say);
    return this.#by === 'rule' ? (first?.rule?.title ?? key) : key;
  }

  #findingItem(one: ShownFinding): vscode.TreeItem {
    const { finding, uri, range, isEarlier } = one;
    const state = stateOf(one);
    const sentence = sentenceOf(one);
    const line = range.start.line + 1;
    const name = finding.path.slice(finding.path.lastIndexOf('/') + 1);
    // The place first: in a narrow side bar it is what tells one from another.
    const place = notice(this.#by === 'file' ? String(line) : `${name}:${line}`);
    const item = new vscode.TreeItem(`${place}  ${sentence}`);
    const marks = [
      ...(state === 'new' || this.#by === 'state' ? [] : [stateText(state, say)]),
      ...(isEarlier ? [vscode.l10n.t('of an earlier review')] : []),
    ];
    item.description = [notice(finding.rule), ...marks].join(' · ');
    const { dismissal } = finding;
    item.tooltip = [
      sentence,
      notice(`${finding.path}:${line}`),
      ...marks,
      ...(dismissal ? [dismissalText(dismissal)] : []),
    ].join('\n');
    item.iconPath = ICONS[finding.severity];
    const severity = severityText(finding.severity, say);
    item.accessibilityInformation = { label: `${severity}: ${item.label} ${item.description}` };
    item.contextValue = `finding.${state === 'dismissed' ? 'dismissed' : 'open'}`;
    if (finding.related.length > 0) item.collapsibleState = vscode.TreeItemCollapsibleState.Collapsed;
    if (uri) item.command = openCommand(finding.fingerprint);
    return item;
  }

  #listItem(of: ListName): vscode.TreeItem {
    const item = new vscode.TreeItem(listText(of));
    const isOpen = of === 'notReviewed' || of === 'ruleFaults';
    const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    item.id = `list ${of}`;
    item.collapsibleState = isOpen ? Expanded : Collapsed;
    item.description = String(rowsOf(this.#findings.report!, of).length);
    item.iconPath = new vscode.ThemeIcon(isOpen ? 'warning' : of === 'resolved' ? 'check' : 'circle-slash');
    return item;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#tree.dispose();
    this.#changed.dispose();
  }
}

const openCommand = (fingerprint: string, at?: number): vscode.Command => ({
  command: 'sightline.openFinding',
  title: vscode.l10n.t('Open'),
  arguments: [fingerprint, ...(at === undefined ? [] : [at])],
});

function relatedItem({ finding, uri }: ShownFinding, at: number): vscode.TreeItem {
  const { name, startLine } = finding.related[at]!;
  const item = new vscode.TreeItem(notice(name));
  item.description = vscode.l10n.t('line {0}', startLine);
  item.iconPath = new vscode.ThemeIcon('arrow-small-right');
  if (uri) item.command = openCommand(finding.fingerprint, at);
  return item;
}

function listText(of: ListName): string {
  const texts: Readonly<Record<ListName, string>> = {
    notReviewed: vscode.l10n.t('Not reviewed'),
    ruleFaults: vscode.l10n.t('Rules that cannot be read'),
    resolved: vscode.l10n.t('Resolved'),
    unknown: vscode.l10n.t('Unknown, since the place was not reviewed'),
    setAside: vscode.l10n.t('Set aside: no text that a person wrote here'),
  };
  return texts[of];
}

/** Why a finding was dismissed, in words. */
function dismissalText({ reason, note }: NonNullable<ShownFinding['finding']['dismissal']>): string {
  const why = reasonText(reason);
  return note === undefined ? why : `${why}: ${notice(note)}`;
}

export function reasonText(reason: 'false-positive' | 'wont-fix' | 'later'): string {
  return {
    'false-positive': vscode.l10n.t('False positive'),
    'wont-fix': vscode.l10n.t('Will not be fixed'),
    later: vscode.l10n.t('Later'),
  }[reason];
}

function rowsOf({ coverage, resolved, unknown }: Report, of: ListName): FindingNode[] {
  const row = (path: string, description: string): FindingNode => ({
    ...{ kind: 'row', label: path, description, path },
  });
  if (of === 'resolved' || of === 'unknown')
    return (of === 'resolved' ? resolved : unknown).map(({ path, rule }) => row(path, rule));
  if (of === 'ruleFaults') return coverage.ruleFaults.map(({ path, kind, at }) => row(path, `${kind} ${at}`));
  return coverage[of].map(({ path, why }) => row(path, notReviewedText(why, say)));
}
