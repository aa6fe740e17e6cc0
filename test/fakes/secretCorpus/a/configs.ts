/** Secrets in configuration, of servers and of what sets servers up. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const configs: Kinds = {
  'env file unquoted base32': ['deploy/env2.txt', (r) => `SERVICE_KEY=${s(r.base32(32))}\n`],
  'env file 20 hex': ['deploy/env3.txt', (r) => `FOO_KEY=${s(r.hex(20))}\nBAR_URL=https://bar\n`],
  'env file with hash and ampersand': [
    'deploy/env9.txt',
    (r) => `REDIS_PASSWORD='${s(`${r.alnum(6)}&${r.alnum(5)}#${r.alnum(6)}`)}'\n`,
  ],
  'env file slash value': ['deploy/env11.txt', (r) => `AUTH_SECRET=${s(`/${r.base64(42)}=`)}\n`],
  'yaml plain': [
    'config/app.yml',
    (r) => `database:\n  user: app\n  password: ${s(r.alnum(18))}\n  pool: 5\n`,
  ],
  'yaml short key': ['config/a.yml', (r) => `ldap:\n  bind_dn: cn=svc\n  pass: "${s(r.password())}"\n`],
  'yaml block scalar': ['config/b.yml', (r) => `api_secret: |\n  ${s(r.alnum(48))}\nother: 1\n`],
  'yaml list of name and value': [
    'k8s/deploy.yaml',
    (r) =>
      `env:\n  - name: DB_PASSWORD\n    value: ${s(r.alnum(20))}\n  - name: LOG_LEVEL\n    value: info\n`,
  ],
  'kubeconfig token': ['docs/kube.md', (r) => `users:\n- name: ci\n  user:\n    token: ${s(r.lower(32))}\n`],
  'compose environment map': [
    'compose.yml',
    (r) =>
      `services:\n  db:\n    image: mariadb\n    environment:\n      MARIADB_ROOT_PASSWORD: ${s(r.human())}\n`,
  ],
  'compose environment list': [
    'compose2.yml',
    (r) => `    environment:\n      - POSTGRES_USER=app\n      - POSTGRES_PASSWORD=${s(r.alnum(16))}\n`,
  ],
  'compose command': [
    'compose3.yml',
    (r) => `  redis:\n    command: redis-server --requirepass ${s(r.alnum(20))} --appendonly yes\n`,
  ],
  'dockerfile env with blank': [
    'Dockerfile',
    (r) => `FROM alpine\nENV API_SECRET ${s(r.alnum(32))}\nENV PORT 80\n`,
  ],
  'dockerfile chpasswd': ['docker/Dockerfile.ssh', (r) => `RUN echo 'root:${s(r.password())}' | chpasswd\n`],
  'terraform tfvars text': [
    'infra/sample.auto.txt',
    (r) => `region      = "eu"\nmaster_pass = "${s(r.password())}"\n`,
  ],
  'ansible become': [
    'site.yml',
    (r) => `- hosts: all\n  vars:\n    ansible_become_pass: '${s(r.password())}'\n`,
  ],
  'json key named key': ['config/maps.json', (r) => `{ "provider": "here", "key": "${s(r.word(43))}" }\n`],
  toml: ['config.toml', (r) => `[smtp]\nhost = "mail"\npassword = '${s(r.password())}'\n`],
  'spring yaml': [
    'application.yml',
    (r) => `spring:\n  mail:\n    username: robot\n    password: '${s(r.password())}'\n`,
  ],
  'xml element': [
    'conf/server.xml.sample',
    (r) => `<datasource>\n  <user>app</user>\n  <password>${s(r.password())}</password>\n</datasource>\n`,
  ],
  'xml property name value': [
    'hibernate.sample.xml',
    (r) => `<property name="hibernate.connection.password">${s(r.password())}</property>\n`,
  ],
  'xml bean property': [
    'beans.xml',
    (r) => `<bean class="DataSource">\n  <property name="password" value="${s(r.password())}"/>\n</bean>\n`,
  ],
  'android string resource': [
    'res/values/strings.xml',
    (r) =>
      `<resources>\n  <string name="app_name">Demo</string>\n  <string name="api_secret">${s(r.alnum(32))}</string>\n</resources>\n`,
  ],
  'plist key string': ['App/Info.plist', (r) => `<key>ApiSecret</key>\n<string>${s(r.alnum(32))}</string>\n`],
  'nginx proxy header': [
    'nginx.conf',
    (r) =>
      `proxy_set_header Authorization "Basic ${s(Buffer.from(`app:${r.password()}`).toString('base64'))}";\n`,
  ],
  'apache ldap bind': [
    'httpd.conf',
    (r) => `AuthLDAPBindDN "cn=svc"\nAuthLDAPBindPassword "${s(r.password())}"\n`,
  ],
  'redis acl user': ['users.acl', (r) => `user worker on >${s(r.alnum(24))} ~jobs:* +@all\n`],
  'postfix sasl': [
    'docs/postfix.md',
    (r) => `[smtp.gmail.com]:587 robot@acme.io:${s(r.chars('abcdefghijklmnopqrstuvwxyz', 16))}\n`,
  ],
  'netrc line': [
    'docs/heroku.md',
    (r) => `machine api.heroku.com login me@acme.io password ${s(r.uuid())}\n`,
  ],
  'wpa supplicant': ['etc/wpa.conf', (r) => `network={\n  ssid="home"\n  psk="${s(r.human())}"\n}\n`],
  'wireguard preshared': [
    'docs/vpn.md',
    (r) => `[Peer]\nPublicKey = ${r.base64(43)}=\nPresharedKey = ${s(`${r.base64(43)}=`)}\n`,
  ],
  'cisco enable secret': [
    'net/switch.cfg',
    (r) =>
      `hostname sw1\nusername admin privilege 15 password 0 ${s(r.password())}\nenable secret ${s(r.human())}\n`,
  ],
  'cisco snmp community': ['net/router.cfg', (r) => `snmp-server community ${s(r.alnum(16))} RO\n`],
  'rails master key in docs': ['docs/rails.md', (r) => `RAILS_MASTER_KEY=${s(r.hex(32))} bin/rails s\n`],
  'laravel app key': ['docs/laravel.md', (r) => `APP_KEY=base64:${s(`${r.base64(43)}=`)}\n`],
  'symfony parameters': [
    'config/parameters.yml',
    (r) => `parameters:\n    secret: ${s(r.hex(40))}\n    locale: en\n`,
  ],
  'grafana ini': [
    'grafana.ini',
    (r) => `[security]\nadmin_user = admin\nadmin_password = ${s(r.password())}\n`,
  ],
  'logstash output': [
    'logstash.conf',
    (r) => `elasticsearch {\n  user => "elastic"\n  password => "${s(r.alnum(20))}"\n}\n`,
  ],
  'traefik users label': [
    'compose4.yml',
    (r) => `labels:\n  - "traefik.http.middlewares.a.basicauth.users=admin:$$2y$$05$$${s(r.alnum(53))}"\n`,
  ],
  'mosquitto bridge': [
    'mosquitto.conf',
    (r) => `remote_username bridge\nremote_password ${s(r.alnum(20))}\n`,
  ],
};
