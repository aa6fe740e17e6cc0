import type { FileRole } from '../types.ts';
import type { Weights } from './score.ts';

const VENDORED =
  /(^|\/)(vendor|vendors|vendored|third[-_]?party|3rdparty|external|externals|node_modules|bower_components|site-packages|extern|subprojects|deps)(\/|$)/i;
const GENERATED =
  /(^|\/)(dist|build|out|generated|__generated__|gen|autogen|target|min)(\/|$)|\.(min|bundle|generated|g|pb)\.[a-z]+$|_pb2(_grpc)?\.pyi?$|\.lock$|(^|\/)(package-lock\.json|pnpm-lock\.yaml|yarn\.lock|Cargo\.lock|go\.sum|poetry\.lock)$|\.snap$|\.map$|\.d\.[cm]?ts$/i;
const TEST_FOLDER =
  /(^|\/)(tests?|testing|testsuite|unittests?|__tests__|__mocks__|spec|specs|testdata|test[-_]data|fixtures?|__fixtures__|e2e|integration[-_]tests?|[\w-]+[-_]tests?)(\/|$)/i;
const TEST_FILE =
  /(^|\/)(test_[^/]*|[^/]*[-_.](test|tests|spec|unittest|stories|cy)\.[a-z]+|[^/]*(Tests?|TestCase|IT|Spec)\.(java|kt|cs|scala|swift|groovy|php)|conftest\.py|tests?\.(rs|py|c|cc|cpp))$/;
const DOCS =
  /(^|\/)(docs?|documentation|doc-src|websites?|sites?|man|manual|changelogs?|changes|\.changeset|release-notes|news|wiki)(\/|$)|\.(md|mdx|markdown|rst|adoc|txt|tex|html?|pod|1|3)$|(^|\/)(changelog|changes|history|news|readme|license|copying|authors|contributors|contributing|todo|release[-_]notes)[^/]*$/i;
const EXAMPLE =
  /(^|\/)(examples?|samples?|demos?|tutorials?|playgrounds?|benches|bench|benchmarks?|benchmarking|perf|contrib)(\/|$)|(^|\/)(samples?|examples?|demos?)\.\w+$/i;
const CONFIG =
  /(^|\/)\.[^/]+|\.(json|ya?ml|toml|ini|cfg|conf|properties|xml|gradle|lock|csv|tsv|svg|in|am|m4|cmake|mk|bat|ps1|vcxproj|sln|spec|plist)$|(^|\/)(makefile|dockerfile|cmakelists\.txt|configure)[^/]*$/i;

/** What a file is for, from its path alone. */
export function roleOf(path: string): FileRole {
  if (VENDORED.test(path)) return 'vendored';
  if (TEST_FOLDER.test(path) || TEST_FILE.test(path)) return 'test';
  if (EXAMPLE.test(path)) return 'example';
  if (GENERATED.test(path)) return 'generated';
  if (DOCS.test(path)) return 'docs';
  if (CONFIG.test(path)) return 'config';
  return 'source';
}

const ABOUT: readonly (readonly [FileRole, RegExp])[] = [
  [
    'test',
    /\b(unit|integration|e2e|regression|failing|flaky|the|our|which|what|all|any|add|write|missing)\s+tests?\b|\btests?\s+(suite|case|cover|for|that|fixture|helper|runner)|\b(fixtures?|test coverage|mocks?)\b|\bis\b.{0,40}\btested\b/i,
  ],
  ['docs', /\b(docs|documentation|readme|changelog|release notes|tutorial|man ?page|manual|docstrings?)\b/i],
  ['example', /\b(examples?\b(?! of code)|samples?|demos?|benchmarks?)\b/i],
  [
    'config',
    /\b(config(uration)? files?|ci|workflow|github actions?|dockerfile|makefile|cmake|package\.json|pyproject|build (script|system)|lint(er|ing)?)\b/i,
  ],
  ['vendored', /\b(vendored|third[- ]party|vendor folder|bundled dependenc)/i],
];

/** Roles a question is about, beside source. */
export function rolesAskedFor(question: string): ReadonlySet<FileRole> {
  return new Set(ABOUT.filter(([, pattern]) => pattern.test(question)).map(([role]) => role));
}

/** How much a file of this role counts for a question about the roles in `asked`. */
export function prior(role: FileRole, asked: ReadonlySet<FileRole>, { rolePrior }: Weights): number {
  return asked.has(role) ? 1 : rolePrior[role];
}
