/** Secrets in configuration, of servers and of what sets servers up. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const configs: Kinds = {
  'env file quoted': [
    'deploy/env.txt',
    (r) => `APP_ENV=production\nAPI_TOKEN="${s(r.lower(32))}"\nPORT=80\n`,
  ],
  'env file digits only': ['deploy/env4.txt', (r) => `SMS_PIN_SECRET=${s(r.digits(18))}\n`],
  'env file letters only': [
    'deploy/env5.txt',
    (r) => `BAZ_SECRET=${s(r.chars('abcdefghijklmnopqrstuvwxyz', 24))}\n`,
  ],
  'env file with export and spaces': ['deploy/env6.sh', (r) => `export  JWT_SECRET = '${s(r.alnum(43))}'\n`],
  'env file human password': [
    'deploy/env7.txt',
    (r) => `MYSQL_ROOT_PASSWORD=${s(r.human())}\nMYSQL_DATABASE=shop\n`,
  ],
  'env file with blanks in the value': [
    'deploy/env8.txt',
    (r) => `DB_PASSWORD="${s(`${r.words(4).join(' ')} ${r.int(10, 99)}`)}"\n`,
  ],
  'env file with escaped quote': [
    'deploy/env10.txt',
    (r) => `SMTP_PASS="${s(`${r.alnum(8)}\\"${r.alnum(8)}`)}"\n`,
  ],
  'value with the word example': [
    'deploy/env12.txt',
    (r) => `SIGNING_KEY=${s(`${r.alnum(14)}EXAMPLE${r.alnum(16)}`)}\n`,
  ],
  'commented env': ['deploy/env13.txt', (r) => `# OLD_ADMIN_PASSWORD=${s(r.password())}\nADMIN_USER=root\n`],
  'yaml folded scalar': ['config/c.yml', (r) => `token: >-\n  ${s(r.alnum(40))}\n  ${s(r.alnum(40))}\n`],
  'yaml list quoted value': [
    'k8s/deploy2.yaml',
    (r) => `env:\n- name: STRIPE_SECRET\n  value: "${s(r.lower(32))}"\n`,
  ],
  'k8s secret data': [
    'k8s/db.yaml',
    (r) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: YXBw\n  password: ${s(Buffer.from(r.password()).toString('base64'))}\n`,
  ],
  'k8s secret string data': [
    'k8s/mail.yaml',
    (r) => `kind: Secret\nmetadata:\n  name: mail\nstringData:\n  smtp: "${s(r.password())}"\n`,
  ],
  'k8s secret odd key': [
    'k8s/conn.yaml',
    (r) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: conn\ndata:\n  dsn: ${s(Buffer.from(`postgres://app:${r.alnum(16)}@db/app`).toString('base64'))}\n`,
  ],
  'helm values': [
    'chart/values.yaml',
    (r) => `postgresql:\n  auth:\n    postgresPassword: ${s(r.alnum(16))}\n    database: app\n`,
  ],
  'helm set flag': [
    'scripts/install.sh',
    (r) =>
      `helm install db bitnami/postgresql --set auth.postgresPassword=${s(r.alnum(16))} --set replicas=1\n`,
  ],
  'dockerfile env with equals': [
    'docker/Dockerfile.api',
    (r) => `ENV DB_HOST=db DB_PASSWORD=${s(r.alnum(18))} LOG=info\n`,
  ],
  'dockerfile arg': ['docker/Dockerfile.web', (r) => `ARG NPM_TOKEN=${s(r.uuid())}\nRUN npm ci\n`],
  'terraform variable default': [
    'infra/vars.tf',
    (r) => `variable "db_password" {\n  type    = string\n  default = "${s(r.password())}"\n}\n`,
  ],
  'terraform resource': [
    'infra/rds.tf',
    (r) => `resource "aws_db_instance" "main" {\n  username = "admin"\n  password = "${s(r.human())}"\n}\n`,
  ],
  'ansible vars': [
    'roles/db/defaults/main.yml',
    (r) => `mysql_root_password: "${s(r.password())}"\nmysql_port: 3306\n`,
  ],
  'ansible inventory': [
    'hosts.ini',
    (r) => `[web]\nweb1 ansible_host=10.0.0.4 ansible_user=root ansible_ssh_pass=${s(r.alnum(14))}\n`,
  ],
  'puppet resource': [
    'manifests/db.pp',
    (r) => `mysql::db { 'shop':\n  user     => 'shop',\n  password => '${s(r.password())}',\n}\n`,
  ],
  'chef attribute': [
    'attributes/default.rb',
    (r) => `default['mysql']['server_root_password'] = '${s(r.password())}'\n`,
  ],
  'salt pillar': ['pillar/db.sls', (r) => `mysql:\n  server:\n    root_password: '${s(r.password())}'\n`],
  'cloud init chpasswd': [
    'cloud/user-data',
    (r) =>
      `#cloud-config\nchpasswd:\n  list: |\n    root:${s(r.password())}\n    ubuntu:${s(r.password())}\n`,
  ],
  'cloudformation parameter': [
    'cfn/stack.yaml',
    (r) => `  MasterUserPassword: ${s(r.alnum(20))}\n  MasterUsername: admin\n`,
  ],
  'json config': [
    'config/config.json',
    (r) => `{\n  "host": "db",\n  "user": "app",\n  "password": "${s(r.password())}"\n}\n`,
  ],
  'json minified': [
    'config/min.json',
    (r) => `{"a":1,"auth":{"user":"x","secret":"${s(r.alnum(24))}"},"b":[1,2]}\n`,
  ],
  'json escaped in json': [
    'config/nested.json',
    (r) => `{"payload":"{\\"token\\":\\"${s(r.alnum(32))}\\",\\"n\\":1}"}\n`,
  ],
  'json name value pair': [
    'ecs/task.json',
    (r) => `{"environment":[{"name":"DB_PASS","value":"${s(r.password())}"},{"name":"X","value":"1"}]}\n`,
  ],
  'json value before name': [
    'ecs/task2.json',
    (r) => `{"environment":[{"value":"${s(r.alnum(24))}","name":"APP_SECRET"}]}\n`,
  ],
  ini: ['app.ini', (r) => `[database]\nUSER = gitea\nPASSWD = ${s(r.alnum(18))}\n`],
  'ini semicolon comment': ['old.ini', (r) => `; admin password: ${s(r.password())}\n[main]\n`],
  properties: [
    'application.properties',
    (r) => `spring.datasource.username=app\nspring.datasource.password=${s(r.password())}\n`,
  ],
  'properties continuation': [
    'long.properties',
    (r) => `api.secret=${s(r.alnum(20))}\\\n    ${s(r.alnum(20))}\n`,
  ],
  'xml attribute': [
    'conf/tomcat-users.sample',
    (r) => `<user username="admin" password="${s(r.password())}" roles="manager-gui"/>\n`,
  ],
  'xml add key value': [
    'Web.sample.config',
    (r) => `<appSettings>\n  <add key="ApiSecret" value="${s(r.alnum(32))}" />\n</appSettings>\n`,
  ],
  'xml connection string': [
    'App.sample.config',
    (r) =>
      `<add name="Db" connectionString="Server=s;Database=d;User Id=u;Password=${s(r.password())};" />\n`,
  ],
  'maven server in docs': [
    'docs/maven.md',
    (r) =>
      `<server>\n  <id>nexus</id>\n  <username>deploy</username>\n  <password>${s(r.password())}</password>\n</server>\n`,
  ],
  'haproxy stats': ['haproxy.cfg', (r) => `  stats auth admin:${s(r.password())}\n`],
  'redis conf': ['redis.conf', (r) => `bind 127.0.0.1\nrequirepass ${s(r.alnum(24))}\n`],
  'pgpass line': ['docs/pg.md', (r) => `db.acme.io:5432:shop:app:${s(r.password())}\n`],
  'network manager psk': [
    'etc/home.nmconnection.txt',
    (r) => `[wifi-security]\nkey-mgmt=wpa-psk\npsk=${s(r.human())}\n`,
  ],
  'wireguard config': [
    'etc/wg0-sample.txt',
    (r) => `[Interface]\nPrivateKey = ${s(`${r.base64(43)}=`)}\nAddress = 10.0.0.2/32\n`,
  ],
  'ipsec secrets line': ['docs/ipsec.md', (r) => `203.0.113.1 198.51.100.7 : PSK "${s(r.alnum(32))}"\n`],
  'freeradius client': [
    'etc/clients.conf',
    (r) => `client ap1 {\n\tipaddr = 10.0.0.9\n\tsecret = ${s(r.alnum(16))}\n}\n`,
  ],
  'samba credentials': [
    'docs/mount.md',
    (r) => `//nas/share /mnt cifs username=app,password=${s(r.alnum(14))},uid=1000 0 0\n`,
  ],
  'htpasswd hash': ['docs/users.txt', (r) => `admin:$apr1$${r.alnum(8)}$${s(r.alnum(22))}\n`],
  'shadow line': ['docs/shadow.txt', (r) => `root:$6$${r.alnum(8)}$${s(r.alnum(86))}:19000:0:99999:7:::\n`],
  'prometheus basic auth': [
    'prometheus.yml',
    (r) => `    basic_auth:\n      username: prom\n      password: ${s(r.alnum(24))}\n`,
  ],
  'home assistant': [
    'configuration.yaml',
    (r) => `mqtt:\n  broker: 10.0.0.2\n  password: ${s(r.words(3).join('-'))}\n`,
  ],
};
