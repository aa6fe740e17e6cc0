/** Linters of others, each run on files of a tree. None belongs to the product: whoever compares has them installed. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Place } from './compare.ts';

export interface SourceFile {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** What a linter says of the files of one tree. */
export interface LinterRun {
  readonly places: readonly Place[];
  /** Files that it could not read. */
  readonly unread: ReadonlySet<string>;
  /** Names that rules of ours give and this version does not know. */
  readonly unknown: readonly string[];
}

interface Task {
  /** Where the linter is: a folder that it was installed in, or a program. */
  readonly at: string;
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly names: readonly string[];
}

export interface Linter {
  readonly languages: readonly string[];
  /** Words that `like` begins with, and how the linter itself writes the name behind them. */
  readonly prefixes: Readonly<Record<string, (name: string) => string>>;
  readonly run: (task: Task) => Promise<LinterRun>;
}

const same = (name: string): string => name;

/** The linter's own name of a rule that `like` speaks of: `pyflakes IsLiteral (F632)` is `F632` for Ruff. */
export function nameIn(linter: Linter, like: string): string | undefined {
  const [, prefix = '', name = '', code] = /^(\S+) (\S+)(?: \((\w+)\))?$/.exec(like) ?? [];
  return Object.hasOwn(linter.prefixes, prefix) ? linter.prefixes[prefix]!(code ?? name) : undefined;
}

/** Runs a program without a shell. Linters end with a code of their own when they find something. */
function output(program: string, args: readonly string[], cwd: string): Promise<[string, string]> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, maxBuffer: 2 ** 29 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve([stdout, stderr]);
    });
  });
}

const BATCH = 200;

/** Runs a program on the files, some at a time, and reads what it printed. */
async function inBatches(
  { at, root, files }: Task,
  args: readonly string[],
  read: (stdout: string, stderr: string) => readonly Place[],
): Promise<Place[]> {
  const places: Place[] = [];
  for (let from = 0; from < files.length; from += BATCH) {
    const paths = files.slice(from, from + BATCH).map(({ path }) => path);
    places.push(...read(...(await output(at, [...args, ...paths], root))));
  }
  return places;
}

/** Sets findings that say that a file is no code aside. */
function withoutBroken(found: readonly Place[], broken: string, unknown: readonly string[] = []): LinterRun {
  const unread = new Set(found.flatMap(({ rule, path }) => (rule === broken ? [path] : [])));
  return { places: found.filter(({ rule }) => rule !== broken), unread, unknown };
}

/** Options without which the linter's rule asks for something else than ours. */
const ESLINT_OPTIONS: Readonly<Record<string, object>> = {
  'no-mixed-operators': { groups: [['&', '|', '^', '==', '!=', '===', '!==', '<', '<=', '>', '>=']] },
};
const ESLINT_PLUGINS: Readonly<Record<string, string>> = { sonarjs: 'eslint-plugin-sonarjs' };
const GLOBALS = { window: 'readonly', setTimeout: 'readonly', setInterval: 'readonly' };

interface EslintMessage {
  readonly ruleId: string | null;
  readonly message: string;
  readonly line: number;
  readonly fatal?: boolean;
}

interface EslintPlugin {
  readonly rules: Readonly<Record<string, unknown>>;
}

/** What is used of ESLint. */
interface Eslint {
  readonly Linter: new (options: {
    readonly configType: 'flat' | 'eslintrc';
  }) => {
    getRules(): ReadonlyMap<string, unknown>;
    verify(text: string, config: object, options: { readonly filename: string }): EslintMessage[];
  };
}

/** What is used of Ruff. */
interface Ruff {
  readonly Workspace: new (
    options: object,
    encoding: unknown,
  ) => {
    free(): void;
    check(
      text: string,
    ): { readonly code: string | null; readonly start_location: { readonly row: number } }[];
  };
  readonly PositionEncoding: { readonly Utf16: unknown };
}

/** Whether ESLint says that it did not look at a file. */
const isOutside = ({ ruleId, message }: EslintMessage): boolean =>
  ruleId === null && /^(?:No matching configuration|File ignored)/.test(message);

async function runEslint({ at, files, names }: Task): Promise<LinterRun> {
  const require = createRequire(join(at, 'package.json'));
  const load = async <T>(name: string): Promise<T> => {
    const loaded = await import(pathToFileURL(require.resolve(name)).href);
    return loaded.default ?? loaded;
  };
  const { Linter } = await load<Eslint>('eslint');
  const plugins: Record<string, EslintPlugin> = {};
  for (const [name, module] of Object.entries(ESLINT_PLUGINS))
    if (names.some((one) => one.startsWith(`${name}/`)))
      plugins[name] = await load<EslintPlugin>(module).catch(() => ({ rules: {} }));
  const typescript = files.some(({ language }) => language !== 'javascript')
    ? await load('@typescript-eslint/parser')
    : undefined;
  const core = new Linter({ configType: 'eslintrc' }).getRules();
  const isKnown = (name: string): boolean => {
    const [plugin, rule] = name.split('/');
    return rule === undefined ? core.has(name) : rule in (plugins[plugin!]?.rules ?? {});
  };
  const rules = Object.fromEntries(
    names.filter(isKnown).map((name) => [name, ['error', ...[ESLINT_OPTIONS[name] ?? []].flat()]]),
  );
  const linter = new Linter({ configType: 'flat' });
  const [places, unread]: [Place[], Set<string>] = [[], new Set()];
  for (const { path, language, text } of files) {
    // A script may be what no module may, and the other way round; either is right by its own reading.
    const parsers = language === 'javascript' ? [{}, {}] : [{ parser: typescript }];
    const verified = parsers.map((parser, index) =>
      linter.verify(
        text,
        {
          // A pattern that fits all would not count as one.
          files: [() => true],
          plugins,
          rules,
          languageOptions: {
            ...parser,
            ...{ globals: GLOBALS, sourceType: index === 0 ? 'module' : 'script' },
            parserOptions: { ecmaFeatures: { jsx: language !== 'typescript', globalReturn: true } },
          },
        },
        { filename: path },
      ),
    );
    const messages = verified.find((one) => !one.some(({ fatal }) => fatal));
    if (!messages || messages.some(isOutside)) unread.add(path);
    for (const { ruleId, line } of messages ?? [])
      if (ruleId !== null) places.push({ rule: ruleId, path, line });
  }
  return { places, unread, unknown: names.filter((name) => !isKnown(name)) };
}

async function runRuff({ at, files, names }: Task): Promise<LinterRun> {
  const require = createRequire(join(at, 'package.json'));
  const { Workspace, PositionEncoding }: Ruff = require('@astral-sh/ruff-wasm-nodejs');
  const open = (select: readonly string[]): InstanceType<Ruff['Workspace']> =>
    new Workspace({ lint: { select } }, PositionEncoding.Utf16);
  const isKnown = (name: string): boolean => {
    try {
      open([name]).free();
      return true;
    } catch {
      return false;
    }
  };
  const known = names.filter(isKnown);
  const workspace = open(known);
  const found = files.flatMap(({ path, text }): Place[] =>
    workspace.check(text).map(({ code, start_location }) => ({
      rule: code ?? 'invalid-syntax',
      path,
      line: start_location.row,
    })),
  );
  return withoutBroken(
    found,
    'invalid-syntax',
    names.filter((name) => !known.includes(name)),
  );
}

async function runPylint(task: Task): Promise<LinterRun> {
  const known = new Set(
    [...(await output(task.at, ['--list-msgs'], task.root))[0].matchAll(/^:([\w-]+) /gm)].map(
      ([, name]) => name,
    ),
  );
  const enabled = [...task.names.filter((name) => known.has(name)), 'syntax-error'].join(',');
  const found = await inBatches(
    task,
    ['--rcfile=/dev/null', '--disable=all', `--enable=${enabled}`, '--output-format=json', '--'],
    (stdout) =>
      (JSON.parse(stdout || '[]') as { symbol: string; path: string; line: number }[]).map(
        ({ symbol, path, line }) => ({ rule: symbol, path, line }),
      ),
  );
  return withoutBroken(
    found,
    'syntax-error',
    task.names.filter((name) => !known.has(name)),
  );
}

interface RubocopFile {
  readonly path: string;
  readonly offenses: readonly { readonly cop_name: string; readonly location: { readonly line: number } }[];
}

async function runRubocop(task: Task): Promise<LinterRun> {
  const [shown] = await output(task.at, ['--force-default-config', '--show-cops'], task.root);
  const known = new Set([...shown.matchAll(/^([A-Z]\w+\/\w+):$/gm)].map(([, name]) => name));
  const only = task.names.filter((name) => known.has(name)).join(',');
  const found = await inBatches(
    task,
    [...['--force-default-config', '--cache', 'false', '--format', 'json'], '--only', only, '--'],
    (stdout) =>
      (JSON.parse(stdout) as { files: RubocopFile[] }).files.flatMap(({ path, offenses }) =>
        offenses.map(({ cop_name, location }) => ({ rule: cop_name, path, line: location.line })),
      ),
  );
  return withoutBroken(
    found,
    'Lint/Syntax',
    task.names.filter((name) => !known.has(name)),
  );
}

async function runCppcheck(task: Task): Promise<LinterRun> {
  const [listed] = await output(task.at, ['--errorlist'], task.root);
  const known = new Set([...listed.matchAll(/ id="(\w+)"/g)].map(([, name]) => name));
  const found = await inBatches(
    task,
    ['--enable=warning,style', '--quiet', '--max-configs=1', '--template={file}\t{line}\t{id}'],
    (_, stderr) =>
      stderr.split('\n').flatMap((line): Place[] => {
        const [path, at, rule] = line.split('\t');
        return rule === undefined ? [] : [{ rule, path: path!, line: Number(at) }];
      }),
  );
  return withoutBroken(
    found,
    'syntaxError',
    task.names.filter((name) => !known.has(name)),
  );
}

/** The linters that can be asked, by the option that names where each is. */
export const LINTERS: Readonly<Record<string, Linter>> = {
  eslint: {
    languages: ['javascript', 'typescript', 'tsx'],
    prefixes: {
      eslint: same,
      sonarjs: (name) => `sonarjs/${name}`,
    },
    run: runEslint,
  },
  ruff: {
    languages: ['python'],
    prefixes: {
      ...{ ruff: same, pyflakes: same, bugbear: same, pycodestyle: same },
      ...{ 'flake8-async': same, 'flake8-debugger': same },
      bandit: (name) => name.replace(/^B/, 'S'),
    },
    run: runRuff,
  },
  pylint: { languages: ['python'], prefixes: { pylint: same }, run: runPylint },
  rubocop: { languages: ['ruby'], prefixes: { rubocop: same }, run: runRubocop },
  cppcheck: { languages: ['c', 'cpp'], prefixes: { cppcheck: same }, run: runCppcheck },
};
