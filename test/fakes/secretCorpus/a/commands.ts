/** Secrets on command lines and in their histories. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const commands: Kinds = {
  'shell history mysql': [
    'notes/history.txt',
    (r) => `cd /srv\nmysql -h db -u root -p${s(r.alnum(14))} shop\nls -la\n`,
  ],
  'shell history long flag': [
    'notes/hist2.txt',
    (r) => `mongodump --username admin --password ${s(r.alnum(16))} --db shop\n`,
  ],
  'flag with equals': [
    'notes/hist3.txt',
    (r) => `pg_restore --dbname=shop\nmysqldump --user=root --password=${s(r.alnum(16))} shop > x.sql\n`,
  ],
  sshpass: ['deploy.sh', (r) => `sshpass -p '${s(r.password())}' scp app.tgz root@10.0.0.3:/srv\n`],
  'curl user': [
    'smoke.sh',
    (r) => `curl -s -u monitor:${s(r.alnum(16))} https://grafana.acme.io/api/health\n`,
  ],
  'curl form body': [
    'smoke4.sh',
    (r) => `curl -d "grant_type=password&username=app&password=${s(r.alnum(16))}" https://sso/token\n`,
  ],
  'curl proxy user': ['proxy.sh', (r) => `curl --proxy-user corp:${s(r.alnum(12))} https://example.org\n`],
  'psql pgpassword': [
    'backup.sh',
    (r) => `PGPASSWORD=${s(r.alnum(16))} pg_dump -h db -U app shop | gzip > x.gz\n`,
  ],
  sqlcmd: ['build/db.cmd', (r) => `sqlcmd -S srv -U sa -P ${s(r.alnum(16))} -i schema.sql\n`],
  'redis cli': ['ping.sh', (r) => `redis-cli -h cache -a ${s(r.alnum(20))} ping\n`],
  'openssl pass': [
    'pack.sh',
    (r) => `openssl pkcs12 -export -in c.pem -inkey k.pem -out k.p12 -passout pass:${s(r.alnum(14))}\n`,
  ],
  'openssl key hex': [
    'crypt.sh',
    (r) => `openssl enc -aes-256-cbc -K ${s(r.hex(64))} -iv ${r.hex(32)} -in a -out b\n`,
  ],
  keytool: [
    'sign.sh',
    (r) => `keytool -importkeystore -srckeystore a.p12 -srcstorepass ${s(r.alnum(12))} -destkeystore b.jks\n`,
  ],
  'docker run env': [
    'run-db.sh',
    (r) => `docker run -d -e MYSQL_ROOT_PASSWORD=${s(r.alnum(14))} -p 3306:3306 mysql:8\n`,
  ],
  'net use': ['map.cmd', (r) => `net use Z: \\\\srv\\share ${s(r.human())} /user:corp\\svc\n`],
  'useradd password': [
    'prov.sh',
    (r) => `echo "deploy:${s(r.human())}" | chpasswd\nusermod -aG docker deploy\n`,
  ],
  'passwd stdin': ['prov2.sh', (r) => `echo ${s(r.human())} | passwd --stdin deploy\n`],
  'docker login stdin': [
    'login.sh',
    (r) => `echo "${s(r.alnum(20))}" | docker login registry.acme.io -u ci --password-stdin\n`,
  ],
  'mc alias': ['minio.sh', (r) => `mc alias set local http://minio:9000 admin ${s(r.alnum(20))}\n`],
  'vault kv put': ['docs/kv.md', (r) => `vault kv put secret/db username=app password=${s(r.alnum(18))}\n`],
  'aws secretsmanager': [
    'docs/sm.md',
    (r) => `aws secretsmanager create-secret --name db --secret-string '{"password":"${s(r.alnum(18))}"}'\n`,
  ],
  'heroku config set': ['docs/hk.md', (r) => `heroku config:set SESSION_SECRET=${s(r.hex(40))} -a shop\n`],
  'git credential line': ['docs/cred.md', (r) => `https://deploy:${s(r.alnum(20))}@git.acme.io\n`],
};
