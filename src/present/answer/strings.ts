/**
 * Every string of the page, by key. The host replaces any of them with a translation. `{name}` stands for a value;
 * keys that end in `One` and `Other` are the two forms of one counted phrase.
 */
import { type Say, sayFrom } from '../say.ts';

export const STRINGS = {
  title: 'Sightline',
  // Question box
  askLabel: 'Ask about this code',
  askPlaceholder: 'Ask about this code (@ for files, symbols)',
  askSearchPlaceholder: 'Search this code (@ for files, symbols)',
  send: 'Send (Enter)',
  stop: 'Stop (Escape)',
  addContext: 'Name a file, folder, symbol or the selection (or drop files here, with Shift held)',
  preview: 'Show what would be sent',
  previewTitle: 'What would be sent',
  previewAsk: 'Ask it',
  previewNothing: 'Nothing would be sent.',
  previewRequest: 'Would be sent to {host}, model {model}: {tokens}, {secrets}.',
  secretsOne: '1 secret replaced',
  secretsOther: '{n} secrets replaced',
  close: 'Close',
  removeMention: 'Remove {name}',
  mentions: 'Named in the question',
  tooLong: 'The question has {n} characters; at most {max} can be sent.',
  mentionsFull: 'At most {max} things can be named in a question; the rest was left out.',
  hiddenInQuestion: 'Hidden characters in the question ({n}): {names}',
  busy: 'An answer is being made. Stop it first, or wait.',
  stopAnswer: 'Stop it',
  noModel: 'No model',
  modelLabel: 'Model: {name}. Choose another',
  dropHint: 'Hold Shift while you drop: these files are then named in the question',
  dropNothing: 'Nothing in what was dropped can be named. Type @ to name a file.',
  // Completion
  completions: 'Things to name',
  completionsCountOne: '1 suggestion',
  completionsCountOther: '{n} suggestions',
  completionsShown: '{shown} of {n} shown; type more to narrow',
  completionsNone: 'Nothing has this name',
  kindFileWhat: 'any file',
  kindFolderWhat: 'any folder',
  kindSymbolWhat: 'any symbol',
  kindSelectionWhat: 'in the editor',
  // Conversations
  conversations: 'Conversations',
  newConversation: 'New conversation',
  untitled: 'New conversation',
  deleteConversation: 'Delete {title}',
  exportConversation: 'Export {title}',
  confirmDelete: 'Delete this conversation?',
  delete: 'Delete',
  keep: 'Keep',
  questionsOne: '1 question',
  questionsOther: '{n} questions',
  noConversations: 'No conversations yet.',
  conversationsKept:
    '{n} conversations are kept; the oldest is deleted when one more begins. Export what you need.',
  // Runs on the disk
  runs: 'Runs',
  runsBack: 'Back to the conversation',
  runsNone: 'No run is kept yet.',
  runsKept: 'Kept for {days} days, at most {size} MB of a folder; the oldest go first.',
  runsUnreadableOne: '1 run cannot be read.',
  runsUnreadableOther: '{n} runs cannot be read.',
  runsLoading: 'Reading the runs…',
  openRun: 'Show {question}',
  resumeRun: 'Go on where it stopped',
  deleteRun: 'Delete the run {question}',
  deleteAllRuns: 'Delete all runs',
  confirmDeleteRun: 'Delete this run?',
  confirmDeleteRuns: 'Delete all runs of these folders? Conversations stay.',
  runFromCli: 'command line',
  runLostLinesOne: '1 line of its record could not be read',
  runLostLinesOther: '{n} lines of its record could not be read',
  runTook: 'ended after {time}',
  spendingNone: 'Nothing was spent: no model was called.',
  spendDays: 'By day',
  spendMonths: 'By month',
  spendModels: 'By model',
  runsSayOne: '1 run',
  runsSayOther: '{n} runs',
  // Empty state and index
  emptyTitle: 'Ask about this code',
  emptyText: 'Every claim of an answer is checked against the lines it cites.',
  examples: 'Example questions',
  recipes: 'Begin with',
  indexHolds: '{files}, {lines}, {symbols}',
  filesOne: '1 file',
  filesOther: '{n} files',
  linesOne: '1 line',
  linesOther: '{n} lines',
  symbolsOne: '1 symbol',
  symbolsOther: '{n} symbols',
  indexingFiles: 'Indexing {root}: {done} of {total} files',
  indexWalking: 'Looking for files in {root}',
  indexWaiting: 'The index of {root} waits to start',
  indexFailed: 'The index of {root} failed: {problem}',
  indexUnavailable: '{root} cannot be indexed: {problem}',
  indexNoReason: 'no reason was given',
  indexDetails: 'Index status',
  indexSkippedOne: '1 file was not indexed',
  indexSkippedOther: '{n} files were not indexed',
  rebuildIndex: 'Rebuild index',
  indexEmpty: 'Nothing is indexed yet.',
  // Hints and trouble
  noModelHint:
    'No model is set: answers are the passages that fit best, each checked. Nothing is sent anywhere.',
  chooseModel: 'Choose model',
  restrictedTitle: 'Restricted Mode',
  restrictedText:
    'Questions are answered with verified passages. Nothing is sent to a model until you trust this folder.',
  manageTrust: 'Manage trust',
  engineDown: 'The engine stopped.',
  engineStarting: 'The engine is starting.',
  retry: 'Retry',
  setKey: 'Set key',
  showLogs: 'Show logs',
  dismiss: 'Dismiss',
  notFinished: 'The answer could not be finished',
  notDone: 'That could not be done',
  // A run
  answer: 'Answer',
  phaseStarting: 'Starting',
  phaseSearching: 'Searching the index for {terms}',
  phaseSearchingPlain: 'Searching the index',
  phaseAsked: 'Waiting for your decision',
  phaseRouted: 'Choosing passages',
  phaseCalling: 'Asking the model ({calls}, {tokens})',
  phaseWriting: 'Writing the answer',
  phaseWidening: 'Searching again, wider',
  phaseWideningFor: 'Searching again, wider, for {missing}',
  phaseRetrying: 'Trying again in {seconds}: {reason}',
  secondsOne: '1 second',
  secondsOther: '{n} seconds',
  followUpSearched: 'Searched together with your question before: “{question}”',
  searchAlone: 'Search alone',
  phaseReading: 'Reading part {n} of {total}',
  steps: 'Steps',
  stepRunning: 'under way',
  stepDone: 'done',
  stepFailed: 'failed',
  partsOne: '1 part',
  partsOther: '{n} parts',
  partsRead: '{read} of {total} read',
  partsReading: '{n} being read',
  partsLost: '{n} lost',
  partsWaiting: '{n} to come',
  provedSoFarOne: '1 claim proved so far',
  provedSoFarOther: '{n} claims proved so far',
  spentOf: '{spent} of {budget} of the budget',
  elapsed: 'for {time}',
  stopRun: 'Stop and keep what was found',
  draft: 'Draft',
  draftWhat: 'the best passages, while the rest is read; not checked',
  draftMore: 'and {n} more passages',
  unchecked: 'Not checked yet: claims are checked against the files when the answer is complete.',
  neverChecked: 'Not checked: the answer ended before its claims could be.',
  stopped: 'Stopped. What was found so far is kept.',
  partial: 'This answer is partial.',
  searched: 'Searched {where} for {terms}.',
  // Route and spending
  route: 'Route',
  routeBecause: '{reason}.',
  routeInTurn: '{price}, one after another.',
  tablePlace: 'Place',
  readEverything: 'Read everything ({price})',
  alternatives: 'Other routes',
  routesUnfit: 'Routes that do not fit',
  callsOne: '1 call',
  callsOther: '{n} calls',
  tokensOne: '1 token',
  tokensOther: '{n} tokens',
  tokensIn: '{n} tokens in',
  tokensOut: '{n} tokens out',
  cost: 'cost {amount}',
  usageNone: 'no model was called',
  spending: 'Spending',
  spendAnswer: 'This answer',
  spendConversation: 'Conversation',
  spendDay: 'Today',
  spendMonth: 'This month',
  // Claims
  claims: 'Claims',
  stateVerifiedWhat: 'the quoted lines stand there now',
  stateReanchoredWhat: 'the quoted lines moved; the link follows them',
  stateUnprovedWhat: 'nothing in the files was found that shows this',
  stateStaleWhat: 'the file changed since; the quoted lines are not there any more',
  openPlace: 'Open {place}, {state}',
  noEvidence: 'no evidence was given',
  moreLinesOne: '1 more line',
  moreLinesOther: '{n} more lines',
  // Passages, where no model answered
  passagesLabel: 'Passages, the best first',
  passagesOne: '1 passage',
  passagesOther: '{n} passages',
  hitCode: 'Code of {place}',
  hitFound: '{symbol} · {reason}',
  // A table, and the way of a walk
  table: 'Table',
  copyTable: 'Copy the table as Markdown',
  exportTable: 'Export as CSV',
  tableGroups: 'Groups',
  sortedUp: 'Sorted by {name}, ascending',
  sortedDown: 'Sorted by {name}, descending',
  trail: 'The way through the outline',
  stepsOne: '1 step',
  stepsOther: '{n} steps',
  // Long content
  showAllLines: 'Show all {n} lines',
  showAllText: 'Show all ({n} more characters)',
  showAllItems: 'Show all {n}',
  // Code
  copyCode: 'Copy code',
  openAtSource: 'Open at source ({place})',
  code: 'Code',
  image: 'image not loaded: {alt}',
  imageNoText: 'image not loaded',
  hiddenCountOne: '1 hidden character is shown as ⟨U+…⟩',
  hiddenCountOther: '{n} hidden characters are shown as ⟨U+…⟩',
  mixedScripts: 'Look-alike letters of another script: {words}',
  andMore: '{items} and {n} more',
  // Details
  coverageRead: 'Read {read} of {total}',
  coverageLimits: 'The question asks for {limits}',
  notRead: 'Not read',
  inspector: 'Passages in the prompt',
  inspectorUnsent: 'Passages found',
  promptOrder: 'In the order they were sent. Rank is how well each fits the question.',
  promptOrderPlanned: 'In the order they would be sent. Rank is how well each fits the question.',
  rank: 'rank {n}',
  whyRole: '{role} file',
  notice: 'Note',
  // After
  followUps: 'Ask next',
  askWhereUsed: 'Where is {name} used?',
  askExplain: 'What does {name} do?',
  askAgain: 'Ask again',
  copyMarkdown: 'Copy as Markdown',
  commit: 'At commit {commit}',
  // Announcements
  sayAsked: 'The run asks: {question}',
  sayParts: '{read} of {total} read, {claims}.',
  sayDone: 'Answer complete. {claims}: {states}.',
  sayPassages: 'Answer complete. {passages}.',
  sayNotFound: 'Nothing was found.',
  sayStopped: 'Stopped.',
  sayFailed: 'The answer failed: {message}',
  sayStale: 'Citations were checked again after a file changed.',
  sayCopied: 'Copied.',
  sayEngineDown: 'The engine stopped: {message}',
  claimsOne: '1 claim',
  claimsOther: '{n} claims',
} as const satisfies Readonly<Record<string, string>>;

export type StringKey = keyof typeof STRINGS;
type PluralKey = {
  [K in StringKey]: K extends `${infer P}One` ? (`${P}Other` extends StringKey ? P : never) : never;
}[StringKey];
type Values = Readonly<Record<string, string | number>>;

export interface Translate {
  (key: StringKey, values?: Values): string;
  /** The form of a counted phrase for `n`. */
  plural(key: PluralKey, n: number): string;
  /** Sentences that are worded in no room of the page's own. */
  readonly say: Say;
}

/** The page's strings with the host's replacements. An unknown or empty replacement is ignored. */
export function createTranslate(
  replacements: Readonly<Record<string, string>> = {},
  locale?: string,
): Translate {
  const numbers = new Intl.NumberFormat(locale);
  const t = (key: StringKey, values: Values = {}): string => {
    const own = Object.hasOwn(replacements, key) ? replacements[key] : undefined;
    return (own || STRINGS[key]).replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return whole;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
  return Object.assign(t, {
    plural: (key: PluralKey, n: number) => t(n === 1 ? `${key}One` : `${key}Other`, { n }),
    say: sayFrom(() => replacements, locale),
  });
}
