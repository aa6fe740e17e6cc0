/** How names of a language reach from one file to another. */
interface NameRules {
  /** Languages that can name each other's definitions share a family. */
  readonly family: string;
  /**
   * Where a name that stands alone may come from, beside its own file: `imported`: from what the file imports; `package`: from
   * the files beside it; `folder`: from both, and a type may be inherited from; `all`: from anywhere.
   */
  readonly reach: 'imported' | 'package' | 'folder' | 'all';
  /** A name that stands alone may be a member of the class that it stands in. */
  readonly hasOwnMembers: boolean;
  /** Members of a type may stand in other files than the type. */
  readonly hasOpenTypes: boolean;
  /** A block may be given another object as its own (`this` of JavaScript, lambdas with a receiver): `self` proves less. */
  readonly hasLooseSelf: boolean;
  /** The tree shows what a name is taken from and which names are locals: without that it proves nothing. */
  readonly isProving: boolean;
  /** What a file takes from another one under a name is given on to those that take it from there. */
  readonly passesOn: boolean;
  /** What a file gives to others are members: of the table that it returns. */
  readonly givesMembers: boolean;
  /** A module is known by the name that it gives itself (`Shop.Order`), wherever its file lies. */
  readonly hasNamedModules: boolean;
  /** A function may be called on a value as if it were a member: of what is imported, or marked by its first parameter. */
  readonly hasExtensions: boolean;
}

type Traits = Omit<NameRules, 'family' | 'reach'>;
const PLAIN: Traits = {
  hasOwnMembers: false,
  hasOpenTypes: false,
  hasLooseSelf: false,
  isProving: true,
  passesOn: false,
  givesMembers: false,
  hasNamedModules: false,
  hasExtensions: false,
};
const SCRIPT = { ...PLAIN, family: 'javascript', reach: 'imported', hasLooseSelf: true } as const;
const PYTHON = { ...PLAIN, family: 'python', reach: 'imported', passesOn: true } as const;
const JVM = { ...PLAIN, family: 'jvm', reach: 'folder', hasOwnMembers: true } as const;

const RULES: Readonly<Record<string, NameRules>> = {
  javascript: SCRIPT,
  typescript: SCRIPT,
  tsx: SCRIPT,
  svelte: SCRIPT,
  html: SCRIPT,
  python: PYTHON,
  notebook: PYTHON,
  rust: { ...PLAIN, family: 'rust', reach: 'imported', hasOpenTypes: true, passesOn: true },
  java: JVM,
  kotlin: { ...JVM, hasLooseSelf: true, hasExtensions: true },
  scala: { ...JVM, hasLooseSelf: true },
  go: { ...PLAIN, family: 'go', reach: 'package', hasOpenTypes: true },
  c: { ...PLAIN, family: 'c', reach: 'all' },
  cpp: { ...PLAIN, family: 'c', reach: 'all', hasOwnMembers: true, hasOpenTypes: true },
  'c-sharp': {
    ...PLAIN,
    ...{ family: 'c-sharp', reach: 'all', hasOwnMembers: true, hasOpenTypes: true, hasExtensions: true },
  },
  ruby: {
    ...PLAIN,
    ...{ family: 'ruby', reach: 'all', hasOwnMembers: true, hasOpenTypes: true, hasLooseSelf: true },
  },
  php: { ...PLAIN, family: 'php', reach: 'all' },
  elixir: { ...PLAIN, family: 'elixir', reach: 'all', hasNamedModules: true },
  lua: { ...PLAIN, family: 'lua', reach: 'all', hasLooseSelf: true, givesMembers: true },
};

/** The rules of a language; one that nothing is known of takes names from anywhere, within itself. */
export function nameRules(language: string): NameRules {
  return RULES[language] ?? { ...PLAIN, family: language, reach: 'all', isProving: false };
}
