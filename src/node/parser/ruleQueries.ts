import type { Query } from 'web-tree-sitter';
import { filterOf } from '../../engine/parse/inspect/filters.ts';
import { finderOf } from '../../engine/parse/inspect/finders.ts';
import type { CompileRules, RuleSet } from '../../engine/parse/inspect/inspect.ts';
import type { BadQuery } from '../../engine/parse/syntax.ts';
import type { Grammar } from '../../engine/parse/trees.ts';
import type { FailedRule } from '../../engine/ports.ts';
import type { RuleQuery } from '../../engine/types.ts';
import { compileQuery } from './queries.ts';

/** Sets that are kept: one for each language of a repository, and for each choice of rules. */
const KEPT = 32;

/** Compiles the queries of rules, all of a language together, and keeps the last sets; older ones are deleted. */
export function createRuleQueries(): CompileRules {
  const kept = new Map<string, RuleSet>();
  return (grammar, queries) => {
    const key = [grammar.spec.id, ...queries.map(({ rule, text }) => `${rule}\0${text}`)].join('\0');
    const set = kept.get(key) ?? compileSet(grammar, queries);
    kept.delete(key);
    kept.set(key, set);
    const [oldest] = kept;
    if (kept.size > KEPT && oldest) {
      kept.delete(oldest[0]);
      oldest[1].query?.delete();
    }
    return set;
  };
}

const isKnown = (operator: string): boolean => (filterOf(operator) ?? finderOf(operator)) !== undefined;

function compileSet({ language }: Grammar, queries: readonly RuleQuery[]): RuleSet {
  const failed: FailedRule[] = [];
  const compile = (text: string): Query | BadQuery => compileQuery(language, text, isKnown);
  const isSound = (one: RuleQuery): boolean => {
    const query = compile(one.text);
    if (!('problem' in query)) {
      query.delete();
      return true;
    }
    failed.push({ rule: one.rule, fault: { kind: 'badQuery', ...query } });
    return false;
  };
  const joined = (some: readonly RuleQuery[]): string => some.map(({ text }) => `${text}\n`).join('');
  let sound = queries;
  let query = compile(joined(sound));
  if ('problem' in query) {
    sound = queries.filter(isSound);
    query = compile(joined(sound));
  }
  if ('problem' in query) return { rules: [], failed };
  return { query, rules: rulesOf(query, sound), failed };
}

/** The rule of each pattern, by where it stands in the text of all. */
function rulesOf(query: Query, queries: readonly RuleQuery[]): string[] {
  const rules: string[] = [];
  let [at, end] = [-1, 0];
  for (let pattern = 0; pattern < query.patternCount(); pattern++) {
    while (query.startIndexForPattern(pattern) >= end) end += Buffer.byteLength(queries[++at]!.text) + 1;
    rules.push(queries[at]!.rule);
  }
  return rules;
}
