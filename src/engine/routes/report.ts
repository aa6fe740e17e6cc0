import { replyDecoder } from '../answer/decoder.ts';
import { layoutText } from '../answer/layout/sections.ts';
import type { Reply, ReplyClaim } from '../answer/reply.ts';
import type { CallEvent, RunEvent } from '../events.ts';
import type { IndexView } from '../index/repository.ts';
import { type Model, messageTokens } from '../ports.ts';
import type { PromptBrief } from '../prompts/before/brief.ts';
import { MEASURING_FENCE } from '../prompts/passage.ts';
import { type SectionPrompt, sectionPrompt, sectionRepairPrompt } from '../prompts/report/section.ts';
import { architectureOf } from '../report/architecture/architecture.ts';
import { missedBy } from '../report/written/missed.ts';
import { outlineReport, type Section } from '../report/written/outline.ts';
import { sectionPassages } from '../report/written/passages.ts';
import { secretsIn } from '../run/answerStep.ts';
import { callWithRepair, endingNotices } from '../run/callModel.ts';
import type { AskSettings, Draft, RunContext } from '../run/context.ts';
import { mapParallel } from '../run/judge/parallel.ts';
import { passageRoom } from '../run/look.ts';
import type { Failure, Heading, NotRead, Passage, ReportWish, WrittenSection } from '../types.ts';
import type { Route } from './route.ts';

/** Sections under way at once. */
const PARALLEL = 4;
const PASSAGES = { plain: 12, deep: 30 } as const;
const PIECES = { plain: 2, deep: 6 } as const;
/** A section in depth may be so many times as long as another one. */
const DEEP_REPLY = 2;
/** Tokens that are kept free beside a prompt, for what a repair says. */
const SPARE = 60;

/** A section with all that is sent for it. */
interface SizedSection {
  readonly section: Section;
  readonly prompt: SectionPrompt;
  readonly leftOut: readonly NotRead[];
  readonly tokensIn: number;
  readonly maxOutputTokens: number;
}

/** What a report is made from. */
export interface ReportTools {
  readonly view: IndexView;
  readonly model: Model | undefined;
  readonly settings: AskSettings;
  readonly fence: string;
  /** Standing instructions of the repository. */
  readonly instructions: NonNullable<PromptBrief['instructions']>;
  read: RunContext['read'];
}

/**
 * The route of one report: its outline comes from the index, and each section is written from its own lines, side by side
 * under the budget of the run. A section that could not be written is a gap that is told; the others go on. Costs one
 * author call for each section, with one repair.
 * Source: writing by outline (methods D1, D2).
 */
export async function reportRoute(wish: ReportWish, tools: ReportTools): Promise<Route> {
  const facts = await architectureOf(tools.view, tools.read);
  const outline = outlineReport(wish.kind, facts, tools.view);
  const wanted = outline.filter(({ id }) => wish.section === undefined || id === wish.section);
  const sized: SizedSection[] = [];
  for (const section of tools.model?.info('author') ? wanted : []) {
    const offset = sized.reduce((sum, { prompt }) => sum + prompt.passages.length, 0);
    sized.push(await sizeSection(section, { wish, outline, offset }, tools));
  }
  return {
    name: 'report',
    offer({ author }) {
      if (!author) return { fits: false, reason: { kind: 'needsModel', of: [] } };
      if (wanted.length === 0)
        return { fits: false, reason: { kind: 'noSection', of: outline.map(({ id }) => id) } };
      const estimate = {
        calls: sized.length,
        tokensIn: sized.reduce((sum, { tokensIn }) => sum + tokensIn, 0),
        tokensOut: sized.reduce((sum, { maxOutputTokens }) => sum + maxOutputTokens, 0),
      };
      return {
        fits: true,
        reason: { kind: 'inSections', of: [String(sized.length)] },
        estimate,
        rule: 'ask',
      };
    },
    async *run(context) {
      yield { type: 'passages', passages: sized.flatMap(({ prompt }) => prompt.passages) };
      const ends = yield* writeAll(sized, context);
      return draftOf(sized, ends, context, (sections) => ({
        ...{ kind: wish.kind, sections },
        missed: (cited) => missedBy(cited, facts, tools.view),
      }));
    },
  };
}

/** The lines of a section, and what its prompt takes. Ids of passages are those of no other section. */
async function sizeSection(
  section: Section,
  {
    wish,
    outline,
    offset,
  }: { readonly wish: ReportWish; readonly outline: readonly Section[]; readonly offset: number },
  { view, model, settings, fence, instructions, read }: ReportTools,
): Promise<SizedSection> {
  const isDeep = wish.section !== undefined;
  const countTokens = (text: string): number => model!.countTokens(text);
  const maxOutputTokens = settings.maxOutputTokens * (isDeep ? DEEP_REPLY : 1);
  const told = {
    kind: wish.kind,
    outline: outline.map((one) => titleOf(one, wish)),
    ...{ isDeep, instructions },
    facts: section.facts,
  };
  const bare = { ...told, title: titleOf(section, wish), passages: [], fence: MEASURING_FENCE };
  const beside = maxOutputTokens + messageTokens(sectionPrompt(bare), countTokens) + SPARE;
  const wished = settings.passageTokens * (isDeep ? settings.widerFactor : 1);
  const depth = isDeep ? 'deep' : 'plain';
  const { passages, leftOut } = await sectionPassages(
    section,
    view,
    {
      budgetTokens: passageRoom(wished, model?.info('author'), beside),
      ...{ maxPassages: PASSAGES[depth], pieces: PIECES[depth] },
    },
    { read, countTokens },
  );
  const prompt = {
    ...bare,
    fence,
    passages: passages.map((one, i) => ({ ...one, id: `p${offset + i + 1}` })),
  };
  const tokensIn = messageTokens(sectionPrompt(prompt), countTokens);
  return { section, prompt, leftOut, tokensIn, maxOutputTokens };
}

const titleOf = ({ kind, of = '' }: Section, { titles }: ReportWish): string =>
  (titles[kind] ?? kind).replaceAll('{0}', () => of);

/** How one section ended. */
interface SectionEnd {
  readonly reply?: Reply;
  readonly why?: NonNullable<WrittenSection['why']>;
  readonly failure?: Failure;
}

/** Writes all sections side by side. Shows what is written, in the order of the outline. */
async function* writeAll(
  sized: readonly SizedSection[],
  context: RunContext,
): AsyncGenerator<RunEvent, readonly (SectionEnd | undefined)[]> {
  const { journal, signal, budget } = context;
  yield journal.begin('sections', { kind: 'reportSections' }, sized.length);
  const written: (SectionEnd | undefined)[] = [];
  let failure: Failure | undefined;
  let done = 0;
  const hasRoom = ({ tokensIn, maxOutputTokens }: SizedSection): boolean =>
    tokensIn + maxOutputTokens <= budget.left();
  const options = { limit: PARALLEL, signal, hasRoom };
  const ends = yield* mapParallel<SizedSection, SectionEnd>(sized, options, async function* (one, i) {
    // A model that cannot be asked is not asked again.
    if (failure) return { why: 'failed' as const };
    const end = yield* writeSection(one, context);
    if (end.why === 'failed') failure ??= end.failure;
    written[i] = end;
    yield journal.advance('sections', ++done);
    yield {
      type: 'text',
      text: layoutText(laidOut(sized, written).claims, laidOut(sized, written).headings),
    };
    return end;
  });
  yield journal.end('sections', ends.every((end) => end?.reply) ? 'done' : 'failed');
  return ends;
}

async function* writeSection(
  { prompt, maxOutputTokens }: SizedSection,
  context: RunContext,
): AsyncGenerator<CallEvent, SectionEnd> {
  const calls = callWithRepair(
    context,
    { messages: sectionPrompt(prompt), repair: (problem) => sectionRepairPrompt(prompt, problem) },
    {
      decoder: replyDecoder,
      request: { role: 'author', maxOutputTokens },
      secrets: secretsIn(prompt.passages),
    },
  );
  const result = yield* withoutText(calls);
  if (result.type === 'refused') return { why: result.notice.kind === 'overBudget' ? 'budget' : 'tooLong' };
  if (result.type === 'done') {
    context.notices.push(...endingNotices(result.ending));
    if (result.value.capped) context.notices.push({ kind: 'replyCapped', ...result.value.capped });
    return { reply: result.value };
  }
  // What is whole of a section that broke off is kept, and the section counts as lost all the same.
  const { salvaged } = result;
  const kept = salvaged?.answerable ? { reply: salvaged } : {};
  if (result.type === 'aborted') return { ...kept, why: 'stopped' };
  const { failure } = result;
  return { ...kept, failure, why: failure.kind === 'badResponse' ? 'badReply' : 'failed' };
}

/** The events of calls without the words of one section, which would stand beside those of others. */
async function* withoutText<T>(calls: AsyncGenerator<CallEvent, T>): AsyncGenerator<CallEvent, T> {
  try {
    for (;;) {
      const step = await calls.next();
      if (step.done) return step.value;
      if (step.value.type !== 'text') yield step.value;
    }
  } finally {
    await calls.return(undefined as never);
  }
}

interface LaidOut {
  readonly claims: readonly ReplyClaim[];
  readonly headings: readonly Heading[];
  readonly sections: readonly WrittenSection[];
}

/** The sections one after another, each with its heading; one without a claim has none. */
function laidOut(sized: readonly SizedSection[], ends: readonly (SectionEnd | undefined)[]): LaidOut {
  const claims: ReplyClaim[] = [];
  const headings: Heading[] = [];
  const sections: WrittenSection[] = [];
  for (const [i, { section, prompt }] of sized.entries()) {
    const { reply, why = ends[i] ? undefined : ('stopped' as const) } = ends[i] ?? {};
    const first = claims.length;
    const said = reply?.answerable ? reply.claims : [];
    if (said.length > 0) headings.push({ text: prompt.title, level: 1, before: first });
    for (const { text, level, before } of prompt.isDeep && said.length > 0 ? reply!.headings : [])
      headings.push({ text, level: Math.min(3, level + 1), before: first + before });
    claims.push(...said);
    const { id, kind, of } = section;
    sections.push({
      ...{ id, kind, ...(of === undefined ? {} : { of }), title: prompt.title },
      state: why ? 'lost' : said.length > 0 ? 'written' : 'declined',
      ...(why ? { why } : {}),
      ...{ first, claims: said.length },
    });
  }
  return { claims, headings, sections };
}

function draftOf(
  sized: readonly SizedSection[],
  ends: readonly (SectionEnd | undefined)[],
  { signal }: RunContext,
  reportOf: (sections: readonly WrittenSection[]) => NonNullable<Draft['report']>,
): Draft {
  const { claims, headings, sections } = laidOut(sized, ends);
  const passages: Passage[] = sized.flatMap(({ prompt }) => prompt.passages);
  const isWhole = sections.every(({ state }) => state === 'written');
  const failure = ends.find((end) => end?.failure)?.failure;
  return {
    ...{ made: 'model', claims, headings, passages, missing: [] },
    leftOut: sized.flatMap(({ leftOut }) => leftOut),
    read: [...new Set(passages.map(({ path }) => path))],
    status: signal.aborted ? 'stopped' : isWhole ? 'complete' : 'partial',
    report: reportOf(sections),
    // What broke off one section of several is told by that section.
    ...(failure && claims.length === 0 ? { failure } : {}),
  };
}
