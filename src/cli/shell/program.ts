/** What the command line understands: its commands, options and help. */
import { openSync } from 'node:fs';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { askCommand } from '../ask.ts';
import { auditCommand } from '../audit.ts';
import {
  clearCommand,
  indexCommand,
  outlineCommand,
  rankCommand,
  searchCommand,
  statusCommand,
  symbolCommand,
  usesCommand,
} from '../commands.ts';
import { FIND_HELP, findCommand } from '../find.ts';
import { measureCommand, modelsCommand } from '../models/models.ts';
import { namesCommand } from '../models/names.ts';
import { deleteNotesCommand, editNoteCommand, notesCommand, saveNoteCommand } from '../notes/notes.ts';
import { fixCommand } from '../patch/fix.ts';
import { moveCommand } from '../patch/move.ts';
import { applyCommand, patchesCommand, undoCommand } from '../patch/patches.ts';
import { reportCommand } from '../report/report.ts';
import { dismissCommand } from '../review/dismiss.ts';
import { mergeCommand } from '../review/merge.ts';
import { REVIEW_HELP, reviewCommand } from '../review/review.ts';
import { deleteRunsCommand, resumeRunCommand, runsCommand, showRunCommand } from '../runs.ts';
import { CliError, type CommonOptions, EXIT, VERSION } from '../session.ts';
import { createTerminal, shown, type Terminal } from '../terminal.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { helpText } from './help.ts';
import { MAN_COLUMNS, manPage } from './manPage.ts';

type Run = (
  context: { options: CommonOptions & Record<string, unknown>; terminal: Terminal; signal: AbortSignal },
  ...args: string[]
) => Promise<number>;

/**
 * The command line as data and actions. `signal` is aborted when the user interrupts; `width` is that of
 * help texts. Parsing never ends the process:
 * a wrong usage throws commander's error.
 */
export function createProgram(signal: AbortSignal, width = process.stdout.columns): Command {
  const add = adderOf(signal, width);
  const sightline = new Command('sightline')
    .description('Ask questions about a whole repository. Every citation is checked against the files.')
    .version(VERSION)
    .showHelpAfterError('(add --help for the options and an example)')
    // Options behind a subcommand are its own.
    .enablePositionalOptions()
    .exitOverride();
  add(sightline, indexCommand, {
    usage: 'index',
    description: 'read the folder and bring the index up to date',
    example: 'sightline index --root ~/src/project',
  });
  add(sightline, statusCommand, {
    pages: true,
    usage: 'status',
    description: 'what the stored index holds, without reading the folder again',
    example: 'sightline status --json',
  });
  limit(
    add(sightline, searchCommand, {
      pages: true,
      usage: 'search <query>',
      description: 'ranked passages for words, names, paths or a stack trace',
      example: 'sightline search "where are sessions expired" --limit 5',
    }),
    10,
  );
  limit(
    add(sightline, rankCommand, {
      usage: 'rank',
      description: 'rank queries read as JSON lines {"id","query"} from standard input',
      example: 'echo \'{"id":1,"query":"parse headers"}\' | sightline rank',
    }),
    200,
  );
  addPlaces(sightline, add);
  addAsk(sightline, add);
  add(sightline, findCommand, {
    pages: true,
    usage: 'find <query>',
    description: 'all that fits a query: functions, classes, files, calls, lines; no model is asked',
    example: "sightline find 'kind:function params>3 !tested'",
  })
    .option('-n, --limit <count>', 'rows that are listed at most (default 1000); all are counted', whole)
    .option('--csv', 'print the rows as comma-separated values', false)
    .addHelpText('after', () => helpText(FIND_HELP, width));
  addReview(sightline, add);
  addRuns(sightline, add);
  addModels(sightline, add);
  addFix(sightline, add);
  addPatches(sightline, add);
  addNotes(sightline, add);
  addClear(sightline, add);
  addShell(sightline, signal);
  return sightline;
}

function addClear(sightline: Command, add: Add): void {
  add(sightline, clearCommand, {
    usage: 'clear',
    description: 'remove the stored index of this folder',
    example: 'sightline clear --all',
  })
    .option('--all', 'remove the indexes of all folders', false)
    .option('--state', 'also remove runs and notes', false);
}

/** Commands that read no folder. */
function addShell(sightline: Command, signal: AbortSignal): void {
  sightline
    .command('completion')
    .description('print the script with which a shell completes commands and options')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .addHelpText('after', '\nExample:\n  $ source <(sightline completion bash)')
    .action((shell: Shell) => void process.stdout.write(completionScript(sightline, shell)));
  sightline
    .command('manual')
    .description('print the manual page, in the language of man')
    .action(() => void process.stdout.write(manPage(createProgram(signal, MAN_COLUMNS))));
  sightline
    .command('version')
    .description('print the version')
    .action(() => void process.stdout.write(`${VERSION}\n`));
}

function addReview(sightline: Command, add: Add): void {
  const review = output(
    add(sightline, reviewCommand, {
      pages: true,
      usage: 'review [paths...]',
      description:
        'what rules find in the repository, in paths or in changes; a model is asked only with --judged',
      example: 'sightline review --changes main',
      codes: REVIEW_HELP,
    }),
  )
    .option('--changes <base>', 'review what differs from where this branch left BASE, and what it touches')
    .option('--staged', 'review what is staged, and what it touches', false)
    .option('--commit <commit>', 'review one commit, and what it touches')
    .option('--rules <list>', 'ids of rules and families, with commas (default: those that are on)')
    .option('--judged', 'run the rules that need a model as well; what that takes is told before', false)
    .option('--budget <tokens>', 'model tokens that judging may spend', whole)
    .option('--yes', 'agree to what judging may take, without being asked', false)
    .option('--resume [run]', 'go on with the last judged review that did not end, or with a run')
    .option('--dry-run', 'say what would be read and what judging would take, and review nothing', false)
    .option('--fix', 'put right what rules can without a model, as one change that "undo" takes back', false)
    .option('--patch <file>', 'write what rules can put right as a patch, and leave the files as they are')
    .option(
      '--shard <part>',
      'review one part of the files, as 1/4; "sightline merge" puts the parts together',
    );
  add(review, dismissCommand, {
    usage: 'dismiss <fingerprint>',
    description: 'do not show a finding again, for a reason that is kept in the baseline',
    example: 'sightline review dismiss 3f2a90b1c4 --reason false-positive',
    codes: '\nExit codes: 0 done, 3 error.',
  })
    .option('--reason <reason>', 'false-positive, wont-fix or later')
    .option('--note <text>', 'what else there is to say')
    .option('--baseline <file>', 'the baseline (default: .sightline/baseline.json)');
  output(
    add(sightline, mergeCommand, {
      pages: true,
      usage: 'merge <files...>',
      description: 'put the reports of shards together, or compare a report with a baseline',
      example: 'sightline merge part1.json part2.json --sarif review.sarif',
      codes: REVIEW_HELP,
    }),
  );
}

/** What reviews write, and when they fail. */
function output(command: Command): Command {
  return command
    .option('--sarif <file>', 'write the report as SARIF 2.1.0 ("-" prints it)')
    .option('--markdown <file>', 'write the report as Markdown ("-" prints it)')
    .option('--baseline <file>', 'what was known: a baseline or a report (default: .sightline/baseline.json)')
    .option('--write-baseline', 'write the baseline: all that is found now is known from then on', false)
    .option('--fail-on <severity>', 'error, warning, note or never (default: warning)')
    .option('--all', 'also show what is known or dismissed', false);
}

/** What the index tells of places and names, without a question. */
function addPlaces(sightline: Command, add: Add): void {
  add(sightline, outlineCommand, {
    pages: true,
    usage: 'outline [path]',
    description: 'the outline of a file, a folder or the repository',
    example: 'sightline outline src/server',
  });
  add(sightline, reportCommand, {
    pages: true,
    usage: 'report',
    description: 'how the repository is built: map, entry points, central modules, circles, hot spots',
    example: 'sightline report -o ARCHITECTURE.md',
  })
    .option('--markdown', 'as Markdown on a terminal too', false)
    .option(
      '--write <kind>',
      'let the model write "architecture" or "guide", section by section, each line proved',
    )
    .option('--section <id>', 'with --write: this section alone, in depth')
    .option('--missed [run]', 'what the last written report, or that of a run, does not speak of')
    .option('--budget <tokens>', 'model tokens that writing may spend', whole)
    .option('--yes', 'agree to what writing may take, without being asked', false)
    .option('--dry-run', 'with --write: say what it would take, and send nothing', false);
  add(sightline, symbolCommand, {
    pages: true,
    usage: 'symbol <name>',
    description: 'where a symbol is defined, who uses it and what it uses',
    example: 'sightline symbol Server.listen',
  });
  add(sightline, usesCommand, {
    pages: true,
    usage: 'uses <name>',
    description: 'where a name is used, with the lines of code, the surest first',
    example: 'sightline uses Server.listen',
  }).option('--all', 'also list guesses and lines that merely name it', false);
}

function addAsk(sightline: Command, add: Add): void {
  add(sightline, askCommand, {
    pages: true,
    usage: 'ask <question>',
    description: 'answer a question with checked citations ("-" reads it from standard input)',
    example: 'sightline ask "How are retries limited?"',
  })
    .option('--budget <tokens>', 'model tokens this question may spend', whole)
    .option('--route <name>', 'answer this way, not as chosen: best, all, parts, walk, passages or list')
    .option('--continue [run]', 'as a follow-up of the last question of this folder, or of a run')
    .option('--everything', 'read all that may be read, not the part that ranks best', false)
    .option('--investigate', 'search, read and revise over up to twelve turns, then answer', false)
    .option('--thorough', 'choose the passages that help, and read their files whole', false)
    .option('--double-check', 'ask up to three times in other orders and take the answer most alike', false)
    .option('--yes', 'agree to what a route may take, without being asked', false)
    .option('--json-stream', 'print each event of the run as one JSON line', false);
}

function addRuns(sightline: Command, add: Add): void {
  const runs = add(sightline, runsCommand, {
    pages: true,
    usage: 'runs',
    description: 'the runs of this folder that are kept: list, show, resume, delete',
    example: 'sightline runs --spending',
  })
    .option('--spending', 'what model calls have used, by day, month and model', false)
    .option('--declines', 'how often each model declined the first passages', false);
  add(runs, auditCommand, {
    usage: 'audit',
    description: 'ask answers from passages again with all of the context: how many differ',
    example: 'sightline runs audit --sample 3',
  })
    .option('--sample <count>', 'answers that are asked again (default 5)', whole)
    .option('--seed <number>', 'draws another sample of the same runs', whole)
    .option('--budget <tokens>', 'model tokens that all of them, and each, may take', whole)
    .option('--yes', 'agree to what it takes, without being asked', false);
  add(runs, showRunCommand, {
    pages: true,
    usage: 'show <id>',
    description: 'the calls of a run and its answer',
    example: 'sightline runs show 3f2a',
  });
  add(runs, resumeRunCommand, {
    pages: true,
    usage: 'resume <id>',
    description: 'go on with a run where it was: nothing that was answered is asked again',
    example: 'sightline runs resume 3f2a --budget 200000',
  })
    .option('--budget <tokens>', 'model tokens that all parts of the run may spend together', whole)
    .option('--yes', 'agree to what a route may take, without being asked', false)
    .option('--json-stream', 'print each event of the run as one JSON line', false);
  add(runs, deleteRunsCommand, {
    usage: 'delete [id]',
    description: 'remove a run',
    example: 'sightline runs delete --all',
  }).option('--all', 'remove all runs of this folder', false);
}

function addModels(sightline: Command, add: Add): void {
  const models = add(sightline, modelsCommand, {
    usage: 'models',
    description: 'the models that are set, and how long a text each reads well',
    example: 'sightline models',
  });
  add(models, namesCommand, {
    usage: 'names',
    description: 'the names that the endpoint lists; a model need not be set yet',
    example: 'SIGHTLINE_BASE_URL=http://localhost:11434/v1 sightline models names',
  }).option('--role <name>', 'author or reader (default: author)');
  add(models, measureCommand, {
    usage: 'measure',
    description: 'measure how long a text the model reads well; the cost is shown first',
    example: 'sightline models measure --role reader --up-to 64000',
  })
    .option('--role <name>', 'author or reader (default: author)')
    .option('--up-to <tokens>', 'the longest text that is tried (default 128000)', whole)
    .option('--yes', 'agree to what it may take, without being asked', false);
}

function addFix(sightline: Command, add: Add): void {
  add(sightline, fixCommand, {
    usage: 'fix [problem]',
    description: 'repair a problem: plan and patch are shown, and written only with --apply',
    example: 'npm test 2>&1 | sightline fix "make the tests pass" --stdin',
  })
    .option(
      '--file <place>',
      'look here instead: path, path:line or path:first-last; may be repeated',
      collect,
      [],
    )
    .option('--stdin', 'standard input belongs to the problem, for example the output of a test', false)
    .option('--apply', 'write the patch, without being asked', false)
    .option(
      '--check <argv>',
      'JSON list of a program and its arguments that must pass on the applied patch; may be repeated (default: "checks" of config.json)',
      collect,
    )
    .option('--candidates <n>', 'make up to three patches, and choose by checks, then by equal ones')
    .option('--no-check', 'run no check')
    .option('--no-baseline', 'do not run the check before the patch as well')
    .option('--keep', 'leave the patch as it is when the check fails', false)
    .option('--patch <file>', 'write the patch into a file that "git apply" takes')
    .option('--budget <tokens>', 'model tokens that all of it may take', whole)
    .option('--allow <path>', 'change this file although it is protected; may be repeated', collect, [])
    .option('--allow-errors', 'also a patch that adds syntax errors', false);
}

function addPatches(sightline: Command, add: Add): void {
  add(sightline, moveCommand, {
    usage: 'move <old> <new>',
    description: 'move a file, with the imports that can mean nothing else; no model is asked',
    example: 'sightline move src/price.ts src/money/price.ts --dry-run',
  })
    .option('--moved', 'the file or folder is at its new path already: only imports are written', false)
    .option('--dry-run', 'say what would be done, and write nothing', false)
    .option('--allow <path>', 'change this file although it is protected; may be repeated', collect, []);
  add(sightline, applyCommand, {
    usage: 'apply [file]',
    description: 'apply a patch as a whole, or not at all ("-" or nothing reads it from standard input)',
    example: 'git diff | sightline apply --root ../copy --dry-run',
  })
    .option('--dry-run', 'say what would be done, and write nothing', false)
    .option('--format <name>', 'diff, envelope, blocks, files or json (default: told by the content)')
    .option('--allow <path>', 'change this file although it is protected; may be repeated', collect, [])
    .option('--allow-errors', 'apply also what adds syntax errors', false);
  add(sightline, undoCommand, {
    usage: 'undo [id]',
    description: 'take a patch back, byte for byte (default: the newest one that stands)',
    example: 'sightline undo',
  })
    .option('--overwrite', 'take back also what was edited since', false)
    .option('--skip-edited', 'leave files that were edited since as they are', false);
  add(sightline, patchesCommand, {
    pages: true,
    usage: 'patches',
    description: 'the patches that were applied to this folder',
    example: 'sightline patches',
  });
}

const collect = (value: string, before: readonly string[] | false | undefined): string[] => [
  ...(before || []),
  value,
];

function addNotes(sightline: Command, add: Add): void {
  const notes = add(sightline, notesCommand, {
    pages: true,
    usage: 'notes [id]',
    description: 'what you kept of answers, checked against the files of now: list, save, edit, delete',
    example: 'sightline notes',
  });
  add(notes, saveNoteCommand, {
    usage: 'save <run>',
    description: 'keep the proved claims of the answer of a run',
    example: 'sightline notes save 3f2a90b1c4',
  });
  add(notes, editNoteCommand, {
    usage: 'edit <id> <question>',
    description: 'put other words in the place of its question: it is found by them',
    example: 'sightline notes edit 9c01 "How are retries limited?"',
  });
  add(notes, deleteNotesCommand, {
    usage: 'delete [id]',
    description: 'remove a note',
    example: 'sightline notes delete --all',
  }).option('--all', 'remove all notes of this folder', false);
}

interface Usage {
  readonly usage: string;
  readonly description: string;
  readonly example: string;
  /** Exit codes that are its own. */
  readonly codes?: string;
  /** What it prints is to be read: on a terminal that is too low for it, in a pager. */
  readonly pages?: boolean;
}

const EXIT_CODES =
  '\nExit codes: 0 done, 1 nothing found or not applied, 2 wrong usage or configuration, 3 the model failed, 4 the folder or its index failed, 130 interrupted.';

type Add = (parent: Command, run: Run, usage: Usage) => Command;

/** Adds a command with the options every command has. */
const adderOf =
  (signal: AbortSignal, width: number | undefined): Add =>
  (parent, run, { usage, description, example, codes = EXIT_CODES, pages = false }) => {
    const command = parent
      .command(usage)
      .description(description)
      .option('-C, --root <dir>', 'the folder to work on', '.')
      .option('--json', 'print one JSON document on one line', false)
      .option('-o, --output <file>', 'write the result into a file instead of standard output')
      .option('--no-color', 'no colours')
      .option('--width <columns>', 'cut what is shown to this width (default: that of the terminal)', whole)
      .option(
        '-j, --workers <count>',
        'parser workers (default: cores - 1, one more through a backlog)',
        whole,
      )
      .option('--verbose', 'say more on standard error', false)
      .addHelpText('after', () => helpText(`\nExample:\n  $ ${example}\n${codes}`, width));
    if (pages) command.option('--no-pager', 'print a result that is longer than the screen at once');
    command.action(async (...received: unknown[]) => {
      const args = received.slice(0, -2).flat() as string[];
      const options = command.opts<CommonOptions & Record<string, unknown>>();
      const terminal = createTerminal({
        color: options.color,
        quiet: options.json && !process.stderr.isTTY,
        ...(options.width ? { width: options.width } : {}),
        ...(options.output === undefined || options.output === '-'
          ? {}
          : { output: openOutput(options.output) }),
        ...(pages && options.pager !== false && !options.json && !options.jsonStream
          ? { pages: options.root }
          : {}),
      });
      try {
        process.exitCode = await run({ options, terminal, signal }, ...args);
      } finally {
        await terminal.close(signal);
      }
    });
    return command;
  };

/** Opens the file for results as a shell does. @throws CliError when it cannot be written */
function openOutput(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CliError(`${shown(path)} cannot be written (${shown(code)}).`, EXIT.usage);
  }
}

function limit(command: Command, preset: number): void {
  command.option('-n, --limit <count>', 'how many results at most', whole, preset);
}

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('give a whole number above 0');
  return value;
}
