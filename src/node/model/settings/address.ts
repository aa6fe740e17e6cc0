/**
 * The addresses requests may go to. One `URL` object is made here, checked here and used for the request: a second
 * parser is how a checked host and a contacted host come to differ.
 */
/** What is wrong with an address. */
export type AddressProblem =
  | 'empty'
  | 'control'
  | 'space'
  | 'backSlash'
  | 'query'
  | 'fragment'
  | 'scheme'
  | 'user'
  | 'noHost'
  | 'percent'
  | 'nonAscii'
  | 'punycode'
  | 'dot'
  | 'invalid'
  | 'ipv4InIpv6'
  | 'unusual'
  | 'plainHttp';

/** A usable base URL, or why it is not one. `plain` is how its host is written plainly, the one part that is repeated. */
export type BaseUrlCheck =
  | { readonly ok: true; readonly url: URL }
  | { readonly ok: false; readonly problem: AddressProblem; readonly plain?: string };

/**
 * Checks the base URL of an endpoint, for example `https://api.openai.com/v1`.
 *
 * Refused: other schemes than http and https, user names and passwords, queries and fragments, white space, control
 * characters, back slashes, a host that is not written the way it is contacted (percent escapes, non-ASCII, punycode,
 * trailing dot, odd number forms, IPv4 inside IPv6), and plain http to anything but this machine or a private network.
 * No network access.
 */
export function checkBaseUrl(text: string): BaseUrlCheck {
  const refused = (problem: AddressProblem): BaseUrlCheck => ({ ok: false, problem });
  const inText = TEXT_RULES.find(([, pattern]) => pattern.test(text));
  if (inText) return refused(inText[0]);
  const authority = /^https?:\/\/([^/]*)(\/.*)?$/i.exec(text)?.[1];
  if (authority === undefined) return refused('scheme');
  if (authority.includes('@')) return refused('user');
  const host = authority.replace(/:\d*$/, '').toLowerCase();
  const inHost = HOST_RULES.find(([, pattern]) => pattern.test(host));
  if (inHost) return refused(inHost[0]);
  if (!URL.canParse(text)) return refused('invalid');
  const url = new URL(text);
  if (IPV4_IN_IPV6.test(host) || url.hostname.startsWith('[::ffff:')) return refused('ipv4InIpv6');
  // The parser rewrites forms such as 0x7f.1 or 2130706433. What was written must be what is contacted.
  if (host !== url.hostname) return { ok: false, problem: 'unusual', plain: url.hostname };
  return url.protocol === 'https:' || isLocalHost(url.hostname) ? { ok: true, url } : refused('plainHttp');
}

/** What an address may not hold anywhere, in the order of its telling. */
const TEXT_RULES: readonly (readonly [AddressProblem, RegExp])[] = [
  ['empty', /^$/],
  ['control', /[\0-\x1f\x7f]/],
  ['space', /\s/],
  ['backSlash', /\\/],
  ['query', /\?/],
  ['fragment', /#/],
];

/** What its host may not be. */
const HOST_RULES: readonly (readonly [AddressProblem, RegExp])[] = [
  ['noHost', /^$/],
  ['percent', /%/],
  ['nonAscii', /[^\x21-\x7e]/],
  ['punycode', /(^|\.)xn--/],
  ['dot', /\.$/],
];

const IPV4_IN_IPV6 = /^\[.*(ffff:|::)(\d{1,3}\.){3}\d{1,3}\]$|^\[::ffff:/;

/** Host and port of an address as a person reads it. */
export function hostOf(url: URL): string {
  return url.host;
}

/** True for this machine, for private IP ranges and for `.local` names. */
function isLocalHost(hostname: string): boolean {
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
