/** Addresses that must never be followed, in the disguises and the Markdown that could make links of them. */

/** Single addresses, each hostile in its own way. */
const LINKS = [
  'javascript:xss()',
  'JaVaScRiPt:xss()',
  'java\tscript:xss()',
  'java&#x0A;script:xss()',
  'javascript&colon;xss()',
  '&#106;avascript:xss()',
  ' javascript:xss()',
  '\u0001javascript:xss()',
  'vbscript:msgbox(1)',
  'data:text/html,<script>xss()</script>',
  'data:text/html;base64,PHNjcmlwdD54c3MoKTwvc2NyaXB0Pg==',
  'data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9eHNzKCk+',
  'command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D',
  'COMMAND:workbench.action.files.newUntitledFile',
  'command://sightline.ask',
  'vscode://file/etc/passwd',
  'vscode-insiders://x',
  'vscode-webview://x/index.html',
  'file:///etc/passwd',
  'FILE:///c:/windows/win.ini',
  'blob:CANARY/x',
  'filesystem:CANARY/x',
  'about:blank',
  'CANARY/out?d=SECRET',
  '//127.0.0.1/x',
  '\\\\evil\\share',
  'https://storage.googleapis.com/any-bucket/x',
  'https://user:pw@evil.test/x',
  'https://p\u0430ypal.com/login',
  'https://evil.test/\u202efdp.exe',
  'mailto:a@b.test?body=SECRET',
  'ms-settings:x',
  'ssh://-oProxyCommand=id/x',
  'tel:123',
  '#" onclick="xss()',
  'x" style="background:url(CANARY/q.png)',
  "x' onerror='xss()",
];

/** Schemes that do something when they are followed, each with the part that follows the colon. */
const SCHEMES = [
  ['javascript', 'xss()'],
  ['command', 'workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%22%7D'],
  ['vscode', '//file/etc/passwd'],
  ['data', 'text/html,<script>xss()</script>'],
  ['file', '///etc/passwd'],
  ['vbscript', 'xss()'],
] as const;

type Disguise = (scheme: string, rest: string) => string;

/** What a browser still reads as the scheme, or a parser turns into it. */
const DISGUISES: readonly Disguise[] = [
  (scheme, rest) => `${scheme}:${rest}`,
  (scheme, rest) => `${mixedCase(scheme)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 2)}\t${scheme.slice(2)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 2)}&Tab;${scheme.slice(2)}:${rest}`,
  (scheme, rest) => `${scheme.slice(0, 3)}&#10;${scheme.slice(3)}:${rest}`,
  (scheme, rest) => `&#${scheme.charCodeAt(0)};${scheme.slice(1)}:${rest}`,
  (scheme, rest) => `&#x${scheme.charCodeAt(0).toString(16)};${mixedCase(scheme.slice(1))}&colon;${rest}`,
  (scheme, rest) => `\u0001 ${scheme}:${rest}`,
  (scheme, rest) => `${scheme}%3A${rest}`,
];

function mixedCase(text: string): string {
  return [...text].map((char, i) => (i % 2 === 0 ? char.toUpperCase() : char)).join('');
}

/** Every form that Markdown has for an address. */
const FORMS: readonly ((url: string) => string)[] = [
  (url) => `[click](${url})`,
  (url) => `![pixel](${url})`,
  (url) => `[click](<${url}> "t\\" onmouseover=xss()")`,
  (url) => `[click][r]\n\n[r]: ${url}`,
  (url) => `<${url}>`,
  (url) => `![a][i]\n\n[i]: ${url} "x"`,
];

/** The addresses as Markdown: two forms for each, in turn, so that every form meets many addresses. */
export function inMarkdown(): string[] {
  const disguised = SCHEMES.flatMap(([scheme, rest]) => DISGUISES.map((disguise) => disguise(scheme, rest)));
  return [...new Set([...LINKS, ...disguised])].flatMap((url, i) => [
    FORMS[i % FORMS.length]!(url),
    FORMS[(i + 1) % FORMS.length]!(url),
  ]);
}
