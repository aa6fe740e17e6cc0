/** A model of the editor, as another extension would bring it: the evidence oracle behind `vscode.lm`. */
import * as vscode from 'vscode';
import { createOracle } from '../../fakes/oracle.ts';
import type { ProbeCalls } from './protocol.ts';

/** The vendor that the probe's manifest names. */
const VENDOR = 'sightline-test';
const PIECE_CHARS = 40;

/** The editor asks a provider for its models when something needs them, and again after this. */
const changed = new vscode.EventEmitter<void>();
let offered: vscode.Disposable | undefined;

/** Registers the model; one that was offered before goes. */
export function offerModel({ id, name, oracle }: ProbeCalls['offerModel'][0]): null {
  offered?.dispose();
  const reply = createOracle(oracle, () => ({}));
  offered = vscode.lm.registerLanguageModelChatProvider(VENDOR, {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => [
      {
        ...{ id, name, family: 'oracle', version: '1' },
        ...{ maxInputTokens: 16_000, maxOutputTokens: 4_000 },
        capabilities: {},
      },
    ],
    async provideLanguageModelChatResponse(_model, messages, _options, progress, token) {
      const text = reply(messages.map(({ content }) => textOf(content)).join('\n\n'));
      for (let at = 0; at < text.length && !token.isCancellationRequested; at += PIECE_CHARS)
        progress.report(new vscode.LanguageModelTextPart(text.slice(at, at + PIECE_CHARS)));
    },
    provideTokenCount: async (_model, text) =>
      Math.ceil((typeof text === 'string' ? text : textOf(text.content)).length / 4),
  });
  changed.fire();
  return null;
}

function textOf(parts: readonly unknown[]): string {
  return parts.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}
