/** The manual page of the program in the language of `man`, from the commands, options and help themselves. */
import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';

/** Columns of texts that keep their lines: a page has an indent on both sides. */
export const MAN_COLUMNS = 66;

const TAIL = `.SH EXIT STATUS
0 done, 1 nothing found or not applied, 2 wrong usage or configuration, 3 the model failed, 4 the folder or its index
failed, 130 interrupted. Reviews have codes of their own.
.SH ENVIRONMENT
.TP
.B SIGHTLINE_BASE_URL, SIGHTLINE_MODEL, SIGHTLINE_API_KEY
the endpoint that answers; a key alone sends nothing
.TP
.B PAGER
shows what is longer than the screen (less); empty or cat: nothing does
.TP
.B NO_COLOR
no colours
.TP
.B COLUMNS
the width where no terminal says one
.SH FILES
The index is kept in the cache directory, runs and notes in the state directory (XDG_CACHE_HOME, XDG_STATE_HOME);
settings of the user in config.json in the configuration directory (XDG_CONFIG_HOME).
`;

/** The page, section 1. Its lines are the same on every machine. */
export function manPage(program: Command): string {
  const all = program.commands.flatMap((command) => [command, ...command.commands]);
  const head = `.TH SIGHTLINE 1 "" "sightline ${program.version() ?? ''}" "User Commands"
.SH NAME
sightline \\- answers about a whole repository, with checked citations
.SH SYNOPSIS
.B sightline
.I command
[arguments] [options]
.SH DESCRIPTION
${roff(program.description())}
.SH COMMANDS
`;
  return `${head}${all.map((command) => section(program, command)).join('')}${TAIL}`;
}

function section(program: Command, command: Command): string {
  const group = command.parent && command.parent !== program ? `${command.parent.name()} ` : '';
  const usage = `${group}${command.name()} ${command.usage()}`.replace(/ ?\[command\]/, '').trim();
  const options = command.options.map(
    (option) => `.TP\n.B ${roff(option.flags)}\n${roff(option.description)}\n`,
  );
  return `.SS ${roff(usage)}\n${roff(command.description())}\n${options.join('')}${more(command)}`;
}

/** What the help says behind the options, as it stands. */
function more(command: Command): string {
  const parts: string[] = [];
  // A command is an emitter too, which its types do not say.
  (command as unknown as EventEmitter).emit('afterHelp', {
    error: false,
    command,
    write: (text: string) => parts.push(text),
  });
  const text = parts.join('').trim();
  return text === '' ? '' : `.PP\n.nf\n${text.split('\n').map(roff).join('\n')}\n.fi\n`;
}

const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
