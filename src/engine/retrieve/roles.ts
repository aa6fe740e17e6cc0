import type { FileEntry } from '../index/fileEntry.ts';
import type { IndexView } from '../index/repository.ts';
import type { FileRole } from '../types.ts';
import { roleOfPath } from './roles/ofPath.ts';
import { wholeOf } from './roles/whole.ts';
import type { Weights } from './score.ts';

/** What a file is for, by its path alone. */
export function roleOf(path: string): FileRole {
  return roleOfPath(path);
}

/** What a file of an index is for, by its path in this repository: a folder that is all of it says nothing. */
export function roleIn({ files }: Pick<IndexView, 'files'>, path: string): FileRole {
  const whole = wholeOf(files);
  return roleOfPath(whole !== '' && path.startsWith(whole) ? path.slice(whole.length) : path);
}

/** What a file is for: its path says so, save where its content says that no person wrote it. */
export function roleOfFile({ path, made }: Pick<FileEntry, 'path' | 'made'>, role = roleOf(path)): FileRole {
  return made !== undefined && role !== 'vendored' && role !== 'test' ? made : role;
}

/** The forms in which a question asks for a role. Its mere name does not: a fault report tells of tests and of docs as well. */
const ASKED: readonly (readonly [FileRole, RegExp])[] = [
  [
    'test',
    /\b(which|what|where|show|find|list|are there|is there|any|the)\b[^.?!\n]{0,30}\b(tests?|specs?|test (cases?|suites?|files?|fixtures?|helpers?))\s+(for|of|that|which|cover\w*|check\w*|exercis\w*|verif\w*|make sure|assert\w*|prov\w*)\b|\b(in|from|by|among) the (\w+ )?(tests?|test suite|specs?)\b|\bwhich (\w+ ){0,2}(tests?|specs?)\b|\b(where|how) (is|are|do we|does)\b[^.?!\n]{0,80}\b(tested|test)\b|\btest coverage (of|for)\b|\bcovered by (a |any |which )?tests?\b/i,
  ],
  [
    'docs',
    /\b(in|from|by) the (\w+ )?(docs|documentation|readme|manual|guides?|tutorials?|man ?pages?)\b|\bwhich (page|section|chapter|part|document|guide|doc)s?\b|\b(where|how|what) (do|does|is|are|in)\b[^.?!\n]{0,60}\b(docs|documentation|documented|readme|manual|guide)\b|\b(docs|documentation|guide|page|readme) (on|for|about|of|that (explains|describes))\b/i,
  ],
  [
    'example',
    /\b(is there|are there|show|find|which|any|give|see|an?|the|some|where)\b[^.?!\n]{0,25}\b(examples?|samples?|demos?|benchmarks?)\s+(of|for|that|which|show\w*|us\w+|with|app\w*|program\w*|measur\w*)\b|\bin the (examples?|samples?|demos?|benchmarks?)\b|\bwhich (\w+ )?(examples?|samples?|demos?|benchmarks?)\b/i,
  ],
  [
    'config',
    /\b(which|what|where)\b[^.?!\n]{0,60}\b(config(uration)?( files?)?|workflows?|ci|makefile|dockerfile|build (script|file)s?|manifest)\b|\bin the (\w+ )?(config(uration)?|workflow|makefile|dockerfile|package\.json|pyproject\.toml|ci)\b|\bwhere (is|are|do we)\b[^.?!\n]{0,80}\b(configured?|declared in the build|pinned)\b|\b(ci|github actions?|lint(er|ing)?|build|release) (workflow|config(uration)?|settings|job|step|pipeline)\b/i,
  ],
  [
    'vendored',
    /\b(in|which|the) (vendored|third[- ]party|bundled) (\w+ )?(code|librar\w+|dependenc\w+|cop(y|ies))\b/i,
  ],
  [
    'data',
    /\b(in|which|where (is|are)) (the )?(\w+ )?(translations?|translation files?|locale files?|snapshots?|change ?logs?|release notes|word ?lists?|schema dump)\b/i,
  ],
];

/** Roles that a question asks for, beside source. */
export function rolesAskedFor(question: string): ReadonlySet<FileRole> {
  return new Set(ASKED.filter(([, pattern]) => pattern.test(question)).map(([role]) => role));
}

/** How much a file of this role counts when candidates are chosen for a question about the roles in `asked`. */
export function prior(
  role: FileRole,
  asked: ReadonlySet<FileRole>,
  { rolePrior, rank }: Pick<Weights, 'rolePrior' | 'rank'>,
): number {
  return asked.has(role) ? Math.max(rolePrior[role], rank.askedPrior) : rolePrior[role];
}
