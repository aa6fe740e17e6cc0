import { costOf, type ModelPrice, messageTokens } from '../../ports.ts';
import { MEASURING_FENCE } from '../../prompts/passage.ts';
import { findPrompt } from '../../prompts/review/find.ts';
import type { NotReviewed, ReviewEstimate, Rule, StageEstimate } from '../../types.ts';
import type { FileTask } from '../reviewFiles.ts';
import { isOfShard, type Shard } from '../share/shard.ts';
import { type JudgeTools, replyTokens, windowFor } from './context.ts';
import { promptOf, type ShownUnit, showUnit } from './find.ts';
import type { Candidate } from './finding.ts';
import { KnownPieces } from './known.ts';
import { tiePieces } from './neighbours.ts';
import { packPieces, type Unit, unitOf } from './pack.ts';
import { cutPieces, judgedRulesFor, type Piece, type TiedPiece } from './piece.ts';

/** Share of the room of a prompt that the lines of one piece may take, and its neighbours. */
const OWN_SHARE = 0.6;
const BESIDE_SHARE = 0.35;
/** What is expected of lines before they are read: one finding in so many, and the tokens of replies. */
const LINES_PER_FINDING = 150;
const FINDING_TOKENS = 90;
const REPLY_BESIDE_TOKENS = 20;

/** A unit as it is sent, with what its prompt takes. */
export interface SizedUnit {
  readonly unit: Unit;
  readonly tokensIn: number;
}

/** The pieces of a scope: what is known of them, and the units of those that have to be judged. */
export interface Prepared {
  readonly pieces: readonly TiedPiece[];
  readonly known: ReadonlyMap<TiedPiece, readonly Candidate[]>;
  readonly units: readonly SizedUnit[];
  readonly store: KnownPieces;
  readonly tooLong: readonly NotReviewed[];
  /** Own files of which lines are judged, and those that no judged rule speaks of. */
  readonly files: number;
  readonly withoutRules: number;
  /** Paths that judged rules speak of, whoever judges their lines. */
  readonly spokenOf: ReadonlySet<string>;
  /** Names how all machines that share a review must have divided its lines; absent where one has all of them. */
  readonly division?: string;
}

/** How a scope is prepared. */
export interface Preparing {
  /** Keys of pieces as they were packed before: such a unit is made again, so that its prompt is the same. */
  readonly packed?: readonly (readonly string[])[] | undefined;
  /** One of several machines that share the scope: it judges some of the units that one machine would have made. */
  readonly shard?: Shard | undefined;
}

/**
 * Cuts a scope into pieces, ties each to its neighbours, and packs those of which nothing is known into units. Machines that
 * share it divide its units, not its files: what is read together is the same as for one, and so is what is found. Asks no
 * model. Cost: each file is read once, and the graph is asked once for each definition.
 */
export async function prepareJudging(
  tasks: readonly FileTask[],
  tools: JudgeTools,
  { packed = [], shard }: Preparing = {},
): Promise<Prepared> {
  const store = await KnownPieces.open(tools.store);
  const all: TiedPiece[] = [];
  const tooLong: NotReviewed[] = [];
  let [files, withoutRules] = [0, 0];
  for (const task of tasks) {
    tools.signal.throwIfAborted();
    const isOwn = isOfShard(task.entry.path, shard);
    const rules = judgedRulesFor(task, tools.rules, tools.view);
    // What no person wrote as lines is set aside, and no part of what is to be read.
    const isAside = task.entry.row.textReason === 'longLines';
    if (rules.length === 0 && !isAside && isOwn) withoutRules++;
    if (rules.length === 0 || isAside) continue;
    const cut = await cutFile(task, rules, tools);
    // A file that cannot be read now is told by the review of its syntax.
    if (!cut) continue;
    all.push(...cut.pieces);
    if (!isOwn) continue;
    tooLong.push(...cut.tooLong);
    if (cut.pieces.length > 0) files++;
  }
  const keyed = withOwnKeys(all);
  const { pieces, units: divided, ...division } = shard ? divide(keyed, shard, tools) : { pieces: keyed };
  const known = new Map<TiedPiece, readonly Candidate[]>();
  const rules = new Map(tools.rules.map((rule) => [rule.id, rule]));
  for (const piece of pieces) {
    const found = await store.recall(piece, { rules, read: tools.read });
    if (found) known.set(piece, found);
  }
  const units = packAgain(
    pieces.filter((piece) => !known.has(piece)),
    packed.length > 0 ? packed : (divided ?? []),
    tools,
  );
  const sized: SizedUnit[] = [];
  for (const unit of units) sized.push(await sizeOf(unit, tools));
  const spokenOf = new Set(keyed.map(({ file }) => file.path));
  return { pieces, known, units: sized, store, tooLong, files, withoutRules, spokenOf, ...division };
}

/**
 * The units of a shard, as keys, and their pieces. They come from all pieces, known or not: what one machine knows from
 * before must not change what another one judges.
 */
function divide(
  keyed: readonly TiedPiece[],
  { part, of }: Shard,
  tools: JudgeTools,
): {
  readonly pieces: readonly TiedPiece[];
  readonly units: readonly (readonly string[])[];
  readonly division: string;
} {
  const all = packPieces(keyed, ({ rules }) => roomOf(rules, tools)).map((unit) =>
    unit.pieces.map(({ key }) => key),
  );
  const units = all.filter((_, i) => i % of === part - 1);
  const own = new Set(units.flat());
  const division = tools.hash.text(JSON.stringify(all)).slice(0, 20);
  return { pieces: keyed.filter(({ key }) => own.has(key)), units, division };
}

/** Lines that stand several times in one file are a piece each time. */
function withOwnKeys(pieces: readonly TiedPiece[]): TiedPiece[] {
  const seen = new Map<string, number>();
  return pieces.map((piece) => {
    const times = (seen.get(piece.key) ?? 0) + 1;
    seen.set(piece.key, times);
    return times === 1 ? piece : { ...piece, key: `${piece.key}-${times}` };
  });
}

async function cutFile(
  task: FileTask,
  rules: readonly Rule[],
  tools: JudgeTools,
): Promise<{ readonly pieces: readonly TiedPiece[]; readonly tooLong: readonly NotReviewed[] } | undefined> {
  const { entry } = task;
  const file = await tools.read(entry.path);
  if (!file) return undefined;
  const parsed = file.hash === entry.hash ? entry.parsed : await tools.parse(file);
  const room = roomOf(rules, tools);
  const countTokens = (text: string): number => tools.model.countTokens(text);
  const { pieces, tooLong } = cutPieces(
    { file, entry, parsed, task, rules },
    { room: Math.floor(room * OWN_SHARE), countTokens },
  );
  const ties = await tiePieces(pieces, { ...tools, countTokens, room: Math.floor(room * BESIDE_SHARE) });
  return {
    pieces: pieces.map((piece, i) => ({ ...piece, ...ties[i]!, key: keyOf(piece, ties[i]!, tools) })),
    tooLong: tooLong.map(({ startLine, endLine }) => ({
      path: entry.path,
      why: { kind: 'notJudged', startLine, endLine, why: 'tooLong' },
    })),
  };
}

/** What a piece is known by: all that its prompt would say of it, who would read it, and by which rules. */
function keyOf(
  { file, text, rules }: Piece,
  { neighbours }: Pick<TiedPiece, 'neighbours'>,
  { hash, model }: JudgeTools,
): string {
  const beside = neighbours.map((one) => [one.path, one.text]);
  const told = rules.map(({ id, title, severity, looksFor, doesNotClaim }) => [
    ...[id, title, severity, looksFor, doesNotClaim],
  ]);
  const models = (['reader', 'author'] as const).map((role) => model.info(role)!.id);
  return hash.text(JSON.stringify([models, told, file.path, text, beside])).slice(0, 20);
}

/** Tokens that the lines of a prompt by these rules may take. */
function roomOf(rules: readonly Rule[], tools: JudgeTools): number {
  const empty = findPrompt({ rules, own: [], beside: [], fence: MEASURING_FENCE });
  const besideTokens = messageTokens(empty, (text) => tools.model.countTokens(text)) + BLOCK_TOKENS;
  return Math.max(0, windowFor(tools, 'reader') - replyTokens(tools, 'reader') - besideTokens);
}

/** What the block of neighbours and the ids of the lines to review take, at most, and a second request more than the first. */
const BLOCK_TOKENS = 400;

function packAgain(
  pieces: readonly TiedPiece[],
  packed: readonly (readonly string[])[],
  tools: JudgeTools,
): readonly Unit[] {
  const open = new Map(pieces.map((piece) => [piece.key, piece]));
  const again: Unit[] = [];
  for (const keys of packed) {
    const own = keys.flatMap((key) => open.get(key) ?? []);
    if (own.length === 0) continue;
    for (const { key } of own) open.delete(key);
    again.push(unitOf(own));
  }
  const isOpen = (piece: TiedPiece): boolean => open.get(piece.key) === piece;
  return [...again, ...packPieces(pieces.filter(isOpen), ({ rules }) => roomOf(rules, tools))];
}

async function sizeOf(unit: Unit, tools: JudgeTools): Promise<SizedUnit> {
  const shown: ShownUnit = await showUnit(unit, tools);
  const messages = findPrompt(promptOf(unit, shown, MEASURING_FENCE));
  return { unit, tokensIn: messageTokens(messages, (text) => tools.model.countTokens(text)) };
}

/** Findings that are expected in units: before anybody has read them, by their lines alone. */
function expectedFindings(units: readonly SizedUnit[]): number {
  const lines = units
    .flatMap(({ unit }) => unit.pieces)
    .reduce((sum, { startLine, endLine }) => sum + endLine - startLine + 1, 0);
  return Math.ceil(lines / LINES_PER_FINDING);
}

/**
 * What judging would take. What goes in to find is counted from the prompts themselves; what comes out, and the second
 * look, are expected from the number of lines, until the findings are there. Pure.
 */
export function estimateOf({ units, known, pieces }: Prepared, { model }: JudgeTools): ReviewEstimate {
  const findings = expectedFindings(units);
  const tokensIn = units.reduce((sum, one) => sum + one.tokensIn, 0);
  const batches = Math.min(findings, units.length);
  const mean = units.length === 0 ? 0 : tokensIn / units.length;
  const find = {
    ...{ stage: 'find' as const, calls: units.length, tokensIn },
    tokensOut: findings * FINDING_TOKENS + units.length * REPLY_BESIDE_TOKENS,
  };
  const refute = {
    ...{ stage: 'refute' as const, calls: batches, tokensIn: Math.ceil(batches * mean * REFUTE_SHARE) },
    tokensOut: findings * FINDING_TOKENS + batches * REPLY_BESIDE_TOKENS,
  };
  return {
    stages: [priced(find, model.info('reader')?.price), priced(refute, model.info('author')?.price)],
    ...{ pieces: pieces.length, known: known.size, findings },
  };
}

/** Share of the prompt of a unit that the second look at its findings takes. */
const REFUTE_SHARE = 0.5;

/** A stage with what it costs, where the model has a price. */
export function priced(stage: Omit<StageEstimate, 'cost'>, price: ModelPrice | undefined): StageEstimate {
  return price ? { ...stage, cost: costOf(stage, price) } : stage;
}
