import type { KeptPatch, PreparedPatch, Recovered, Refusal } from '../../host/patches/patches.ts';
import type { EditPlace, EditsFault, PlannedFile } from '../../host/types.ts';
import { faultText, fileFaultText, refusalText } from '../../present/patches/refusals.ts';
import { english } from '../../present/say.ts';
import { clipPath, withinWidth } from '../columns.ts';
import { shown, type Terminal } from '../terminal.ts';

const within = (text: string, terminal: Terminal): string => withinWidth(text, terminal.width);

/** A text that is no patch. */
export function renderFault(fault: EditsFault, terminal: Terminal): string {
  return within(`This is no patch: ${faultText(fault, english)}. Nothing was written.\n`, terminal);
}

interface Outcome {
  readonly id: string | undefined;
  readonly refusal: Refusal | undefined;
  readonly isDryRun: boolean;
}

/** What a patch does to each file, and whether it was done. */
export function renderPlan({ files, hash }: PreparedPatch, outcome: Outcome, terminal: Terminal): string {
  const rows = files.map((file) => renderFile(file, terminal)).join('');
  return within(`${rows}${conclusion(files, hash, outcome, terminal)}`, terminal);
}

function conclusion(
  files: readonly PlannedFile[],
  hash: string | undefined,
  { id, refusal, isDryRun }: Outcome,
  terminal: Terminal,
): string {
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`;
  if (refusal) return renderRefusal(refusal, terminal);
  if (id !== undefined) return `Applied to ${count} as ${id}. Take it back with: sightline undo\n`;
  if (hash !== undefined && isDryRun) return `It can be applied to ${count}. Nothing was written.\n`;
  return 'Nothing was written: all of a patch is applied, or none.\n';
}

function renderFile({ path, to, kind, places }: PlannedFile, terminal: Terminal): string {
  const room = (terminal.width ?? 80) - 10;
  const verb = to === undefined ? kind : 'move';
  const target = to === undefined ? '' : `\n      to  ${clipPath(shown(to), room)}`;
  const head = `${terminal.style('bold', verb.padEnd(6))}  ${clipPath(shown(path), room)}${target}\n`;
  return `${head}${places.map((place) => renderPlace(place, terminal)).join('')}`;
}

function renderPlace(place: EditPlace, terminal: Terminal): string {
  const lines = place.startLine > 0 ? `lines ${place.startLine}-${place.endLine}` : '';
  if (place.state !== 'refused') {
    const mend = place.mend === undefined ? '' : `, without ${MENDS[place.mend]}`;
    return `  ${terminal.style('green', place.state.padEnd(10))}  ${lines}${mend}\n`;
  }
  const near = place.near.map(({ startLine, endLine }) => `${startLine}-${endLine}`).join(', ');
  const places = near === '' ? '' : `\n              nearest lines: ${near}`;
  return `  ${terminal.style('red', 'refused   ')}  ${shown(refusalText(place, english))}${places}\n`;
}

const MENDS = {
  lineNumbers: 'its line numbers',
  escapes: 'its escapes',
  fences: 'its fences',
  edgeBlanks: 'blank lines around it',
} as const;

/** Why nothing was written, or why all was taken back. */
export function renderRefusal(refusal: Refusal, terminal: Terminal): string {
  return within(`${refusalSentences(refusal)}\n`, terminal);
}

function refusalSentences(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'busy':
      return 'Another process is applying a patch to this folder. Nothing was written.';
    case 'notApproved':
      return 'The patch is not the one that was approved. Nothing was written.';
    case 'changed':
      return [
        `Changed since: ${refusal.paths.map(shown).join(', ')}. Nothing was written.`,
        'To undo all the same: --overwrite takes the later edits back too, --skip-edited leaves these files.',
      ].join('\n');
    case 'unknownId':
      return 'There is no patch to take back. "sightline patches" lists them.';
    case 'undone':
      return 'It has been taken back already.';
    case 'damaged':
      return `The bytes that ${shown(refusal.path)} had are damaged. Nothing was written.`;
    case 'fault': {
      const what = refusal.path === '' ? 'The journal' : shown(refusal.path);
      const left =
        refusal.left.length > 0
          ? `Put back all but: ${refusal.left.map(shown).join(', ')}.`
          : 'All files are as they were.';
      return `${what}: ${shown(fileFaultText(refusal.fault, english))}. ${left}`;
    }
  }
}

/** A transaction that was put back. */
export function renderRecovered({ id, kind, left }: Recovered, terminal: Terminal): string {
  const what = kind === 'apply' ? 'A patch' : 'An undo';
  const rest = left.length > 0 ? ` Edited since, and left: ${left.map(shown).join(', ')}.` : '';
  return within(
    `${what} (${shown(id)}) was interrupted: the files are as they were before it.${rest}\n`,
    terminal,
  );
}

/** The patches of a folder, the newest first. */
export function renderKept(
  { patches, unreadable }: { readonly patches: readonly KeptPatch[]; readonly unreadable: number },
  terminal: Terminal,
): string {
  const rows = patches.map((patch) => {
    const of = patch.of === undefined ? '' : ` of ${patch.of}`;
    const head = `${terminal.style('bold', patch.id)}  ${patch.kind}${of}, ${patch.state}\n`;
    const files = patch.files.map(
      ({ path, change }) =>
        `    ${change.padEnd(7)}  ${clipPath(shown(path), (terminal.width ?? 80) - 14)}\n`,
    );
    return `${head}${files.join('')}`;
  });
  const lost = unreadable > 0 ? `${unreadable} that cannot be read.\n` : '';
  return within(
    `${rows.length === 0 ? 'No patch was applied to this folder.\n' : rows.join('')}${lost}`,
    terminal,
  );
}
