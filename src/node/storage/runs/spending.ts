/**
 * What model calls have used, over all folders and both doors: one file a month, to which each call adds a line. It is
 * apart from the runs, so that removing them forgets no money.
 */
import { constants } from 'node:fs';
import * as nodeFs from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Log } from '../../../engine/ports.ts';
import type { Usage } from '../../../engine/types.ts';
import { errorCode } from '../../workspace/diskFs.ts';
import { readOwnText } from '../ownFile.ts';

/** Months that are kept, the present one counted in. */
const KEEP_MONTHS = 24;
const MAX_FILE_BYTES = 100_000_000;
const FILE = /^\d{4}-\d{2}\.jsonl$/;

/** What was used under one key. */
export interface SpentUnder {
  readonly key: string;
  readonly usage: Usage;
}

/** Totals, the newest day and month first, the costliest model first. */
export interface SpendingTotals {
  readonly days: readonly SpentUnder[];
  readonly months: readonly SpentUnder[];
  /** By `model @ host`. */
  readonly models: readonly SpentUnder[];
}

export interface SpendingStore {
  /** Adds what a call has used. Never rejects: what cannot be written goes to the log. */
  add(call: {
    readonly atMs: number;
    readonly model: string;
    readonly host: string;
    readonly usage: Usage;
  }): Promise<void>;
  totals(): Promise<SpendingTotals>;
}

const line = z.object({
  ...{ day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/), model: z.string(), host: z.string() },
  ...{ calls: z.number(), tokensIn: z.number(), tokensOut: z.number(), cost: z.number().optional() },
});

/** The spending of this user. `place` gives the folder, made if need be. */
export function createSpendingStore(place: () => Promise<string>, log: Log): SpendingStore {
  return {
    async add({ atMs, model, host, usage: { calls, tokensIn, tokensOut, cost } }) {
      if (calls === 0 && tokensIn + tokensOut === 0) return;
      try {
        const folder = await place();
        await nodeFs.mkdir(folder, { recursive: true, mode: 0o700 });
        const day = dayOf(atMs);
        const written = JSON.stringify({ day, model, host, calls, tokensIn, tokensOut, cost });
        const flags =
          constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
        const handle = await nodeFs.open(join(folder, `${day.slice(0, 7)}.jsonl`), flags, 0o600);
        // One write of one short line: lines of processes that write at once do not mix.
        await handle.appendFile(`${written}\n`).finally(() => handle.close());
      } catch (error) {
        log.warn(`The spending of a call could not be kept: ${errorCode(error)}`);
      }
    },
    async totals() {
      const folder = await place();
      const all = await nodeFs.readdir(folder).catch(() => []);
      const names = all
        .filter((name) => FILE.test(name))
        .sort()
        .reverse();
      for (const old of names.slice(KEEP_MONTHS)) await nodeFs.rm(join(folder, old), { force: true });
      const [days, months, models] = [
        new Map<string, Usage>(),
        new Map<string, Usage>(),
        new Map<string, Usage>(),
      ];
      for (const name of names.slice(0, KEEP_MONTHS)) {
        const text = await readOwnText(nodeFs, join(folder, name), { maxBytes: MAX_FILE_BYTES }).catch(
          () => '',
        );
        for (const written of text.split('\n')) {
          const parsed = line.safeParse(parseJson(written));
          if (!parsed.success) continue;
          const { day, model, host, cost, ...rest } = parsed.data;
          const usage = { ...rest, ...(cost === undefined ? {} : { cost }) };
          book(days, day, usage);
          book(months, day.slice(0, 7), usage);
          book(models, `${model} @ ${host}`, usage);
        }
      }
      const newest = (a: SpentUnder, b: SpentUnder): number => (a.key < b.key ? 1 : -1);
      const most = ({ usage }: SpentUnder): number => usage.tokensIn + usage.tokensOut;
      return {
        days: listOf(days).sort(newest),
        months: listOf(months).sort(newest),
        models: listOf(models).sort((a, b) => most(b) - most(a)),
      };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const listOf = (sums: ReadonlyMap<string, Usage>): SpentUnder[] =>
  [...sums].map(([key, usage]) => ({ key, usage }));

function book(sums: Map<string, Usage>, key: string, usage: Usage): void {
  const before = sums.get(key) ?? { calls: 0, tokensIn: 0, tokensOut: 0 };
  const isPriced = before.cost !== undefined || usage.cost !== undefined;
  sums.set(key, {
    calls: before.calls + usage.calls,
    tokensIn: before.tokensIn + usage.tokensIn,
    tokensOut: before.tokensOut + usage.tokensOut,
    ...(isPriced ? { cost: (before.cost ?? 0) + (usage.cost ?? 0) } : {}),
  });
}

/** The local date of a moment. */
function dayOf(atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
