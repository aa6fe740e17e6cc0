/** Keys of chat, mail, payment, models, monitoring and money. Half a: may be learnt from. */
import { type Kinds, s } from '../kind.ts';

export const services: Kinds = {
  'slack bot token in node': [
    'bot/index.js',
    (r) =>
      `const app = new App({\n  token: 'xoxb-${s(`${r.digits(12)}-${r.digits(12)}-${r.alnum(24)}`)}',\n  signingSecret: '${s(r.hex(32))}',\n});\n`,
  ],
  'discord webhook': [
    'notify.cs',
    (r) => `const string Hook = "https://discord.com/api/webhooks/${r.digits(18)}/${s(r.word(68))}";\n`,
  ],
  'telegram bot token': [
    'src/bot.ts',
    (r) => `const bot = new Telegraf('${r.digits(10)}:AA${s(r.word(33))}');\n`,
  ],
  'telegram token in a url': [
    'cron/alert.sh',
    (r) =>
      `curl -s "https://api.telegram.org/bot${r.digits(9)}:AA${s(r.word(33))}/sendMessage" -d chat_id=1\n`,
  ],
  'mattermost token': [
    'scripts/post.py',
    (r) => `mm = Driver({'url': 'chat.acme.io', 'token': '${s(r.lower(26))}', 'scheme': 'https'})\n`,
  ],
  'teams webhook': [
    'ci/teams.yml',
    (r) =>
      `teams_webhook: https://acme.webhook.office.com/webhookb2/${r.uuid()}@${r.uuid()}/IncomingWebhook/${s(r.hex(32))}/${r.uuid()}\n`,
  ],
  'twilio positional': [
    'sms.go',
    (r) =>
      `client := twilio.NewRestClientWithParams(twilio.ClientParams{Username: "AC${r.hex(32)}", Password: "${s(r.hex(32))}"})\n`,
  ],
  'twilio api key secret in curl': [
    'docs/sms.md',
    (r) =>
      `curl -X POST https://api.twilio.com/2010-04-01/Accounts/AC${r.hex(32)}/Messages.json -u AC${r.hex(32)}:${s(r.hex(32))}\n`,
  ],
  'sendgrid key': ['mail/send.js', (r) => `sgMail.setApiKey('SG.${s(r.word(22))}.${s(r.word(43))}');\n`],
  'mailchimp key': ['news.php', (r) => `$mailchimp = new MailChimp('${s(r.hex(32))}-us12');\n`],
  'resend key': [
    'app/api/mail.ts',
    (r) => `const resend = new Resend('re_${s(`${r.alnum(8)}_${r.alnum(24)}`)}');\n`,
  ],
  'brevo key': ['mail.env.md', (r) => `BREVO_KEY=xkeysib-${s(r.hex(64))}-${s(r.alnum(16))}\n`],
  'stripe live key': [
    'billing/index.php',
    (r) => `\\Stripe\\Stripe::setApiKey('sk_live_${s(r.alnum(24))}');\n`,
  ],
  'stripe webhook secret': [
    'app/webhook/route.ts',
    (r) => `const endpointSecret = 'whsec_${s(r.alnum(32))}';\n`,
  ],
  'adyen key': [
    'pay.yaml',
    (r) =>
      `adyen:\n  merchant: AcmeCOM\n  apiKey: AQE${s(`${r.base64(70)}-${r.base64(43)}=-${r.word(16)}`)}\n`,
  ],
  'plaid secret': [
    'bank.ts',
    (r) => `headers: { 'PLAID-CLIENT-ID': '${r.hex(24)}', 'PLAID-SECRET': '${s(r.hex(30))}' },\n`,
  ],
  'shopify token': [
    'shop.graphql.sh',
    (r) =>
      `curl -H 'X-Shopify-Access-Token: shpat_${s(r.hex(32))}' https://acme.myshopify.com/admin/api/graphql.json\n`,
  ],
  'paystack key': ['Pay.vue', (r) => `this.secretKey = 'sk_live_${s(r.hex(40))}'\n`],
  'flutterwave key': ['flw.dart', (r) => `final key = 'FLWSECK-${s(r.hex(32))}-X';\n`],
  'openai old key': ['main.swift', (r) => `let openAI = OpenAI(apiToken: "sk-${s(r.alnum(48))}")\n`],
  'hugging face token': ['train.sh', (r) => `huggingface-cli login --token hf_${s(r.alnum(34))}\n`],
  'replicate token': [
    'gen.mjs',
    (r) => `const replicate = new Replicate({ auth: 'r8_${s(r.alnum(37))}' });\n`,
  ],
  'groq key': ['groq.env.example.md', (r) => `    GROQ_API_KEY=gsk_${s(r.alnum(52))}\n`],
  'deepseek key': ['llm.lua', (r) => `local key = "sk-${s(r.hex(32))}"\n`],
  'elevenlabs key header': ['tts.js', (r) => `headers: { 'xi-api-key': 'sk_${s(r.hex(48))}' }\n`],
  'wandb key': ['run.slurm', (r) => `#SBATCH --gres=gpu:1\nwandb login ${s(r.hex(40))}\npython train.py\n`],
  'datadog keys': [
    'datadog.values.yaml',
    (r) => `datadog:\n  apiKey: ${s(r.hex(32))}\n  appKey: ${s(r.hex(40))}\n  site: datadoghq.eu\n`,
  ],
  'datadog header': [
    'metrics.sh',
    (r) => `curl -H "DD-API-KEY: ${s(r.hex(32))}" https://api.datadoghq.com/api/v1/validate\n`,
  ],
  'grafana token': [
    'grafana.tf',
    (r) =>
      `provider "grafana" {\n  url  = "https://grafana.acme.io"\n  auth = "glsa_${s(r.alnum(32))}_${r.hex(8)}"\n}\n`,
  ],
  'dynatrace token': [
    'dt.sh',
    (r) =>
      `wget -O install.sh "$URL" --header="Authorization: Api-Token dt0c01.${s(r.base32(24))}.${s(r.base32(64))}"\n`,
  ],
  'launchdarkly sdk key': [
    'flags.go',
    (r) => `ldClient, _ := ld.MakeClient("sdk-${s(r.uuid())}", 5*time.Second)\n`,
  ],
  'segment write key': ['track.py', (r) => `analytics.write_key = '${s(r.alnum(32))}'\n`],
  'airtable token': [
    'sheet.js',
    (r) => `var base = new Airtable({apiKey: 'pat${s(r.alnum(14))}.${s(r.hex(64))}'}).base('app1');\n`,
  ],
  'asana token': [
    'asana.sh',
    (r) =>
      `curl -H "Authorization: Bearer 1/${r.digits(16)}:${s(r.hex(32))}" https://app.asana.com/api/1.0/users/me\n`,
  ],
  'clickup token': [
    'clickup.py',
    (r) => `headers = {"Authorization": "pk_${r.digits(8)}_${s(r.upper(32))}"}\n`,
  ],
  'figma token': [
    'figma.sh',
    (r) => `curl -H 'X-FIGMA-TOKEN: figd_${s(r.word(40))}' https://api.figma.com/v1/me\n`,
  ],
  'twitter bearer': ['tweets.R', (r) => `bearer <- "AAAAAAAAAAAAAAAAAAAAA${s(r.alnum(91))}"\n`],
  'twitter consumer secrets': [
    'tweets.py',
    (r) =>
      `auth = tweepy.OAuthHandler("${r.alnum(25)}", "${s(r.alnum(50))}")\nauth.set_access_token("${r.digits(18)}-${s(r.alnum(40))}", "${s(r.alnum(45))}")\n`,
  ],
  'salesforce session': [
    'sf.sh',
    (r) =>
      `curl https://acme.my.salesforce.com/services/data/v58.0/query -H "Authorization: Bearer 00D${r.alnum(12)}!${s(r.chars('ABCDEFGHabcdefgh0123456789._', 96))}"\n`,
  ],
  'salesforce login': [
    'sf.py',
    (r) =>
      `sf = Salesforce(username='me@acme.io', password='${s(r.password())}', security_token='${s(r.alnum(24))}')\n`,
  ],
  'hubspot token': [
    'crm.php',
    (r) => `$hubspot = Factory::createWithAccessToken('pat-na1-${s(r.uuid())}');\n`,
  ],
  'supabase service role': [
    'supa.ts',
    (r) =>
      `const supabase = createClient(url, 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${s(Buffer.from(JSON.stringify({ role: 'service_role', iat: r.int(1e9, 2e9), ref: r.lower(20) })).toString('base64url'))}.${s(r.word(43))}');\n`,
  ],
  'planetscale password': [
    'db.ts',
    (r) =>
      `const config = { host: 'aws.connect.psdb.cloud', username: '${r.lower(20)}', password: 'pscale_pw_${s(r.alnum(43))}' }\n`,
  ],
  'okta token': [
    'okta.tf',
    (r) => `provider "okta" {\n  org_name  = "acme"\n  api_token = "00${s(r.word(40))}"\n}\n`,
  ],
  'auth0 client secret': [
    'auth.js',
    (r) => `module.exports = {\n  clientID: '${r.alnum(32)}',\n  clientSecret: '${s(r.word(64))}',\n};\n`,
  ],
  'typeform token': [
    'form.js',
    (r) => `createClient({ token: 'tfp_${s(`${r.word(44)}_${r.alnum(14)}`)}' })\n`,
  ],
  'influx token': [
    'influx.py',
    (r) =>
      `client = InfluxDBClient(url="http://localhost:8086", token="${s(`${r.word(86)}==`)}", org="acme")\n`,
  ],
  'influx v1 credentials': [
    'telegraf.conf',
    (r) =>
      `[[outputs.influxdb]]\n  urls = ["http://influx:8086"]\n  username = "telegraf"\n  password = "${s(r.password())}"\n`,
  ],
  'ethereum private key': [
    'hardhat.config.js',
    (r) => `networks: {\n  mainnet: { url: RPC, accounts: ['0x${s(r.hex(64))}'] },\n},\n`,
  ],
  'bitcoin wif': [
    'wallet.py',
    (r) =>
      `key = PrivateKey.from_wif("L${s(r.chars('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 51))}")\n`,
  ],
};
