import type { ImportRef, Receiver, ReferenceGroup, ReferenceKind } from '../../types.ts';
import { MAX_NAME } from './nodeText.ts';
import type { Scopes } from './scopes.ts';

/** A use as a pattern found it. */
export interface RawReference {
  readonly name: string;
  /** A `value` may be of outside: it is a use where the file defines or imports the name. */
  readonly kind: ReferenceKind | 'value';
  readonly start: number;
  readonly line: number;
  /** The text of what the name is taken from: `a.b` in `a.b.c()`. */
  readonly receiver?: string;
}

/** A name that is bound inside of a function, or a field, with the name of its type where the tree says one. */
export interface RawLocal {
  readonly name: string;
  readonly start: number;
  readonly type?: string;
  /** Bound in all of its scope, also before the place. */
  readonly isWhole?: true;
}

/** What a file binds, for telling what its names mean. */
export interface Bindings {
  readonly scopes: Scopes;
  readonly locals: readonly RawLocal[];
  /** Types of fields by name; of two fields of one name and other types there is none. */
  readonly fields: ReadonlyMap<string, string | undefined>;
  readonly imports: readonly ImportRef[];
  /** Names that the file defines. */
  readonly defined: ReadonlySet<string>;
}

const SELF = /^(?:this|self|Self|@?self|cls|\$this|static|__class__|__MODULE__|M)$/;
const SUPER = /^(?:super(?:\(.*\))?|parent|base)$/s;
/** The object of a type around the one that the code stands in: `Order.this`, `this@Order`. */
const OUTER = /^(?:(\p{Lu}[\p{L}\p{N}_$]*)\.this|this@(\p{Lu}[\p{L}\p{N}_$]*))$/u;
const NAME = /^[\p{L}_$@][\p{L}\p{N}_$]*$/u;
/** A new object, by a word or by a call of a name that begins with a capital. */
const MADE =
  /^\(?(?:&|(?:new|await)\s+)*([\p{L}_$][\p{L}\p{N}_$.]*)(?:<[^<>]*>|\[[^[\]]*\]|::<[^<>]*>)?(?:\([^()]*\)|\{[^{}]*\})\)?$/u;
/** `this.a`, `order.a`, `self->a`. */
const FIELD = /^([\p{L}_$@][\p{L}\p{N}_$]*)(?:\.|->|\?\.)([\p{L}_$#][\p{L}\p{N}_$]*)$/u;
/** `a.b`, `A::B`. */
const PATH = /^[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|\\)[\p{L}_$][\p{L}\p{N}_$]*)+$/u;

/** A type by the modules that lead to it, as Rust writes them: `tokio::runtime::Handle`. */
const CRATE_PATH = /^(?:[a-z_][a-z0-9_]*::)+\p{Lu}\w*$/u;

/**
 * The uses of a file by name, kind and what they are taken from, without those that mean a local. Cost: a bisection for
 * each use.
 */
export function groupReferences(raw: readonly RawReference[], bindings: Bindings): ReferenceGroup[] {
  const groups = new Map<string, { name: string; kind: ReferenceKind; lines: number[]; on?: Receiver }>();
  const lookUp = localLookup(bindings);
  const imported = new Set(
    bindings.imports.flatMap(({ names, as }) => [...names, ...(as ?? []).map(([name]) => name)]),
  );
  // A whole module is no value: what it gives by default is another thing.
  const wholes = new Set(
    bindings.imports.flatMap(({ as }) => (as ?? []).flatMap(([name, of]) => (of === '*' ? [name] : []))),
  );
  const isKnown = (name: string): boolean =>
    bindings.defined.has(name) || (imported.has(name) && !wholes.has(name));
  const modules = new Set(bindings.imports.map(({ module }) => module));
  const known = { ...bindings, imported, modules };
  for (const { name, kind: found, line, start, receiver } of tellingOnes(raw)) {
    if (name === '' || name.length > MAX_NAME) continue;
    if (found === 'value' && !isKnown(name)) continue;
    const kind = found === 'value' ? 'name' : found;
    if (receiver === undefined && kind !== 'type' && lookUp(name, start)) continue;
    const on = receiver === undefined ? undefined : receiverOf(receiver, start, known, lookUp);
    const key = `${kind}:${name}:${on ? `${on.kind} ${on.name ?? ''}` : ''}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { name, kind, lines: [line], ...(on ? { on } : {}) });
    else if (group.lines[group.lines.length - 1] !== line) group.lines.push(line);
  }
  return [...groups.values()];
}

/** One use for each place: a call is more telling than a type, a type more than a bare name; so is one with a receiver. */
function tellingOnes(raw: readonly RawReference[]): RawReference[] {
  const rank = { call: 0, type: 1, name: 2, value: 3 } as const;
  const seen = new Map<number, RawReference>();
  for (const reference of raw) {
    const known = seen.get(reference.start);
    if (!known) {
      seen.set(reference.start, reference);
      continue;
    }
    const best = rank[reference.kind] < rank[known.kind] ? reference : known;
    const receiver = best.receiver ?? known.receiver ?? reference.receiver;
    seen.set(reference.start, receiver === undefined ? best : { ...best, receiver });
  }
  return [...seen.values()].sort((a, b) => a.start - b.start);
}

/** What a file binds, and the names that come from elsewhere. */
interface Known extends Bindings {
  readonly imported: ReadonlySet<string>;
  readonly modules: ReadonlySet<string>;
}

type LookUp = (name: string, at: number) => RawLocal | undefined;

/** Finds the local that a name means at an offset: of the innermost scope first, bound before the place in its own. */
function localLookup({ scopes, locals }: Bindings): LookUp {
  const byScope = new Map<string, { local: RawLocal; from: number }>();
  const names = new Set<string>();
  for (const local of locals) {
    const scope = scopes.at(local.start);
    if (scope < 0) continue;
    const key = `${scope}:${local.name}`;
    const known = byScope.get(key);
    const from = Math.min(local.isWhole ? 0 : local.start, known?.from ?? local.start);
    const isTyped = known?.local.type !== undefined || local.type === undefined;
    byScope.set(key, { local: known && isTyped ? known.local : local, from });
    names.add(local.name);
  }
  return (name, at) => {
    if (!names.has(name)) return undefined;
    const own = scopes.at(at);
    for (let scope = own; scope >= 0; scope = scopes.parent(scope)) {
      const found = byScope.get(`${scope}:${name}`);
      // An inner function may run after what stands below it.
      if (found && (scope !== own || found.from <= at)) return found.local;
    }
    return undefined;
  };
}

const UNKNOWN: Receiver = { kind: 'other' };

/** What a receiver is by its text, with what the file says of the names in it. */
function receiverOf(
  text: string,
  at: number,
  { fields, imported, modules }: Known,
  lookUp: LookUp,
): Receiver {
  const bare = text.trim();
  const outer = OUTER.exec(bare);
  if (outer) return { kind: 'type', name: outer[1] ?? outer[2]! };
  if (SELF.test(bare)) return { kind: 'self' };
  if (SUPER.test(bare)) return { kind: 'super' };
  const typed = (type: string | undefined): Receiver =>
    type === undefined ? UNKNOWN : { kind: 'type', name: type };
  if (NAME.test(bare)) {
    const local = lookUp(bare, at);
    if (local) return typed(local.type);
    return imported.has(bare) || fields.get(bare) === undefined
      ? { kind: 'name', name: bare }
      : typed(fields.get(bare));
  }
  const [, owner, field] = FIELD.exec(bare) ?? [];
  if (owner !== undefined && (SELF.test(owner) || lookUp(owner, at)?.type !== undefined))
    return typed(fields.get(field!));
  const made = MADE.exec(bare)?.[1];
  if (made && /(?:^|\.)\p{Lu}[\p{L}\p{N}_$]*$/u.test(made)) return { kind: 'type', name: lastPart(made) };
  if (!PATH.test(bare)) return UNKNOWN;
  // A path of names may be a module or a type: its last part says which.
  const last = lastPart(bare);
  if (/^\p{Lu}/u.test(last) && !CRATE_PATH.test(bare)) return { kind: 'name', name: last };
  if (bare.includes('::')) return { kind: 'name', name: bare };
  return modules.has(bare) ? { kind: 'name', name: last } : UNKNOWN;
}

/** Words in the place of a type that leave it to the value. */
const NO_TYPE = /^(?:var|let|val|auto|const|dynamic|any|object|Object|Any|unknown|Self|self)$/;

const lastPart = (path: string): string => path.split(/\.|::|\\/).pop()!;

/** The name of a type without what qualifies it: `java.util.List<String>[]`, `*pkg.Order`, `Foo?` give their last name. */
export function typeName(text: string): string | undefined {
  const bare = text
    .replace(/^\s*:?\s*/, '')
    .replace(/^(?:&|\*|\?|mut\s|const\s|dyn\s|readonly\s|final\s|struct\s|'\w+\s|\[\])+/g, '')
    .replace(/[<[({?*&].*$/s, '')
    .trim();
  const last = lastPart(bare);
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(last) && !NO_TYPE.test(last) ? last : undefined;
}
