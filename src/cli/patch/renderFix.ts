import type { PreparedPatch } from '../../host/patches/patches.ts';
import type { Fix, PlannedFile } from '../../host/types.ts';
import { noticeText } from '../../present/notices.ts';
import { refusalText } from '../../present/patches/refusals.ts';
import { english } from '../../present/say.ts';
import { untrusted } from '../../present/untrusted.ts';
import { withinWidth } from '../columns.ts';
import { WORDS } from '../session.ts';
import { shown, type Terminal } from '../terminal.ts';
import { renderCandidates } from './candidates.ts';
import type { Repaired } from './followFix.ts';
import { diffOf } from './patchText.ts';
import { renderRefusal } from './renderPatch.ts';

/** Where the problem may lie, the plan, the hunks, and what the patch reaches and leaves as it is. */
export function renderFix(fix: Fix, { files }: Pick<PreparedPatch, 'files'>, terminal: Terminal): string {
  const head = withinWidth(`${renderLocated(fix, terminal)}${renderSteps(fix, terminal)}\n`, terminal.width);
  const held = files.flatMap((file) => heldBack(file, terminal)).join('');
  return `${head}${renderDiff(diffOf(files), terminal)}${withinWidth(`${held}${renderReach(fix, terminal)}`, terminal.width)}`;
}

function renderLocated({ located: { files, more, unknown } }: Fix, terminal: Terminal): string {
  const rows = files.map(({ path, lines }) => {
    const ranges = lines.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(', ');
    return `  ${shown(path)}  ${terminal.style('dim', ranges)}\n`;
  });
  const others = more > 0 ? `  ${more} more files may hold it; name one with --file.\n` : '';
  const gone = unknown.map(({ path }) => `  not in the index: ${shown(path)}\n`).join('');
  return `${terminal.style('bold', 'Where')}\n${rows.join('')}${others}${gone}`;
}

function renderSteps({ plan }: Fix, terminal: Terminal): string {
  if (!plan || plan.made === 'one') return '';
  const rows = plan.steps.map(({ id, what, files, symbols, check }) => {
    const wrong = [
      ...files.flatMap(({ path, exists }) => (exists ? [] : [`no file ${path}`])),
      ...symbols.flatMap(({ name, definitions }) =>
        definitions.length > 0 ? [] : [`no definition ${name}`],
      ),
    ];
    const noted = wrong.length > 0 ? `      ${terminal.style('yellow', shown(wrong.join(', ')))}\n` : '';
    const done = check === '' ? '' : `      done when: ${shown(check)}\n`;
    return `  ${shown(id)}  ${shown(what)}\n${noted}${done}`;
  });
  return `${terminal.style('bold', 'Plan')}\n${rows.join('')}`;
}

function renderDiff(diff: string, terminal: Terminal): string {
  const rows = diff.split('\n').map((line) => {
    const text = untrusted(line, 'line');
    if (line.startsWith('+') && !line.startsWith('+++')) return terminal.style('green', text);
    if (line.startsWith('-') && !line.startsWith('---')) return terminal.style('red', text);
    return line.startsWith('diff ') || line.startsWith('@@') ? terminal.style('bold', text) : text;
  });
  return rows.join('\n');
}

function heldBack({ path, places }: PlannedFile, terminal: Terminal): string[] {
  return places.flatMap((place) =>
    place.state === 'refused'
      ? [`${terminal.style('red', 'refused')}  ${shown(path)}: ${shown(refusalText(place, english))}\n`]
      : [],
  );
}

function renderReach({ related, changed }: Fix, terminal: Terminal): string {
  if (related.length === 0) return '';
  const names = [...new Set(changed.map(({ name }) => name))].map(shown).join(', ');
  const rows = related.map(
    ({ kind, path, startLine, of }) => `  ${kind.padEnd(6)}  ${shown(path)}:${startLine}  ${shown(of)}\n`,
  );
  return `${terminal.style('bold', `Left as they are, and reached by the change of ${names}`)}\n${rows.join('')}`;
}

/** How it ended: what was written, what the check said, what it cost. */
export function renderChecked(repaired: Repaired, terminal: Terminal): string {
  const { usage } = repaired;
  const money = usage.cost === undefined ? '' : `, cost ${usage.cost.toFixed(4)}`;
  const spent = `${usage.calls} calls, ${usage.tokensIn} tokens in, ${usage.tokensOut} out${money}.\n`;
  const notices = (repaired.fix?.notices ?? [])
    .map((notice) => `${shown(noticeText(notice, WORDS))}\n`)
    .join('');
  return withinWidth(
    `${renderCandidates(repaired.candidates ?? [])}${checkText(repaired)}${endText(repaired, terminal)}${notices}${spent}`,
    terminal.width,
  );
}

function checkText({ checked, before }: Repaired): string {
  if (!checked) return '';
  if (checked.type === 'passed')
    return before?.type === 'failed'
      ? 'The check passed; it failed before the patch.\n'
      : 'The check passed.\n';
  const { output, leftOut } = checked;
  const earlier =
    before === undefined
      ? ''
      : before.type === 'failed'
        ? ', as it did before the patch'
        : ', and passed before the patch';
  const told = output
    .split('\n')
    .map((line) => `  ${shown(line)}\n`)
    .join('');
  const how = checked.isTimedOut ? 'took too long' : `failed with ${checked.code ?? 'a signal'}`;
  return `The check ${how}${earlier}. It said (${leftOut} lines left out):\n${told}`;
}

function endText({ fix, planned, id, refusal, checked }: Repaired, terminal: Terminal): string {
  if (refusal) return renderRefusal(refusal, terminal);
  if (id !== undefined)
    return `Applied to ${planned?.files.length ?? 0} files as ${id}. Take it back with: sightline undo\n`;
  if (checked) return 'The patch was taken back: all files are as they were.\n';
  if (fix?.status === 'patch')
    return planned?.hash === undefined
      ? 'Nothing was written: all of a patch is applied, or none.\n'
      : 'Nothing was written. To write it: --apply\n';
  if (fix?.status === 'nothing') return nothingText(fix);
  if (fix?.status === 'refused')
    return `${refusedRows(fix)}Nothing was written: some edits have no one place.\n`;
  return 'Nothing was written.\n';
}

function nothingText({ said, located: { files, unknown } }: Fix): string {
  const gone = unknown.map(({ path }) => `  not in the index: ${shown(path)}\n`).join('');
  if (files.length === 0)
    return `${gone}No file was found that the problem may lie in. No model was asked.\n`;
  return `No edit was made.${said === '' ? '' : ` ${shown(said)}`}\n`;
}

function refusedRows({ attempts }: Fix): string {
  const last = attempts.at(-1)?.edits ?? [];
  return last
    .map(({ path, reason, startLine, endLine }) => {
      const near = startLine > 0 ? `, nearest lines ${startLine}-${endLine}` : '';
      return `  ${shown(path)}: ${shown(refusalText({ state: 'refused', reason, startLine, endLine, near: [] }, english))}${near}\n`;
    })
    .join('');
}
