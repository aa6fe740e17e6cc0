import type { UsesReport } from '../host/types.ts';
import {
  alsoCount,
  type FileUses,
  groupUses,
  kindText,
  namedCount,
  sureText,
  usesCount,
} from '../present/answer/uses.ts';
import { english } from '../present/say.ts';
import { untrusted } from '../present/untrusted.ts';
import { withinWidth } from './columns.ts';
import { place } from './renderAnswer.ts';
import type { Terminal } from './terminal.ts';

const line = (text: string): string => untrusted(text, 'line');

/** Where a name is used, by definition, file and kind. Guesses and lines that merely name it are counted, or all listed. */
export function renderUsesReport(report: UsesReport, isAll: boolean, terminal: Terminal): string {
  const definitions = report.definitions.map((definition) => {
    const { path, symbol, uses, also = [] } = definition;
    const { likely, guesses } = groupUses(definition);
    const name = [...symbol.container, symbol.name].join('.');
    const range = place({ path, startLine: symbol.startLine, endLine: symbol.endLine });
    const folded = guesses.length > 0 && !isAll ? ' (--all lists them)' : '';
    return [
      `${terminal.style('bold', line(name))}  ${symbol.kind}  ${range}`,
      ...(also.length > 0 ? [`  ${alsoRow(also, isAll)}`] : []),
      `  ${usesCount(uses, english)}${folded}`,
      ...likely.flatMap((file) => fileRows(file, terminal)),
      ...(isAll && guesses.length > 0
        ? ['  guesses:', ...guesses.flatMap((file) => fileRows(file, terminal))]
        : []),
      '',
    ].join('\n');
  });
  const folded = report.named.length > 0 && !isAll ? '. --all lists them' : '';
  const [named, ...rest] = namedCount(report, english);
  const rows = isAll
    ? report.named.map((one) => lineRow(`${line(one.path)}:${one.line}`, one.text, terminal))
    : [];
  return withinWidth([...definitions, `${named}${folded}`, ...rows, ...rest, ''].join('\n'), terminal.width);
}

/** Other places that are told before the rest is counted. */
const SOME_PLACES = 3;

function alsoRow(also: NonNullable<UsesReport['definitions'][number]['also']>, isAll: boolean): string {
  const shown = isAll ? also : also.slice(0, SOME_PLACES);
  const rest = also.length - shown.length;
  const places = shown.map((one) => `${line(one.path)}:${one.line}`).join(', ');
  return `${alsoCount(also, english)} (${places}${rest > 0 ? ` and ${rest} more: --all lists them` : ''})`;
}

function fileRows({ path, kinds }: FileUses, terminal: Terminal): string[] {
  const rows = kinds.flatMap(({ kind, uses }) => [
    `    ${kindText(kind, english)}`,
    ...uses.map((use) => {
      const head = `${String(use.line).padStart(5)}  ${sureText(use.confidence, english)}`;
      return lineRow(`  ${head}`, use.text, terminal);
    }),
  ]);
  return [`  ${terminal.style('bold', line(path))}`, ...rows];
}

function lineRow(head: string, text: string, terminal: Terminal): string {
  return `  ${head}  ${terminal.style('dim', line(text))}`;
}
