import type {
  Answer,
  Citation,
  Claim,
  Hit,
  IndexStatus,
  Outline,
  OutlineFile,
  SkippedFile,
  SymbolReport,
  SymbolUse,
} from '../host/types.ts';
import { citationProblem } from '../present/citations.ts';
import { notFoundText, notReadText } from '../present/coverage.ts';
import { noticeText } from '../present/notices.ts';
import { evidenceText, hitReason } from '../present/reasons.ts';
import { routeEstimate, routeReason, routeTitle } from '../present/routes.ts';
import { english } from '../present/say.ts';
import { stateText } from '../present/states.ts';
import { printable, type Terminal } from './terminal.ts';

const MAX_QUOTE_LINES = 12;
const MAX_LISTED = 8;
const MAX_NOT_READ = 3;

export function place({
  path,
  startLine,
  endLine,
}: {
  path: string;
  startLine: number;
  endLine: number;
}): string {
  return `${printable(path)}:${startLine}${endLine > startLine ? `-${endLine}` : ''}`;
}

/** An answer for a person: text, then each claim's citations with their state, then route, coverage and cost. */
export function renderAnswer(answer: Answer, terminal: Terminal): string {
  const parts: string[] = [];
  if (answer.notFound) parts.push(printable(notFoundText(answer.notFound, answer.passages.length, english)));
  else if (answer.made === 'passages')
    parts.push(answer.claims.map((claim) => renderPassageClaim(claim, answer, terminal)).join('\n\n'));
  else parts.push(answer.claims.map((claim) => renderClaim(claim, terminal)).join('\n\n'));
  if (answer.status === 'partial') parts.push(terminal.style('yellow', 'This answer is partial.'));
  for (const notice of answer.notices)
    parts.push(
      `${terminal.style('yellow', 'note:')} ${printable(noticeText(notice, { say: english, door: 'cli' }))}`,
    );
  parts.push(terminal.style('dim', footer(answer)));
  return `${parts.join('\n\n')}\n`;
}

function renderPassageClaim(claim: Claim, { passages }: Answer, terminal: Terminal): string {
  const [citation] = claim.citations;
  if (!citation) return printable(claim.text);
  const passage = passages.find(({ id }) => id === claim.passage);
  const name = passage && passage.symbolPath !== '' ? `  ${printable(passage.symbolPath)}` : '';
  const head = `${terminal.style('bold', place(citation))}${name}  ${state(citation, terminal)}`;
  const why = passage ? hitReason(passage.why, english) : '';
  return `${head}\n${terminal.style('dim', printable(why))}\n${quote(citation, terminal)}`;
}

function renderClaim(claim: Claim, terminal: Terminal): string {
  const cited = claim.citations.map((citation) => {
    const why = citation.problem ? citationProblem(citation.problem, english) : '';
    const problem = why === '' ? '' : terminal.style('dim', ` (${printable(why)})`);
    return citation.state === 'unproved'
      ? `  ${state(citation, terminal)}${problem}`
      : `  ${terminal.style('cyan', place(citation))}  ${state(citation, terminal)}${problem}\n${quote(citation, terminal, 4)}`;
  });
  const mark = claim.state === 'unproved' ? `${terminal.style('yellow', '[unproved]')} ` : '';
  return [`${mark}${printable(claim.text)}`, ...cited].join('\n');
}

function state(citation: Citation, terminal: Terminal): string {
  const good = citation.state === 'verified' || citation.state === 'reanchored';
  return terminal.style(good ? 'green' : 'yellow', `[${stateText(citation.state, english)}]`);
}

function quote(citation: Citation, terminal: Terminal, limit = MAX_QUOTE_LINES): string {
  const lines = citation.quote.split('\n');
  const shown = lines
    .slice(0, limit)
    .map(
      (line, i) =>
        `  ${terminal.style('dim', `${String(citation.startLine + i).padStart(5)} |`)} ${printable(line.replace(/\r$/, '').replaceAll('\t', '    '))}`,
    );
  if (lines.length > limit)
    shown.push(terminal.style('dim', `        ... ${lines.length - limit} more lines`));
  return shown.join('\n');
}

function footer(answer: Answer): string {
  const { route, coverage, usage } = answer;
  const cost =
    usage.calls === 0
      ? 'no model was called'
      : `${usage.calls} ${usage.calls === 1 ? 'call' : 'calls'}, ${usage.tokensIn} tokens in, ${usage.tokensOut} out${usage.cost === undefined ? '' : `, cost ${usage.cost.toFixed(4)}`}`;
  const claims = answer.claims.flatMap((claim) => claim.citations);
  const proved = claims.filter(
    (citation) => citation.state === 'verified' || citation.state === 'reanchored',
  ).length;
  const lines = [
    `Route: ${routeTitle(route.name, english)}, because ${printable(routeReason(route.reason, english))}.`,
    ...otherRoutes(answer),
    `Citations: ${proved} of ${claims.length} checked against the files. Read ${coverage.read} of ${coverage.total} files; ${cost}.`,
  ];
  const shown = coverage.notRead.slice(0, MAX_NOT_READ);
  if (shown.length > 0) {
    const left = coverage.notRead.length - shown.length;
    const items = shown
      .map((one) => notReadText(one, english))
      .map(({ what, why }) => `${printable(what)} (${printable(why)})`)
      .join('; ');
    lines.push(`Not read: ${items}${left > 0 ? `; and ${left} more (--json lists all)` : ''}.`);
  }
  return lines.join('\n');
}

/** How else the question could be answered, each with the option that asks for it. */
function otherRoutes({ route }: Answer): string[] {
  const fitting = route.alternatives.filter(({ estimate }) => estimate !== undefined);
  if (fitting.length === 0) return [];
  const items = fitting.map(
    ({ name, estimate }) => `--route ${printable(name)} (${routeEstimate(estimate!, english)})`,
  );
  return [`Or ask with ${items.join(' or ')}.`];
}

export function renderHits(hits: readonly Hit[], terminal: Terminal): string {
  return hits
    .map((hit, i) => {
      const reasons = [...new Set(hit.why.evidence.map((one) => evidenceText(one, english)))].slice(0, 2);
      if (hit.why.terms.length > 0)
        reasons.push(`${hit.why.terms.slice(0, 6).join(', ')} in ${hit.why.fields.join(', ')}`);
      if (hit.why.graph >= 0.25) reasons.push('linked');
      if (hit.why.role !== 'source') reasons.push(hit.why.role);
      const name = hit.symbolPath === '' ? '' : `  ${printable(hit.symbolPath)}`;
      return `${String(i + 1).padStart(3)}  ${terminal.style('bold', place(hit))}${name}\n     ${terminal.style('dim', printable(reasons.join('; ')))}\n`;
    })
    .join('');
}

export function renderStatus(status: IndexStatus, root: string, terminal: Terminal): string {
  const { files, lines } = status;
  const languages = Object.entries(status.languages).sort((a, b) => b[1] - a[1]);
  const rows = [
    `${terminal.style('bold', printable(root))}`,
    `  files      ${files.indexed} indexed + ${files.skipped.length} skipped = ${files.seen} seen`,
    `  lines      ${lines.covered} of ${lines.total} in chunks`,
    `  index      ${status.chunks} chunks, ${status.symbols} symbols, ${status.edges} edges`,
    `  languages  ${languages.map(([name, count]) => `${name} ${count}`).join(', ')}`,
  ];
  if (status.keptAsText.length > 0)
    rows.push(
      `  as text    ${listed(status.keptAsText.map(({ path, reason }) => `${printable(path)} (${reason})`))}`,
    );
  if (files.skipped.length > 0) rows.push(`  skipped    ${summarise(files.skipped)}`);
  return `${rows.join('\n')}\n`;
}

function summarise(skipped: readonly SkippedFile[]): string {
  const byReason = new Map<string, SkippedFile[]>();
  for (const file of skipped) byReason.set(file.reason, [...(byReason.get(file.reason) ?? []), file]);
  return [...byReason]
    .map(
      ([reason, files]) =>
        `${files.length} ${reason} (${listed(
          files.map((file) => printable(file.path)),
          3,
        )})`,
    )
    .join('; ');
}

function listed(items: readonly string[], limit = MAX_LISTED): string {
  return `${items.slice(0, limit).join(', ')}${items.length > limit ? ` and ${items.length - limit} more` : ''}`;
}

export function renderOutline(outline: Outline, terminal: Terminal): string {
  const folders = outline.folders.map((folder) => {
    const languages = Object.entries(folder.languages)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 3)
      .map(([name]) => name)
      .join(', ');
    return `${terminal.style('bold', `${printable(folder.path)}/`)}  ${folder.files} ${folder.files === 1 ? 'file' : 'files'}, ${folder.lines} lines, ${languages}\n`;
  });
  return [...folders, ...outline.files.map((file) => renderOutlineFile(file, terminal))].join('');
}

function renderOutlineFile(file: OutlineFile, terminal: Terminal): string {
  const more =
    file.symbolCount > file.symbols.length ? `, ${file.symbolCount - file.symbols.length} more symbols` : '';
  const head = `${terminal.style('bold', printable(file.path))}  ${file.lines} lines, ${file.language}${more}\n`;
  return (
    head +
    file.symbols
      .map(
        (symbol) =>
          `  ${terminal.style('dim', String(symbol.startLine).padStart(5))}  ${'  '.repeat(symbol.depth)}${printable(symbol.signature || symbol.name)}\n`,
      )
      .join('')
  );
}

export function renderSymbols(reports: readonly SymbolReport[], terminal: Terminal): string {
  return reports
    .map(({ path, symbol, callers, callees }) => {
      const head = `${terminal.style('bold', printable([...symbol.container, symbol.name].join('.')))}  ${symbol.kind}  ${place({ path, startLine: symbol.startLine, endLine: symbol.endLine })}\n  ${printable(symbol.signature)}\n`;
      const doc = symbol.doc === '' ? '' : `  ${terminal.style('dim', printable(symbol.doc))}\n`;
      return `${head}${doc}${renderUses(`used in ${callers.length} places`, callers, terminal)}${renderUses(`uses ${callees.length} definitions`, callees, terminal)}`;
    })
    .join('\n');
}

function renderUses(
  title: string,
  uses: readonly (SymbolUse & { name?: string })[],
  terminal: Terminal,
): string {
  const rows = uses.slice(0, 40).map((use) => {
    const name = use.name ? `${printable(use.name)}  ` : '';
    const inside = use.inside && !use.name ? `  in ${printable(use.inside)}` : '';
    return `    ${name}${printable(use.path)}:${use.line}${inside}  ${terminal.style('dim', `${use.kind}, ${Math.round(use.confidence * 100)} % sure`)}\n`;
  });
  if (uses.length > 40) rows.push(`    and ${uses.length - 40} more (--json lists all)\n`);
  return `  ${title}\n${rows.join('')}`;
}
