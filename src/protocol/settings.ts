/**
 * The settings of the editor, each declared once: its type, its default, where it may be set, and how a value is read.
 * The manifest in package.json says the same, which a test holds.
 */
import * as z from 'zod';

/** `application` and `machine`: of the user alone, never of a workspace. `resource`: also of a folder. */
export type SettingScope = 'application' | 'machine' | 'resource';

interface Setting<T> {
  readonly schema: z.ZodType<T>;
  readonly byDefault: T;
  readonly scope: SettingScope;
}

function setting<T>(schema: z.ZodType<T>, byDefault: T, scope: SettingScope = 'application'): Setting<T> {
  return { schema, byDefault, scope };
}

const text = z.string();
const texts = z.record(z.string(), z.string());
const fields = z.record(z.string(), z.json());
const tokens = z.int().min(0).max(100_000_000);
const runTokens = z.int().min(1_000).max(100_000_000);
const seconds = z.int().min(1).max(3600);
const money = z.number().min(0);
/** What the settings editor offers; the names that JSON has for the routes are taken as well. */
const route = z
  .string()
  .max(60)
  .meta({
    enum: ['', 'best', 'all', 'parts', 'walk', 'passages', 'list', 'double-check', 'thorough', 'investigate'],
  });
const prices = z.record(z.string(), z.strictObject({ inputPerMillion: money, outputPerMillion: money }));

/** By their names without `sightline.` */
export const SETTINGS = {
  model: setting(z.enum(['none', 'editor', 'endpoint']), 'none'),
  'author.baseUrl': setting(text, ''),
  'author.model': setting(text, ''),
  'author.headers': setting(texts, {}),
  'author.apiVersion': setting(text, ''),
  'author.contextTokens': setting(tokens, 0),
  'author.request': setting(fields, {}),
  'reader.baseUrl': setting(text, ''),
  'reader.model': setting(text, ''),
  'reader.headers': setting(texts, {}),
  'reader.apiVersion': setting(text, ''),
  'reader.contextTokens': setting(tokens, 0),
  'reader.request': setting(fields, {}),
  prices: setting(prices, {}),
  currency: setting(text, ''),
  caFile: setting(text, '', 'machine'),
  'timeouts.firstToken': setting(seconds, 120),
  'timeouts.idle': setting(seconds, 60),
  'timeouts.total': setting(seconds, 600),
  confirmTokens: setting(tokens, 60_000, 'machine'),
  budgetTokens: setting(runTokens, 60_000, 'machine'),
  fullContextTokens: setting(tokens, 0, 'machine'),
  route: setting(route, '', 'machine'),
  standingInstructions: setting(z.boolean(), false, 'machine'),
  'review.comments': setting(z.boolean(), false),
  recipes: setting(texts, {}),
  instructions: setting(texts, {}),
  'fix.check': setting(z.array(z.array(text).min(1).max(200)).max(20), []),
  'fix.importsAfterMove': setting(z.boolean(), true),
  'index.workers': setting(z.int().min(0).max(64), 0, 'machine'),
  'index.honourExcludes': setting(z.boolean(), true, 'resource'),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = (typeof SETTINGS)[N]['byDefault'];

/** The value that a person wrote, or the default where they wrote none or one of another type. */
export function readSetting<N extends SettingName>(name: N, written: unknown): SettingValue<N> {
  const { schema, byDefault } = SETTINGS[name];
  const parsed = schema.safeParse(written);
  return (parsed.success ? parsed.data : byDefault) as SettingValue<N>;
}
