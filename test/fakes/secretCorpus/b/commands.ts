/** Secrets on command lines and in their histories. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const commands: Kinds = {
  'flag quoted': [
    'notes/hist4.txt',
    (r) => `kubectl create secret generic db --from-literal=password='${s(r.password())}'\n`,
  ],
  'curl long user': [
    'smoke2.sh',
    (r) => `curl --user "admin:${s(r.password())}" -X PUT https://es:9200/_settings\n`,
  ],
  'curl json body': [
    'smoke3.sh',
    (r) => `curl -d '{"username":"admin","password":"${s(r.alnum(16))}"}' https://api/login\n`,
  ],
  'wget password': [
    'fetch.sh',
    (r) => `wget --http-user=app --http-password=${s(r.alnum(14))} https://files/x\n`,
  ],
  ldapsearch: ['ldap.sh', (r) => `ldapsearch -x -D "cn=admin,dc=acme" -w ${s(r.alnum(14))} -b dc=acme\n`],
  jarsigner: [
    'sign2.sh',
    (r) => `jarsigner -storepass ${s(r.alnum(14))} -keypass ${s(r.alnum(14))} app.jar upload\n`,
  ],
  'gpg passphrase': [
    'sign3.sh',
    (r) => `gpg --batch --passphrase "${s(r.words(5).join(' '))}" --sign file\n`,
  ],
  schtasks: [
    'task.cmd',
    (r) => `schtasks /create /tn Job /tr job.exe /sc daily /ru corp\\svc /rp ${s(r.alnum(14))}\n`,
  ],
  'htpasswd b': ['prov3.sh', (r) => `htpasswd -bc /etc/nginx/.htpasswd admin ${s(r.alnum(12))}\n`],
  'rclone obscure': ['docs/rclone.md', (r) => `[box]\ntype = webdav\nuser = app\npass = ${s(r.word(38))}\n`],
  'gh secret set': ['docs/gh.md', (r) => `gh secret set NPM_TOKEN --body "${s(r.uuid())}"\n`],
  'npm config set': ['docs/npm.md', (r) => `npm config set //npm.acme.io/:_authToken ${s(r.uuid())}\n`],
  'svn checkout': [
    'docs/svn.md',
    (r) => `svn co https://svn.acme.io/trunk --username build --password ${s(r.alnum(12))}\n`,
  ],
};
