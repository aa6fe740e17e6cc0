import type { IndexView } from '../index/repository.ts';
import type { Facts } from './facts.ts';
import { fitsName, fitsPath } from './glob.ts';
import { type Comparison, type Condition, type Expression, KEYS, type KeySpec, KINDS } from './language.ts';
import type { Unit } from './units.ts';

/** Whether a condition holds, or the key of the fact that is not known. Source: the logic of Kleene, three-valued. */
export type Verdict = boolean | { readonly unknown: string };

export interface EvaluateTools {
  readonly view: Pick<IndexView, 'files'>;
  readonly facts: Facts;
  /** The lines of a unit as they are now. */
  textOf(unit: Unit): string;
}

/** Whether a unit fits a query. Pure; a fact that is not known makes the verdict unknown only where it decides. */
export function evaluate(where: Expression, unit: Unit, tools: EvaluateTools): Verdict {
  return decide(where, (condition) => holds(condition, unit, tools));
}

/** What the file of a unit alone decides: false for a file in which nothing can fit. */
export function evaluateFile(where: Expression, file: number, tools: Omit<EvaluateTools, 'textOf'>): Verdict {
  return decide(where, (condition) =>
    condition.type === 'match' && (KEYS[condition.key] as KeySpec).ofFile
      ? condition.patterns.some((pattern) => fileFits(condition.key, pattern, file, tools))
      : { unknown: '' },
  );
}

function decide(where: Expression, of: (condition: Condition) => Verdict): Verdict {
  switch (where.type) {
    case 'not': {
      const inner = decide(where.of, of);
      return typeof inner === 'boolean' ? !inner : inner;
    }
    case 'and':
    case 'or': {
      // One that settles it does so whatever is not known of the others.
      const settles = where.type === 'or';
      let unknown: Verdict | undefined;
      for (const part of where.of) {
        const verdict = decide(part, of);
        if (verdict === settles) return settles;
        if (typeof verdict !== 'boolean') unknown ??= verdict;
      }
      return unknown ?? !settles;
    }
    default:
      return of(where);
  }
}

function holds(condition: Condition, unit: Unit, tools: EvaluateTools): Verdict {
  switch (condition.type) {
    case 'flag':
      return flagHolds(condition.flag, unit, tools.facts);
    case 'number': {
      const value = numberOf(condition.key, unit, tools.facts);
      return typeof value === 'number' ? compare(value, condition.op, condition.value) : value;
    }
    case 'match':
      return condition.patterns.some((pattern) => matches(condition.key, pattern, unit, tools));
  }
}

function flagHolds(flag: Extract<Condition, { type: 'flag' }>['flag'], unit: Unit, facts: Facts): Verdict {
  if (!unit.symbol) return false;
  switch (flag) {
    case 'tested':
      return more(facts.tests(unit), flag);
    case 'used':
      return more(facts.uses(unit), flag);
    case 'documented':
      return unit.symbol.doc !== '';
    case 'exported':
      return facts.isExported(unit) ?? { unknown: flag };
  }
}

const more = (count: number | undefined, key: string): Verdict =>
  count === undefined ? { unknown: key } : count > 0;

/** The number behind a key; false for a unit that has none, as lines have no parameters. */
export function numberOf(key: string, unit: Unit, facts: Facts): number | Exclude<Verdict, true> {
  switch (key) {
    case 'lines':
      return unit.endLine - unit.startLine + 1;
    case 'params':
      return facts.hasParams(unit) ? (facts.params(unit) ?? { unknown: key }) : false;
    case 'tests':
      return unit.symbol ? (facts.tests(unit) ?? { unknown: key }) : false;
    case 'calledby':
      return unit.symbol ? (facts.callers(unit) ?? { unknown: key }) : false;
    case 'calls':
      return facts.called(unit).length;
    default:
      return false;
  }
}

function compare(value: number, op: Comparison, than: number): boolean {
  switch (op) {
    case '=':
      return value === than;
    case '!=':
      return value !== than;
    case '<':
      return value < than;
    case '<=':
      return value <= than;
    case '>':
      return value > than;
    case '>=':
      return value >= than;
  }
}

function matches(key: string, pattern: string, unit: Unit, tools: EvaluateTools): boolean {
  const { facts } = tools;
  switch (key) {
    case 'kind':
      return (KINDS[pattern] ?? []).includes(unit.kind);
    case 'name':
      return fitsName(unit.name, pattern);
    case 'in':
      return unit.container.some((name) => fitsName(name, pattern));
    case 'calls':
      return facts.called(unit).some((name) => fitsName(name, pattern));
    case 'calledby':
      return facts.isCalledBy(unit, pattern);
    case 'inherits':
      return facts.bases(unit).some((base) => fitsName(base, pattern));
    case 'signature':
      return unit.symbol !== undefined && fitsName(unit.symbol.signature, `*${pattern}*`);
    case 'text':
      return tools.textOf(unit).includes(pattern);
    case 'word':
      return holdsWord(tools.textOf(unit), pattern);
    default:
      return fileFits(key, pattern, unit.file, tools);
  }
}

function fileFits(
  key: string,
  pattern: string,
  file: number,
  { view, facts }: Omit<EvaluateTools, 'textOf'>,
): boolean {
  const { path, row } = view.files[file]!;
  switch (key) {
    case 'path':
      return fitsPath(path, pattern);
    case 'language':
      return fitsName(row.language, pattern.toLowerCase());
    case 'role':
      return facts.role(file) === pattern;
    case 'imports':
      return facts.imports(file).some((one) => fitsName(one, pattern) || fitsPath(one, pattern));
    case 'importedby':
      return facts.isImportedBy(file, pattern);
    default:
      return false;
  }
}

const IN_WORD = /[\p{L}\p{N}_$]/u;

/** Whether a text holds another with no letter, digit or `_` right beside it. Linear for words of one kind of letters. */
function holdsWord(text: string, word: string): boolean {
  if (word === '') return true;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1];
    const after = text[at + word.length];
    const isFree = (char: string | undefined): boolean => char === undefined || !IN_WORD.test(char);
    if ((isFree(before) || !IN_WORD.test(word[0]!)) && (isFree(after) || !IN_WORD.test(word.at(-1)!)))
      return true;
  }
  return false;
}
