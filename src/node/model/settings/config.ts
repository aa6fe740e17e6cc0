/**
 * The user's configuration of models: the environment and one file of the user's. Nothing here is ever read from a
 * repository, and no file may hold a key.
 */
import * as nodeFs from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import * as z from 'zod';
import type { ModelRole } from '../../../engine/ports.ts';
import type { Failure, FailureCause } from '../../../engine/types.ts';
import { MAX_SMALL_BYTES, OddFileError, readOwnText } from '../../storage/ownFile.ts';
import { userHome } from '../../userHome.ts';
import { excerpt } from '../scrub.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../watch.ts';
import { checkBaseUrl } from './address.ts';
import { type RequestFields, requestFieldsSchema } from './requestFields.ts';

/** One model at one host. `url` is checked; `apiKey` belongs to this host and goes nowhere else. */
export interface EndpointConfig {
  readonly url: URL;
  readonly model: string;
  readonly apiKey?: string;
  readonly contextTokens?: number;
  readonly apiVersion?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Further fields of the body of each request. */
  readonly request: RequestFields;
}

/** Money for a million tokens, in whatever currency the user thinks in. */
export interface Price {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
}

export interface ProxyConfig {
  readonly http?: string;
  readonly https?: string;
  readonly none?: string;
  /** The value of `Proxy-Authorization`, a secret; without it the user and password of the proxy's address. */
  readonly authorization?: string;
}

/** What the model room needs to know. A role that is absent has no model. */
export interface ModelConfig {
  readonly roles: Partial<Record<ModelRole, EndpointConfig>>;
  /** Whether a person named an address, and not only the one that is taken without. */
  readonly hasAddress: boolean;
  readonly prices: Readonly<Record<string, Price>>;
  readonly caFile?: string;
  readonly proxy: ProxyConfig;
  readonly timeouts: Timeouts;
  readonly asking: Asking;
  /** Programs with their arguments that must pass on a patch of a repair. */
  readonly checks: readonly (readonly string[])[];
}

/** What runs may take, and the route for all questions; absent: by default. */
export interface Asking {
  readonly confirmTokens?: number;
  readonly budgetTokens?: number;
  readonly fullContextTokens?: number;
  /** Whether standing instructions of a repository go along. */
  readonly instructions?: boolean;
  readonly route?: string;
}

/**
 * What is wrong with the configuration: `target` is the file, or nothing for the environment, and `field` the field or
 * the variable. Never holds a value that was read.
 */
export type ConfigProblem = Failure & { readonly kind: 'settings' };

export type ConfigResult =
  | { readonly ok: true; readonly config: ModelConfig }
  | { readonly ok: false; readonly problem: ConfigProblem };

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_BASE_URL = 'https://api.openai.com/v1';

const KEY_FIELD = /^(api[-_]?key|key|token|secret|password|authorization)$/i;
/** Headers that carry keys, or that the transport owns. */
const OWN_HEADER =
  /authorization|api[-_]?key|token|secret|cookie|^(host|connection|content-length|content-type|transfer-encoding|accept|accept-encoding)$/i;

/** Our own rules give a cause as their message; those of the schema library give words of its own. */
const CAUSES = {
  badAddress: 'badAddress',
  badHeaderName: 'badHeaderName',
  badHeaderValue: 'badHeaderValue',
  badApiVersion: 'badApiVersion',
  ownRequestField: 'ownRequestField',
} as const satisfies { readonly [Cause in FailureCause]?: Cause };

const baseUrl = z.string().superRefine((text, context) => {
  const check = checkBaseUrl(text);
  if (!check.ok)
    context.addIssue({ code: 'custom', message: CAUSES.badAddress, params: addressFacts(check) });
});
const milliseconds = z.number().int().min(1).max(3_600_000);
const tokens = z.number().int().min(256).max(100_000_000);
const modelName = z.string().min(1).max(200);
const headers = z.record(
  z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, CAUSES.badHeaderName),
  z.string().regex(/^[\x20-\x7e]{0,4000}$/, CAUSES.badHeaderValue),
);
const roleFields = {
  baseUrl: baseUrl.optional(),
  model: modelName.optional(),
  contextTokens: tokens.optional(),
  headers: headers.optional(),
  request: requestFieldsSchema(CAUSES.ownRequestField).optional(),
  apiVersion: z
    .string()
    .regex(/^[\w.-]{1,40}$/, CAUSES.badApiVersion)
    .optional(),
};
const roleSchema = z.strictObject(roleFields);
const fileSchema = z.strictObject({
  ...roleFields,
  // The author first: the reader has from it what it lacks, and its faults with it.
  author: roleSchema.optional(),
  reader: roleSchema.optional(),
  prices: z
    .record(
      z.string(),
      z.strictObject({ inputPerMillion: z.number().min(0), outputPerMillion: z.number().min(0) }),
    )
    .optional(),
  caFile: z.string().min(1).optional(),
  firstTokenMs: milliseconds.optional(),
  idleMs: milliseconds.optional(),
  totalMs: milliseconds.optional(),
  confirmTokens: z.number().int().min(0).max(100_000_000).optional(),
  budgetTokens: z.number().int().min(1_000).max(100_000_000).optional(),
  fullContextTokens: tokens.optional(),
  instructions: z.boolean().optional(),
  route: z.string().min(1).max(60).optional(),
  checks: z.array(z.array(z.string()).min(1)).optional(),
});

type FileConfig = z.infer<typeof fileSchema>;
type RoleFields = z.infer<typeof roleSchema>;

/**
 * Reads the configuration from the environment and the text of the user's config.json. The environment wins. Pure:
 * no file, no network, no clock. A key alone configures nothing: a model must be named.
 */
export function readConfig(input: {
  readonly env: Environment;
  readonly configText?: string;
  readonly configPath?: string;
}): ConfigResult {
  const path = input.configPath ?? 'config.json';
  const file = parseFile(input.configText, path);
  if ('problem' in file) return { ok: false, problem: file.problem };
  const env = readEnvironment(input.env);
  if ('problem' in env) return { ok: false, problem: env.problem };
  return { ok: true, config: merge(env.values, file.value, input.env) };
}

/** Where the user's config.json is: `$XDG_CONFIG_HOME/sightline` or `~/.config/sightline`, `%APPDATA%` on Windows. */
export function configPath(env: Environment, platform: NodeJS.Platform, home: string): string {
  if (platform === 'win32') {
    const appData = env.APPDATA ?? win32.join(home, 'AppData', 'Roaming');
    return win32.join(appData, 'sightline', 'config.json');
  }
  // The XDG specification says that a relative value must be ignored; following one would read from a repository.
  const xdg = env.XDG_CONFIG_HOME;
  const base = xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.config');
  return posix.join(base, 'sightline', 'config.json');
}

/** Reads the configuration of this process's user. A missing file is an empty one; an unreadable file is a problem. */
export async function loadConfig(
  options: { readonly env?: Environment; readonly path?: string } = {},
): Promise<ConfigResult> {
  const env = options.env ?? process.env;
  const path = options.path ?? configPath(env, process.platform, userHome());
  try {
    const configText = await readOwnText(nodeFs, path, { maxBytes: MAX_SMALL_BYTES, isPersons: true });
    return readConfig({ env, configText, configPath: path });
  } catch (error) {
    const code = error instanceof OddFileError ? error.odd : (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return readConfig({ env });
    const problem = { kind: 'settings', cause: 'unreadableFile', target: path } as const;
    return { ok: false, problem: code === undefined ? problem : { ...problem, code } };
  }
}

/** How the host of a refused address is written plainly, where that helps. */
function addressFacts(
  check: Extract<ReturnType<typeof checkBaseUrl>, { readonly ok: false }>,
): Pick<Failure, 'code' | 'detail'> {
  return { code: check.problem, ...(check.plain === undefined ? {} : { detail: check.plain }) };
}

function parseFile(
  text: string | undefined,
  target: string,
): { value: FileConfig } | { problem: ConfigProblem } {
  if (text === undefined || text.trim() === '') return { value: {} };
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    // The parser's message quotes the text around the fault, which may be a key: only the position is repeated.
    const at = /position (\d+)/.exec(String(error))?.[1];
    const line = at === undefined ? {} : { line: text.slice(0, Number(at)).split('\n').length };
    return { problem: { kind: 'settings', cause: 'notJsonFile', target, ...line } };
  }
  const keyField = findKeyField(data, []);
  if (keyField !== undefined)
    return { problem: { kind: 'settings', cause: 'keyInFile', target, field: keyField } };
  const result = fileSchema.safeParse(data);
  return result.success
    ? { value: result.data }
    : { problem: { kind: 'settings', target, ...issueFacts(result.error.issues[0]) } };
}

/** What the first fault of a file is. */
function issueFacts(
  issue: z.core.$ZodIssue | undefined,
): Pick<Failure, 'cause' | 'field' | 'code' | 'detail'> {
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const field = [...(issue?.path ?? []), ...unknown].map(String).join('.');
  const at = field === '' ? {} : { field: excerpt(field, (text) => text, 200) };
  if (unknown.length > 0) return { cause: 'unknownField', ...at };
  // What is wrong with a name stands inside.
  const message = (issue?.code === 'invalid_key' ? issue.issues[0] : issue)?.message ?? '';
  if (!Object.hasOwn(CAUSES, message)) return { cause: 'badValue', ...at, detail: lowerFirst(message) };
  const facts = issue?.code === 'custom' ? (issue.params as ReturnType<typeof addressFacts>) : {};
  return { cause: CAUSES[message as keyof typeof CAUSES], ...at, ...facts };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function findKeyField(data: unknown, path: readonly string[]): string | undefined {
  if (typeof data !== 'object' || data === null || path.length > 4) return undefined;
  for (const [name, value] of Object.entries(data)) {
    const here = [...path, name];
    // Prices are keyed by model name, and any name is allowed there.
    if (path.at(-1) === 'prices') continue;
    const inHeaders = path.at(-1) === 'headers';
    if (inHeaders ? OWN_HEADER.test(name) : KEY_FIELD.test(name)) return here.join('.');
    const deeper = findKeyField(value, here);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

interface EnvironmentValues {
  readonly baseUrl?: string;
  readonly model?: string;
  readonly readerModel?: string;
  readonly apiKey?: string;
  readonly caFile?: string;
}

function readEnvironment(env: Environment): { values: EnvironmentValues } | { problem: ConfigProblem } {
  const problem = (field: string, facts: Pick<Failure, 'cause' | 'code' | 'detail'>) => ({
    problem: { kind: 'settings' as const, field, ...facts },
  });
  const url = setting(env, 'SIGHTLINE_BASE_URL');
  if (url !== undefined) {
    const check = checkBaseUrl(url);
    if (!check.ok) return problem('SIGHTLINE_BASE_URL', { cause: 'badAddress', ...addressFacts(check) });
  }
  for (const name of KEY_VARIABLES) {
    const key = setting(env, name);
    if (key !== undefined && !/^[\x21-\x7e]+$/.test(key)) return problem(name, { cause: 'badKey' });
  }
  return {
    values: defined({
      baseUrl: url,
      model: setting(env, 'SIGHTLINE_MODEL'),
      readerModel: setting(env, 'SIGHTLINE_READER_MODEL'),
      apiKey: setting(env, 'SIGHTLINE_API_KEY') ?? setting(env, 'OPENAI_API_KEY'),
      caFile: setting(env, 'SIGHTLINE_CA_FILE'),
    }),
  };
}

const KEY_VARIABLES = [
  'SIGHTLINE_API_KEY',
  'OPENAI_API_KEY',
  'SIGHTLINE_READER_API_KEY',
  'SIGHTLINE_AUTHOR_API_KEY',
];

function merge(env: EnvironmentValues, file: FileConfig, rawEnv: Environment): ModelConfig {
  const main = new URL(
    env.baseUrl ?? file.baseUrl ?? file.author?.baseUrl ?? file.reader?.baseUrl ?? DEFAULT_BASE_URL,
  );
  // Headers of the file were written for its host: where the environment names another one, they stay behind.
  const fileHeaders =
    file.baseUrl !== undefined && new URL(file.baseUrl).origin !== main.origin ? {} : file.headers;
  const roles: Partial<Record<ModelRole, EndpointConfig>> = {};
  for (const role of ['author', 'reader'] as const) {
    const own: RoleFields = file[role] ?? {};
    // The environment names the author; where nothing names the reader, the author's model reads as well.
    const envModel = role === 'reader' ? (env.readerModel ?? env.model) : env.model;
    const model = envModel ?? own.model ?? file.model ?? (role === 'reader' ? file.author?.model : undefined);
    if (model === undefined) continue;
    const borrowed =
      role === 'reader' && own.model === undefined && file.model === undefined ? file.author : undefined;
    const url = roleUrl(env, own.baseUrl ?? borrowed?.baseUrl, main);
    const sameOrigin = url.origin === main.origin;
    roles[role] = {
      url,
      model,
      request: { ...file.request, ...borrowed?.request, ...own.request },
      headers: sameOrigin ? { ...fileHeaders, ...borrowed?.headers, ...own.headers } : { ...own.headers },
      ...defined({
        // A key is bound to the host it was given for: another host gets its own key or none.
        apiKey: sameOrigin ? env.apiKey : setting(rawEnv, `SIGHTLINE_${role.toUpperCase()}_API_KEY`),
        contextTokens: own.contextTokens ?? borrowed?.contextTokens ?? file.contextTokens,
        apiVersion: own.apiVersion ?? borrowed?.apiVersion ?? file.apiVersion,
      }),
    };
  }
  return {
    roles,
    hasAddress: [env, file, file.author, file.reader].some((one) => one?.baseUrl !== undefined),
    prices: file.prices ?? {},
    proxy: readProxy(rawEnv),
    timeouts: {
      firstTokenMs: file.firstTokenMs ?? DEFAULT_TIMEOUTS.firstTokenMs,
      idleMs: file.idleMs ?? DEFAULT_TIMEOUTS.idleMs,
      totalMs: file.totalMs ?? DEFAULT_TIMEOUTS.totalMs,
    },
    checks: file.checks ?? [],
    asking: defined({
      ...{ confirmTokens: file.confirmTokens, budgetTokens: file.budgetTokens },
      ...{ fullContextTokens: file.fullContextTokens, route: file.route, instructions: file.instructions },
    }),
    ...defined({ caFile: env.caFile ?? file.caFile }),
  };
}

/** SIGHTLINE_BASE_URL wins over every address in the file: whoever sets it expects all requests to go there. */
function roleUrl(env: EnvironmentValues, own: string | undefined, main: URL): URL {
  return env.baseUrl === undefined && own !== undefined ? new URL(own) : new URL(main);
}

function readProxy(env: Environment): ProxyConfig {
  return defined({
    http: setting(env, 'http_proxy') ?? setting(env, 'HTTP_PROXY'),
    https: setting(env, 'https_proxy') ?? setting(env, 'HTTPS_PROXY'),
    none: setting(env, 'no_proxy') ?? setting(env, 'NO_PROXY'),
  });
}

function setting(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

/** The object without its undefined fields, as `exactOptionalPropertyTypes` wants them. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
