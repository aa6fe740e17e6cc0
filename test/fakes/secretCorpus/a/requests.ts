/** Secrets in addresses and in requests. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const requests: Kinds = {
  'jdbc url parameter': [
    'conf/db.properties',
    (r) => `url=jdbc:postgresql://db/shop?user=app&password=${s(r.alnum(14))}\n`,
  ],
  'jdbc sqlserver': [
    'conf/ms.properties',
    (r) =>
      `url=jdbc:sqlserver://srv:1433;databaseName=shop;user=sa;password=${s(r.alnum(14))};encrypt=true\n`,
  ],
  'odbc dsn': [
    'etl.py',
    (r) => `cnxn = pyodbc.connect('DRIVER={SQL Server};SERVER=srv;UID=sa;PWD=${s(r.alnum(14))}')\n`,
  ],
  'libpq dsn': [
    'etl.go',
    (r) => `connStr := "host=db user=app password=${s(r.alnum(14))} dbname=shop sslmode=disable"\n`,
  ],
  'clickhouse client': [
    'ch.sh',
    (r) => `clickhouse-client --host ch --user app --password ${s(r.alnum(14))} -q 'select 1'\n`,
  ],
  'elasticsearch url': [
    'es.rb',
    (r) => `Elasticsearch::Client.new url: 'https://elastic:${s(r.alnum(20))}@es:9200'\n`,
  ],
  'sentry dsn with secret': [
    'raven.py',
    (r) => `DSN = 'https://${r.hex(32)}:${s(r.hex(32))}@sentry.acme.io/4'\n`,
  ],
  'ldap url in yaml': ['ldap.yml', (r) => `uri: ldap://cn=svc:${s(r.alnum(14))}@ldap.acme.io\n`],
  'proxy url': [
    'docs/proxy.md',
    (r) => `export https_proxy=http://corp:${s(r.alnum(12))}@proxy.acme.io:8080\n`,
  ],
  'cookie header': [
    'api5.http',
    (r) =>
      `GET https://acme.io/\nCookie: theme=dark; sessionid=${s(r.lower(32))}; csrftoken=${s(r.alnum(32))}\n`,
  ],
  'set cookie in a log': [
    'logs/http.log',
    (r) => `< Set-Cookie: connect.sid=s%3A${s(r.word(32))}.${s(r.word(43))}; Path=/; HttpOnly\n`,
  ],
  'har request header': [
    'traces/login.har.json',
    (r) =>
      `{"request":{"method":"GET","headers":[{"name":"Accept","value":"*/*"},{"name":"Authorization","value":"Bearer ${s(r.alnum(44))}"}]}}\n`,
  ],
  'har cookie': [
    'traces/page.har.json',
    (r) => `{"cookies":[{"name":"PHPSESSID","value":"${s(r.lower(26))}","path":"/"}]}\n`,
  ],
};
