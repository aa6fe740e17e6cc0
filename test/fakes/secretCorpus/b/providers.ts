/** Tokens of clouds, hosts and registries. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const providers: Kinds = {
  'aws keys in a boto call': [
    'tools/sync.py',
    (r) =>
      `import boto3\n\nclient = boto3.client(\n    "s3",\n    region_name="eu-central-1",\n    aws_access_key_id="AKIA${s(r.base32(16))}",\n    aws_secret_access_key="${s(r.base64(40))}",\n)\n`,
  ],
  'aws keys in a terraform provider': [
    'infra/provider.tf',
    (r) =>
      `provider "aws" {\n  region     = "us-east-1"\n  access_key = "AKIA${s(r.base32(16))}"\n  secret_key = "${s(r.base64(40))}"\n}\n`,
  ],
  'aws mws token': ['legacy/mws.php', (r) => `define('MWS_AUTH_TOKEN', 'amzn.mws.${s(r.uuid())}');\n`],
  'aws presigned url': [
    'logs/upload.log',
    (r) =>
      `12:04:11 PUT https://b.s3.amazonaws.com/x.zip?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20240101T000000Z&X-Amz-Signature=${s(r.hex(64))} 200\n`,
  ],
  'google api key in a map page': [
    'public/index.html',
    (r) =>
      `<script async src="https://maps.googleapis.com/maps/api/js?key=AIza${s(r.word(35))}&callback=init"></script>\n`,
  ],
  'google oauth client secret': [
    'auth/client.json5',
    (r) =>
      `{"web":{"client_id":"123-abc.apps.googleusercontent.com","client_secret":"GOCSPX-${s(r.word(28))}","redirect_uris":[]}}\n`,
  ],
  'google refresh token in python': [
    'jobs/drive.py',
    (r) =>
      `creds = Credentials(\n    None,\n    refresh_token="1//0${s(r.word(60))}",\n    token_uri="https://oauth2.googleapis.com/token",\n)\n`,
  ],
  'google service account json': [
    'config/sa-sample.json',
    (r) =>
      `{\n  "type": "service_account",\n  "project_id": "demo",\n  "private_key_id": "${r.hex(40)}",\n  "private_key": "-----BEGIN PRIVATE KEY-----\\n${s(r.base64(64))}\\n${s(r.base64(64))}\\n${s(r.base64(24))}\\n-----END PRIVATE KEY-----\\n",\n  "client_email": "x@demo.iam.gserviceaccount.com"\n}\n`,
  ],
  'firebase server key': [
    'push/send.js',
    (r) =>
      `fetch('https://fcm.googleapis.com/fcm/send', {\n  method: 'POST',\n  headers: { Authorization: 'key=AAAA${s(r.word(7))}:APA91b${s(r.word(134))}' },\n});\n`,
  ],
  'azure sas signature': [
    'docs/blob.md',
    (r) =>
      `https://demo.blob.core.windows.net/c/f.csv?sv=2022-11-02&se=2030-01-01T00%3A00%3A00Z&sp=r&sig=${s(`${r.alnum(43)}`)}%3D\n`,
  ],
  'azure service bus': [
    'worker/settings.py',
    (r) =>
      `BUS = "Endpoint=sb://demo.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${s(`${r.base64(43)}=`)}"\n`,
  ],
  'azure function key in a url': [
    'src/hooks.ts',
    (r) => `export const HOOK = 'https://demo.azurewebsites.net/api/run?code=${s(`${r.word(54)}==`)}';\n`,
  ],
  'az keyvault secret set': [
    'docs/setup.md',
    (r) => `$ az keyvault secret set --vault-name demo --name db --value '${s(r.password())}'\n`,
  ],
  'digitalocean token': [
    'infra/do.tf',
    (r) => `provider "digitalocean" {\n  token = "dop_v1_${s(r.hex(64))}"\n}\n`,
  ],
  'scalingo token': ['scripts/deploy.sh', (r) => `scalingo login --api-token tk-us-${s(r.word(48))}\n`],
  'vercel token flag': [
    'package.json',
    (r) => `{\n  "scripts": {\n    "ship": "vercel deploy --prod --token ${s(r.alnum(24))}"\n  }\n}\n`,
  ],
  'netlify token': [
    'ci/deploy.yml',
    (r) => `script:\n  - netlify deploy --auth nfp_${s(r.alnum(36))} --prod\n`,
  ],
  'cloudflare global key header': [
    'scripts/purge.sh',
    (r) =>
      `curl -X POST "$URL" \\\n  -H "X-Auth-Email: ops@acme.io" \\\n  -H "X-Auth-Key: ${s(r.hex(37))}"\n`,
  ],
  'linode token in ansible': [
    'group_vars/all.yml',
    (r) => `linode_region: eu-west\nlinode_token: ${s(r.hex(64))}\n`,
  ],
  'hetzner token in go': [
    'cmd/vm/main.go',
    (r) => `client := hcloud.NewClient(hcloud.WithToken("${s(r.alnum(64))}"))\n`,
  ],
  'pulumi token': ['README.md', (r) => `    PULUMI_ACCESS_TOKEN=pul-${s(r.hex(40))} pulumi up\n`],
  'terraform cloud token': [
    'docs/tfc.md',
    (r) => `credentials "app.terraform.io" {\n  token = "${s(r.alnum(14))}.atlasv1.${s(r.alnum(67))}"\n}\n`,
  ],
  'vault unseal keys': [
    'docs/vault-init.txt',
    (r) =>
      `Unseal Key 1: ${s(`${r.base64(43)}=`)}\nUnseal Key 2: ${s(`${r.base64(43)}=`)}\nUnseal Key 3: ${s(`${r.base64(43)}=`)}\n\nInitial Root Token: hvs.${s(r.alnum(24))}\n`,
  ],
  'vault old token': ['docs/old.md', (r) => `vault login s.${s(r.alnum(24))}\n`],
  'sonar old login': [
    'build.gradle',
    (r) => `sonarqube {\n  properties {\n    property "sonar.login", "${s(r.hex(40))}"\n  }\n}\n`,
  ],
  'circleci token query': [
    'scripts/builds.sh',
    (r) => `curl "https://circleci.com/api/v1.1/me?circle-token=${s(r.hex(40))}"\n`,
  ],
  'travis token': ['tools/travis.rb', (r) => `Travis.access_token = "${s(r.word(22))}"\n`],
  'buildkite agent token': [
    'buildkite-agent.cfg',
    (r) => `name="%hostname-%n"\ntoken="${s(r.hex(50))}"\ntags="queue=default"\n`,
  ],
  'github token with a user in a url': [
    'Dockerfile',
    (r) => `FROM node:22\nRUN git clone https://deploy:${s(r.hex(40))}@github.com/acme/private.git /src\n`,
  ],
  'git url with an unknown token': [
    'requirements.txt',
    (r) => `requests==2.31.0\ngit+https://oauth2:${s(r.alnum(26))}@git.acme.io/libs/core.git@v1#egg=core\n`,
  ],
  'gitlab token in php': [
    'tools/mr.php',
    (r) => `$client->authenticate('glpat-${s(r.word(20))}', Client::AUTH_HTTP_TOKEN);\n`,
  ],
  'gitlab runner token': [
    'runner/config-sample.toml',
    (r) =>
      `[[runners]]\n  name = "shell"\n  url = "https://gitlab.com/"\n  token = "${s(r.word(20))}"\n  executor = "shell"\n`,
  ],
  'gitlab private token header': [
    'scripts/tags.sh',
    (r) => `curl --header "PRIVATE-TOKEN: ${s(r.word(20))}" "https://git.acme.io/api/v4/projects"\n`,
  ],
  'bitbucket app password': [
    'Jenkinsfile',
    (r) => `sh 'git clone https://build:ATBB${s(r.alnum(32))}@bitbucket.org/acme/app.git'\n`,
  ],
  'npm registry token as uuid': [
    'docker/npmrc.template',
    (r) => `registry=https://npm.acme.io/\n//npm.acme.io/:_authToken=${s(r.uuid())}\nalways-auth=true\n`,
  ],
  'nuget key': [
    'publish.ps1',
    (r) =>
      `dotnet nuget push app.nupkg --api-key oy2${s(r.chars('abcdefghijklmnopqrstuvwxyz234567', 43))} --source nuget.org\n`,
  ],
  'docker auth json': [
    'k8s/regcred.json5',
    (r) =>
      `{"auths":{"registry.acme.io":{"auth":"${s(Buffer.from(`robot:${r.password()}`).toString('base64'))}"}}}\n`,
  ],
};
