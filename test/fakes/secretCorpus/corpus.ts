/**
 * Texts with secrets, names of secret files, and what looks like either and is none, in two halves: `a` may be learnt
 * from, `b` only measures. Which half a kind is in was drawn by its name. `FRESH` is younger than the rules.
 */
import { blocks as blocksA } from './a/blocks.ts';
import { commands as commandsA } from './a/commands.ts';
import { configs as configsA } from './a/configs.ts';
import { languages as languagesA } from './a/languages.ts';
import { ordinaryNames as ordinaryNamesA, secretNames as secretNamesA } from './a/names.ts';
import { ordinary as ordinaryA } from './a/ordinary.ts';
import { providers as providersA } from './a/providers.ts';
import { requests as requestsA } from './a/requests.ts';
import { services as servicesA } from './a/services.ts';
import { texts as textsA } from './a/texts.ts';
import { blocks as blocksB } from './b/blocks.ts';
import { commands as commandsB } from './b/commands.ts';
import { configs as configsB } from './b/configs.ts';
import { languages as languagesB } from './b/languages.ts';
import { ordinaryNames as ordinaryNamesB, secretNames as secretNamesB } from './b/names.ts';
import { ordinary as ordinaryB } from './b/ordinary.ts';
import { providers as providersB } from './b/providers.ts';
import { requests as requestsB } from './b/requests.ts';
import { services as servicesB } from './b/services.ts';
import { texts as textsB } from './b/texts.ts';
import { fresh } from './c/fresh.ts';
import type { Kinds } from './kind.ts';

export type Half = 'a' | 'b';
export const HALVES: readonly Half[] = ['a', 'b'];

/** Texts that hold secrets, by theme. */
export type Themes = Readonly<Record<string, Kinds>>;

interface Corpus {
  readonly themes: Themes;
  readonly ordinary: Kinds;
  readonly secretNames: readonly string[];
  readonly ordinaryNames: readonly string[];
}

/** Ways of writing a path that change nothing of what it names. */
const DISGUISES: readonly ((name: string) => string)[] = [
  (name) => ` ${name}`,
  (name) => `\t${name} `,
  (name) => `a\nb/${name}`,
  (name) => `a\r\nb/${name}`,
  (name) => `${'deep/'.repeat(250)}${name}`,
  (name) => `${'x'.repeat(1_200)}/${name}`,
  (name) => name.toUpperCase(),
  (name) => `C:\\work\\${name.replaceAll('/', '\\')}`,
  (name) => `./${name}`,
  (name) => `проект/名前/${name}`,
];

/** Names that anybody takes for secret, each in every disguise. */
const disguised: readonly string[] = [
  '.env',
  'keys/id_rsa',
  'config/credentials.json',
  'tls/server.key',
].flatMap((name) => DISGUISES.map((disguise) => disguise(name)));

export const CORPUS: Readonly<Record<Half, Corpus>> = {
  a: {
    themes: {
      providers: providersA,
      services: servicesA,
      languages: languagesA,
      configs: configsA,
      commands: commandsA,
      requests: requestsA,
      texts: textsA,
      blocks: blocksA,
    },
    ordinary: ordinaryA,
    secretNames: [...secretNamesA, ...disguised],
    ordinaryNames: ordinaryNamesA,
  },
  b: {
    themes: {
      providers: providersB,
      services: servicesB,
      languages: languagesB,
      configs: configsB,
      commands: commandsB,
      requests: requestsB,
      texts: textsB,
      blocks: blocksB,
    },
    ordinary: ordinaryB,
    secretNames: secretNamesB,
    ordinaryNames: ordinaryNamesB,
  },
};

export const FRESH: Themes = { fresh };
