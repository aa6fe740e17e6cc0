import type { ModelMessage } from '../../ports.ts';
import type { ChangedSymbol, FailedAttempt, FixStep, NotTaken } from '../../types/repair.ts';
import type { ReplyProblem } from '../../types.ts';
import { visible, visibleLine } from '../visible.ts';
import { askedAgain, linesBlock, problemBlock, type RepairPrompt } from './problem.ts';

export interface EditsPrompt extends RepairPrompt {
  readonly steps: readonly FixStep[];
  /** Tries that gave no patch, a line each. */
  readonly attempts: readonly FailedAttempt[];
  /** Edits that have their place: path and step. They are not asked for again. */
  readonly kept: readonly { readonly path: string; readonly step: string }[];
  /** Definitions that the edits change for those who use them; the lines that are shown use them. */
  readonly changed: readonly ChangedSymbol[];
}

/** Asks for the edits of a plan: text that stands in a file, and what shall stand in its place. */
export function editsPrompt(prompt: EditsPrompt): ModelMessage[] {
  return [
    { role: 'system', content: SYSTEM },
    {
      role: 'user',
      content: `${problemBlock(prompt)}
Steps:
${prompt.steps.map(stepLines).join('\n')}

${linesBlock(prompt)}
${reachBlock(prompt)}${attemptsBlock(prompt)}
Problem again: ${visible(prompt.problem)}

${FORMAT}`,
    },
  ];
}

/** Asks once more after a reply that could not be used. */
export function editsRepairPrompt(prompt: EditsPrompt, problem: ReplyProblem): ModelMessage[] {
  return askedAgain(editsPrompt(prompt), problem);
}

/** A step with what the index says of it. */
function stepLines({ id, what, files, symbols, check }: FixStep): string {
  const named = files.map(({ path, exists, nearest }) => {
    if (exists) return visibleLine(path);
    const near = nearest === undefined ? '' : `; the nearest is ${visibleLine(nearest)}`;
    return `${visibleLine(path)} (there is no such file${near})`;
  });
  const defined = symbols.map(({ name, definitions, uses, nearest }) => {
    const [at] = definitions;
    if (at) return `${visibleLine(name)} (${visibleLine(at.path)}:${at.line}, used on ${uses} lines)`;
    const near = nearest === undefined ? '' : `; the nearest is ${visibleLine(nearest)}`;
    return `${visibleLine(name)} (there is no such definition${near})`;
  });
  return [
    `[${visibleLine(id)}] ${visibleLine(what)}`,
    ...(named.length > 0 ? [`  files: ${named.join(', ')}`] : []),
    ...(defined.length > 0 ? [`  definitions: ${defined.join(', ')}`] : []),
    ...(check === '' ? [] : [`  done when: ${visibleLine(check)}`]),
  ].join('\n');
}

function reachBlock({ changed }: Pick<EditsPrompt, 'changed'>): string {
  if (changed.length === 0) return '';
  const lines = changed.map(({ name, before, after }) =>
    after === ''
      ? `${visibleLine(name)} is gone; it was: ${visibleLine(before)}`
      : `${visibleLine(name)} was: ${visibleLine(before)}\n  and is now: ${visibleLine(after)}`,
  );
  return `
The edits so far change these definitions. Change what is shown above so that it fits them, and nothing else; an empty list of edits when all of it fits.
${lines.join('\n')}
`;
}

function attemptsBlock({ attempts, kept }: Pick<EditsPrompt, 'attempts' | 'kept'>): string {
  if (attempts.length === 0) return '';
  const lines = attempts.map(
    ({ round, kind, edits }) =>
      `Round ${round}: ${kind === 'check' ? 'all edits were made, and the check failed' : edits.map(notTaken).join('; ')}`,
  );
  const stays =
    kept.length === 0
      ? 'No edit of them was kept: give all edits that are needed.'
      : `Edits that were kept, and are not to be given again: ${kept.map(({ path, step }) => `${visibleLine(path)}${step === '' ? '' : ` (${visibleLine(step)})`}`).join(', ')}. Give the others anew.`;
  return `
What was tried before:
${lines.join('\n')}
${stays}
`;
}

function notTaken({ path, reason, startLine, endLine }: NotTaken): string {
  const near = startLine > 0 ? `, near lines ${startLine}-${endLine}` : '';
  return `${visibleLine(path)}: ${WHY[reason] ?? reason}${near}`;
}

/** Why an edit was not taken, for the model. */
const WHY: Readonly<Partial<Record<NotTaken['reason'], string>>> = {
  notFound: 'the search text does not stand there',
  ambiguous: 'the search text stands in several places; quote more lines, or name the symbol',
  alreadyThere: 'the replacement stands there already',
  noChange: 'it changes nothing',
  emptyAnchor: 'the search text is empty',
  weakAnchor: 'the search text is too short',
  partOfWord: 'the search text fits inside of a longer word only',
  joinsLines: 'it would join two lines',
  stale: 'the file is not as quoted',
  indentation: 'the search text is indented otherwise than the file',
  elided: 'text was left out behind a mark like "..."',
  escaped: 'it has escapes that the file has not',
  fenced: 'it holds fences that belong to the message',
  overlap: 'two edits touch the same lines',
  secretMark: 'it touches a secret',
  exists: 'the file exists already',
  missing: 'there is no such file',
  badPath: 'this is no path inside of the repository',
  unseen: 'the file was not shown to you; it is shown now, if it can be read',
  conflict: 'two things are wanted of the file that exclude each other',
  syntax: 'the file has a syntax error afterwards',
};

const SYSTEM = `You change a code repository by edits that a strict program applies: each names text that stands in a file, and what stands there afterwards.
Lines of the repository have a header [id] path:first-last and numbers; the numbers are no part of the file. Characters that cannot be seen are written as \\u{...}; marks like «secret:...» stand for values that you may not see: an edit may quote a line with such a mark, and must leave the mark as it is.
Quote whole lines in search, exactly as they stand, with enough of them that they stand in one place only. Never leave anything out behind a mark like "...". Change nothing that the problem does not ask for.`;

const FORMAT = `Reply with one JSON object and nothing else:
{"edits": [{"step": "s1", "path": "path of the file", "symbol": "definition that the search text stands in, or empty", "search": "lines as they stand", "replace": "lines as they shall stand"}],
 "cannot": "empty, or why no edit can settle it"}
Other edits: {"step", "path", "create": "text of a new file"}, {"step", "path", "delete": true}, {"step", "path", "to": "new path of the file"}.`;
