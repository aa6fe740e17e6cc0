/** Secrets in addresses and in requests. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const requests: Kinds = {
  'postgres url': [
    'docs/pgurl.md',
    (r) => `DATABASE_URL=postgres://app:${s(r.alnum(16))}@db.acme.io:5432/shop\n`,
  ],
  'mongodb srv url': [
    'app/mongo.js',
    (r) =>
      `mongoose.connect('mongodb+srv://app:${s(r.alnum(16))}@cluster0.ab1cd.mongodb.net/shop?retryWrites=true');\n`,
  ],
  'redis url without user': [
    'app/cache.py',
    (r) => `r = redis.from_url("redis://:${s(r.alnum(24))}@cache:6379/0")\n`,
  ],
  'amqp url percent encoded': [
    'app/queue.go',
    (r) => `conn, err := amqp.Dial("amqp://worker:${s(`${r.alnum(6)}%40${r.alnum(6)}%21`)}@mq:5672/")\n`,
  ],
  'sqlalchemy url': [
    'alembic.ini',
    (r) => `sqlalchemy.url = mysql+pymysql://app:${s(r.alnum(14))}@localhost/shop\n`,
  ],
  'jdbc oracle thin': [
    'src/Ora.java',
    (r) => `String url = "jdbc:oracle:thin:app/${s(r.alnum(14))}@//db:1521/ORCL";\n`,
  ],
  'oracle sqlplus': ['load.sh', (r) => `sqlplus scott/${s(r.alnum(12))}@ORCL @load.sql\n`],
  'neo4j auth': [
    'graph.py',
    (r) => `driver = GraphDatabase.driver("bolt://localhost:7687", auth=("neo4j", "${s(r.alnum(14))}"))\n`,
  ],
  'cassandra provider': [
    'cass.py',
    (r) => `auth = PlainTextAuthProvider('cassandra', '${s(r.alnum(14))}')\n`,
  ],
  'ftp url': ['sync.bat', (r) => `curl -T site.zip ftp://upload:${s(r.alnum(12))}@ftp.acme.io/www/\n`],
  'smtp url': ['symfony.md', (r) => `MAILER_DSN=smtp://robot%40acme.io:${s(r.alnum(16))}@smtp.acme.io:587\n`],
  'basic header': [
    'api.http',
    (r) =>
      `GET https://api.acme.io/users\nAuthorization: Basic ${s(Buffer.from(`svc:${r.password()}`).toString('base64'))}\n`,
  ],
  'bearer opaque': [
    'api2.http',
    (r) => `GET https://api.acme.io/me\nAuthorization: Bearer ${s(r.lower(40))}\n`,
  ],
  'token scheme': ['api3.http', (r) => `PUT https://drf.acme.io/x\nAuthorization: Token ${s(r.hex(40))}\n`],
  'api key header': ['api4.http', (r) => `GET https://acme.io/v1\nX-Api-Key: ${s(r.alnum(40))}\n`],
  'har post data': [
    'traces/form.har.json',
    (r) =>
      `{"postData":{"mimeType":"application/x-www-form-urlencoded","text":"user=admin&password=${s(r.alnum(14))}&x=1"}}\n`,
  ],
  'digest auth header': [
    'api6.http',
    (r) =>
      `Authorization: Digest username="app", realm="r", nonce="${r.hex(32)}", uri="/", response="${s(r.hex(32))}"\n`,
  ],
  'hawk header': [
    'api7.http',
    (r) => `Authorization: Hawk id="app", key="${s(r.alnum(32))}", algorithm="sha256"\n`,
  ],
  'graphql mutation': [
    'q.graphql',
    (r) => `mutation { login(email: "a@acme.io", password: "${s(r.alnum(14))}") { token } }\n`,
  ],
  'postman collection': [
    'postman/api.json',
    (r) =>
      `{"auth":{"type":"basic","basic":[{"key":"password","value":"${s(r.alnum(16))}","type":"string"},{"key":"username","value":"svc"}]}}\n`,
  ],
};
