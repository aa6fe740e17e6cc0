import type { Parser } from '../../src/engine/ports.ts';
import { type EvalCase, openFiles } from './ask.ts';
import { type Blindness, linesSeen, oracleModel } from './oracle.ts';
import type { Files } from './repository.ts';

/** Questions answered, by depth of what they need among all files in the order of their paths. */
export interface DepthPoint {
  /** Tenth of all files, from 0, in which the gold line stands. */
  readonly tenth: number;
  readonly questions: number;
  /** With all files in one prompt, by path: what a plain dump would give. */
  readonly byPath: number;
  /** With all files in one prompt, in the order of the route `fullContext`. */
  readonly fullContext: number;
  readonly routed: number;
}

/** A window that holds all files. */
const UNBOUNDED = 100_000_000;

/** How answers of a model that is blind for a part of its prompt depend on where their evidence stands. */
export async function measureDepth(
  parser: Parser,
  files: Files,
  cases: readonly EvalCase[],
  blindness: Blindness,
): Promise<DepthPoint[]> {
  const repository = await openFiles(parser, files);
  const dump = dumpOf(files);
  const points = new Map<number, DepthPoint>();
  for (const one of cases.filter(({ gold }) => gold.length === 1)) {
    const { gold } = one;
    const { path, line } = gold[0]!;
    const at = dump.indexOf(`\n${line}| `, dump.indexOf(`] ${path}:`));
    const tenth = Math.min(9, Math.floor((10 * at) / dump.length));
    const all = oracleModel({ gold, contextTokens: UNBOUNDED, blindness });
    const full = await repository.ask(one, all, { route: 'fullContext' });
    const routed = await repository.ask(one, oracleModel({ gold, contextTokens: 128_000, blindness }));
    const point = points.get(tenth) ?? { tenth, questions: 0, byPath: 0, fullContext: 0, routed: 0 };
    points.set(tenth, {
      tenth,
      questions: point.questions + 1,
      byPath: point.byPath + linesSeen(dump, gold, blindness).length,
      fullContext: point.fullContext + Number(full.answered),
      routed: point.routed + Number(routed.answered),
    });
  }
  return [...points.values()].sort((a, b) => a.tenth - b.tenth);
}

/** All files by path, as prompts show passages. */
function dumpOf(files: Files): string {
  return Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text], number) => {
      const lines = text.split('\n');
      const numbered = lines.map((line, at) => `${at + 1}| ${line}`);
      return `[f${number + 1}] ${path}:1-${lines.length}\n${numbered.join('\n')}\n`;
    })
    .join('\n');
}
