import * as vscode from 'vscode';
import { citedIn } from '../../present/recite.ts';
import type { Citation } from '../../protocol/data.ts';
import type { Chat } from '../chat/chat.ts';
import type { EngineClient } from './engineClient.ts';
import { placeOf, type Root } from './roots.ts';

const QUIET_MS = 600;

/**
 * Keeps the citations that are on the screen honest: when a file they name changes, in an editor or on the disk, they
 * are checked again, and turn stale or move with their text.
 */
export class Freshness implements vscode.Disposable {
  readonly #engine: EngineClient;
  readonly #chat: Chat;
  readonly #roots: () => readonly Root[];
  readonly #log: vscode.LogOutputChannel;
  readonly #changing: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  /** Changed files as `root/path`; null: any file may have changed. */
  #changed: Set<string> | null = new Set();

  constructor(engine: EngineClient, chat: Chat, roots: () => readonly Root[], log: vscode.LogOutputChannel) {
    this.#engine = engine;
    this.#chat = chat;
    this.#roots = roots;
    this.#log = log;
    this.#changing = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const place = placeOf(roots(), document.uri);
      if (place && contentChanges.length > 0) this.noteChange(place.path, place.root);
    });
  }

  /** A file changed. */
  noteChange(path: string, root?: string): void {
    this.#changed?.add(key(path, root));
    this.#schedule();
  }

  /** Any file may have changed, for example by a branch switch, or the conversation on the screen is another one. */
  noteAll(): void {
    this.#changed = null;
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), QUIET_MS);
  }

  async #check(): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    if (this.#engine.state.state !== 'ready') return;
    for (const { runId, answer } of this.#chat.current?.turns ?? []) {
      const suspects = (answer ? citedIn(answer) : []).filter(
        ({ citation }) => changed === null || this.#isIn(changed, citation),
      );
      if (suspects.length === 0) continue;
      try {
        const { citations } = await this.#engine.request('sightline/recheck', {
          citations: suspects.map(({ citation }) => citation),
        });
        const changes = suspects
          .map((suspect, i) => ({ ...suspect, citation: citations[i] ?? suspect.citation }))
          .filter((after, i) => !isSame(after.citation, suspects[i]!.citation));
        this.#chat.updateCitations(runId, changes);
      } catch (error) {
        this.#log.warn(`Citations could not be checked again: ${String(error)}`);
        return;
      }
    }
  }

  #isIn(changed: ReadonlySet<string>, citation: Citation): boolean {
    const root = citation.root ?? this.#roots()[0]?.name;
    return changed.has(key(citation.path, citation.root)) || changed.has(key(citation.path, root));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changing.dispose();
  }
}

const key = (path: string, root?: string): string => `${root ?? ''}/${path}`;

function isSame(a: Citation, b: Citation): boolean {
  return a.state === b.state && a.startLine === b.startLine && a.endLine === b.endLine;
}
