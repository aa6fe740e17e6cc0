/**
 * The addresses requests may go to. One `URL` object is made here, checked here and used for the request: a second
 * parser is how a checked host and a contacted host come to differ.
 */
import { english, type Say } from '../../../engine/say.ts';

/** A usable base URL, or why it is not one. `reason` says what to change and never repeats the address. */
export type BaseUrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly reason: string };

/**
 * Checks the base URL of an endpoint, for example `https://api.openai.com/v1`.
 *
 * Refused: other schemes than http and https, user names and passwords, queries and fragments, white space, control
 * characters, back slashes, a host that is not written the way it is contacted (percent escapes, non-ASCII, punycode,
 * trailing dot, odd number forms, IPv4 inside IPv6), and plain http to anything but this machine or a private network.
 * No network access.
 */
export function checkBaseUrl(text: string, say: Say = english): BaseUrlCheck {
  const refused = refusedText(text, say);
  if (refused !== undefined) return { ok: false, reason: refused };
  const parts = /^(https?):\/\/([^/]*)(\/.*)?$/i.exec(text);
  if (!parts) return { ok: false, reason: say('it must start with https:// or http://') };
  const authority = parts[2] ?? '';
  const refusedAuthority = refusedHostText(authority, say);
  if (refusedAuthority !== undefined) return { ok: false, reason: refusedAuthority };
  if (!URL.canParse(text)) return { ok: false, reason: say('it is not a valid address') };
  const url = new URL(text);
  const reason = refusedHost(authority, url, say) ?? refusedScheme(url, say);
  return reason === undefined ? { ok: true, url } : { ok: false, reason };
}

/** Host and port of an address as a person reads it. */
export function hostOf(url: URL): string {
  return url.host;
}

function refusedText(text: string, say: Say): string | undefined {
  if (text === '') return say('it is empty');
  if (/[\0-\x1f\x7f]/.test(text)) return say('it holds a control character');
  if (/\s/.test(text)) return say('it holds white space');
  if (text.includes('\\')) return say('it holds a back slash');
  if (text.includes('?'))
    return say('it holds a query (after "?"); use apiVersion in config.json for api-version');
  if (text.includes('#')) return say('it holds a fragment (after "#")');
  return undefined;
}

function refusedHostText(authority: string, say: Say): string | undefined {
  if (authority.includes('@'))
    return say('it holds a user name or password (before "@"); keys go into SIGHTLINE_API_KEY');
  const host = hostText(authority);
  if (host === '') return say('it names no host');
  if (host.includes('%')) return say('its host holds a percent escape; write the host in plain letters');
  if (/[^\x21-\x7e]/.test(host))
    return say('its host holds non-ASCII letters, which can look like another host');
  if (/(^|\.)xn--/.test(host)) return say('its host is punycode, which can look like another host');
  if (host.endsWith('.')) return say('its host ends in a dot');
  return undefined;
}

function hostText(authority: string): string {
  return authority.replace(/:\d*$/, '').toLowerCase();
}

function refusedHost(authority: string, url: URL, say: Say): string | undefined {
  const host = hostText(authority);
  if (/^\[.*(ffff:|::)(\d{1,3}\.){3}\d{1,3}\]$|^\[::ffff:/.test(host) || url.hostname.startsWith('[::ffff:'))
    return say('its host is an IPv4 address inside an IPv6 one; write the IPv4 address');
  // The parser rewrites forms such as 0x7f.1 or 2130706433. What was written must be what is contacted.
  if (host !== url.hostname)
    return say('its host is written in an unusual form; write it as {0}', url.hostname);
  return undefined;
}

function refusedScheme(url: URL, say: Say): string | undefined {
  if (url.protocol === 'https:' || isLocalHost(url.hostname)) return undefined;
  return say(
    'plain http would send the code and the key unencrypted; use https (http is for this machine and private networks)',
  );
}

/** True for this machine, for private IP ranges and for `.local` names. */
export function isLocalHost(hostname: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.local')) return true;
  const v4 = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(hostname);
  if (v4) {
    const [a, b] = [Number(v4[1]), Number(v4[2])];
    return a === 127 || a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
  }
  return (
    hostname === '[::1]' || /^\[f[cd][0-9a-f]{2}:/.test(hostname) || /^\[fe[89ab][0-9a-f]:/.test(hostname)
  );
}
