import * as vscode from 'vscode';
import { type Conversation, type ConversationSummary, conversation } from '../../protocol/page.ts';

/** Conversations beyond this are dropped, the oldest first; the list of the page says so before it happens. */
export const MAX_CONVERSATIONS = 100;
/** Bytes that the file of a conversation may have. */
const MAX_FILE_BYTES = 50_000_000;

/**
 * The conversations of one workspace, a file for each in the editor's storage (or in memory when the window has no
 * storage). What cannot be read is set aside and reported, never shown as empty.
 */
export class ConversationStore {
  readonly #folder: vscode.Uri | undefined;
  readonly #log: vscode.LogOutputChannel;
  readonly #known = new Map<string, Conversation>();
  /** What the queued writes end with, so that of several for one conversation only the last is made. */
  readonly #latest = new Map<string, Conversation>();
  #writes: Promise<void> = Promise.resolve();

  constructor(storage: vscode.Uri | undefined, log: vscode.LogOutputChannel) {
    this.#folder = storage && vscode.Uri.joinPath(storage, 'conversations');
    this.#log = log;
  }

  /** Reads what is stored. A run that was under way when the window closed is shown as stopped. */
  async load(): Promise<void> {
    if (!this.#folder) return;
    for (const [name, type] of await list(this.#folder)) {
      if (type !== vscode.FileType.File || !name.endsWith('.json')) continue;
      const file = vscode.Uri.joinPath(this.#folder, name);
      try {
        const { type: kind, size } = await vscode.workspace.fs.stat(file);
        if (kind !== vscode.FileType.File || size > MAX_FILE_BYTES)
          throw vscode.FileSystemError.NoPermissions(file);
        const value: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
        const read = conversation.parse(value);
        this.#known.set(read.id, { ...read, turns: read.turns.map(asEnded) });
      } catch (error) {
        this.#log.warn(`A conversation could not be read and was set aside: ${name} (${String(error)})`);
        await vscode.workspace.fs.rename(file, file.with({ path: `${file.path}.broken` }), {
          overwrite: true,
        });
      }
    }
  }

  /** Newest first. */
  summaries(): ConversationSummary[] {
    return [...this.#known.values()].map(summaryOf).sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  }

  get(id: string): Conversation | undefined {
    return this.#known.get(id);
  }

  /** Questions asked before, oldest first, each once. */
  questions(): string[] {
    const turns = [...this.#known.values()].flatMap((entry) => entry.turns);
    turns.sort((a, b) => a.askedAtMs - b.askedAtMs);
    return [...new Set(turns.map(({ question }) => question).reverse())].reverse();
  }

  /** Keeps a conversation. Writes follow one another; a write that fails is logged and the next one tries again. */
  put(entry: Conversation): void {
    this.#known.set(entry.id, entry);
    this.#write(entry.id, entry);
    const surplus = this.summaries().slice(MAX_CONVERSATIONS);
    for (const { id } of surplus) this.delete(id);
    if (surplus.length > 0) this.#log.info(`${surplus.length} old conversations were deleted.`);
  }

  /** Keeps a conversation for this window; the next `put` stores it. */
  keep(entry: Conversation): void {
    this.#known.set(entry.id, entry);
  }

  /** The conversation that a run belongs to. */
  ownerOf(runId: string): string | undefined {
    for (const { id, turns } of this.#known.values())
      if (turns.some((turn) => turn.runId === runId)) return id;
    return undefined;
  }

  delete(id: string): void {
    this.#known.delete(id);
    this.#write(id, undefined);
  }

  /** Deletes all conversations, those that could not be read among them. */
  clear(): void {
    for (const id of [...this.#known.keys()]) this.delete(id);
    const folder = this.#folder;
    if (!folder) return;
    this.#writes = this.#writes.then(async () => {
      for (const [name] of await list(folder))
        if (name.endsWith('.broken')) await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name));
    });
  }

  /** Resolves when everything put so far is on the disk. */
  async flush(): Promise<void> {
    await this.#writes;
  }

  #write(id: string, entry: Conversation | undefined): void {
    const folder = this.#folder;
    if (!folder) return;
    const file = vscode.Uri.joinPath(folder, `${encodeURIComponent(id)}.json`);
    if (entry) this.#latest.set(id, entry);
    else this.#latest.delete(id);
    this.#writes = this.#writes.then(async () => {
      if (entry && this.#latest.get(id) !== entry) return;
      try {
        if (entry) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(entry)));
        else await vscode.workspace.fs.delete(file, { useTrash: false });
      } catch (error) {
        if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound'))
          this.#log.error(`A conversation could not be stored: ${String(error)}`);
      }
    });
  }
}

async function list(folder: vscode.Uri): Promise<[string, vscode.FileType][]> {
  try {
    return await vscode.workspace.fs.readDirectory(folder);
  } catch {
    // Nothing was stored yet.
    return [];
  }
}

function asEnded(turn: Conversation['turns'][number]): Conversation['turns'][number] {
  if (turn.status !== 'running') return turn;
  const message = vscode.l10n.t('The window was closed before this answer ended. Ask again to get it.');
  return { ...turn, status: 'stopped', error: { kind: 'closed', message } };
}

/** What the list of conversations shows of one. */
export function summaryOf({ id, title, name, createdAtMs, turns }: Conversation): ConversationSummary {
  const updatedAtMs = Math.max(createdAtMs, ...turns.map(({ askedAtMs }) => askedAtMs));
  return { id, title: name ?? title, createdAtMs, updatedAtMs, turns: turns.length };
}
