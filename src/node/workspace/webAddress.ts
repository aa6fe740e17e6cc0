import type { WebAddress } from '../../engine/types.ts';

type Site = Omit<WebAddress, 'folder'>;

/** Hosts whose kind their name tells. A server of one's own is known when it is called so. */
const FORGES: readonly (readonly [WebAddress['forge'], RegExp])[] = [
  ['github', /(?:^|\.)github\.(?!com\.)/],
  ['gitlab', /(?:^|\.)gitlab\.(?!com\.)/],
  ['bitbucket', /^bitbucket\.org$/],
  ['gitea', /(?:^|\.)(?:gitea|forgejo|codeberg)\.(?!(?:com|org)\.)/],
];
/** Longer addresses are none. */
const MAX_CHARS = 2_000;

/**
 * Where the repository of a remote is shown on the web: its address without user, password, port, query and suffix.
 * Undefined for a host of no kind that is known, and for what is no address.
 */
export function siteOf(remote: string): Site | undefined {
  const parts = remote.length > MAX_CHARS ? undefined : partsOf(remote);
  if (!parts) return undefined;
  const { host, path } = parts;
  const azure = azureSite(host, path);
  if (azure) return azure;
  const forge = FORGES.find(([, pattern]) => pattern.test(host))?.[0];
  return forge && path.length >= 2 ? { forge, base: `https://${host}/${path.join('/')}` } : undefined;
}

/** Host and path of `https://…`, `ssh://…` and `user@host:path`; each part of the path decoded and encoded again. */
function partsOf(remote: string): { readonly host: string; readonly path: readonly string[] } | undefined {
  const short = /^(?:[^@/\s:]{1,200}@)?([\w.-]{1,200}):(?!\/\/)(\S+)$/.exec(remote);
  try {
    const url = new URL(short ? `ssh://${short[1]}/${short[2]}` : remote);
    if (!/^(?:https?|ssh|git):$/.test(url.protocol)) return undefined;
    const path = url.pathname
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .split('/')
      .filter((part) => part !== '')
      .map((part) => encodeURIComponent(decodeURIComponent(part)));
    return path.includes('..') ? undefined : { host: url.hostname.toLowerCase(), path };
  } catch {
    return undefined;
  }
}

function azureSite(host: string, path: readonly string[]): Site | undefined {
  const at = path.indexOf('_git');
  const isHosted = host === 'dev.azure.com' || host.endsWith('.visualstudio.com');
  if (isHosted && at >= 0 && path.length === at + 2)
    return { forge: 'azure', base: `https://${host}/${path.join('/')}` };
  const isSsh = host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com';
  if (!isSsh || path.length !== 4 || path[0] !== 'v3') return undefined;
  const [, organisation, project, repository] = path;
  return { forge: 'azure', base: `https://dev.azure.com/${organisation}/${project}/_git/${repository}` };
}
