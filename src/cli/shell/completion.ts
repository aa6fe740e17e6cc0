/** Scripts that complete what is typed, made from the commands and options themselves. */
import type { Command, Option } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** Words that an option takes. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--role': ['author', 'reader'],
  '--fail-on': ['error', 'warning', 'note', 'never'],
  '--reason': ['false-positive', 'wont-fix', 'later'],
  '--format': ['diff', 'envelope', 'blocks', 'files', 'json'],
};

/** A command as completion sees it. */
interface Place {
  /** Its names from the program's on: empty, `runs`, `runs show`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly Option[];
  readonly commands: readonly Place[];
  /** What its first argument may be, where that is known. */
  readonly words: readonly string[];
}

/** The script of a shell, for the program as it is. */
export function completionScript(program: Command, shell: Shell): string {
  const places = flat(placeOf(program, ''));
  return { bash, zsh, fish, powershell }[shell](places);
}

function placeOf(command: Command, path: string): Place {
  const below = command.commands.map((one) => placeOf(one, `${path} ${one.name()}`.trim()));
  const words = command.registeredArguments[0]?.argChoices ?? [];
  return { path, description: command.description(), options: command.options, commands: below, words };
}

const flat = (place: Place): Place[] => [place, ...place.commands.flatMap(flat)];

const nameOf = ({ path }: Place): string => path.slice(path.lastIndexOf(' ') + 1);
const flagsOf = ({ short, long }: Option): string[] => [short, long].filter((flag) => flag !== undefined);
const takesPath = ({ flags }: Option): boolean => /<(?:dir|file|path|place)>/.test(flags);
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Flags of all commands whose option has a value of a sort, as the alternatives of a `case`. */
function flagsWhere(places: readonly Place[], fits: (option: Option) => boolean): string {
  const fitting = places.flatMap(({ options }) => options.filter(fits).flatMap(flagsOf));
  return [...new Set(fitting)].join('|');
}

/** The `case` arms of bash and zsh that follow the commands in front of the cursor. */
const arms = (places: readonly Place[], indent: string): string =>
  places
    .flatMap(({ path, commands }) =>
      commands.map((one) => `${indent}${quoted(`${path} ${nameOf(one)}`)}) at=${quoted(one.path)} ;;\n`),
    )
    .join('');

function bash(places: readonly Place[]): string {
  const values = Object.entries(VALUES).map(
    ([flag, words]) =>
      `    ${flag}) COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")); return ;;\n`,
  );
  const isFree = (option: Option): boolean =>
    option.required && !takesPath(option) && !VALUES[option.long ?? ''];
  const lists = places.map(({ path, options, commands, words }) => {
    const all = [...commands.map(nameOf), ...words, ...options.flatMap(flagsOf)];
    return `    ${quoted(path)}) words=${quoted(all.join(' '))} ;;\n`;
  });
  return `# sightline completion bash
_sightline() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
${arms(places, '      ')}    esac
  done
  COMPREPLY=()
  case "$prev" in
    ${flagsWhere(places, takesPath)}) return ;;
    ${flagsWhere(places, isFree)}) compopt +o default 2>/dev/null; return ;;
${values.join('')}  esac
  case "$at" in
${lists.join('')}  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _sightline sightline
`;
}

function zsh(places: readonly Place[]): string {
  const described = (name: string, text: string): string =>
    quoted(`${name.replaceAll(':', '\\:')}:${text.replaceAll(':', '\\:')}`);
  const values = Object.entries(VALUES).map(
    ([flag, words]) => `    ${flag}) compadd -- ${words.join(' ')}; return ;;\n`,
  );
  const lists = places.map(({ path, options, commands, words }) => {
    const below = [
      ...commands.map((one) => described(nameOf(one), one.description)),
      ...words.map((word) => described(word, '')),
    ];
    const flags = options.flatMap((option) =>
      flagsOf(option).map((flag) => described(flag, option.description)),
    );
    return `    ${quoted(path)})\n      commands=(${below.join(' ')})\n      options=(${flags.join(' ')}) ;;\n`;
  });
  return `#compdef sightline
_sightline() {
  local at='' i
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
${arms(places, '      ')}    esac
  done
  case "\${words[CURRENT-1]}" in
    ${flagsWhere(places, takesPath)}) _files; return ;;
${values.join('')}  esac
  case "$at" in
${lists.join('')}  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o 'option' options
  elif (( \${#commands} )); then
    _describe 'command' commands
  else
    _files
  fi
}
compdef _sightline sightline
`;
}

function fish(places: readonly Place[]): string {
  const rows = places.flatMap((place) => {
    const names = place.path.split(' ').filter((name) => name !== '');
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`);
    const none = place.commands.map(nameOf).join(' ');
    const here = [...seen, ...(none === '' ? [] : [`not __fish_seen_subcommand_from ${none}`])].join(
      '; and ',
    );
    const when = here === '' ? '' : ` -n ${quoted(here)}`;
    return [
      ...place.commands.map(
        (one) => `complete -c sightline -f${when} -a ${nameOf(one)} -d ${quoted(one.description)}`,
      ),
      ...place.words.map((word) => `complete -c sightline -f${when} -a ${word}`),
      ...place.options.map((option) => `complete -c sightline${when}${fishOption(option)}`),
    ];
  });
  return `# sightline completion fish\n${rows.join('\n')}\n`;
}

function fishOption(option: Option): string {
  const { short, long, required, description } = option;
  const values = VALUES[long ?? ''];
  const value = !required
    ? ''
    : values
      ? ` -x -a ${quoted(values.join(' '))}`
      : takesPath(option)
        ? ' -r'
        : ' -x';
  const names = [...(short ? [`-s ${short.slice(1)}`] : []), ...(long ? [`-l ${long.slice(2)}`] : [])];
  return ` ${names.join(' ')}${value} -d ${quoted(description)}`;
}

function powershell(places: readonly Place[]): string {
  const text = (one: string): string => `'${one.replaceAll("'", "''")}'`;
  const rows = places.map(({ path, options, commands, words }) => {
    const all = [...commands.map(nameOf), ...words, ...options.flatMap(flagsOf)];
    return `    ${text(path)} = @(${all.map(text).join(', ')})`;
  });
  const values = Object.entries(VALUES).map(
    ([flag, words]) => `    ${text(flag)} = @(${words.map(text).join(', ')})`,
  );
  return `# sightline completion powershell
Register-ArgumentCompleter -Native -CommandName sightline -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $places = @{
${rows.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $at = ''
  $previous = ''
  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $previous = $element.ToString()
    $next = "$at $previous".Trim()
    if ($places.ContainsKey($next)) { $at = $next }
  }
  $words = if ($values.ContainsKey($previous)) { $values[$previous] } else { $places[$at] }
  $words | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}
