/** A repository of six languages with sixty defects in it, twenty of which show only in two files together. */

/** One defect: the rule that speaks of it, and the lines that prove it, the first in the file where it is told. */
export interface Planted {
  readonly rule: string;
  readonly path: string;
  readonly evidence: readonly string[];
  readonly isAcross: boolean;
}

export interface PlantedRepository {
  readonly files: Readonly<Record<string, string>>;
  readonly defects: readonly Planted[];
}

/** How a language writes a defect in one file, one across two, and code without any. `n` makes names its own. */
interface Dialect {
  readonly suffix: string;
  /** Defects of the ten that lie in two files. */
  readonly across: number;
  one(n: string): { readonly text: string; readonly rule: string; readonly evidence: string };
  two(n: string): {
    readonly callee: string;
    readonly caller: string;
    readonly rule: string;
    readonly evidence: readonly [string, string];
  };
  filler(n: string): string;
  /** Where the file of a name lies. */
  path(name: string): string;
  readonly head: string;
}

const slash = (folder: string, suffix: string) => (name: string) => `${folder}/${name}${suffix}`;

const DIALECTS: readonly Dialect[] = [
  {
    ...{ suffix: '.ts', across: 4, head: '', path: slash('web/src', '.ts') },
    one: (n) => ({
      text: `export function mean${n}(values: readonly number[]): number {\n  let total = 0;\n  for (let i = 0; i <= values.length; i++) total += values[i]! * ${n};\n  return total;\n}\n`,
      rule: 'wrong-boundary',
      evidence: `  for (let i = 0; i <= values.length; i++) total += values[i]! * ${n};`,
    }),
    two: (n) => ({
      callee: `/** Settles after so many milliseconds. */\nexport function wait${n}(milliseconds: number): Promise<void> {\n  return new Promise((done) => setTimeout(done, milliseconds + ${n}));\n}\n`,
      caller: `import { wait${n} } from './callee${n}.ts';\n\nexport async function pause${n}(): Promise<void> {\n  const limitSeconds = 30;\n  await wait${n}(limitSeconds);\n}\n`,
      rule: 'broken-contract',
      evidence: [
        `  await wait${n}(limitSeconds);`,
        `  return new Promise((done) => setTimeout(done, milliseconds + ${n}));`,
      ],
    }),
    filler: (n) =>
      `export function plain${n}(value: number): number {\n  const doubled = value * 2 + ${n};\n  return doubled - ${n};\n}\n`,
  },
  {
    ...{ suffix: '.py', across: 4, head: '', path: slash('jobs', '.py') },
    one: (n) => ({
      text: `def first_of_${n}(values):\n    ordered = sorted(values)\n    return ordered[0] + ${n} if len(ordered) >= 0 else None\n`,
      rule: 'wrong-boundary',
      evidence: `    return ordered[0] + ${n} if len(ordered) >= 0 else None`,
    }),
    two: (n) => ({
      callee: `def find_account_${n}(accounts, name):\n    """The account of a name, or None."""\n    return accounts.get(name.lower() + "${n}")\n`,
      caller: `from callee${n} import find_account_${n}\n\n\ndef balance_${n}(accounts, name):\n    return find_account_${n}(accounts, name).balance\n`,
      rule: 'misread-result',
      evidence: [
        `    return find_account_${n}(accounts, name).balance`,
        `    return accounts.get(name.lower() + "${n}")`,
      ],
    }),
    filler: (n) => `def plain_${n}(value):\n    doubled = value * 2 + ${n}\n    return doubled - ${n}\n\n`,
  },
  {
    ...{ suffix: '.java', across: 3, head: '', path: slash('app/src/shop', '.java') },
    one: (n) => ({
      text: `class Box${n} {\n  int width, height;\n  Box${n}(Box${n} other) {\n    this.width = other.width + ${n};\n    this.height = other.width + ${n};\n  }\n}\n`,
      rule: 'half-changed-copy',
      evidence: `    this.height = other.width + ${n};`,
    }),
    two: (n) => ({
      callee: `class Ledger${n} {\n  boolean store${n}(String entry) {\n    return entry.length() > ${n};\n  }\n}\n`,
      caller: `class Clerk${n} {\n  String book${n}(Ledger${n} ledger, String entry) {\n    ledger.store${n}(entry);\n    return "booked";\n  }\n}\n`,
      rule: 'lost-error',
      evidence: [`    ledger.store${n}(entry);`, `    return entry.length() > ${n};`],
    }),
    filler: (n) =>
      `class Plain${n} {\n  int plain${n}(int value) {\n    int doubled = value * 2 + ${n};\n    return doubled - ${n};\n  }\n}\n`,
  },
  {
    ...{ suffix: '.go', across: 3, head: 'package shop\n\n', path: slash('svc', '.go') },
    one: (n) => ({
      text: `func Open${n}(path string) (string, error) {\n\tfile, err := os.Open(path + "${n}")\n\tif err != nil {\n\t\treturn "", err\n\t}\n\treturn readAll(file)\n}\n`,
      rule: 'unclosed-resource',
      evidence: `\tfile, err := os.Open(path + "${n}")`,
    }),
    two: (n) => ({
      callee: `func Save${n}(path string, data []byte) error {\n\treturn os.WriteFile(path+"${n}", data, 0o600)\n}\n`,
      caller: `func Finish${n}(path string, data []byte) string {\n\tSave${n}(path, data)\n\treturn "saved"\n}\n`,
      rule: 'lost-error',
      evidence: [`\tSave${n}(path, data)`, `\treturn os.WriteFile(path+"${n}", data, 0o600)`],
    }),
    filler: (n) =>
      `func Plain${n}(value int) int {\n\tdoubled := value*2 + ${n}\n\treturn doubled - ${n}\n}\n\n`,
  },
  {
    ...{ suffix: '.rs', across: 3, head: '', path: slash('core/src', '.rs') },
    one: (n) => ({
      text: `pub fn last_${n}(values: &[u32]) -> u32 {\n    let at = values.len() - 1;\n    values[at] + ${n}\n}\n`,
      rule: 'wrong-boundary',
      evidence: `    values[at] + ${n}`,
    }),
    two: (n) => ({
      callee: `/// The place of a word, or -1.\npub fn place_of_${n}(words: &[&str], word: &str) -> i64 {\n    words.iter().position(|one| *one == word).map_or(-1, |at| at as i64 + ${n})\n}\n`,
      caller: `use crate::callee${n}::place_of_${n};\n\npub fn after_${n}(words: &[&str], word: &str) -> usize {\n    place_of_${n}(words, word) as usize\n}\n`,
      rule: 'misread-result',
      evidence: [
        `    place_of_${n}(words, word) as usize`,
        `    words.iter().position(|one| *one == word).map_or(-1, |at| at as i64 + ${n})`,
      ],
    }),
    filler: (n) =>
      `pub fn plain_${n}(value: u32) -> u32 {\n    let doubled = value * 2 + ${n};\n    doubled - ${n}\n}\n\n`,
  },
  {
    ...{ suffix: '.rb', across: 3, head: '', path: slash('lib', '.rb') },
    one: (n) => ({
      text: `def take_${n}(account, target)\n  account.lower(${n})\n  target.check_open\n  target.raise(${n})\nend\n`,
      rule: 'half-done-change',
      evidence: `  account.lower(${n})`,
    }),
    two: (n) => ({
      callee: `# Cents, never euros.\ndef charge_cents_${n}(card, cents)\n  card.charge(cents * 1 + ${n})\nend\n`,
      caller: `require_relative 'callee${n}'\n\ndef pay_${n}(card, euros)\n  charge_cents_${n}(card, euros)\nend\n`,
      rule: 'broken-contract',
      evidence: [`  charge_cents_${n}(card, euros)`, `  card.charge(cents * 1 + ${n})`],
    }),
    filler: (n) => `def plain_${n}(value)\n  doubled = value * 2 + ${n}\n  doubled - ${n}\nend\n\n`,
  },
];

const DEFECTS_EACH = 10;
const FILLERS_EACH = 4;

/** The repository, the same each time. The files of a defect across two lie apart from each other by their names. */
export function plantedRepository(): PlantedRepository {
  const files: Record<string, string> = {};
  const defects: Planted[] = [];
  for (const [at, dialect] of DIALECTS.entries()) {
    const { head, path, across } = dialect;
    const fillers = (n: string): string =>
      Array.from({ length: FILLERS_EACH }, (_, i) => dialect.filler(`${n}${i}`)).join('\n');
    for (let i = 0; i < DEFECTS_EACH; i++) {
      const n = String(1_000 + at * 100 + i);
      if (i < across) {
        const { callee, caller, rule, evidence } = dialect.two(n);
        files[path(`callee${n}`)] = `${head}${callee}\n${fillers(`${n}0`)}`;
        files[path(`z_caller${n}`)] = `${head}${caller}\n${fillers(`${n}1`)}`;
        defects.push({ rule, path: path(`z_caller${n}`), evidence, isAcross: true });
      } else {
        const { text, rule, evidence } = dialect.one(n);
        files[path(`single${n}`)] = `${head}${fillers(`${n}2`)}\n${text}\n${fillers(`${n}3`)}`;
        defects.push({ rule, path: path(`single${n}`), evidence: [evidence], isAcross: false });
      }
    }
  }
  return { files, defects };
}
