import * as vscode from 'vscode';
import { findingSentence } from '../../present/review/sentence.ts';
import type { Mention } from '../../protocol/page.ts';
import { placeOf } from '../engine/roots.ts';
import type { PatchDesk } from '../patches/patchDesk.ts';
import { factOf } from '../repair/fixActions.ts';
import type { FixTarget } from '../repair/problem.ts';
import { notice, say } from '../strings.ts';
import { SOURCE, sentenceOf } from './diagnostics.ts';
import {
  FRESH_ONLY,
  GROUPINGS,
  type Grouping,
  SEVERITIES,
  STATES,
  severityText,
  stateText,
} from './findingGroups.ts';
import { type Dismissal, relatedRanges, type ShownFinding } from './findings.ts';
import { type FindingNode, reasonText } from './findingsView.ts';
import { canPutRight, chooseAlike, putRight } from './ownFixes.ts';
import type { ReviewDesk } from './reviewDesk.ts';

export interface FindingTools {
  readonly reviews: ReviewDesk;
  /** Where repairs are laid out. */
  readonly patches: PatchDesk;
  /** Asks a question about lines in the conversation. */
  ask(question: string, about: readonly Mention[]): Promise<void>;
  /** Of the extension: reports name it. */
  readonly version: string;
}

type Handler = (...args: unknown[]) => Promise<void>;

/** Commands about what reviews found. Each takes the finding that it was called on, else asks for one. */
export function findingCommands({
  reviews,
  patches,
  ask,
  version,
}: FindingTools): Readonly<Record<string, Handler>> {
  const { findings, view } = reviews;
  const on = (work: (one: ShownFinding) => Promise<void>): Handler => {
    return async (target) => {
      const one = await findingFor(reviews, target);
      if (one) await work(one);
    };
  };
  return {
    showFindings: () => view.focus(),
    openFinding: async (target, at) => {
      const one = await findingFor(reviews, target);
      if (one) await openFinding(one, typeof at === 'number' ? at : undefined);
    },
    dismissFinding: on((one) => dismiss(reviews, one)),
    restoreFinding: on(async (one) => {
      const { fingerprint, rule, path } = one.finding;
      await reviews.engine.request('sightline/dismissFinding', { fingerprint, rule, path });
      findings.decide(fingerprint, undefined);
    }),
    copyFinding: on(async (one) => vscode.env.clipboard.writeText(textOf(one))),
    askFinding: on((one) => askAbout(reviews, one, ask)),
    fixFinding: on(async (one) => {
      if (canPutRight(one)) return putRight(patches, [one]);
      await vscode.commands.executeCommand('sightline.fixProblem', fixTarget(one));
    }),
    fixRule: on(async (one) => {
      const all = await chooseAlike(one, findings.all);
      if (all) await putRight(patches, all);
    }),
    groupFindings: async () => {
      const picked = await chooseGrouping(view.grouping);
      if (picked) view.group(picked);
    },
    filterFindings: () => chooseFilter(reviews),
    searchFindings: async () => {
      const { filter } = view;
      const title = vscode.l10n.t('Show findings with this in their path, rule or sentence');
      const text = await vscode.window.showInputBox({ title, value: filter.text });
      if (text !== undefined) view.narrow({ ...filter, text });
    },
    showEvidence: on(showEvidence),
    whyFinding: on(async (one) => reviews.threads.explain(one)),
    showRule: async (target) => {
      const id = typeof target === 'string' ? target : (await findingFor(reviews, target))?.finding.rule;
      if (id !== undefined) await showRule(reviews, id);
    },
    showReview: async () => reviews.pages.showReport(),
    exportReview: async () => reviews.pages.export(version),
    writeBaseline: () => writeBaseline(reviews),
  };
}

/** The finding of a row, a thread, a fingerprint or the cursor, else one that a person picks. */
async function findingFor(
  { findings, view, threads }: ReviewDesk,
  target: unknown,
): Promise<ShownFinding | undefined> {
  if (typeof target === 'string') return findings.byFingerprint(target);
  if (isNode(target)) return findings.byFingerprint(target.one.finding.fingerprint);
  const threaded = typeof target === 'object' && target !== null && threads.findingOf(target);
  if (threaded) return threaded;
  const editor = vscode.window.activeTextEditor;
  const here = editor ? findings.at(editor.document.uri, editor.selection) : [];
  if (here.length === 1) return here[0];
  const all = here.length > 1 ? here : view.selected ? [view.selected] : findings.all;
  if (all.length === 1) return all[0];
  if (all.length === 0) throw new Error(vscode.l10n.t('Nothing was found yet. Review something first.'));
  const items = all.map((one) => ({
    ...{ label: sentenceOf(one), one },
    description: notice(`${one.finding.path}:${one.range.start.line + 1}`),
  }));
  const title = vscode.l10n.t('Which finding?');
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.one;
}

const isNode = (value: unknown): value is Extract<FindingNode, { kind: 'finding' | 'related' }> =>
  typeof value === 'object' && value !== null && 'one' in value;

/** Shows the lines of a finding, or another place that belongs to it. */
async function openFinding(one: ShownFinding, at: number | undefined): Promise<void> {
  const { finding, uri, range } = one;
  if (!uri)
    throw new Error(
      vscode.l10n.t('{0} is not in a folder of this window. Open its folder and try again.', finding.path),
    );
  const selection = (at === undefined ? undefined : relatedRanges(one)[at]) ?? range;
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { selection, preview: true });
  editor.revealRange(selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Shows the lines of a finding, and the other places that belong to it, in one view above the code. */
async function showEvidence(one: ShownFinding): Promise<void> {
  const { uri, range } = one;
  if (!uri) return;
  await openFinding(one, undefined);
  const locations = [range, ...relatedRanges(one)].map((place) => new vscode.Location(uri, place));
  await vscode.commands.executeCommand('editor.action.peekLocations', uri, range.start, locations, 'peek');
}

async function showRule({ engine, pages }: ReviewDesk, id: string): Promise<void> {
  const { rule } = await engine.request('sightline/rule', { id });
  if (!rule) throw new Error(vscode.l10n.t('There is no rule {0}.', notice(id)));
  pages.showRule(rule);
}

async function dismiss({ engine, findings }: ReviewDesk, one: ShownFinding): Promise<void> {
  const { fingerprint, rule, path } = one.finding;
  const reasons = (['false-positive', 'wont-fix', 'later'] as const).map((reason) => ({
    ...{ label: reasonText(reason), reason },
  }));
  const picked = await vscode.window.showQuickPick(reasons, {
    title: vscode.l10n.t('Why is it not to be shown again?'),
    placeHolder: sentenceOf(one),
  });
  if (!picked) return;
  const note = await vscode.window.showInputBox({
    title: vscode.l10n.t('A note for those who read the baseline. It may be empty.'),
    prompt: vscode.l10n.t('It is kept in .sightline/baseline.json with the reason.'),
    validateInput: (text) => (text.length > 2_000 ? vscode.l10n.t('At most 2,000 characters.') : undefined),
  });
  if (note === undefined) return;
  const dismissal: Dismissal = {
    reason: picked.reason,
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  };
  await engine.request('sightline/dismissFinding', { fingerprint, rule, path, dismissal });
  findings.decide(fingerprint, dismissal);
}

/** A finding as plain text with its lines. */
function textOf(one: ShownFinding): string {
  const { finding, rule, range } = one;
  const place = `${finding.path}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${place}: ${finding.severity}: ${findingSentence(finding, rule)} [${finding.rule}]\n${finding.quote}`;
}

async function askAbout({ roots }: ReviewDesk, one: ShownFinding, ask: FindingTools['ask']): Promise<void> {
  const place = one.uri && placeOf(roots(), one.uri);
  const lines = { startLine: one.range.start.line + 1, endLine: one.range.end.line + 1 };
  await ask(
    vscode.l10n.t(
      'A review says: {0} Is it so, and what follows from it?',
      findingSentence(one.finding, one.rule),
    ),
    place ? [{ kind: 'selection', ...place, ...lines }] : [],
  );
}

/** A finding as a problem that can be repaired. */
function fixTarget(one: ShownFinding): FixTarget {
  const diagnostic = new vscode.Diagnostic(one.range, sentenceOf(one));
  diagnostic.source = SOURCE;
  diagnostic.code = one.finding.rule;
  return { uri: one.uri!, facts: [factOf(one.uri!, diagnostic)] };
}

async function chooseGrouping(now: Grouping): Promise<Grouping | undefined> {
  const texts: Readonly<Record<Grouping, string>> = {
    severity: vscode.l10n.t('By severity'),
    rule: vscode.l10n.t('By rule'),
    file: vscode.l10n.t('By file'),
    state: vscode.l10n.t('By state'),
  };
  const items = GROUPINGS.map((by) => ({
    ...{ label: texts[by], by },
    ...(by === now ? { description: vscode.l10n.t('as now') } : {}),
  }));
  return (
    await vscode.window.showQuickPick(items, { title: vscode.l10n.t('How shall findings be grouped?') })
  )?.by;
}

async function chooseFilter({ view }: ReviewDesk): Promise<void> {
  const { filter } = view;
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const severities = SEVERITIES.map((severity) => ({
    ...{ label: severityText(severity, say), severity, picked: filter.severities.includes(severity) },
  }));
  const states = STATES.map((state) => ({
    ...{ label: stateText(state, say), state, picked: filter.states.includes(state) },
  }));
  type Item = vscode.QuickPickItem & Partial<(typeof severities)[number] & (typeof states)[number]>;
  const items: Item[] = [
    ...[separator(vscode.l10n.t('Severity')), ...severities],
    ...[separator(vscode.l10n.t('State')), ...states],
  ];
  const picked = await vscode.window.showQuickPick(items, {
    ...{ canPickMany: true, title: vscode.l10n.t('Which findings shall be shown?') },
  });
  if (!picked) return;
  const wanted = {
    severities: picked.flatMap(({ severity }) => severity ?? []),
    states: picked.flatMap(({ state }) => state ?? []),
  };
  const isFresh = wanted.states.join() === FRESH_ONLY.states.join();
  view.narrow({ ...filter, ...wanted, ...(isFresh ? { states: FRESH_ONLY.states } : {}) });
}

/** Writes what the last review found as known, if a person agrees. */
async function writeBaseline({ engine, findings }: ReviewDesk): Promise<void> {
  const { report } = findings;
  if (!report) throw new Error(vscode.l10n.t('Nothing was found yet. Review something first.'));
  const yes = vscode.l10n.t('Write Baseline');
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Keep what the last review found as known?'),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Known findings are not shown until they come back. They are written to .sightline/baseline.json, which a team keeps in git.',
      ),
    },
    yes,
  );
  if (picked !== yes) return;
  const { paths } = await engine.request('sightline/writeBaseline', { report });
  findings.noteKnown();
  void vscode.window.showInformationMessage(notice(vscode.l10n.t('Written: {0}.', paths.join(', '))));
}
