/** Tokens of clouds, hosts and registries. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const providers: Kinds = {
  'aws secret key in a credentials file sample': [
    'ops/notes/aws.txt',
    (r) =>
      `[default]\nregion = eu-west-1\naws_access_key_id = ${s(`AKIA${r.base32(16)}`)}\naws_secret_access_key = ${s(r.base64(40))}\n`,
  ],
  'aws session token exported': [
    'docs/login.md',
    (r) =>
      `Paste this into the shell:\n\n    export AWS_SESSION_TOKEN="IQoJb3JpZ2luX2Vj${s(r.base64(280))}=="\n`,
  ],
  'aws keys as positional arguments in java': [
    'src/main/java/app/Store.java',
    (r) =>
      `BasicAWSCredentials creds =\n    new BasicAWSCredentials("AKIA${s(r.base32(16))}", "${s(r.base64(40))}");\n`,
  ],
  'google access token in a curl line': [
    'docs/api.md',
    (r) =>
      `curl -H "Authorization: Bearer ya29.${s(r.word(140))}" https://www.googleapis.com/drive/v3/files\n`,
  ],
  'azure storage connection string': [
    'appsettings.sample.json',
    (r) =>
      `{\n  "AzureWebJobsStorage": "DefaultEndpointsProtocol=https;AccountName=demo;AccountKey=${s(`${r.base64(86)}==`)};EndpointSuffix=core.windows.net"\n}\n`,
  ],
  'azure client secret in env': [
    'deploy/run.sh',
    (r) =>
      `export AZURE_TENANT_ID=${r.uuid()}\nexport AZURE_CLIENT_SECRET=${s(`${r.alnum(3)}8Q~${r.word(34)}`)}\n`,
  ],
  'azure devops token': [
    'ci/feed.ps1',
    (r) =>
      `$env:AZURE_DEVOPS_EXT_PAT = "${s(r.chars('abcdefghijklmnopqrstuvwxyz234567', 52))}"\naz devops login\n`,
  ],
  'azure cosmos key': [
    'src/Store.cs',
    (r) =>
      `var client = new CosmosClient("AccountEndpoint=https://demo.documents.azure.com:443/;AccountKey=${s(`${r.base64(86)}==`)};");\n`,
  ],
  'heroku api key as uuid': [
    '.github/workflows/deploy.yml',
    (r) =>
      `jobs:\n  deploy:\n    env:\n      HEROKU_API_KEY: ${s(r.uuid())}\n    steps:\n      - run: git push heroku main\n`,
  ],
  'fly token': ['docs/fly.md', (r) => `FLY_API_TOKEN="FlyV1 fm2_${s(r.base64(180))}" flyctl deploy\n`],
  'cloudflare token': [
    'wrangler-notes.md',
    (r) => `CLOUDFLARE_API_TOKEN=${s(r.word(40))} npx wrangler publish\n`,
  ],
  'alibaba keys': [
    'config/oss.yaml',
    (r) =>
      `oss:\n  endpoint: oss-cn-hangzhou.aliyuncs.com\n  accessKeyId: LTAI${s(r.alnum(20))}\n  accessKeySecret: ${s(r.alnum(30))}\n`,
  ],
  'tencent keys': [
    'cos.py',
    (r) => `secret_id = 'AKID${s(r.alnum(32))}'\nsecret_key = '${s(r.alnum(32))}'\n`,
  ],
  'ibm cloud key': ['docs/ibm.md', (r) => `ibmcloud login --apikey ${s(r.word(44))} -r eu-de\n`],
  'yandex cloud token': ['tools/yc.sh', (r) => `yc config set token y0_${s(r.word(55))}\n`],
  'vault service token': [
    'scripts/vault.sh',
    (r) => `export VAULT_ADDR=https://vault:8200\nexport VAULT_TOKEN=hvs.${s(r.word(95))}\n`,
  ],
  'consul token flag': ['docs/consul.md', (r) => `consul kv get -token=${s(r.uuid())} config/app\n`],
  'doppler token': [
    'docker-compose.yml',
    (r) => `services:\n  web:\n    environment:\n      - DOPPLER_TOKEN=dp.st.prd.${s(r.alnum(43))}\n`,
  ],
  'snyk token': ['ci/snyk.yml', (r) => `env:\n  SNYK_TOKEN: "${s(r.uuid())}"\n`],
  'sonar token': [
    'sonar-project.properties',
    (r) => `sonar.projectKey=demo\nsonar.host.url=https://sonar.acme.io\nsonar.login=sqp_${s(r.hex(40))}\n`,
  ],
  'codecov token': [
    '.circleci/config.yml',
    (r) => `      - run: bash <(curl -s https://codecov.io/bash) -t ${s(r.uuid())}\n`,
  ],
  'jenkins api token': [
    'docs/jenkins.md',
    (r) => `curl -u admin:11${s(r.hex(32))} https://ci.acme.io/job/x/build\n`,
  ],
  'github classic token in a remote': [
    'notes/remote.txt',
    (r) => `origin  https://ghp_${s(r.alnum(36))}@github.com/acme/app.git (fetch)\n`,
  ],
  'github fine grained token': [
    'src/gh.rs',
    (r) =>
      `let octo = Octocrab::builder().personal_token("github_pat_${s(r.alnum(22))}_${s(r.alnum(59))}".to_string());\n`,
  ],
  'atlassian token': [
    'jira.py',
    (r) =>
      `jira = JIRA("https://acme.atlassian.net", basic_auth=("me@acme.io", "ATATT3xFfGF0${s(r.word(180))}"))\n`,
  ],
  'npm token in npmrc text': [
    'docs/publish.md',
    (r) => `//registry.npmjs.org/:_authToken=npm_${s(r.alnum(36))}\n`,
  ],
  'npm _auth basic': [
    'docker/npmrc-old.template',
    (r) => `_auth=${s(Buffer.from(`admin:${r.password()}`).toString('base64'))}\nemail=ci@acme.io\n`,
  ],
  'pypi token': [
    'Makefile',
    (r) => `publish:\n\ttwine upload -u __token__ -p pypi-AgEIcHlwaS5vcmc${s(r.word(150))} dist/*\n`,
  ],
  'rubygems token': ['docs/gem.md', (r) => `:rubygems_api_key: rubygems_${s(r.hex(48))}\n`],
  'bundler host credentials': [
    'docs/bundle.md',
    (r) =>
      `bundle config set --global gems.contribsys.com ${s(r.hex(8))}:${s(r.hex(8))}\nBUNDLE_GEMS__ACME__IO: "deploy:${s(r.alnum(24))}"\n`,
  ],
  'cargo token': ['docs/crates.md', (r) => `cargo login cio${s(r.alnum(32))}\n`],
  'docker hub token': [
    '.gitlab-ci.yml',
    (r) => `before_script:\n  - docker login -u acmebot -p dckr_pat_${s(r.word(27))}\n`,
  ],
  'artifactory key in gradle': [
    'settings.gradle.kts',
    (r) =>
      `maven {\n    url = uri("https://repo.acme.io/libs")\n    credentials {\n        username = "ci"\n        password = "AKCp${s(r.alnum(69))}"\n    }\n}\n`,
  ],
};
