/**
 * Schemas of everything between the sidebar page and the extension host: one union of messages for each direction, and
 * the conversations that the host keeps. Texts of the page are bounded and its paths stay inside a folder, because a
 * page that shows a model's words is the less trusted side.
 */
import * as z from 'zod';
import { citation } from './cited.ts';
import { answer, claim, indexStatus, numberedEvent, passage, step, usage } from './data.ts';
import type { Plain } from './equal.ts';
import { failure, notice } from './failures.ts';
import { estimate, route, routeName } from './route.ts';
import { choice, decision, runList, spendingTotals } from './runs.ts';

export const MAX_QUESTION_CHARS = 50_000;
const MAX_COPY_CHARS = 20_000_000;
export const MAX_MENTIONS = 100;

const text = z.string();
const count = z.number().int().min(0);
const line = z.number().int().min(1);
const shortText = text.min(1).max(1_000);
const id = text.min(1).max(200);
const question = text.max(MAX_QUESTION_CHARS);
const root = text.max(1_000).exactOptional();

/** A POSIX path relative to its folder, with no way out of it. */
const path = text
  .min(1)
  .max(4_096)
  .refine((value) => !/^[/\\]|^[A-Za-z]:|\0/.test(value) && !value.split(/[/\\]/).includes('..'), {
    error: 'is not a path inside the folder',
  });

/** Something a question names: it is searched first, and shown as a chip. */
const mention = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path, root }),
  z.strictObject({ kind: z.literal('folder'), path, root }),
  z.strictObject({ kind: z.literal('symbol'), name: shortText, path: path.exactOptional(), root }),
  z.strictObject({ kind: z.literal('selection'), path, root, startLine: line, endLine: line }),
]);

const mentions = z.array(mention).max(MAX_MENTIONS);

/** What went wrong: a failure of the engine, which the page puts into words, or a sentence of the extension host. */
const trouble = z.union([
  z.object({ failure }),
  /** `kind` says what can be done about it. */
  z.object({ kind: text, message: text }),
]);

/** What is known of a run before its answer: enough to draw it again after the page was closed. */
const progress = z.object({
  /** Number of the last event that is part of this. */
  seq: z.number().int().min(-1),
  phase: z.enum(['starting', 'searching', 'routed', 'calling', 'writing', 'widening', 'retrying', 'ended']),
  terms: z.array(text),
  passages: z.array(passage),
  route: route.exactOptional(),
  text,
  call: count,
  tokensIn: count,
  retry: z.object({ afterMs: z.number().min(0), reason: failure }).exactOptional(),
  missing: z.array(text),
  /** The question before, which is searched as well. */
  followUp: text.exactOptional(),
  /** In the order in which they began. */
  steps: z.array(step),
  usage: usage.exactOptional(),
  budgetTokens: z.number().exactOptional(),
  /** Of a text that is read in parts: how each of them stands. */
  segments: z.array(z.enum(['waiting', 'reading', 'read', 'lost'])).exactOptional(),
  /** Claims that readers proved so far, oldest first. */
  proved: z.array(claim).default([]),
  /** What the run waits for a person to say. */
  asked: decision.exactOptional(),
});

/** One question of a conversation. `running` becomes exactly one of the other three. */
const turn = z.object({
  runId: text,
  question: text,
  mentions: z.array(mention),
  askedAtMs: z.number(),
  status: z.enum(['running', 'done', 'failed', 'stopped']),
  answer: answer.exactOptional(),
  error: trouble.exactOptional(),
  progress,
});

export const conversation = z.object({
  id: text,
  /** Its first question. */
  title: text,
  /** What a person called it. */
  name: text.exactOptional(),
  createdAtMs: z.number(),
  turns: z.array(turn),
});

const conversationSummary = z.object({
  id: text,
  title: text,
  createdAtMs: z.number(),
  updatedAtMs: z.number(),
  turns: count,
});

/** A question that waits until the answer before it is made. */
const waiting = z.object({ id: text, question: text });

const spending = z.object({ conversation: usage, day: usage, month: usage });

export const draft = z.object({ text, mentions: z.array(mention) });

/** Everything the page shows, sent on `ready` and whenever more than a run changed. */
const pageState = z.object({
  conversations: z.array(conversationSummary),
  /** So many are kept; the oldest goes when one more begins. */
  maxConversations: z.number().int().min(1),
  /** Null before the first question. */
  conversation: conversation.nullable(),
  /** Of that conversation, the next one first. */
  waiting: z.array(waiting).default([]),
  draft,
  /** Earlier questions, oldest first. */
  history: z.array(text),
  index: indexStatus,
  engine: z.object({ state: z.enum(['starting', 'ready', 'down']), message: text.exactOptional() }),
  /** Null: none is set, answers are passages. `detail` is where questions go, for example the host. */
  model: z.object({ label: text, detail: text }).nullable(),
  isTrusted: z.boolean(),
  /** Example questions made from this repository. */
  suggestions: z.array(text),
  /** Questions to begin with; `…` is to be filled in. */
  recipes: z.array(text),
  spending,
  /** Shown after amounts of money; the price table's currency. */
  currency: text.exactOptional(),
  /** Translations that replace the page's own strings, by key. */
  strings: z.record(text, text),
});

/** What a question would send first, and what it would read for it. */
const preview = z.object({
  /** How it would be answered, with the reason and the estimate. */
  route,
  /** The first request, after the secrets filter. Absent: nothing would leave this computer. */
  request: z.object({ model: text, host: text, tokens: count, redactions: count }).exactOptional(),
  passages: z.array(passage),
  notices: z.array(notice),
});

/** Something to name; or what is written in the place of the last characters of a query. */
const completionItem = z.union([
  /** `isOpen`: the file in the editor. */
  z.object({ mention, label: text, detail: text, isOpen: z.literal(true).optional() }),
  z.object({ write: text, replaces: count, label: text, detail: text }),
  /** A command of the palette, by its id. */
  z.object({ command: text, label: text, detail: text }),
]);

const command = z.enum(['chooseModel', 'setKey', 'showLogs', 'manageTrust', 'rebuildIndex', 'indexStatus']);

/** From the extension host to the page. */
const toPage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), state: pageState }),
  /** A turn began or was replaced as a whole, for example when its engine died. */
  z.object({ type: z.literal('turn'), conversation: conversationSummary, turn }),
  z.object({ type: z.literal('event'), event: numberedEvent }),
  z.object({ type: z.literal('indexStatus'), status: indexStatus }),
  z.object({ type: z.literal('spending'), spending }),
  z.object({ type: z.literal('waiting'), waiting: z.array(waiting) }),
  z.object({
    type: z.literal('completions'),
    requestId: count,
    items: z.array(completionItem),
    /** How many there are in all, those not sent counted in. */
    total: count,
  }),
  /** New states after a file changed: the citation at `index` of a claim of the run's answer, or that of a row of its table. */
  z.object({
    type: z.literal('citations'),
    runId: text,
    citations: z.array(
      z.union([z.object({ claim: count, index: count, citation }), z.object({ row: count, citation })]),
    ),
  }),
  z.object({ type: z.literal('engineDown'), message: text, retry: z.boolean() }),
  z.object({
    type: z.literal('previewResult'),
    requestId: count,
    /** Absent when it could not be made; then `error` says why. */
    preview: preview.exactOptional(),
    error: trouble.exactOptional(),
  }),
  z.object({
    type: z.literal('measured'),
    requestId: count,
    /** The first request of what stands in the box, and the model's window. Null: nothing would be sent; absent: not known. */
    size: z.object({ tokens: count, window: count, estimate }).nullable().exactOptional(),
  }),
  z.object({ type: z.literal('insertMention'), mention }),
  /** Puts the cursor into the question box, with a question when one is given. `isBack`: where it was, if it still is. */
  z.object({
    type: z.literal('focus'),
    question: text.exactOptional(),
    isBack: z.literal(true).exactOptional(),
  }),
  /** What stands in the question box from now on. */
  z.object({ type: z.literal('draft'), draft }),
  /** The runs on disk and what was spent, as of now. Sent when the page asks for them and after a change. */
  z.object({ type: z.literal('runs'), list: runList, totals: spendingTotals }),
  /** Opens the list of runs. */
  z.object({ type: z.literal('showRuns') }),
  /** A request of the page could not be done. Every refused message is answered by one. */
  z.object({ type: z.literal('trouble'), trouble }),
]);

/** How a question is asked: by the route that a person takes, on all that may be read instead of what ranks best. */
const how = { route: routeName.exactOptional(), everything: z.literal(true).exactOptional() };

/** From the page to the extension host. Unknown keys are refused. */
const fromPage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  /** The page has the focus no longer. */
  z.strictObject({ type: z.literal('left') }),
  z.strictObject({
    type: z.literal('ask'),
    question: question.min(1),
    mentions,
    /** Absent: a new conversation. */
    conversationId: id.exactOptional(),
    /** The run of the last question, which this one takes the place of. */
    replaces: id.exactOptional(),
    ...how,
  }),
  z.strictObject({ type: z.literal('stop'), runId: id }),
  /** Answers what a run asked. */
  z.strictObject({ type: z.literal('decide'), runId: id, choice }),
  /** By another route, on everything, or without the conversation before it. A run under way is stopped first. */
  z.strictObject({
    type: z.literal('askAgain'),
    runId: id,
    ...how,
    alone: z.literal(true).exactOptional(),
  }),
  /** Shows lines in an editor. With the quote and the hash it held, the host can follow text that moved. */
  z.strictObject({
    type: z.literal('open'),
    path,
    root,
    startLine: line,
    endLine: count,
    quote: text.max(2_000_000).exactOptional(),
    hash: text.max(200).exactOptional(),
  }),
  z.strictObject({ type: z.literal('copy'), text: text.max(MAX_COPY_CHARS) }),
  /** Lays a patch out that stands in an answer. */
  z.strictObject({ type: z.literal('applyPatch'), text: text.max(MAX_COPY_CHARS) }),
  /** Has a failure repaired that was typed or pasted. */
  z.strictObject({ type: z.literal('fix'), text: question.min(1) }),
  /** Has what an answer tells of repaired, in the lines that it cites. */
  z.strictObject({ type: z.literal('fixThis'), runId: id }),
  z.strictObject({ type: z.literal('newConversation') }),
  z.strictObject({ type: z.literal('openConversation'), id }),
  z.strictObject({ type: z.literal('deleteConversation'), id }),
  z.strictObject({ type: z.literal('renameConversation'), id, name: text.max(200) }),
  /** A question that waits is not asked. */
  z.strictObject({ type: z.literal('dropWaiting'), id }),
  z.strictObject({ type: z.literal('exportConversation'), id }),
  /** Saves the table of an answer, at a place that the person chooses. */
  z.strictObject({ type: z.literal('exportTable'), runId: id }),
  z.strictObject({
    type: z.literal('complete'),
    requestId: count,
    /** `any`: no kind was written yet. `query`: the prefix is the beginning of a query. `command`: what is behind a slash. */
    kind: z.enum(['any', 'file', 'folder', 'symbol', 'selection', 'query', 'command']),
    prefix: text.max(1_000),
  }),
  z.strictObject({ type: z.literal('preview'), requestId: count, question: question.min(1), mentions }),
  /** Answered by `measured`, unless another comes first. */
  z.strictObject({ type: z.literal('measure'), requestId: count, question: question.min(1), mentions }),
  /** Runs a command that was offered behind a slash. */
  z.strictObject({ type: z.literal('slash'), command: shortText }),
  /** Puts code into the editor, where the cursor is. */
  z.strictObject({ type: z.literal('insertCode'), text: text.max(MAX_COPY_CHARS) }),
  /** Starts a dead engine again. */
  z.strictObject({ type: z.literal('retry') }),
  /** Keeps the proved claims of an answer as a note. */
  z.strictObject({ type: z.literal('saveNote'), runId: id }),
  /** Answered by `runs`. */
  z.strictObject({ type: z.literal('listRuns') }),
  /** Shows a run where it was asked, or in a conversation of its own when it was asked elsewhere. */
  z.strictObject({ type: z.literal('openRun'), runId: id }),
  /** Goes on with a run where it was. */
  z.strictObject({ type: z.literal('resumeRun'), runId: id }),
  /** Removes a run from the disk; without a name all that are not under way. */
  z.strictObject({ type: z.literal('deleteRuns'), runId: id.exactOptional() }),
  z.strictObject({ type: z.literal('runCommand'), command }),
  z.strictObject({ type: z.literal('draft'), text: text.max(MAX_QUESTION_CHARS * 4), mentions }),
  z.strictObject({ type: z.literal('dropped'), uris: z.array(text.min(1).max(8_192)).max(MAX_MENTIONS) }),
  /** Where is this used: the host shows uses with counts from the index. */
  z.strictObject({ type: z.literal('symbolUse'), name: shortText }),
]);

export type Mention = Plain<z.infer<typeof mention>>;
export type Trouble = Plain<z.infer<typeof trouble>>;
export type Progress = Plain<z.infer<typeof progress>>;
export type Turn = Plain<z.infer<typeof turn>>;
export type Conversation = Plain<z.infer<typeof conversation>>;
export type ConversationSummary = Plain<z.infer<typeof conversationSummary>>;
export type Spending = Plain<z.infer<typeof spending>>;
export type Draft = Plain<z.infer<typeof draft>>;
export type Preview = Plain<z.infer<typeof preview>>;
export type PageState = Plain<z.infer<typeof pageState>>;
export type CompletionItem = Plain<z.infer<typeof completionItem>>;
export type PageCommand = Plain<z.infer<typeof command>>;
export type ToPage = Plain<z.infer<typeof toPage>>;
export type FromPage = Plain<z.infer<typeof fromPage>>;

export type ParsedMessage<T> =
  | { readonly ok: true; readonly message: T }
  /** `field` names the place in the message, for example `mentions.0.path`; empty for the message itself. */
  | { readonly ok: false; readonly field: string; readonly problem: string };

/** Checks a message for the page. */
export function parseToPage(value: unknown): ParsedMessage<ToPage> {
  return parse(toPage, value);
}

/** Checks a message from the page. */
export function parseFromPage(value: unknown): ParsedMessage<FromPage> {
  return parse(fromPage, value);
}

function parse<T>(schema: z.ZodType<T>, value: unknown): ParsedMessage<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    ok: false,
    field: issue?.path.map(String).join('.') ?? '',
    problem: issue?.message ?? 'has another shape',
  };
}
