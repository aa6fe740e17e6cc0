/** Passwords that programs are given by short options, which say nothing by themselves. */

import { isSecretValue } from '../assign/value.ts';
import type { Match } from '../match.ts';

/** A program, and the options of it that take a password; the value is the group. */
interface Command {
  readonly program: RegExp;
  readonly value: RegExp;
}

const command = (program: RegExp, value: RegExp): Command => ({ program, value });

/** A value: quoted, or up to a blank. */
const V = String.raw`(?:"([^"\n]{4,200})"|'([^'\n]{4,200})'|([^\s"'|;<>]{4,400}))`;
const option = (names: string, join = '[ \\t=]{1,4}'): RegExp =>
  new RegExp(`[ \\t](?:${names})${join}${V}`, 'g');

const COMMANDS: readonly Command[] = [
  command(
    /\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mariadb|mycli|sshpass|mariadb-dump)\b/g,
    option('-p', '[ \\t]{0,1}'),
  ),
  command(/\bsshpass\b/g, option('-p', '[ \\t]{0,2}')),
  command(/\bmysqladmin\b/g, option('password')),
  command(/\b(?:7z[ar]?|rar|unrar)\b/g, option('-p|-hp', '')),
  command(/\b(?:zip|unzip|zipcloak|sqlcmd|bcp|pdftk|qpdf|netexec|crackmapexec)\b/g, option('-P|-p')),
  command(/\bredis-cli\b/g, option('-a|--pass')),
  command(
    /\b(?:mongo|mongosh|mongodump|mongorestore|docker|podman|buildah|skopeo|helm|oc|cf|twine|nerdctl|crane|oras|argocd|mosquitto_(?:pub|sub)|curl|svn|az|evil-winrm|kinit|ipmitool|vncpasswd)\b/g,
    option('-p|-P|--pw'),
  ),
  command(
    /\b(?:ldapsearch|ldapmodify|ldapadd|ldapdelete|ldappasswd|ldapwhoami)\b/g,
    option('-w', '[ \\t]{0,2}'),
  ),
  command(/\b(?:snmpwalk|snmpget|snmpset|snmpbulkwalk|snmptrap)\b/g, option('-A|-X')),
  command(
    /\b(?:curl|http|https|wget|xh|hey|ab|wrk)\b/g,
    /[ \t](?:-u|--user|-U|--proxy-user|-a|--auth|-A)[ \t=]{0,3}(?:"[^"\s:]{0,100}:([^"\n]{4,200})"|'[^'\s:]{0,100}:([^'\n]{4,200})'|[^\s"':]{0,100}:([^\s"'|;<>]{4,400}))/g,
  ),
  command(
    /\b(?:smbclient|rpcclient|net|smbmap|mount|wmic)\b/g,
    /[ \t](?:-U|--user)[ \t=]{0,3}["']?[^\s%"']{1,100}%([^\s"']{4,200})/g,
  ),
  command(
    /\bnet[ \t]{1,4}(?:use|user)\b/gi,
    /[ \t](?:\/user:\S{1,100}[ \t]{1,4}|user[ \t]{1,4}\S{1,60}[ \t]{1,4}|\\\\\S{1,120}[ \t]{1,4})["']?([^\s"'/*]{4,200})/gi,
  ),
  command(
    /\b(?:x|w)?freerdp\b|\bmstsc\b|\brunas\b|\bcmdkey\b|\bschtasks\b/g,
    /[ \t]\/r?p(?:ass)?[: ]["']?([^\s"']{4,200})/g,
  ),
  command(
    /\b(?:sqlplus|exp|imp|expdp|impdp|rman|sqlldr)\b/g,
    /[ \t]["']?[\w$#]{1,40}\/["']?([^\s"'@/]{4,100})["']?@/g,
  ),
  command(
    /\bopenssl\b/g,
    option('-k|-K|-passin pass:|-passout pass:|-pass pass:|-password pass:', '[ \\t]{0,3}'),
  ),
  command(/\bcreateUser\b/g, option('SHA|SHA-\\d{3}|AES|MD5|DES')),
  command(
    /\bhtpasswd\b/g,
    /[ \t]-[a-zA-Z]{0,4}b[a-zA-Z]{0,4}[ \t]{1,4}(?:\S{1,200}[ \t]{1,4}){1,2}["']?([^\s"']{4,200})["']?[ \t]{0,4}(?:$|[;&|])/gm,
  ),
  command(
    /\b(?:vault|bao)[ \t]{1,4}(?:kv[ \t]{1,4}(?:put|patch)|write)\b/g,
    /[ \t][\w.-]{1,60}=["']?([^\s"'@]{4,400})/g,
  ),
  command(
    /\b(?:put-parameter|create-secret|put-secret-value|update-secret|secret[ \t]{1,4}set|secrets?[ \t]{1,4}(?:add|create|set|put|versions)|keyvault|config:set|env:set|variable[ \t]{1,4}set|parameterstore)\b/g,
    option(
      '--value|--secret-string|--body|-b|--data|--secret|--plaintext|--from-literal|--secret-value|--encrypted-value',
    ),
  ),
  command(
    /\b(?:gh|glab|fly|flyctl|wrangler|vercel|netlify|doppler|heroku|eas|supabase|railway|infisical)[ \t]{1,4}(?:secrets?|variable|env|config(?::set)?)\b/g,
    /[ \t][A-Z][A-Z0-9_]{1,60}=["']?([^\s"']{4,400})/g,
  ),
  command(
    /\becho\b|\bprintf\b/g,
    /[ \t](?:-n[ \t]{1,3})?(?:"([^"\n]{4,200})"|'([^'\n]{4,200})'|([^\s"'|;<>]{4,200}))[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]{1,4}-S|su\b|passwd\b|kinit\b|cryptsetup\b|gpg\b|openssl\b|[\w./-]{1,40}[ \t][^\n|]{0,120}--(?:password|token|secret|pass|passphrase)[\w-]{0,20}(?:stdin|fd)?|[^\n|]{0,80}--password-stdin|wg[ \t]pubkey|docker[ \t]login|gh[ \t]auth)/g,
  ),
  command(
    /\becho\b|\bprintf\b/g,
    /["']?[\w.-]{1,40}:([^\s"':|]{4,200})["']?[ \t]{0,4}\|[ \t]{0,4}(?:sudo[ \t]{1,4})?(?:\/usr\/s?bin\/)?chpasswd/g,
  ),
  command(/\bwg\b/g, /private-key[ \t]{1,4}<\([ \t]{0,2}echo[ \t]{1,3}["']?([A-Za-z0-9+/]{42,44}={0,2})/g),
  command(
    /ConvertTo-SecureString\b/gi,
    new RegExp(`[ \\t](?:-String[ \\t]{1,3}|-AsPlainText[ \\t]{1,3}|-Force[ \\t]{1,3}|\\(){0,3}${V}`, 'gi'),
  ),
  command(
    /(?<=^|[\n;{][ \t]{0,40})(?:exp_)?send(?:_user|line)?\b/g,
    /[ \t](?:--[ \t])?(?:"([^"\s\\$]{5,200}) {0,8}"|'([^'\s\\$]{5,200}) {0,8}')/g,
  ),
  command(
    /\bbundle[ \t]{1,4}config\b/g,
    /[ \t][\w.:/-]{3,100}[ \t]{1,4}["']?[^\s:"']{1,60}:([^\s"']{4,200})/g,
  ),
  command(
    /\b(?:wpa_passphrase|nmcli)\b/g,
    new RegExp(`[ \\t](?:wpa_passphrase[ \\t]{1,4}\\S{1,60}|password|\\S{1,60})[ \\t]{1,4}${V}`, 'g'),
  ),
  command(
    /\bmc[ \t]{1,4}(?:alias[ \t]{1,4}set|config[ \t]{1,4}host[ \t]{1,4}add)\b/g,
    /[ \t]https?:\/\/\S{1,200}[ \t]{1,4}\S{1,100}[ \t]{1,4}["']?([^\s"']{6,200})/g,
  ),
  command(/\bsnmp-server\b/g, /[ \t]community[ \t]{1,4}([^\s"']{4,100})/g),
  command(
    /\b(?:enable|username|neighbor|key-string|tacacs|radius|isakmp|pre-shared-key|pre-shared-secret|ntp|community)\b/g,
    /[ \t](?:secret|password|key|key-string|pre-shared-secret|pre-shared-key)[ \t]{1,4}(?:[0-9]{1,2}[ \t]{1,4})?["']?([^\s"']{5,120})/g,
  ),
];

/** How far a command is read: a line, with its continuations. */
const LONGEST = 600;

/** Finds what programs are given by options such as `-p`. Linear: each command is read once, up to 600 letters. */
export function findCommandSecrets(text: string): Match[] {
  return COMMANDS.flatMap(({ program, value }) => {
    const matches: Match[] = [];
    let read = 0;
    for (const found of text.matchAll(program)) {
      if (found.index < read) continue;
      const line = commandAt(text, found.index);
      read = found.index + line.length;
      for (const one of line.matchAll(value)) {
        const secret = one[1] ?? one[2] ?? one[3] ?? '';
        if (!isSecretValue(secret, { strength: 'password', link: 'direct', isQuoted: true })) continue;
        const start = found.index + one.index + one[0].lastIndexOf(secret);
        matches.push({ start, end: start + secret.length, kind: 'password' });
      }
    }
    return matches;
  });
}

/** A command to the end of its line, lines that go on by a backslash counted in. */
function commandAt(text: string, start: number): string {
  const rest = text.slice(start, start + LONGEST);
  return /^(?:[^\n\\]|\\[^\n]|\\\r?\n)*/.exec(rest)![0];
}
