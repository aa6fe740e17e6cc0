/**
 * Prints what the search for secrets finds of the corpus.
 *
 *   node test/fakes/secretCorpus/report.ts [seed] [samples] [a|b|fresh]
 *
 * Of half `b` and of the fresh kinds only numbers are printed unless they are asked for by name.
 */
import { CORPUS, FRESH, HALVES, type Half } from './corpus.ts';
import { type KindResult, measureKinds, measureNames, measureOrdinary, recallOf } from './measure.ts';

const [seed = '13', samples = '5', only] = process.argv.slice(2);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
const share = (part: number, whole: number): string => `${part} of ${whole} (${percent(part / whole)})`;

function printKinds(results: readonly KindResult[], isTold: boolean): void {
  const missed = results.filter(({ caught, tried }) => caught < tried);
  print(
    `recall ${percent(recallOf(results))} over ${results.length} kinds, ${missed.length} of them not always`,
  );
  for (const theme of new Set(results.map((result) => result.theme))) {
    const kinds = results.filter((result) => result.theme === theme);
    print(`  ${theme}: ${percent(recallOf(kinds))} over ${kinds.length} kinds`);
  }
  const long = missed.filter(({ lines, tried }) => lines / tried >= 3);
  print(`long secrets that leak: ${long.length}`);
  if (!isTold) return;
  for (const { kind, leakingLines, lines } of long) print(`  ${kind}: ${leakingLines} of ${lines} lines`);
  print('kinds, worst first:');
  for (const { kind, theme, caught, tried } of missed.sort((x, y) => x.caught / x.tried - y.caught / y.tried))
    print(`  ${caught}/${tried} ${theme}: ${kind}`);
}

async function printHalf(half: Half, isTold: boolean): Promise<void> {
  print(`\nhalf ${half}`);
  printKinds(await measureKinds(CORPUS[half].themes, Number(seed), Number(samples)), isTold);
  const { lines, changed } = await measureOrdinary(half, Number(seed));
  print(`ordinary lines changed: ${changed.length} of ${lines}`);
  const { shown, withheld } = measureNames(half);
  const { secretNames, ordinaryNames } = CORPUS[half];
  print(`secret names withheld: ${share(secretNames.length - shown.length, secretNames.length)}`);
  print(`ordinary names withheld: ${share(withheld.length, ordinaryNames.length)}`);
  if (!isTold) return;
  for (const line of changed) print(`  changed ${line.slice(0, 160)}`);
  for (const name of shown) print(`  shown ${JSON.stringify(name.slice(-60))}`);
  for (const name of withheld) print(`  withheld ${JSON.stringify(name)}`);
}

if (only === undefined || only === 'fresh') {
  print('\nfresh');
  printKinds(await measureKinds(FRESH, Number(seed), Number(samples)), only === 'fresh');
}
for (const half of HALVES)
  if (only === undefined || only === half) await printHalf(half, half === (only ?? 'a'));
