import type { ImportRef, Receiver, ReferenceGroup, ReferenceKind } from '../../types.ts';
import { MAX_NAME } from './nodeText.ts';
import type { Scopes } from './scopes.ts';

/** A use as a pattern found it. */
export interface RawReference {
  readonly name: string;
  readonly kind: ReferenceKind;
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
}

/** What a file binds, for telling what its names mean. */
export interface Bindings {
  readonly scopes: Scopes;
  readonly locals: readonly RawLocal[];
  /** Types of fields by name; of two fields of one name and other types there is none. */
  readonly fields: ReadonlyMap<string, string | undefined>;
  readonly imports: readonly ImportRef[];
}

const SELF = /^(?:this|self|Self|@?self|cls|\$this|static|__class__|__MODULE__|M)$/;
const SUPER = /^(?:super(?:\(.*\))?|parent|base)$/s;
const NAME = /^[\p{L}_$@][\p{L}\p{N}_$]*$/u;
/** A new object, by a word or by a call of a name that begins with a capital. */
const MADE =
  /^\(?(?:&|(?:new|await)\s+)*([\p{L}_$][\p{L}\p{N}_$.]*)(?:<[^<>]*>|\[[^[\]]*\]|::<[^<>]*>)?(?:\([^()]*\)|\{[^{}]*\})\)?$/u;
const FIELD = /^(?:this|self|@?self|\$this)(?:\.|->|\?\.)([\p{L}_$#][\p{L}\p{N}_$]*)$/u;

/**
 * The uses of a file by name, kind and what they are taken from, without those that mean a local. Cost: a bisection for
 * each use.
 */
export function groupReferences(raw: readonly RawReference[], bindings: Bindings): ReferenceGroup[] {
  const groups = new Map<string, { name: string; kind: ReferenceKind; lines: number[]; on?: Receiver }>();
  const lookUp = localLookup(bindings);
  for (const { name, kind, line, start, receiver } of tellingOnes(raw)) {
    if (name === '' || name.length > MAX_NAME) continue;
    if (receiver === undefined && kind !== 'type' && lookUp(name, start)) continue;
    const on = receiver === undefined ? undefined : receiverOf(receiver, start, bindings, lookUp);
    const key = `${kind}:${name}:${on ? `${on.kind} ${on.name ?? ''}` : ''}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { name, kind, lines: [line], ...(on ? { on } : {}) });
    else if (group.lines[group.lines.length - 1] !== line) group.lines.push(line);
  }
  return [...groups.values()];
}

/** One use for each place: a call is more telling than a type, a type more than a bare name; so is one with a receiver. */
function tellingOnes(raw: readonly RawReference[]): RawReference[] {
  const rank = { call: 0, type: 1, name: 2 } as const;
  const seen = new Map<number, RawReference>();
  for (const reference of raw) {
    const known = seen.get(reference.start);
    const isBetter = !known || rank[reference.kind] < rank[known.kind];
    const best = isBetter ? reference : known;
    const receiver = best.receiver ?? (known ?? reference).receiver ?? reference.receiver;
    seen.set(reference.start, receiver === undefined ? best : { ...best, receiver });
  }
  return [...seen.values()].sort((a, b) => a.start - b.start);
}

type LookUp = (name: string, at: number) => RawLocal | undefined;

/** Finds the local that a name means at an offset: of the innermost scope first. */
function localLookup({ scopes, locals }: Bindings): LookUp {
  const byScope = new Map<string, RawLocal>();
  const names = new Set<string>();
  for (const local of locals) {
    const scope = scopes.at(local.start);
    if (scope < 0) continue;
    const key = `${scope}:${local.name}`;
    const known = byScope.get(key);
    if (!known || (known.type === undefined && local.type !== undefined)) byScope.set(key, local);
    names.add(local.name);
  }
  return (name, at) => {
    if (!names.has(name)) return undefined;
    for (let scope = scopes.at(at); scope >= 0; scope = scopes.parent(scope)) {
      const found = byScope.get(`${scope}:${name}`);
      if (found) return found;
    }
    return undefined;
  };
}

function receiverOf(text: string, at: number, { fields, imports }: Bindings, lookUp: LookUp): Receiver {
  const bare = text.trim();
  if (SELF.test(bare)) return { kind: 'self' };
  if (SUPER.test(bare)) return { kind: 'super' };
  const field = FIELD.exec(bare)?.[1] ?? (NAME.test(bare) ? undefined : '');
  if (field) {
    const type = fields.get(field);
    return type === undefined ? { kind: 'other' } : { kind: 'type', name: type };
  }
  if (NAME.test(bare)) {
    const local = lookUp(bare, at);
    if (local) return local.type === undefined ? { kind: 'other' } : { kind: 'type', name: local.type };
    const type = fields.get(bare);
    const isImported = imports.some(
      ({ names, as }) => names.includes(bare) || as?.some(([name]) => name === bare),
    );
    return type === undefined || isImported ? { kind: 'name', name: bare } : { kind: 'type', name: type };
  }
  const made = MADE.exec(bare)?.[1];
  if (made && /(?:^|\.)\p{Lu}[\p{L}\p{N}_$]*$/u.test(made)) return { kind: 'type', name: lastPart(made) };
  // A path of names (`a.b`, `A::B`) that may be a module or a type: its last part says which.
  if (/^[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|\\)[\p{L}_$][\p{L}\p{N}_$]*)+$/u.test(bare)) {
    const last = lastPart(bare);
    return /^\p{Lu}/u.test(last) ? { kind: 'name', name: last } : { kind: 'other' };
  }
  return { kind: 'other' };
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
