import type { EditAlarm } from '../../types.ts';

interface Alarm {
  readonly kind: EditAlarm;
  readonly pattern: RegExp;
  /** The files it is about. */
  readonly path?: RegExp;
}

/** What makes programs run or fetch something once it is written. Patterns look at one line and take linear time. */
const ALARMS: readonly Alarm[] = [
  { kind: 'schema', pattern: /\$schema"?'?\s{0,8}[:=]\s{0,8}["']?(?:https?:)?\/\// },
  { kind: 'schema', pattern: /yaml-language-server:\s{0,8}\$schema=/ },
  {
    kind: 'install',
    pattern:
      /"(?:(?:pre|post)(?:install|pack|publish|prepare|version)|install|prepare|prepublish|prepublishOnly|prepack|dependencies:\w+)"\s{0,8}:\s{0,8}"/,
    path: /(?:^|\/)(?:package|composer)\.json$/i,
  },
  {
    kind: 'shell',
    pattern:
      /\b(?:curl|wget|fetch|iwr|irm|invoke-webrequest)\b[^|\n]{0,500}\|\s{0,8}(?:sudo\s{1,8})?(?:(?:ba|z|da|k|fi)?sh|python\d?|perl|ruby|node|iex|invoke-expression)\b/i,
  },
  {
    kind: 'shell',
    pattern: /\b(?:ba|z|da)?sh\b\s{0,8}(?:-c\s{0,8})?["']?(?:<\(|\$\(|`)\s{0,8}(?:curl|wget)\b/i,
  },
  { kind: 'script', pattern: /<script\b[^>]{0,300}?\bsrc\s{0,8}=\s{0,8}["']?(?:https?:)?\/\//i },
  {
    kind: 'approval',
    pattern:
      /\b(?:autoApprove|autoApproval|alwaysAllow|dangerouslySkipPermissions|skipDangerousModePermissionPrompt)\b/i,
  },
  {
    kind: 'approval',
    pattern: /"(?:task|security|terminal)\.[\w.]{0,60}(?:automatic|allow|trust|enabled)[\w.]{0,60}"\s{0,8}:/i,
  },
  { kind: 'hidden', pattern: /[\u202a-\u202e\u2066-\u2069]|[\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}]/u },
];

/** What is alarming in lines that a file does not have yet. Empty for most. */
export function alarmsOf(path: string, before: string, after: string): EditAlarm[] {
  const standing = new Set(before.split('\n').map((line) => line.trim()));
  const added = after.split('\n').filter((line) => !standing.has(line.trim()));
  const about = ALARMS.filter((alarm) => alarm.path?.test(path) ?? true);
  return [
    ...new Set(
      about.filter(({ pattern }) => added.some((line) => pattern.test(line))).map(({ kind }) => kind),
    ),
  ];
}
