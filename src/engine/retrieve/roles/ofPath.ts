import { held } from '../../index/names/held.ts';
import type { FileRole } from '../../types.ts';
import { type Cut, cutAtRoot } from './sourceRoot.ts';

/** A folder by its name, anywhere in folders that each end with a slash. */
const folder = (names: string, flags = 'i'): RegExp => new RegExp(String.raw`(?:^|\/)(?:${names})\/`, flags);
/** A folder by its name, at the top of the repository. */
const topFolder = (names: string): RegExp => new RegExp(`^(?:${names})/`, 'i');

/** Files that hold a program: their names are words of it, as `history.ts` and `TodoList.tsx` are. */
const CODE =
  /\.([cm]?[jt]sx?|vue|svelte|py[iwx]?|rb|rake|go|rs|javaw?|kts?|scala|groovy|clj[cs]?|cs|fs|vb|c|h|cc|cpp|cxx|hh|hpp|hxx|inl|mm?|swift|php|exs?|erl|hs|ml|mli|lua|pl|pm|dart|r|jl|zig|nim|cr|sh|bash|ps1|sql|css|scss|less|sass)$/i;

/** Whether the name of a file is that of a program. */
export const isCode = (path: string): boolean => CODE.test(path);

const VENDORED = folder(
  '_?vendor|vendored|third[-_]?party|3rdparty|node_modules|bower_components|site-packages',
);
/** Words of trades as well: they count before the source root, and in C, where none is. */
const VENDORED_BEFORE = folder('vendors|externals?|extern|subprojects|deps');
const C = /\.(c|h|cc|cpp|cxx|hh|hpp|hxx|inl|s|asm)$/i;

const GENERATED = folder('dist|generated|__generated__|gen|autogen|min');
const GENERATED_BEFORE = folder('build|out|target');
/** What was built holds no `src`. */
const SOURCES = folder('src', '');
const GENERATED_FILE =
  /\.(min|bundle|generated|autogen|g|pb)\.[a-z]+$|-min\.(js|css)$|_pb2(_grpc)?\.pyi?$|\.lock$|^(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|Cargo\.lock|go\.sum|poetry\.lock)$|\.map$|\.d\.[cm]?ts$/i;

/** Catalogs of translations, recordings, dumps, tables and lists: many alike, and none of them says how a thing works. */
const DATA_FILE =
  /\.(po|pot|xlf|xliff|resx|strings|stringsdict|arb|ftl|snap|golden|approved|cassette|har|dic|aff|csv|tsv|jsonl|ndjson|geojson|svg)$|\.(approved|received|expected|golden)\.\w+$|^(structure\.sql|schema\.sql|(openapi|swagger)\.(json|ya?ml))$|\.dump$|_[a-z]{2}(_[a-z]{2})?\.(properties|html)$|^(\w*word[-_]?lists?|stop[-_]?words|words|dictionary)[^/]*\.(txt|json|ya?ml)$/i;
const DATA_FOLDER = folder(String.raw`__snapshots__|snapshots|cassettes|recordings|goldens?|\w+\.lproj`);
const DATA_PATH =
  /(^|\/)(locales?|i18n|l10n|langs?|languages?|translations?|messages)\/(.*\/)?[^/]*\.(json|ya?ml|properties|toml|xml)$|(^|\/)db\/schema\.rb$|(^|\/)values-[a-z]{2,3}(-r[a-z]{2})?\/[^/]*\.xml$/i;
/** One language each, by the code of it: programs in `languages/` are named after what they are for. */
const DATA_LANGUAGE =
  /(^|\/)([Ll]ocales?|i18n|l10n|[Tt]ranslations?|[Ll]angs?|[Ll]anguages?|messages)\/[a-z]{2,3}([-_]\w{2,4})?(\/.+|\.\w+)$/;
const CATALOG_CODE =
  /(^|\/)([Ll]ocales?|i18n|l10n|[Tt]ranslations?|langs?)\/[a-z]{2}([-_]\w{2,4})?(\/[^/]+)?\.[cm]?[jt]s$|\.php$/;
const DATA_NOTES =
  /(^|\/)((changelogs?|.changeset|changelog[-_]unreleased|newsfragments)\/|(changes|release[-_]notes|news)\/$)/i;

const TEST = folder(
  String.raw`tests?|testsuite|unittests?|__tests__|__mocks__|testdata|test[-_]data|fixtures?|__fixtures__|e2e|integration[-_]tests?|[\w-]+[-_]tests|[\w.-]*\.(unit|integration|functional)?tests?`,
);
const TEST_SPEC = folder('specs?');
const TEST_BEFORE = folder(String.raw`[\w-]+[-_]test`);
const TEST_CAMEL = folder(String.raw`[A-Z]\w*Tests`, '');
/** A source set as a folder of other things: projects that tests build, scripts that they read. */
const TEST_SET_FOLDER = /(^|\/)src\/(it|tests?|[a-z]\w*Tests?)\//;
/** A library for tests is named like `shop-test`; these are tests whatever stands in them. */
const TEST_FOR_SURE = folder(
  '(integration|smoke|system|functional|acceptance|unit|api|load|perf|browser)[-_]test',
);
const TEST_TOP = topFolder('testing|x?t');
/** Languages in which `testing` holds helpers of the tests, not what a library offers to those who test. */
const TESTING = folder('testing|testutils?');
const TESTING_INSIDE = /\.(go|rs|c|h|cc|cpp|cxx|hpp)$/;
const TEST_FILE =
  /^((test|qa)_.*|.*[-_.](test|tests|spec|unittest|stories|cy)\.[a-z]+|.*(Tests?|TestCase|[a-z]IT)\.(java|kt|cs|scala|swift|groovy|php)|.*Spec\.(kt|scala|swift|groovy|php)|Test[A-Z]\w*\.java|conftest\.py|tests?\.(rs|py|c|cc|cpp)|.*\.t)$/;
const TEST_SET = /^(it|tests?|e2e)$|Tests?([A-Z]|$)|^test[A-Z]/;

const EXAMPLE = folder(
  'examples|samples|demos?|tutorials?|playgrounds?|benches|bench|benchmarks?|benchmarking',
);
const EXAMPLE_BEFORE = folder(String.raw`example|sample|[\w.-]*[.-](samples?|examples?|demos?|benchmarks?)`);
/** A package of Python may be named so. */
const EXAMPLE_OF_C = folder('contrib');
const EXAMPLE_TOP = topFolder('perf|contrib');
const EXAMPLE_FILE = /^(samples?|examples?|demos?)\.\w+$/i;
const EXAMPLE_SET = /^(examples?|samples?|demos?|jmh|benchmarks?)$/i;

const DOCS_BEFORE = folder(String.raw`docs?|[\w-]+-docs|documentation|doc-src|websites?|sites?|wiki`);
const DOCS_TOP = topFolder('man|manual');
/** The site of a Maven project. */
const SITE = /(^|\/)src\/(site|docs?|asciidoc)\//;
const DOCS_FILE = /\.(md|mdx|markdown|rst|adoc|txt|tex|pod|1|3)$/i;
const DOCS_PAGE = /\.html?$/i;
/** Pages that a program shows. */
const TEMPLATES = folder('templates?|views|partials|layouts|components');
const DOCS_NAME =
  /^(changelog|changes|history|news|readme|license|copying|authors|contributors|contributing|todo|release[-_]notes)/i;

const CONFIG_FILE =
  /\.(json|ya?ml|toml|ini|cfg|conf|properties|xml|gradle|lock|in|am|m4|cmake|mk|bat|ps1|vcxproj|sln|spec|plist)$|^(makefile|dockerfile|configure)/i;
const CONFIG_TEXT = /^(cmakelists|(dev-|test-)?requirements[\w.-]*|constraints)\.txt$/i;
const HIDDEN = /(^|\/)\.[^/]+/;

/**
 * What a file is for, by its path alone. A folder says it before the source root (`samples/shop/src/main/java`); behind
 * one its name is a word of the program (`src/main/java/org/shop/samples`), unless it is unmistakable (`src/tests`).
 */
export function roleOfPath(path: string): FileRole {
  return held(roles, path, () => findRole(path), HELD_PATHS);
}

/** Roles of paths: each is asked for by every view of an index, and there are many patterns. */
const roles = new Map<string, FileRole>();
const HELD_PATHS = 100_000;

function findRole(path: string): FileRole {
  const cut = cutAtRoot(path);
  if (isVendored(cut)) return 'vendored';
  if (isData(path, cut)) return 'data';
  if (isTest(cut)) return 'test';
  if (isExample(cut)) return 'example';
  if (isGenerated(cut)) return 'generated';
  if (isDocs(path, cut)) return 'docs';
  return isConfig(path, cut) ? 'config' : 'source';
}

/** The folders whose unmistakable names count. */
const told = ({ before, behind, says }: Cut): string => (says === 'nothing' ? before : before + behind);

function isVendored(cut: Cut): boolean {
  return VENDORED.test(told(cut)) || VENDORED_BEFORE.test(C.test(cut.name) ? told(cut) : cut.before);
}

function isData(path: string, cut: Cut): boolean {
  if (DATA_FILE.test(cut.name) || DATA_FOLDER.test(told(cut)) || DATA_PATH.test(path)) return true;
  const isProgram = CODE.test(cut.name);
  if (DATA_LANGUAGE.test(path) && (!isProgram || CATALOG_CODE.test(path))) return true;
  return !isProgram && DATA_NOTES.test(cut.before);
}

function isTest(cut: Cut): boolean {
  const { before, behind, name, isRooted, says, sourceSet } = cut;
  if (TEST.test(before) || TEST_CAMEL.test(before) || TEST_SPEC.test(before)) return true;
  if (TEST_TOP.test(before) || TEST_FOR_SURE.test(before) || TEST_SET_FOLDER.test(`${before}${behind}`))
    return true;
  if (!isRooted && TEST_BEFORE.test(before)) return true;
  if (sourceSet !== undefined) return TEST_SET.test(sourceSet);
  if (TESTING_INSIDE.test(name) && TESTING.test(before + behind)) return true;
  if (says === 'plainly' && TEST.test(behind)) return true;
  if (says === 'plainly' && (!CODE.test(name) || /\.[cm]?[jt]sx?$/.test(name)) && TEST_SPEC.test(behind))
    return true;
  return TEST_FILE.test(name) && !name.endsWith('.ex');
}

function isExample(cut: Cut): boolean {
  const { before, name, isRooted, sourceSet } = cut;
  if (EXAMPLE.test(told(cut)) || EXAMPLE_BEFORE.test(before) || EXAMPLE_TOP.test(before)) return true;
  if (C.test(name) && EXAMPLE_OF_C.test(before)) return true;
  if (sourceSet !== undefined) return EXAMPLE_SET.test(sourceSet);
  return !isRooted && EXAMPLE_FILE.test(name);
}

function isGenerated(cut: Cut): boolean {
  if (GENERATED.test(told(cut)) || GENERATED_FILE.test(cut.name)) return true;
  return GENERATED_BEFORE.test(cut.before) && !SOURCES.test(cut.before);
}

function isDocs(path: string, { before, name, isRooted }: Cut): boolean {
  if (DOCS_BEFORE.test(before) || DOCS_TOP.test(before)) return true;
  if (!CODE.test(name) && SITE.test(path)) return true;
  if (DOCS_FILE.test(name)) return !CONFIG_TEXT.test(name);
  if (DOCS_PAGE.test(name)) return (!isRooted && !TEMPLATES.test(before)) || /^help[-_.]/i.test(name);
  return DOCS_NAME.test(name) && !CODE.test(name);
}

function isConfig(path: string, { name }: Cut): boolean {
  if (HIDDEN.test(path) || CONFIG_TEXT.test(name)) return true;
  return CONFIG_FILE.test(name) && (!CODE.test(name) || /\.ps1$/i.test(name));
}
