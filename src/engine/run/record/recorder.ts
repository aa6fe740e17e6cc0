import type {
  Clock,
  Hash,
  ModelInfo,
  ModelMessage,
  ModelRequest,
  ModelUsage,
  RecordedReply,
  RunLine,
  RunRecord,
} from '../../ports.ts';
import type { LedgerEntry } from '../ledger/ledger.ts';

/** What a run is recorded with. */
export interface Recording {
  readonly record: RunRecord;
  readonly hash: Hash;
  readonly clock: Clock;
}

type Request = Pick<ModelRequest, 'messages' | 'role' | 'maxOutputTokens' | 'json'>;

/** A request that goes out, until its end is recorded. */
export interface OpenCall {
  /** Records how it ended. */
  end(reply: Omit<RecordedReply, 'ms'>): Promise<void>;
}

/** What a person is told of a run that went on from its record. */
export interface Staleness {
  /** Files that have changed since they were read for it, in the order in which that was seen. */
  readonly files: readonly string[];
  /** Recorded replies that stood in for no request. */
  readonly calls: number;
}

/**
 * The record of a run as the run sees it: replies that are there are taken from it, and what is new is added. A
 * request is known by what is sent, so a prompt that a changed file gives another text is sent anew.
 */
export class Recorder {
  readonly #recording: Recording;
  /** Words as they were typed, and without their secrets: what is hashed holds none. */
  readonly #restated: readonly [typed: string, told: string];
  /** Replies that may stand in for a request, by its key, oldest first. */
  readonly #replies = new Map<string, RecordedReply[]>();
  readonly #known = new Map<string, string>();
  readonly #read = new Map<string, string>();
  readonly #changed = new Set<string>();
  /** What was used by requests that gave no reply to take. */
  readonly spent: readonly ModelUsage[];
  #calls = 0;

  constructor(recording: Recording, restated: readonly [typed: string, told: string]) {
    this.#recording = recording;
    this.#restated = restated;
    const { lines } = recording.record;
    const replies = new Map(lines.flatMap((line) => (line.type === 'reply' ? [[line.call, line]] : [])));
    const spent: ModelUsage[] = [];
    for (const line of lines) {
      if (line.type === 'files')
        for (const [path, hash] of Object.entries(line.hashes)) this.#known.set(path, hash);
      if (line.type !== 'sent') continue;
      this.#calls = Math.max(this.#calls, line.call);
      const reply = replies.get(line.call);
      if (reply?.status === 'done')
        this.#replies.set(line.key, [...(this.#replies.get(line.key) ?? []), reply]);
      else spent.push(reply?.usage ?? wholeOf(line));
    }
    this.spent = spent;
  }

  /** True when the run was begun before. */
  get isResumed(): boolean {
    return this.#recording.record.lines.length > 0;
  }

  /** Replies that were taken from the record by none so far. */
  outstanding(): readonly RecordedReply[] {
    return [...this.#replies.values()].flat();
  }

  /** Tokens of those replies: they are paid, and no other request may have them. */
  outstandingTokens(): number {
    return this.outstanding().reduce((sum, { usage }) => sum + usage.tokensIn + usage.tokensOut, 0);
  }

  /** The reply that stands in for a request; each stands in once. Undefined when the request has to be sent. */
  take(request: Request): RecordedReply | undefined {
    const key = this.#keyOf(request);
    const [first, ...rest] = this.#replies.get(key) ?? [];
    if (rest.length === 0) this.#replies.delete(key);
    else this.#replies.set(key, rest);
    return first;
  }

  /** Records a request that goes out now, and the files that were read for it. */
  async send(request: Request, info: ModelInfo, tokensIn: number): Promise<OpenCall> {
    const { record, clock } = this.#recording;
    await this.#flush();
    const call = ++this.#calls;
    const { role, maxOutputTokens } = request;
    const startMs = clock.monotonic();
    await record.append({
      ...{ type: 'sent', call, atMs: clock.now(), key: this.#keyOf(request) },
      ...{ role, model: info.id, host: info.host, tokensIn, maxOutputTokens },
    });
    return {
      end: (reply) =>
        record.append({ type: 'reply', call, ...reply, ms: Math.round(clock.monotonic() - startMs) }),
    };
  }

  /** Notes the state in which a file was read; undefined for one that could not be. */
  noteRead(path: string, hash: string | undefined): void {
    const before = this.#known.get(path);
    if (before !== undefined && before !== (hash ?? '')) this.#changed.add(path);
    if (before === hash || hash === undefined) return;
    this.#known.set(path, hash);
    this.#read.set(path, hash);
  }

  /** Records claims that were proved. */
  async noteClaims(entries: readonly LedgerEntry[]): Promise<void> {
    if (entries.length > 0) await this.#recording.record.append({ type: 'ledger', claims: entries });
  }

  /** Begins the record with its first line, or says that the run goes on. */
  async begin(head: Omit<Extract<RunLine, { type: 'begun' }>, 'type' | 'schema' | 'atMs'>): Promise<void> {
    const { record, clock } = this.#recording;
    const atMs = clock.now();
    if (this.isResumed) await record.append({ type: 'resumed', atMs });
    else await record.append({ type: 'begun', schema: 1, atMs, ...head });
  }

  async noteRoute(route: string): Promise<void> {
    await this.#recording.record.append({ type: 'routed', route });
  }

  /** The pieces of each request of a review as they were packed, by their keys; empty when the run is new. */
  packed(): readonly (readonly string[])[] {
    const line = this.#recording.record.lines.findLast(({ type }) => type === 'packed');
    return line?.type === 'packed' ? line.units : [];
  }

  /** Records how pieces were packed, so that a review that is taken up again sends the same. */
  async notePacked(units: readonly (readonly string[])[]): Promise<void> {
    await this.#recording.record.append({ type: 'packed', units });
  }

  /** What of the record did not hold any more: asked at the end of the run. */
  staleness(): Staleness {
    return { files: [...this.#changed], calls: this.outstanding().length };
  }

  /** Leaves the replies that stood in for no request: they were booked. */
  forget(): void {
    this.#replies.clear();
  }

  async #flush(): Promise<void> {
    if (this.#read.size === 0) return;
    const hashes = Object.fromEntries(this.#read);
    this.#read.clear();
    await this.#recording.record.append({ type: 'files', hashes });
  }

  #keyOf({ messages, role, maxOutputTokens, json }: Request): string {
    const [typed, told] = this.#restated;
    const said = messages.map(({ role: by, content }): ModelMessage => {
      return { role: by, content: typed === told ? content : content.replaceAll(typed, () => told) };
    });
    return this.#recording.hash.text(JSON.stringify([role, maxOutputTokens, json?.name ?? '', said]));
  }
}

/** What a request may have used whose end nobody saw: all that it was given. */
function wholeOf({ tokensIn, maxOutputTokens }: Extract<RunLine, { type: 'sent' }>): ModelUsage {
  return { calls: 1, tokensIn, tokensOut: maxOutputTokens, counted: false };
}
