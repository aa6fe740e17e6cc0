import type {
  Hit,
  IndexStatus,
  Outline,
  OutlineFile,
  Problem,
  ReasonGroup,
  SymbolReport,
  SymbolUse,
} from '../host/types.ts';
import { sureText, usesCount } from '../present/answer/uses.ts';
import { problemText } from '../present/problems.ts';
import { evidenceText } from '../present/reasons.ts';
import { english } from '../present/say.ts';
import { damageText, encodingText } from '../present/skips.ts';
import { untrusted } from '../present/untrusted.ts';
import { withinWidth } from './columns.ts';
import { place } from './renderAnswer.ts';
import type { Terminal } from './terminal.ts';

const MAX_LISTED = 8;

/** Groups that say more than the words and the exact evidence do. */
const GROUPS: Partial<Record<ReasonGroup, string>> = {
  names: 'named alike',
  structure: 'linked',
  history: 'changed for the like before',
};

const line = (text: string): string => untrusted(text, 'line');

export function renderHits(hits: readonly Hit[], terminal: Terminal): string {
  const rows = hits
    .map((hit, i) => {
      const reasons = [...new Set(hit.why.evidence.map((one) => evidenceText(one, english)))].slice(0, 2);
      if (hit.why.terms.length > 0)
        reasons.push(`${hit.why.terms.slice(0, 6).join(', ')} in ${hit.why.fields.join(', ')}`);
      reasons.push(...hit.why.groups.flatMap((group) => GROUPS[group] ?? []));
      if (hit.why.role !== 'source') reasons.push(hit.why.role);
      if (hit.why.copies) reasons.push(`near-copies left out: ${hit.why.copies}`);
      const name = hit.symbolPath === '' ? '' : `  ${line(hit.symbolPath)}`;
      return `${String(i + 1).padStart(3)}  ${terminal.style('bold', place(hit))}${name}\n     ${terminal.style('dim', line(reasons.join('; ')))}\n`;
    })
    .join('');
  return withinWidth(rows, terminal.width);
}

export function renderStatus(
  status: IndexStatus & { readonly problems: readonly Problem[] },
  root: string,
  terminal: Terminal,
): string {
  const { files, lines } = status;
  const languages = Object.entries(status.languages).sort((a, b) => b[1] - a[1]);
  const rows = [
    `${terminal.style('bold', line(root))}`,
    `  files      ${files.indexed} indexed + ${files.skipped.length} skipped = ${files.seen} seen`,
    `  lines      ${lines.covered} of ${lines.total} in chunks`,
    `  index      ${status.chunks} chunks, ${status.symbols} symbols, ${status.references} uses of names`,
    `  languages  ${languages.map(([name, count]) => `${line(name)} ${count}`).join(', ')}`,
  ];
  if (status.keptAsText.length > 0) rows.push(`  as text    ${summarise(status.keptAsText)}`);
  if (status.guessed.length > 0)
    rows.push(
      `  guessed    ${summarise(status.guessed.map(({ path, encoding }) => ({ path, reason: encodingText(encoding, english) })))}`,
    );
  if (status.damaged.length > 0) {
    const places = listed(status.damaged.map(damagedAt), MAX_LISTED);
    rows.push(`  damaged    ${status.damaged.length} that the grammar cannot read in full: ${places}`);
  }
  if (files.skipped.length > 0) rows.push(`  skipped    ${summarise(files.skipped)}`);
  for (const problem of status.problems)
    rows.push(`  problem    ${line(problemText(problem, { say: english, door: 'cli' }))}`);
  return withinWidth(`${rows.join('\n')}\n`, terminal.width);
}

/** Where a file is damaged, how much of it, and whether it was read all the same. */
function damagedAt({ path, damage }: IndexStatus['damaged'][number]): string {
  const lines = `${damage.lines} ${damage.lines === 1 ? 'line' : 'lines'}`;
  const read = damage.recovery === undefined ? '' : ', read in pieces';
  return `${line(path)}:${damage.firstLine} (${lines}${read})`;
}

/** Files by reason: how many, and the first few by name. */
function summarise(skipped: readonly { readonly path: string; readonly reason: string }[]): string {
  const byReason = new Map<string, (typeof skipped)[number][]>();
  for (const file of skipped) byReason.set(file.reason, [...(byReason.get(file.reason) ?? []), file]);
  return [...byReason]
    .map(
      ([reason, files]) =>
        `${files.length} ${line(reason)} (${listed(
          files.map((file) => line(file.path)),
          3,
        )})`,
    )
    .join('; ');
}

function listed(items: readonly string[], limit: number): string {
  return `${items.slice(0, limit).join(', ')}${items.length > limit ? ` and ${items.length - limit} more` : ''}`;
}

export function renderOutline(outline: Outline, terminal: Terminal): string {
  const folders = outline.folders.map((folder) => {
    const languages = Object.entries(folder.languages)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 3)
      .map(([name]) => name)
      .join(', ');
    return `${terminal.style('bold', `${line(folder.path)}/`)}  ${folder.files} ${folder.files === 1 ? 'file' : 'files'}, ${folder.lines} lines, ${line(languages)}\n`;
  });
  const rows = [...folders, ...outline.files.map((file) => renderOutlineFile(file, terminal))].join('');
  return withinWidth(rows, terminal.width);
}

function renderOutlineFile(file: OutlineFile, terminal: Terminal): string {
  const more =
    file.symbolCount > file.symbols.length ? `, ${file.symbolCount - file.symbols.length} more symbols` : '';
  const head = `${terminal.style('bold', line(file.path))}  ${file.lines} lines, ${line(file.language)}${more}\n`;
  const damage = file.damage ? `  ${terminal.style('dim', damageText(file.damage, english))}\n` : '';
  return (
    head +
    damage +
    file.symbols
      .map(
        (symbol) =>
          `  ${terminal.style('dim', String(symbol.startLine).padStart(5))}  ${'  '.repeat(symbol.depth)}${line(symbol.signature || symbol.name)}\n`,
      )
      .join('')
  );
}

export function renderSymbols(reports: readonly SymbolReport[], terminal: Terminal): string {
  const rows = reports
    .map(({ path, symbol, callers, callees }) => {
      const head = `${terminal.style('bold', line([...symbol.container, symbol.name].join('.')))}  ${symbol.kind}  ${place({ path, startLine: symbol.startLine, endLine: symbol.endLine })}\n  ${line(symbol.signature)}\n`;
      const doc = symbol.doc === '' ? '' : `  ${terminal.style('dim', line(symbol.doc))}\n`;
      return `${head}${doc}${renderUses(usesCount(callers, english), callers, terminal)}${renderUses(`Definitions that it uses: ${callees.length}`, callees, terminal)}`;
    })
    .join('\n');
  return withinWidth(rows, terminal.width);
}

function renderUses(
  title: string,
  uses: readonly (SymbolUse & { name?: string })[],
  terminal: Terminal,
): string {
  const sorted = [...uses].sort((a, b) => b.confidence - a.confidence);
  const rows = sorted.slice(0, 40).map((use) => {
    const name = use.name ? `${line(use.name)}  ` : '';
    const inside = use.inside && !use.name ? `  in ${line(use.inside)}` : '';
    return `    ${name}${line(use.path)}:${use.line}${inside}  ${terminal.style('dim', `${use.kind}, ${sureText(use.confidence, english)}`)}\n`;
  });
  if (uses.length > 40) rows.push(`    and ${uses.length - 40} more (--json lists all)\n`);
  return `  ${title}\n${rows.join('')}`;
}
