/** A repository of lines that are quoted well and badly, and of hostile names, with a model that cites them all. */
import type { RecordedRequest, ScriptedReply } from './endpoint.ts';
import { hiddenIn } from './hostile.ts';
import { PLACE_SHAPES } from './shapes/places.ts';
import { BAD_QUOTES, FAIR_QUOTES, type QuoteShape } from './shapes/quotes.ts';
import type { TempSpec } from './tempTree.ts';

/** A quote of lines of a file. */
interface Case {
  readonly quote: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly isFair: boolean;
}

export interface CaseFile {
  readonly path: string;
  readonly text: string;
  readonly question: string;
  readonly cases: readonly Case[];
}

/** So many quotes fit into one reply and its passages. */
const IN_ONE = 40;

/** Files with the lines of all shapes, fair ones among bad ones. A file with a NUL is no text file. */
export function caseFiles(): CaseFile[] {
  const bad = Object.values(BAD_QUOTES).flat();
  const every = Math.floor(bad.length / FAIR_QUOTES.length);
  const all = bad
    .flatMap((shape, i) => [
      { shape, isFair: false },
      ...(i % every === 0 && FAIR_QUOTES[i / every]
        ? [{ shape: FAIR_QUOTES[i / every]!, isFair: true }]
        : []),
    ])
    .filter(({ shape: [lines] }) => !lines.includes('\0'));
  return Array.from({ length: Math.ceil(all.length / IN_ONE) }, (_, i) =>
    caseFile(`cases${i + 1}.txt`, all.slice(i * IN_ONE, (i + 1) * IN_ONE)),
  );
}

function caseFile(path: string, all: readonly { shape: QuoteShape; isFair: boolean }[]): CaseFile {
  const cases: Case[] = [];
  const lines: string[] = [];
  for (const { shape, isFair } of all) {
    const [text, quote] = shape;
    const startLine = lines.length + 1;
    lines.push(...text.split('\n'));
    cases.push({ quote, startLine, endLine: lines.length, isFair });
  }
  return { path, text: `${lines.join('\n')}\n`, question: `What do the lines of ${path} prove?`, cases };
}

/** Cites every case of the file that the question names, by the passage that holds its lines. */
export function citeAll({ prompt }: RecordedRequest, files: readonly CaseFile[]): ScriptedReply {
  const asked = files.find(({ question }) => prompt.includes(`Question: ${question}`))!;
  const sent = [...prompt.matchAll(/^\[(p\d+)\] (cases\d+\.txt):(\d+)-(\d+)$/gm)].filter(
    ([, , path]) => path === asked.path,
  );
  const claims = asked.cases.map(({ quote, startLine, endLine }) => {
    const holds = sent.find(([, , , first, last]) => Number(first) <= startLine && endLine <= Number(last));
    return {
      text: `${startLine}-${endLine}`,
      evidence: [{ id: holds?.[1] ?? 'none', startLine, endLine, quote }],
    };
  });
  return { text: JSON.stringify({ answerable: true, missing: [], evidence: ['p1'], claims }) };
}

/** Files whose names and lines are hostile. What no name can hold is left out of it. */
export function hostileFiles(): TempSpec {
  const shapes = Object.values(PLACE_SHAPES).flat();
  const names = shapes
    .map((text) => text.replaceAll('/', '\u2215').replaceAll('\\', '').replaceAll('\0', '').toWellFormed())
    .filter((name) => Buffer.byteLength(name) < 200 && name.trim() !== '' && !/\ufffd/.test(name))
    .filter((name, i) => i % 4 === 0 || hiddenIn(name).length > 0);
  const body = shapes.filter((text) => !text.includes('\0')).join('\n');
  return {
    ...Object.fromEntries(names.map((name, i) => [`place ${i} ${name}.md`, `# Forgery ${i}\n\n${name}\n`])),
    'forgery.txt': `forgery\n${body}\n`,
  };
}
