/** Which paths a patch may name at all, and which only when a person confirms each by its name. */

/** Names that Windows gives to devices, whatever stands behind a dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/i;
/** Controls, and characters that turn or hide what stands around them. */
const HIDDEN =
  /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffd]|[\u{e0000}-\u{e007f}]/u;
/** Bytes of a name, and of a path, that file systems take. */
const MAX_NAME = 255;
const MAX_PATH = 4_096;

/**
 * The path as it is spelled below the root, or undefined for one that could mean another file: absolute, out of the
 * root, with a part that some system reads otherwise (`a.`, `a:b`, `CON`, `A~1`), or with characters that nobody sees.
 * The same on every system. One `./` at its beginning is taken off.
 */
export function plainPath(written: string): string | undefined {
  const path = written.startsWith('./') ? written.slice(2) : written;
  if (path === '' || HIDDEN.test(path) || !path.isWellFormed() || /[\\:*?"<>|%]/.test(path)) return undefined;
  if (/^[~$/]/.test(path) || byteLength(path) > MAX_PATH) return undefined;
  return path.split('/').every(isPlainName) ? path : undefined;
}

const isPlainName = (name: string): boolean =>
  name !== '' &&
  !name.startsWith('..') &&
  name !== '.' &&
  !/[. ]$/.test(name) &&
  !name.startsWith(' ') &&
  !DEVICE.test(name) &&
  !/~\d+(?:\.|$)/.test(name) &&
  byteLength(name) <= MAX_NAME;

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/** The same for all spellings that some disk takes for one file. */
export const foldedPath = (path: string): string => path.normalize('NFKC').toLowerCase();

/** Folders of which every file decides what programs do: version control, editors, hooks, agents. */
const FOLDERS = new Set([
  ...[
    '.git',
    '.hg',
    '.svn',
    '.jj',
    '.vscode',
    '.vscode-insiders',
    '.idea',
    '.fleet',
    '.zed',
    '.devcontainer',
    '.husky',
  ],
  ...[
    '.githooks',
    '.cursor',
    '.clinerules',
    '.roo',
    '.claude',
    '.codex',
    '.continue',
    '.amazonq',
    '.gemini',
    '.windsurf',
  ],
  ...[
    '.aider',
    '.kiro',
    '.junie',
    '.trae',
    '.agents',
    '.sightline',
    '.circleci',
    '.buildkite',
    '.gitlab',
    '.teamcity',
  ],
  ...['.yarn', '.mvn', '.cargo', '.bundle', '.direnv', '.ssh', '.gnupg', '.aws', '.kube', '.docker'],
]);

/** Parts of `.github` that run, or that agents read. */
const GITHUB =
  /^(?:workflows|actions|agents|hooks|instructions|prompts|chatmodes|copilot[^/]*|dependabot\.ya?ml)$/;

const FILES = new Set([
  ...[
    '.gitmodules',
    '.gitattributes',
    '.gitconfig',
    '.git',
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.pnpmfile.cjs',
    '.envrc',
  ],
  ...[
    'agents.md',
    'agents.override.md',
    'claude.md',
    'claude.local.md',
    'gemini.md',
    '.cursorrules',
    '.windsurfrules',
  ],
  ...[
    '.clinerules',
    '.roorules',
    '.roomodes',
    '.rooignore',
    '.clineignore',
    '.cursorignore',
    '.aider.conf.yml',
    '.mcp.json',
  ],
  ...[
    'mcp.json',
    'copilot-instructions.md',
    '.pre-commit-config.yaml',
    '.pre-commit-hooks.yaml',
    'lefthook.yml',
    '.lefthook.yml',
  ],
  ...[
    '.gitlab-ci.yml',
    '.travis.yml',
    'jenkinsfile',
    'azure-pipelines.yml',
    'bitbucket-pipelines.yml',
    '.drone.yml',
  ],
  ...[
    '.bashrc',
    '.bash_profile',
    '.profile',
    '.zshrc',
    '.zprofile',
    '.netrc',
    '.pypirc',
    'pip.conf',
    '.condarc',
    '.tool-versions',
  ],
  ...[
    'package-lock.json',
    'npm-shrinkwrap.json',
    'yarn.lock',
    'pnpm-lock.yaml',
    'bun.lock',
    'bun.lockb',
    'deno.lock',
  ],
  ...[
    'cargo.lock',
    'poetry.lock',
    'pipfile.lock',
    'uv.lock',
    'pdm.lock',
    'gemfile.lock',
    'composer.lock',
    'go.sum',
  ],
  ...[
    'go.work.sum',
    'packages.lock.json',
    'paket.lock',
    'mix.lock',
    'pubspec.lock',
    'podfile.lock',
    'package.resolved',
  ],
  ...['flake.lock', 'gradle.lockfile', 'gradle-wrapper.properties', 'gradle-wrapper.jar', 'conan.lock'],
]);

/** Files that leave others out: with them gone, more is seen and sent. */
const IGNORES = /^\.(?:git|docker|npm|vscode|eslint|prettier|rg|fd|ag|sightline|continue)?ignore$/;

/** Whether a change to a file needs a confirmation of its own. `isGone`: the file is deleted or moved away. */
export function isProtected(path: string, isGone: boolean): boolean {
  const parts = foldedPath(path)
    .split('/')
    .map((part) => part.replace(/[. ]+$/, ''));
  const name = parts.at(-1)!;
  if (parts.slice(0, -1).some((part) => FOLDERS.has(part))) return true;
  if (parts.some((part, at) => part === '.github' && GITHUB.test(parts[at + 1] ?? ''))) return true;
  if (FILES.has(name) || FOLDERS.has(name) || /\.code-workspace$/.test(name)) return true;
  if (/^\.env(?:\..+)?$/.test(name) && !/\.(?:example|sample|template|dist)$/.test(name)) return true;
  return isGone && IGNORES.test(name);
}
