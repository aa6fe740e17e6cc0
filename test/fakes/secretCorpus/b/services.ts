/** Keys of chat, mail, payment, models, monitoring and money. Half b: for measuring only: rules are not written from it. */
import { type Kinds, s } from '../kind.ts';

export const services: Kinds = {
  'slack webhook in yaml': [
    'alerts.yml',
    (r) =>
      `receivers:\n  - name: slack\n    slack_configs:\n      - api_url: https://hooks.slack.com/services/T${r.upper(8)}/B${r.upper(10)}/${s(r.alnum(24))}\n`,
  ],
  'slack user cookie': [
    'tools/export.sh',
    (r) => `curl -b "d=xoxd-${s(r.alnum(120))}" https://acme.slack.com/api/search.all\n`,
  ],
  'discord bot token': [
    'bot.py',
    (r) =>
      `import discord\n\nclient = discord.Client()\nclient.run("M${s(r.alnum(25))}.${s(r.word(6))}.${s(r.word(38))}")\n`,
  ],
  'twilio auth token': [
    'sms.rb',
    (r) =>
      `account_sid = 'AC${r.hex(32)}'\nauth_token = '${s(r.hex(32))}'\n@client = Twilio::REST::Client.new account_sid, auth_token\n`,
  ],
  'mailgun key': ['mail.py', (r) => `requests.post(url, auth=("api", "key-${s(r.hex(32))}"), data=data)\n`],
  'postmark token header': [
    'mail/post.http',
    (r) =>
      `POST https://api.postmarkapp.com/email\nX-Postmark-Server-Token: ${s(r.uuid())}\nContent-Type: application/json\n`,
  ],
  'stripe restricted key on a command line': [
    'docs/stripe.md',
    (r) => `stripe listen --api-key rk_live_${s(r.alnum(99))}\n`,
  ],
  'square token': [
    'pay.rb',
    (r) => `client = Square::Client.new(access_token: 'EAAA${s(r.word(60))}', environment: 'production')\n`,
  ],
  'braintree token': [
    'pay.kt',
    (r) => `val gateway = BraintreeGateway("access_token$production$${r.lower(16)}$${s(r.hex(32))}")\n`,
  ],
  'paypal secret': [
    'paypal.js',
    (r) =>
      `const environment = new paypal.core.LiveEnvironment(\n  'A${r.word(79)}',\n  'E${s(r.word(79))}',\n);\n`,
  ],
  'razorpay secret': [
    'pay.py',
    (r) => `client = razorpay.Client(auth=("rzp_live_${r.alnum(14)}", "${s(r.alnum(24))}"))\n`,
  ],
  'openai project key': [
    'chat.ipynb',
    (r) =>
      `{\n "cells": [\n  {\n   "cell_type": "code",\n   "source": [\n    "import openai\\n",\n    "openai.api_key = \\"sk-proj-${s(r.word(124))}\\"\\n"\n   ]\n  }\n ]\n}\n`,
  ],
  'anthropic key': ['agent.py', (r) => `client = Anthropic(api_key="sk-ant-api03-${s(r.word(93))}AA")\n`],
  'cohere key': ['embed.py', (r) => `co = cohere.Client('${s(r.alnum(40))}')\n`],
  'mistral key': ['llm.toml', (r) => `[mistral]\nmodel = "small"\napi_key = "${s(r.alnum(32))}"\n`],
  'pinecone key': ['rag.py', (r) => `pc = Pinecone(api_key="pcsk_${s(r.word(69))}")\n`],
  'mapbox secret token': [
    'map.js',
    (r) => `mapboxgl.accessToken = 'sk.eyJ1IjoiYWNtZSIsImEiOiJ${s(r.alnum(40))}.${s(r.word(22))}';\n`,
  ],
  'openweather appid': [
    'weather.py',
    (r) => `URL = "https://api.openweathermap.org/data/2.5/weather?q=Paris&appid=${s(r.hex(32))}"\n`,
  ],
  'algolia admin key': [
    'search.rb',
    (r) => `Algolia.init(application_id: '${r.upper(10)}', api_key: '${s(r.hex(32))}')\n`,
  ],
  'sentry auth token': ['.sentryclirc.sample', (r) => `[auth]\ntoken=sntrys_${s(r.base64(150))}\n`],
  'new relic license': [
    'newrelic.yml',
    (r) => `common: &default_settings\n  license_key: ${s(`${r.hex(36)}NRAL`)}\n  app_name: Demo\n`,
  ],
  'grafana basic auth': [
    'grafana2.tf',
    (r) =>
      `provider "grafana" {\n  url  = "https://grafana.acme.io"\n  auth = "admin:${s(r.password())}"\n}\n`,
  ],
  'honeycomb header': [
    'otel.yaml',
    (r) =>
      `exporters:\n  otlp:\n    endpoint: api.honeycomb.io:443\n    headers:\n      "x-honeycomb-team": "${s(r.alnum(22))}"\n`,
  ],
  'pagerduty key': [
    'alertmanager.yml',
    (r) => `pagerduty_configs:\n  - routing_key: ${s(r.lower(32))}\n    severity: critical\n`,
  ],
  'notion token': ['notion.ts', (r) => `const notion = new Client({ auth: 'ntn_${s(r.alnum(46))}' });\n`],
  'linear key': [
    'linear.mjs',
    (r) => `const linear = new LinearClient({ apiKey: 'lin_api_${s(r.alnum(40))}' });\n`,
  ],
  'facebook token': ['fb.js', (r) => `FB.setAccessToken('EAA${s(r.alnum(180))}');\n`],
  'dropbox token': ['backup.py', (r) => `dbx = dropbox.Dropbox('sl.${s(r.word(130))}')\n`],
  'databricks token': [
    'spark.py',
    (r) => `spark.conf.set("spark.databricks.service.token", "dapi${s(r.hex(32))}")\n`,
  ],
  'onepassword service token': [
    'op.sh',
    (r) => `export OP_SERVICE_ACCOUNT_TOKEN=ops_eyJ${s(r.alnum(400))}\n`,
  ],
  'tailscale key': [
    'cloud-init.yaml',
    (r) => `runcmd:\n  - tailscale up --authkey tskey-auth-${s(`${r.alnum(17)}-${r.alnum(32)}`)}\n`,
  ],
  'ngrok token': [
    'ngrok-sample.yml',
    (r) => `version: "2"\nauthtoken: ${s(`${r.alnum(27)}_${r.alnum(21)}`)}\n`,
  ],
  'postman key': [
    'newman.sh',
    (r) =>
      `newman run "https://api.getpostman.com/collections/1?apikey=PMAK-${s(`${r.hex(24)}-${r.hex(34)}`)}"\n`,
  ],
  'ethereum key in env': ['docs/deploy.md', (r) => `PRIVATE_KEY=${s(r.hex(64))} forge script Deploy\n`],
  'nostr secret key': [
    'nostr.ts',
    (r) => `const { data } = nip19.decode('nsec1${s(r.chars('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58))}');\n`,
  ],
  'age identity': [
    'docs/sops.md',
    (r) =>
      `# created: 2024-01-01T00:00:00Z\n# public key: age1${r.chars('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}\nAGE-SECRET-KEY-1${s(r.chars('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58))}\n`,
  ],
  'jwt in a test': [
    'test/auth.spec.ts',
    (r) => `const token = 'eyJhbGciOiJIUzI1NiJ9.${s(`eyJ${r.word(60)}`)}.${s(r.word(43))}';\n`,
  ],
};
