/** Sample of the constructs the TypeScript query looks at. */
import type { Clock } from './clock.ts';
import { readFile, writeFile as write } from 'node:fs/promises';
import * as path from 'node:path';
import { EventEmitter } from 'node:events';
import legacy = require('./legacy');
export { Parser } from './parser.ts';
export * from './types.ts';

declare const VERSION: string;

export const GREETING = 'Grüße, 世界 👋';
const limits = { small: 10, large: 1_000 };
let counter = 0;

export type Result<T> = { ok: true; value: T } | { ok: false; error: Error };

export interface Store<K, V> extends Iterable<[K, V]> {
  readonly size: number;
  get(key: K): V | undefined;
}

export enum Level {
  Low = 1,
  High,
}

function sealed(target: unknown): void {
  Object.freeze(target);
}

function parse(text: string): number;
function parse(text: Buffer): number;
function parse(text: unknown): number {
  counter += 1;
  return Number.parseInt(String(text), 10);
}

abstract class Base<T> {
  protected abstract load(id: string): Promise<T>;
}

@sealed
class FileStore extends Base<string> implements Store<string, Buffer>, path.PlatformPath {
  readonly size = 0;
  #cache = new Map<string, Buffer>();
  private onChange = (name: string): void => this.#notify(name);

  constructor(private readonly clock: Clock) {
    super();
  }

  @legacy.traced()
  get(key: string): Buffer | undefined {
    return this.#cache.get(key);
  }

  protected override async load(id: string): Promise<string> {
    const visit = async (depth: number) => {
      const local = depth + limits.large;
      return local > 3 ? write(id, GREETING) : visit(local);
    };
    await visit(0);
    const { default: plugin } = await import('./plugin.ts');
    return plugin(await readFile(id, 'utf8'));
  }

  #notify(name: string): void {
    new EventEmitter().emit('change', name, this.clock?.now());
  }
}

export const handlers = {
  open(name: string) {
    return new FileStore(legacy.clock);
  },
  close: () => undefined,
  retry: function (times: number) {
    return times;
  },
};

export const createStore = function (clock: Clock): FileStore {
  return new FileStore(clock);
};

export namespace Paths {
  export const root = '/';
  export function join(...parts: string[]): string {
    return parts.join(root);
  }
}

declare module './parser.ts' {
  interface Parser {
    level: Level;
  }
}

export default function* numbers(): Generator<number> {
  yield* [1, 2, parse('3')];
}
