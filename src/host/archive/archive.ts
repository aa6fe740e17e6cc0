/** The runs of the open folders on disk: each is kept while it goes on, and can be listed, shown, gone on with, removed. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type {
  Answer,
  Engine,
  FixOptions,
  FixProblem,
  Log,
  NumberedEvent,
  NumberedFixEvent,
  Question,
  ReviewFault,
  ReviewOptions,
  ReviewReport,
  ReviewWish,
  RunDoor,
  RunLine,
  RunRecord,
  Usage,
} from '../../engine/engine.ts';
import type { Places, RootPlace } from '../../node/storage/places.ts';
import { createRunStore, type OpenRun, type RunStore } from '../../node/storage/runs/runStore.ts';
import { createSpendingStore, type SpendingStore } from '../../node/storage/runs/spending.ts';
import type { RunCall, RunDetails, RunSummary } from '../../protocol/runs.ts';
import { RefusedError } from '../refusals.ts';
import { Notes } from './notes.ts';
import { type Retrieval, retrievalOf } from './retrievals.ts';

export type { SpendingStore };

/** How a run is begun or gone on with. */
export type KeptOptions = Omit<NonNullable<Parameters<Engine['ask']>[1]>, 'record'> & {
  readonly runId: string;
};

/** How a review with a model is begun or gone on with. */
export type KeptReview = Omit<ReviewOptions, 'judge'> & {
  readonly judge: Omit<NonNullable<ReviewOptions['judge']>, 'record' | 'runId'> & { readonly runId: string };
};

export interface ArchiveOptions {
  readonly places: Places;
  readonly folders: readonly { readonly name: string; readonly place: RootPlace }[];
  readonly door: RunDoor;
  readonly log: Log;
}

/** The runs of one set of folders. Nothing of it is read or made before it is asked for. */
export class Archive {
  readonly spending: SpendingStore;
  readonly notes: Notes;
  readonly #store: RunStore;
  readonly #options: ArchiveOptions;

  constructor(options: ArchiveOptions) {
    const { places, folders, log } = options;
    this.#options = options;
    const [first] = folders;
    const key = JSON.stringify(folders);
    const name =
      folders.length === 1 ? 'runs' : `runs-${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
    // The first folder makes the place, and says whether there may be one.
    const place = async (): Promise<string> => places.stateDirFor(first!.place);
    this.#store = createRunStore({ place: async () => join(await place(), name), log });
    this.notes = new Notes(async () => join(await place(), name.replace('runs', 'notes')));
    this.spending = createSpendingStore(async () => {
      await place();
      return join(places.stateDir, 'spending');
    }, log);
  }

  /** Asks, and keeps what happens. Where nothing can be kept, the answer says so. */
  async *ask(engine: Engine, question: Question, options: KeptOptions): AsyncGenerator<NumberedEvent> {
    await this.#store.prune(Date.now()).catch(() => 0);
    const notes = await this.#readNotes();
    yield* this.#follow(engine, question, {
      ...options,
      notes,
      open: await this.#store.begin(options.runId),
    });
  }

  /** What `ask` would send first: the lines of notes that fit are laid before it as they are there. */
  async preview(
    engine: Engine,
    question: Question,
    options: Parameters<Engine['preview']>[1],
  ): ReturnType<Engine['preview']> {
    return engine.preview(question, { ...options, notes: await this.#readNotes() });
  }

  /** All notes; none, with a line in the log, where they cannot be read. */
  async #readNotes(): Promise<Awaited<ReturnType<Notes['all']>>> {
    return this.notes.all().catch((error: unknown) => {
      this.#options.log.warn(`The notes could not be read: ${String(error)}`);
      return [];
    });
  }

  /**
   * Goes on with a run where it was: no reply that is recorded is asked for again. `settings` replace those that it was
   * begun with. @throws RefusedError when there is no such run, or a process is at it
   */
  async *resume(engine: Engine, options: Omit<KeptOptions, 'route'>): AsyncGenerator<NumberedEvent> {
    const { runId: target } = options;
    const open = await this.#store.resume(target);
    if (open === 'missing') throw new RefusedError({ kind: 'refused', cause: 'noRun', target });
    if (open === 'held') throw new RefusedError({ kind: 'refused', cause: 'runUnderWay', target });
    const [head] = open.lines;
    if (head?.type !== 'begun') {
      await open.close();
      throw new RefusedError({ kind: 'refused', cause: 'noRun', target });
    }
    const { question, wished, settings, review } = head;
    if (review) {
      await open.close();
      throw new RefusedError({ kind: 'refused', cause: 'noRun', target });
    }
    const route = wished === undefined ? {} : { route: wished };
    const own = { ...settings, ...options.settings };
    yield* this.#follow(engine, question, { ...options, ...route, settings: own, open });
  }

  async *#follow(
    engine: Engine,
    question: Question,
    { open, ...options }: KeptOptions & { readonly open: OpenRun },
  ): AsyncGenerator<NumberedEvent> {
    try {
      for await (const step of engine.ask(question, { ...options, record: this.#watched(open) })) {
        await endRecord(open, step);
        yield step;
      }
    } finally {
      await open.close();
    }
  }

  /** Reviews with a model, and keeps its calls, so that it can be gone on with. */
  async review(engine: Engine, wish: ReviewWish, options: KeptReview): Promise<ReviewReport | ReviewFault> {
    await this.#store.prune(Date.now()).catch(() => 0);
    return this.#keepReview(engine, wish, options, await this.#store.begin(options.judge.runId));
  }

  /**
   * Goes on with a review as it was begun: no reply that is recorded is asked for again. @throws RefusedError when there is
   * no such review, or a process is at it
   */
  async resumeReview(engine: Engine, options: KeptReview): Promise<ReviewReport | ReviewFault> {
    const { runId: target } = options.judge;
    const open = await this.#store.resume(target);
    if (open === 'held') throw new RefusedError({ kind: 'refused', cause: 'runUnderWay', target });
    const head = open === 'missing' ? undefined : open.lines[0];
    const begun = head?.type === 'begun' ? head.review : undefined;
    if (open === 'missing' || !begun) {
      if (open !== 'missing') await open.close();
      throw new RefusedError({ kind: 'refused', cause: 'noRun', target });
    }
    const { wish, rules, shard } = begun;
    const { rules: _rules, shard: _shard, ...how } = options;
    const asked = { ...(rules ? { rules } : {}), ...(shard ? { shard } : {}) };
    return this.#keepReview(engine, wish, { ...how, ...asked }, open);
  }

  /** The newest review that did not come to its end; undefined when there is none. Reads the records of runs until then. */
  async openReview(): Promise<string | undefined> {
    for (const { id, status } of (await this.#store.list()).runs) {
      if (status === 'complete' || status === 'running') continue;
      const head = (await this.#store.read(id))?.lines[0];
      if (head?.type === 'begun' && head.review) return id;
    }
    return undefined;
  }

  async #keepReview(
    engine: Engine,
    wish: ReviewWish,
    options: KeptReview,
    open: OpenRun,
  ): Promise<ReviewReport | ReviewFault> {
    try {
      const judge = { ...options.judge, record: this.#watched(open) };
      const made = await engine.review(wish, { ...options, judge });
      const usage = ('coverage' in made && made.judged?.usage) || { calls: 0, tokensIn: 0, tokensOut: 0 };
      const status = 'coverage' in made ? made.status : 'stopped';
      const how = status === 'incomplete' ? 'partial' : status;
      await open.append({ type: 'ended', atMs: Date.now(), usage, how, route: 'review' });
      return made;
    } finally {
      await open.close();
    }
  }

  /** Repairs, and tells the spending what each call used. Nothing else of it is kept: a patch holds what is secret. */
  fix(engine: Engine, problem: FixProblem, options: FixOptions): AsyncGenerator<NumberedFixEvent> {
    const nowhere = { lines: [], append: async () => {}, failure: () => undefined, close: async () => {} };
    return engine.fix(problem, { ...options, record: this.#watched(nowhere) });
  }

  /** The record, with the door in its first line and what each call used told to the spending. */
  #watched(open: OpenRun): RunRecord {
    const sent = new Map<number, Extract<RunLine, { type: 'sent' }>>();
    return {
      lines: open.lines,
      failure: () => open.failure(),
      append: async (line) => {
        if (line.type === 'sent') sent.set(line.call, line);
        const call = line.type === 'reply' ? sent.get(line.call) : undefined;
        await open.append(line.type === 'begun' ? { ...line, door: this.#options.door } : line);
        if (call && line.type === 'reply')
          await this.spending.add({
            atMs: Date.now(),
            model: call.model,
            host: call.host,
            usage: line.usage,
          });
      },
    };
  }

  /** All runs, the newest first; how long and how much is kept; folders that hold nothing that can be read. */
  async list(): Promise<{
    readonly runs: readonly RunSummary[];
    readonly unreadable: number;
    readonly keepDays: number;
    readonly keepBytes: number;
  }> {
    const { keepDays, keepBytes } = this.#store.limits;
    return { ...(await this.#store.list()), keepDays, keepBytes };
  }

  /** One run with its calls and its answer. @throws RefusedError when there is none */
  async show(runId: string): Promise<RunDetails> {
    const found = await this.#store.read(runId);
    if (!found) throw new RefusedError({ kind: 'refused', cause: 'noRun', target: runId });
    const { run, lines } = found;
    const answer = lines.findLast((line) => line.type === 'answer')?.answer;
    const claims = new Map(
      lines.flatMap((line) => (line.type === 'ledger' ? line.claims : [])).map((claim) => [claim.id, claim]),
    );
    const ended = lines.findLast((line) => line.type === 'ended');
    // Loaded when a run is read: to make the schemas takes a while.
    const { readDetails } = await import('../../protocol/runs.ts');
    return readDetails({
      ...{ run, calls: callsOf(lines), claims: [...claims.values()], answer },
      failure: ended?.failure,
    });
  }

  /**
   * What a question that goes on from a run needs: the conversation before that run, and its answer; without a name of the
   * newest that has one. @throws RefusedError when there is none
   */
  async before(runId?: string): Promise<{ readonly history: Question['history']; readonly answer: Answer }> {
    const ids = runId === undefined ? (await this.#store.list()).runs.map(({ id }) => id) : [runId];
    for (const id of ids) {
      const head = (await this.#store.read(id))?.lines.find((line) => line.type === 'begun');
      const answer = head && (await this.show(id)).answer;
      if (answer) return { history: head.question.history, answer };
    }
    throw new RefusedError({ kind: 'refused', cause: 'noRun', target: runId ?? '' });
  }

  /** The runs that asked a model with their first passages, and how that ended, the newest first. Reads every kept run. */
  async retrievals(): Promise<readonly Retrieval[]> {
    const { runs } = await this.#store.list();
    const found: Retrieval[] = [];
    for (const { id } of runs) {
      const read = await this.#store.read(id);
      const retrieval = read && retrievalOf(id, read.lines);
      if (retrieval) found.push(retrieval);
    }
    return found;
  }

  /** Removes runs, or all of these folders; those under way stay. */
  remove(ids?: readonly string[]): Promise<{ readonly removed: number; readonly kept: readonly string[] }> {
    return this.#store.remove(ids);
  }
}

/** Writes how the run ended, with its answer before it. */
async function endRecord(open: OpenRun, { event }: NumberedEvent): Promise<void> {
  if (event.type !== 'done' && event.type !== 'failed' && event.type !== 'aborted') return;
  const { answer } = event;
  if (answer) await open.append({ type: 'answer', answer });
  const none: Usage = { calls: 0, tokensIn: 0, tokensOut: 0 };
  await open.append({
    ...{ type: 'ended', atMs: Date.now(), usage: answer?.usage ?? none },
    how: event.type === 'failed' ? 'failed' : (answer?.status ?? 'stopped'),
    ...(answer ? { route: answer.route.name } : {}),
    ...(event.type === 'failed' ? { failure: event.failure } : {}),
  });
}

/** The requests of a run, in the order in which they were sent. */
function callsOf(lines: readonly RunLine[]): RunCall[] {
  const replies = new Map(lines.flatMap((line) => (line.type === 'reply' ? [[line.call, line]] : [])));
  return lines.flatMap((line): RunCall[] => {
    if (line.type !== 'sent') return [];
    const reply = replies.get(line.call);
    const { role, model, host, tokensIn, maxOutputTokens } = line;
    if (!reply) return [{ role, model, host, status: 'lost', tokensIn, tokensOut: maxOutputTokens, ms: 0 }];
    const { status, usage, ms } = reply;
    const { tokensOut, cost } = usage;
    const priced = cost === undefined ? {} : { cost };
    return [{ role, model, host, status, tokensIn: usage.tokensIn, tokensOut, ms, ...priced }];
  });
}
