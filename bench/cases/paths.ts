/** What files of a training repository are for, by their path: how cases find their gold. */

const CODE =
  /\.(py|pyi|js|mjs|cjs|jsx|ts|mts|cts|tsx|java|kt|scala|go|rs|c|h|cc|cpp|cxx|hpp|hh|cs|rb|php|swift|ex|exs|lua|zig|hs|ml|jl|sh|ps1|svelte|vue)$/;
const BESIDE_SOURCE =
  /(^|\/)(tests?|testing|__tests__|__mocks__|specs?|testdata|test[-_]data|fixtures?|__fixtures__|e2e|integration[-_]tests?|docs?|documentation|examples?|samples?|demos?|bench(es|marks?)?|websites?|sites?|playgrounds?|vendor|third[-_]party|external|node_modules|dist|build|ci|\.github|\.changeset|scripts?|tools?|changelogs?|contrib|perf|unittests?)(\/|$)|_test\.\w+$|(^|\/)test_[^/]*$|\.(test|spec|bench|stories)\.\w+$|(Tests?|TestCase|IT|Spec)\.(java|kt|cs|scala|php)$|(^|\/)conftest\.py$|\.d\.ts$|\.min\.\w+$/i;
const TEST =
  /(^|\/)(tests?|__tests__|specs?|unittests?|e2e|integration[-_]tests?|[\w.-]+[-_.]tests?)(\/|$)|_test\.\w+$|_spec\.rb$|(^|\/)test_[^/]*$|\.(test|spec)\.\w+$|(Tests?|TestCase|IT|Spec)\.(java|kt|cs|scala|php)$/i;
const FIXTURE = /(^|\/)(testdata|test[-_]data|fixtures?|__fixtures__|__snapshots__|data|corpus)(\/|$)/i;
const CHANGE_LOG =
  /(^|\/)(changelogs?|changes|history|news|releases?|release[-_]notes|newsfragments|\.changeset|unreleased)[^/]*(\/[^/]+)?(\.(md|rst|txt|markdown|feature|bugfix|misc|doc))?$/i;
const PROSE = /\.(md|mdx|rst|adoc|asciidoc|txt|markdown)$/i;
const EXAMPLE = /(^|\/)(examples?|samples?|demos?|tutorials?|docs_src)(\/)/i;
const CONFIG =
  /(^|\/)\.github\/workflows\/|(^|\/)(pyproject\.toml|setup\.cfg|tox\.ini|package\.json|tsconfig[\w.]*\.json|Cargo\.toml|Makefile|Dockerfile|pom\.xml|build\.gradle(\.kts)?|\.pre-commit-config\.yaml|\.golangci\.ya?ml|\.eslintrc[\w.]*|\.rubocop[\w.]*\.yml|\.goreleaser\.yml|composer\.json|mix\.exs|[\w.-]+\.config\.(js|ts|mjs))$/;

/** Change with each release, or with nothing that a text could say. */
const UPKEEP = /(^|\/)(_{0,2}version_{0,2}\.\w+|[\w-]*requirements[\w-]*\.txt|CMakeLists\.txt)$/i;

export type CaseRole = 'source' | 'test' | 'docs' | 'example' | 'config' | 'changeLog' | 'other';

/** What a file is for. Narrow: a doubtful file is `other`, and gives no case. */
export function caseRole(path: string): CaseRole {
  if (UPKEEP.test(path)) return 'other';
  if (CONFIG.test(path)) return 'config';
  if (CHANGE_LOG.test(path) && !CODE.test(path)) return 'changeLog';
  if (EXAMPLE.test(path)) return CODE.test(path) ? 'example' : 'other';
  if (CODE.test(path) && TEST.test(path) && !FIXTURE.test(path)) return 'test';
  if (PROSE.test(path)) return 'docs';
  return CODE.test(path) && !BESIDE_SOURCE.test(path) ? 'source' : 'other';
}
