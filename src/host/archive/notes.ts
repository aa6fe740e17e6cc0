/** What a person kept of answers: listed with what is stale by now, edited, removed, and laid before questions. */
import { randomBytes } from 'node:crypto';
import { type Answer, type Engine, isProved, type ProjectNote } from '../../engine/engine.ts';
import { createNoteStore, type NoteStore } from '../../node/storage/notes.ts';
import type { CheckedNote } from '../../protocol/kept/notes.ts';
import { RefusedError } from '../refusals.ts';

/** The notes of one set of folders. */
export class Notes {
  readonly #store: NoteStore;

  constructor(place: () => Promise<string>) {
    this.#store = createNoteStore(place);
  }

  /** All notes, the newest first, as they were saved. One of another shape is left alone and not listed. */
  async all(): Promise<ProjectNote[]> {
    const kept = await this.#store.read();
    if (kept.length === 0) return [];
    // Loaded when there is one: to make the schemas takes a while.
    const { projectNote } = await import('../../protocol/kept/notes.ts');
    const notes = kept.flatMap((one) => projectNote.safeParse(one).data ?? []);
    return notes.sort((a, b) => b.atMs - a.atMs);
  }

  /** The notes with each citation checked against the files of now. */
  async checked(engine: Engine): Promise<CheckedNote[]> {
    const checked: CheckedNote[] = [];
    for (const one of await this.all()) {
      const claims = [];
      for (const each of one.claims)
        claims.push({ ...each, citations: await engine.recheck(each.citations) });
      const states = claims.flatMap(({ citations }) => citations.map(({ state }) => state));
      checked.push({ ...one, claims, isStale: states.includes('stale') });
    }
    return checked;
  }

  /** Keeps the proved claims of an answer. @throws RefusedError when it has none, or there is no answer */
  async save(answer: Answer | undefined, atMs: number): Promise<ProjectNote> {
    const { question = '', claims = [], commit } = answer ?? {};
    const proved = claims.flatMap((each) => {
      const citations = each.citations.filter(isProved);
      // Its code is by the numbers of citations, which are fewer now.
      const { code: _code, ...kept } = each;
      return citations.length > 0 ? [{ ...kept, citations }] : [];
    });
    if (proved.length === 0) throw new RefusedError({ kind: 'refused', cause: 'nothingProved' });
    const id = randomBytes(5).toString('hex');
    const saved = { id, atMs, question, claims: proved, ...(commit ? { commit } : {}) };
    await this.#change((notes) => [...notes, saved]);
    return saved;
  }

  /**
   * Puts other words in the place of a note's question: it is found by them. Gives them as they were kept: without their
   * secrets, as a question is. @throws RefusedError when there is no note of that id
   */
  async edit(id: string, words: string, engine: Pick<Engine, 'conceal'>): Promise<string> {
    await this.#known(id);
    const question = await engine.conceal(words);
    await this.#change((notes) =>
      notes.map((one) => (isNote(one, id) ? { ...(one as ProjectNote), question } : one)),
    );
    return question;
  }

  /** Removes a note, or all. Gives how many. @throws RefusedError when there is none of that id */
  async remove(id?: string): Promise<number> {
    const before = id === undefined ? (await this.#store.read()).length : 1;
    if (id !== undefined) await this.#known(id);
    await this.#change((notes) => (id === undefined ? [] : notes.filter((one) => !isNote(one, id))));
    return before;
  }

  async #known(id: string): Promise<void> {
    if (!(await this.#store.read()).some((one) => isNote(one, id)))
      throw new RefusedError({ kind: 'refused', cause: 'noNote', target: id });
  }

  async #change(change: Parameters<NoteStore['change']>[0]): Promise<void> {
    const how = await this.#store.change(change);
    if (how !== 'done')
      throw new RefusedError({ kind: 'refused', cause: how === 'held' ? 'notesHeld' : 'notesFull' });
  }
}

const isNote = (one: unknown, id: string): boolean => (one as { id?: unknown } | null)?.id === id;
