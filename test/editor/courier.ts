/** What the pictures show: a service that delivers webhooks, a question about it, and the answer of a scripted model. */
import { citeEvidence, type OracleEntry, parsePassages } from '../fakes/oracle.ts';

const DELIVERY = {
  'src/delivery/worker.ts': `import { post } from '../http/client.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { Delivery } from '../types.ts';
import { bury } from './deadLetters.ts';
import { nextWait } from './retry.ts';
import { sign } from './signature.ts';

export interface Tools {
  readonly queue: Queue<Delivery>;
  readonly store: Store;
}

/**
 * Sends one event to its endpoint. One that does not answer, or
 * answers with an error, gets the event again later; in the end
 * the event is buried.
 */
export async function deliver(delivery: Delivery, tools: Tools) {
  const { queue, store } = tools;
  const { endpoint, event, attempt } = delivery;

  if (endpoint.isPaused) {
    await bury(delivery, store);
    return;
  }

  const headers = sign(event, endpoint.secret);
  const response = await post(endpoint.url, event, headers);
  if (response?.ok) {
    await store.noteSuccess(endpoint.id, event.id);
    return;
  }

  await store.noteFailure(endpoint.id);
  const wait = nextWait(attempt, response);
  if (wait === undefined) await bury(delivery, store);
  else queue.add({ ...delivery, attempt: attempt + 1 }, wait);
}

/** Takes deliveries from the queue until it is closed. */
export async function work(tools: Tools): Promise<void> {
  for await (const delivery of tools.queue) {
    await deliver(delivery, tools);
  }
}
`,
  'src/delivery/retry.ts': `import type { Response } from '../http/client.ts';

/** How often one event is tried before it is given up. */
export const MAX_ATTEMPTS = 6;
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 6 * 60 * 60_000;

/**
 * Milliseconds to wait before an event goes to its endpoint again, or
 * undefined when it does not. Attempts count from 1.
 */
export function nextWait(
  attempt: number,
  response?: Response,
): number | undefined {
  // An event is tried so often and no more.
  if (attempt >= MAX_ATTEMPTS) return undefined;

  // A refusal stays a refusal: the event would be turned away again.
  const isRefused = response && !isTemporary(response.status);
  if (isRefused) return undefined;

  // The endpoint itself knows best when it can take more.
  const asked = retryAfter(response);
  if (asked !== undefined) return Math.min(asked, LONGEST_WAIT_MS);

  // Up to a fifth more or less, so that not all come back at once.
  const doubled = FIRST_WAIT_MS * 2 ** (attempt - 1);
  const wait = Math.min(doubled, LONGEST_WAIT_MS);
  const jitter = 0.8 + Math.random() * 0.4;
  return Math.round(wait * jitter);
}

/** Statuses after which the same request may succeed later. */
function isTemporary(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** What the receiver asks for in its Retry-After header. */
function retryAfter(response?: Response): number | undefined {
  const seconds = Number(response?.headers.get('retry-after'));
  return seconds > 0 ? seconds * 1_000 : undefined;
}
`,
  'src/delivery/deadLetters.ts': `import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { Delivery } from '../types.ts';

const KEPT_DAYS = 30;

/** Keeps a delivery that was given up, for an operator to look at. */
export async function bury(delivery: Delivery, store: Store) {
  const expires = Date.now() + KEPT_DAYS * 24 * 60 * 60_000;
  await store.deadLetters.put(delivery.event.id, { ...delivery, expires });
}

/** Sends a buried event once more, from the first attempt on. */
export async function redeliver(
  id: string,
  queue: Queue<Delivery>,
  store: Store,
): Promise<boolean> {
  const delivery = await store.deadLetters.take(id);
  if (delivery === undefined) return false;
  queue.add({ ...delivery, attempt: 1 }, 0);
  return true;
}
`,
  'src/delivery/signature.ts': `import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookEvent } from '../types.ts';

const HEADER = 'x-courier-signature';

/** Headers with which a receiver can tell that an event is ours and fresh. */
export function sign(event: WebhookEvent, secret: string, now = Date.now()): Record<string, string> {
  const time = Math.floor(now / 1_000);
  const mac = createHmac('sha256', secret).update(\`\${time}.\${event.body}\`).digest('hex');
  return { [HEADER]: \`t=\${time},v1=\${mac}\` };
}

/** True when a header was made with this secret. */
export function isOurs(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
`,
};

const AROUND = {
  'src/store/store.ts': `import type { Delivery, Endpoint } from '../types.ts';
import { Table } from './table.ts';

/** An endpoint that fails so often in a row gets no more events until its owner turns it on again. */
const PAUSE_AFTER_FAILURES = 50;

export class Store {
  readonly endpoints = new Table<Endpoint>('endpoints');
  readonly deadLetters = new Table<Delivery & { expires: number }>('dead_letters');

  async noteSuccess(endpointId: string, eventId: string): Promise<void> {
    await this.endpoints.update(endpointId, { failures: 0, lastEvent: eventId });
  }

  async noteFailure(endpointId: string): Promise<void> {
    const { failures } = await this.endpoints.get(endpointId);
    const isPaused = failures + 1 >= PAUSE_AFTER_FAILURES;
    await this.endpoints.update(endpointId, { failures: failures + 1, isPaused });
  }
}
`,
  'src/store/table.ts': `/** Rows by id; a stand-in for the database in tests. */
export class Table<Row extends object> {
  readonly name: string;
  readonly #rows = new Map<string, Row>();

  constructor(name: string) {
    this.name = name;
  }

  async get(id: string): Promise<Row> {
    const row = this.#rows.get(id);
    if (row === undefined) throw new Error(\`\${this.name} has no row \${id}\`);
    return row;
  }

  async put(id: string, row: Row): Promise<void> {
    this.#rows.set(id, row);
  }

  async take(id: string): Promise<Row | undefined> {
    const row = this.#rows.get(id);
    this.#rows.delete(id);
    return row;
  }

  async update(id: string, change: Partial<Row>): Promise<void> {
    this.#rows.set(id, { ...(await this.get(id)), ...change });
  }
}
`,
  'src/http/client.ts': `const TIMEOUT_MS = 10_000;

export interface Response {
  readonly ok: boolean;
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** Posts JSON. No response within ten seconds is undefined. */
export async function post(
  url: string,
  event: unknown,
  headers: Record<string, string>,
): Promise<Response | undefined> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const body = JSON.stringify(event);
    return await fetch(url, { method: 'POST', headers, body, signal });
  } catch {
    return undefined;
  }
}
`,
  'src/queue/queue.ts': `/** A queue whose items become due after a time. */
export class Queue<Item> {
  readonly #items: { item: Item; due: number }[] = [];
  #isClosed = false;

  add(item: Item, waitMs: number): void {
    this.#items.push({ item, due: Date.now() + waitMs });
    this.#items.sort((a, b) => a.due - b.due);
  }

  close(): void {
    this.#isClosed = true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    while (!this.#isClosed) {
      const next = this.#items[0];
      if (next && next.due <= Date.now()) yield this.#items.shift()!.item;
      else await new Promise((done) => setTimeout(done, 200));
    }
  }
}
`,
  'src/types.ts': `export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly failures: number;
  readonly isPaused: boolean;
  readonly lastEvent?: string;
}

export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

export interface Delivery {
  readonly endpoint: Endpoint;
  readonly event: WebhookEvent;
  /** From 1. */
  readonly attempt: number;
}
`,
  'src/api/routes.ts': `import { createServer } from 'node:http';
import { redeliver } from '../delivery/deadLetters.ts';
import type { Queue } from '../queue/queue.ts';
import type { Store } from '../store/store.ts';
import type { Delivery } from '../types.ts';

/** The operators' interface: POST /dead-letters/:id/redeliver. */
export function serve(port: number, queue: Queue<Delivery>, store: Store): void {
  const server = createServer(async (request, response) => {
    const [, id] = /^\\/dead-letters\\/([\\w-]+)\\/redeliver$/.exec(request.url ?? '') ?? [];
    const isDone = id !== undefined && (await redeliver(id, queue, store));
    response.writeHead(isDone ? 202 : 404).end();
  });
  server.listen(port);
}
`,
  'src/config.ts': `/** Settings from the environment, with their defaults. */
export const config = {
  port: Number(process.env.COURIER_PORT ?? 8080),
  workers: Number(process.env.COURIER_WORKERS ?? 4),
  database: process.env.COURIER_DATABASE ?? 'courier.db',
};
`,
  'src/metrics.ts': `const counters = new Map<string, number>();

export function count(name: string, by = 1): void {
  counters.set(name, (counters.get(name) ?? 0) + by);
}

export function render(): string {
  return [...counters].map(([name, value]) => \`courier_\${name} \${value}\`).join('\\n');
}
`,
  'README.md': '# Courier\n\nDelivers events to the endpoints that customers register.\n',
  'package.json':
    '{\n  "name": "courier",\n  "type": "module",\n  "scripts": { "start": "node src/main.ts" }\n}\n',
};

/** The repository, in a folder of its name. */
export const COURIER_NAME = 'courier';
export const COURIER: Readonly<Record<string, string>> = { ...DELIVERY, ...AROUND };

export const COURIER_QUESTION = 'What happens to an event when its endpoint does not answer?';

interface ScriptedClaim {
  readonly text: string;
  readonly evidence: readonly string[];
}

const CLAIMS: readonly ScriptedClaim[] = [
  {
    text: '`deliver` notes the failure and asks `nextWait` how long to wait. The event goes back into the queue, or is **buried** when there is no further attempt.',
    evidence: [
      '  const wait = nextWait(attempt, response);\n  if (wait === undefined) await bury(delivery, store);\n  else queue.add({ ...delivery, attempt: attempt + 1 }, wait);',
    ],
  },
  {
    text: 'There are six attempts. The wait begins with `FIRST_WAIT_MS` and doubles each time, up to six hours, unless `retryAfter` says how long it is.',
    evidence: [
      'export const MAX_ATTEMPTS = 6;\nconst FIRST_WAIT_MS = 30_000;\nconst LONGEST_WAIT_MS = 6 * 60 * 60_000;',
      '  const asked = retryAfter(response);\n  if (asked !== undefined) return Math.min(asked, LONGEST_WAIT_MS);',
    ],
  },
  {
    text: 'A buried event is kept for 30 days. `redeliver` starts it again from the first attempt.',
    evidence: ['const KEPT_DAYS = 30;', '  queue.add({ ...delivery, attempt: 1 }, 0);'],
  },
];

/** What the model says without being able to show it: the answer marks it. */
const UNPROVED: ScriptedClaim = {
  text: 'The owner of the endpoint is told by e-mail.',
  evidence: ['await sendMail(endpoint.owner);'],
};

function reply(prompt: string): Record<string, unknown> {
  const passages = parsePassages(prompt);
  const claims = [...CLAIMS, UNPROVED].map(({ text, evidence }) => ({
    text,
    evidence: evidence.map(
      (quote) => citeEvidence(passages, quote) ?? { id: passages[0]!.id, startLine: 1, endLine: 1, quote },
    ),
  }));
  const ids = claims.flatMap(({ evidence }) => evidence.map(({ id }) => id));
  return { answerable: true, missing: [], evidence: [...new Set(ids)], claims };
}

/** What a reader of one part notes: the claims that a line of its part shows, and what it was handed. */
export function courierReader(prompt: string): Record<string, unknown> {
  const claims = shownIn(prompt);
  const keep = [...prompt.matchAll(/^\[(c\d+)\] /gm)].map((match) => match[1]!);
  return { keep, claims, open: ['who is told of a buried event'], contradicted: [] };
}

/** What an author writes from what it is shown, be it not all. */
export function courierAnswer(prompt: string): Record<string, unknown> {
  const claims = shownIn(prompt);
  return { answerable: claims.length > 0, missing: [], evidence: [], claims };
}

/** The claims of which a line stands in a prompt. */
function shownIn(prompt: string) {
  const passages = parsePassages(prompt);
  return CLAIMS.flatMap(({ text, evidence }) => {
    const shown = evidence.flatMap((quote) => citeEvidence(passages, quote) ?? []);
    return shown.length > 0 ? [{ text, evidence: shown }] : [];
  });
}

/** For the scripted endpoint: answers when every line that it cites is in the prompt. */
export const COURIER_ORACLE: OracleEntry = {
  question: COURIER_QUESTION,
  evidence: CLAIMS.flatMap(({ evidence }) => evidence),
  answer: reply,
};

/** The lines that the first claim cites, 1-based. */
export const COURIER_CITED = {
  name: 'worker.ts',
  ...linesOf('src/delivery/worker.ts', CLAIMS[0]!.evidence[0]!),
};

function linesOf(path: string, quote: string): { startLine: number; endLine: number } {
  const before = COURIER[path]!.split(quote)[0]!;
  const startLine = before.split('\n').length;
  return { startLine, endLine: startLine + quote.split('\n').length - 1 };
}
