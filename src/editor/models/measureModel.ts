import * as vscode from 'vscode';
import { failureText } from '../../present/failures.ts';
import { routeEstimate } from '../../present/routes.ts';
import { effectiveText, measuredMarkdown } from '../../present/run/measured.ts';
import type { Measured } from '../../protocol/kept/measured.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { ReportDocuments } from '../reports/reportDocuments.ts';
import { notice, say } from '../strings.ts';
import { isOneModel, readerSettings } from './readerSettings.ts';
import { type Role, readModelSettings, userSetting } from './settings.ts';

export interface MeasureTools {
  readonly engine: EngineClient;
  readonly reports: ReportDocuments;
}

/** How failures are worded here. */
const WORDS = { say, door: 'editor' } as const;
/** How far a person may want to go, in model tokens. A model that takes less is measured up to that. */
const FAR = [16_000, 32_000, 128_000, 1_000_000];

/**
 * Measures up to which length a model finds what it is sent: asks which and how far, shows what that takes at most, and
 * sends nothing before a person agrees. Shows what was found as a report, also of one that was stopped.
 */
export async function measureModel({ engine, reports }: MeasureTools): Promise<void> {
  const role = await roleToMeasure();
  const upTo = role && (await howFar());
  if (!role || !upTo) return;
  const { measured: asked } = await engine.request('sightline/measure', { role, upTo, agreedTokens: 0 });
  if (!asked) return tell(vscode.l10n.t('There is no text in this folder to measure with.'));
  const { plan } = asked;
  if (plan.calls === 0)
    return tell(vscode.l10n.t('This model takes less text than the shortest that is tried.'));
  if (!(await agree(asked))) return;
  const agreedTokens = plan.tokensIn + plan.tokensOut;
  const { measured } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Measuring the model'),
      cancellable: true,
    },
    async (progress, token) => {
      const following = engine.onMeasuring(({ length, depth }) =>
        progress.report({
          message: vscode.l10n.t('{0} tokens at {1} %', number(length), depth),
          increment: 100 / plan.calls,
        }),
      );
      try {
        return await engine.request('sightline/measure', { role, upTo, agreedTokens }, token);
      } finally {
        following.dispose();
      }
    },
  );
  if (!measured || measured.how === 'declined')
    return tell(vscode.l10n.t('Nothing was sent: it would take more now than was agreed to.'));
  if (measured.cells.length > 0) await reports.show(...reportOf(measured));
  conclude(measured);
}

function reportOf(measured: Measured): [name: string, text: string] {
  const words = { say, locale: vscode.env.language, currency: userSetting('currency') };
  return [vscode.l10n.t('How much {0} reads well', measured.model), measuredMarkdown(measured, words)];
}

function conclude(measured: Measured): void {
  if (measured.how === 'failed' && measured.failure)
    void vscode.window.showErrorMessage(notice(failureText(measured.failure, WORDS)));
  else if (measured.cells.length > 0) tell(effectiveText(measured, { say, locale: vscode.env.language }));
}

/** Shows what it takes at most; true when a person agrees. */
async function agree({ host, model, plan }: Measured): Promise<boolean> {
  const yes = vscode.l10n.t('Measure');
  const price = routeEstimate(plan, say, userSetting('currency'));
  const detail = [
    vscode.l10n.t(
      'Up to {0} tokens of text of this repository, without its secrets: {1}.',
      number(plan.lengths.at(-1) ?? 0),
      price,
    ),
    vscode.l10n.t(
      'It ends early at a length that is not read well. What was measured until you stop it is kept.',
    ),
  ].join(' ');
  const title = notice(vscode.l10n.t('Measure how much {0} at {1} reads well?', model, host));
  return (await vscode.window.showWarningMessage(title, { modal: true, detail }, yes)) === yes;
}

/** The role to measure; asked for only where two models are set. */
async function roleToMeasure(): Promise<Role | undefined> {
  const settings = readModelSettings();
  if (isOneModel(settings)) return 'author';
  const reader = readerSettings(settings);
  const items = [
    {
      label: vscode.l10n.t('The model that writes answers'),
      description: settings.author.model,
      role: 'author',
    },
    { label: vscode.l10n.t('The model that reads much'), description: reader.model, role: 'reader' },
  ] as const;
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Measure which model?') }))?.role;
}

async function howFar(): Promise<number | undefined> {
  const items = FAR.map((upTo) => ({ label: vscode.l10n.t('Up to {0} tokens', number(upTo)), upTo }));
  const title = vscode.l10n.t('How long a text at most? Its price is shown before anything is sent.');
  return (await vscode.window.showQuickPick(items, { title }))?.upTo;
}

const number = (value: number): string => value.toLocaleString(vscode.env.language);

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
