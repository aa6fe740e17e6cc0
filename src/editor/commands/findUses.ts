import * as vscode from 'vscode';
import { kindText, LIKELY, sureText, usesCount } from '../../present/answer/uses.ts';
import type { SymbolReport } from '../../protocol/requests.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { Root } from '../engine/roots.ts';
import { notice, say } from '../strings.ts';
import type { Navigator } from './navigate.ts';
import type { PageFocus } from './pageFocus.ts';

interface UseTools {
  readonly engine: EngineClient;
  readonly navigator: Navigator;
  readonly focus: PageFocus;
  roots(): readonly Root[];
}

type Use = SymbolReport['callers'][number];

interface UseItem extends vscode.QuickPickItem {
  readonly place?: { readonly path: string; readonly root?: string; readonly line: number };
  /** Guesses to be shown when it is chosen. */
  readonly guesses?: readonly Use[];
}

/**
 * Shows the uses of a name by file, the surest first, with what is counted, and opens the chosen one. Guesses are behind
 * an item of their own. Counts come from the index.
 */
export async function findUses({ engine, navigator, roots, focus }: UseTools, name: string): Promise<void> {
  const reports = await engine.request('sightline/symbol', { name });
  if (reports.length === 0) {
    void vscode.window.showInformationMessage(
      notice(vscode.l10n.t('The index holds no definition of {0}.', name)),
    );
    return;
  }
  const title = notice(vscode.l10n.t('Where {0} is used', name));
  const options = { title, matchOnDescription: true, matchOnDetail: true };
  const pick = (items: UseItem[]) => focus.keep(() => vscode.window.showQuickPick(items, options));
  let picked = await pick(reports.flatMap(reportItems));
  if (picked?.guesses) picked = await pick(useItems(picked.guesses));
  if (!picked?.place) return;
  const { path, root, line } = picked.place;
  await navigator.open(roots(), { path, root, startLine: line, endLine: line });
}

function reportItems({ root, path, symbol, callers }: SymbolReport): UseItem[] {
  const guesses = callers.filter(({ confidence }) => confidence < LIKELY);
  const items: UseItem[] = [
    { label: `${symbol.kind} ${notice(symbol.name)}`, kind: vscode.QuickPickItemKind.Separator },
    {
      label: `$(symbol-method) ${notice(symbol.signature)}`,
      description: `${notice(path)}:${symbol.line}`,
      detail: usesCount(callers, say),
      place: { path, ...(root === undefined ? {} : { root }), line: symbol.line },
    },
    ...useItems(callers.filter(({ confidence }) => confidence >= LIKELY)),
  ];
  if (guesses.length > 0)
    items.push({ label: `$(question) ${vscode.l10n.t('Show guesses: {0}', guesses.length)}`, guesses });
  return items;
}

/** Uses with a heading for each file, in the order in which they were given. */
function useItems(uses: readonly Use[]): UseItem[] {
  const files = Map.groupBy(uses, ({ root, path }) => `${root ?? ''}\0${path}`);
  return [...files.values()].flatMap((own) => [
    { label: notice(own[0]!.path), kind: vscode.QuickPickItemKind.Separator },
    ...own.map(
      ({ path, root, line, inside, kind, confidence }): UseItem => ({
        label: `$(references) ${notice(path)}:${line}`,
        description: notice(inside),
        detail: `${kindText(kind, say)}, ${sureText(confidence, say)}`,
        place: { path, ...(root === undefined ? {} : { root }), line },
      }),
    ),
  ]);
}
