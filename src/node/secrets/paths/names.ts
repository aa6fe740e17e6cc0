/** Names of files that hold secrets by convention, as data: all in lower case, blanks between. */

const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Whole names, wherever they stand. */
export const SECRET_NAMES: ReadonlySet<string> = new Set(
  list(`
  .netrc _netrc .authinfo .pypirc .npmrc .yarnrc .yarnrc.yml .pgpass .pgpass.conf pgpass.conf .pg_service.conf .my.cnf
  my.cnf.local .mylogin.cnf .htpasswd htpasswd .htdigest htdigest .htaccess_passwd .git-credentials git-credentials
  .gitcredentials .dockercfg .dockerconfigjson dockerconfig.json .s3cfg .s3ql .boto .passwd-s3fs passwd-s3fs .vault-token
  .vault_token .vault_pass .vaultpass .vault-pass .vault_password .vault-password vault_pass vault-pass vault_password
  .vault_key .terraformrc terraform.rc .gem-credentials kubeconfig kube.config kubeconfig.yaml kubeconfig.yml
  kubeconfig.json admin.conf kubelet.conf talosconfig k3s.yaml rke2.yaml kube_config_cluster.yml
  credentials credentials.tfrc.json application_default_credentials.json legacy_credentials access_tokens.db
  client_secret.json client_secrets.json service-account.json serviceaccount.json serviceaccountkey.json
  service_account.json gcloud-service-key.json gcp-key.json gcp.json.key firebase-adminsdk.json google-services.secret.json
  master.key production.key staging.key development.key test.key secring.gpg secring.pgp trustdb.gpg wallet.dat shadow shadow- gshadow gshadow-
  passwd.adjunct opasswd smbpasswd .smbcredentials .smbpasswd smbcredentials .cifs .credentials .creds .secret .secrets
  .secrets.toml .secrets.json .secrets.yaml .secrets.yml .dev.vars .env.keys .envrc auth.json local.settings.json dotenv .dotenv
  .environment env.production env.local env.prod env.staging env.development env.dev env.secret env.private env.live
  environment.local environment.production pip.conf pip.ini .pip.conf rclone.conf .rclone.conf .databrickscfg .snowsql
  snowsql.cnf .snowflake.cfg wp-config.php wp-config.local.php wp-config-local.php wp-salt.php localsettings.php configuration.local.php
  local_settings.py settings_local.py localsettings.py settings.local.py settings.secret.py arduino_secrets.h secret_settings.py
  settings-security.xml nuget.config .nugetrc .hgrc .subversion .svn-auth .cvspass .tugboat .sentryclirc .coveralls.yml
  .slack-token .slack_token .npm_token .bot_token .ghtoken .github_token .gh_token .gitlab-token .api_key .apikey .api-key
  .splunkrc .jirarc .lastpassrc .token .tokens .password .passwords .passwd .pass .passphrase .pgpass.bak .my.cnf.bak .esmtprc .msmtprc msmtprc .fetchmailrc fetchmailrc .getmailrc
  .mbsyncrc .offlineimaprc .muttrc.secret .mutt-password .imapfilter .ssmtp.conf ssmtp.conf .irssi .weechat sec.conf .ncftp .lftprc
  .ftpconfig .ftppass .sftp-config .remote-sync.json .ftp-simple.json sftp.json sftp-config.json ftpsync.settings
  ws_ftp.ini filezilla.xml sitemanager.xml recentservers.xml winscp.ini winscp.rnd wcx_ftp.ini confcons.xml mremoteng.xml mobaxterm.ini putty.reg
  rdcman.settings .rdg royalts.rtsz terminals.config default.rdp .remmina credentials-config.json data-sources.credentials.json
  datasources.local.xml datasources.xml.bak dbeaver-credentials.json connections.plist .dbshell .mongorc.js .mongoshrc.js .rediscli_auth .cassandrarc cqlshrc .cqlshrc
  .influxrc influx-configs .psqlrc.local .pgadmin4.db pgadmin4.db .mysql_history .psql_history .sqlite_history .node_repl_history .rediscli_history .sh_history
  .bash_history .zsh_history .histfile .python_history .irb_history .pry_history .php_history fish_history consolehost_history.txt .mongo_history .mycli-history .lesshst .dbshell_history
  .ksh_history .ash_history .tcsh_history .scapy_history .gdb_history .erlang.cookie .rabbitmq.cookie erlang.cookie .rndc.key rndc.key .tsig.key ta.key tls-crypt.key tls-auth.key static.key
  ipsec.secrets swanctl.secrets strongswan.secrets chap-secrets pap-secrets srp-secrets wpa_supplicant.conf wpa_supplicant-wlan0.conf hostapd.conf hostapd.psk .wifi-password
  sasl_passwd sasl_passwd.db sasldb2 dovecot.passwd users.passwd cram-md5.pwd radiusd.secrets clients.secret krb5.keytab .k5login krb5cc stash .k5keytab
  .chef knife.rb encrypted_data_bag_secret validation.pem validator.pem client.pem hiera-eyaml.key private_key.pkcs7.pem eyaml-private.pem .eyaml
  .ansible-vault .ansible_vault_pass ansible_vault_password ansible-vault.txt vault.key vault-keys.json vault-init.json vault_keys.txt unseal-keys.txt unseal_keys.json cluster-keys.json init.json.keys
  gitlab-secrets.json gitlab-secrets.yml hudson.util.secret jenkins.model.jenkins.crumbsalt credentials.xml identity.key.enc org.jenkinsci.main.modules.instance_identity.instanceidentity.keypair
  .buildkite-agent.cfg buildkite-agent.cfg .travis.token .circleci.token .drone.token .codecov.token .wakatime.cfg .doppler.yaml doppler.env .infisical.json.secret .teller.secrets
  .cloudflared.json .cf-credentials .flyctl .fly-token .netlify-token .vercel-token .now.json .heroku-netrc .railway.json.token .dokku-token
  .ghost-credentials keystore.properties keystore.jks debug.keystore release.keystore upload-keystore.jks key.properties signing.properties release-signing.properties gradle-secrets.properties secrets.properties secure.properties sentry.properties
  fabric.properties crashlytics-build.secret ios-distribution.p12 authkey.p8 apiclient_key.pem alipay_private_key.pem
  .bitcoin .electrum .ethereum keystore.json wallet.json id.json seed.txt seedphrase.txt validator_keys.json priv_validator_key.json node_key.json priv_validator.key deposit_data.keys
  nsec.txt .nostr-key .near-credentials aptos.key .brownie-keys hardhat.secrets .secret.json .mnemonic mnemonic mnemonic.txt
  login-data login.keychain login.keychain-db logins.json key3.db key4.db signons.sqlite cookies.sqlite cookies.txt webdata.db login.db
  .purple accounts.xml.purple .mcabber .hexchat .weechat-secrets ngrok.yml .ngrok2 tailscaled.state .tailscale-key wg-private.key wgkey .wg.key privatekey publickey.priv
  secret_token.rb secret_key_base master.secret session_secret jwt.secret jwt_secret .jwt jwt.key hmac.key aes.key encryption.key signing.key license.key
  parameters.yml parameters.local.yml env.php auth.local.php local.php.secret database.local.php db.local.php config.secret.php secrets.php secret.php settings.secret.php passwords.php credentials.php
  secrets.ini secrets.cfg secrets.conf secrets.env secrets.db secrets.kdbx secrets.tfvars secret.tfvars .rapture.json .aws-credentials .awssecret aws_credentials .aws_credentials rootkey.csv accesskeys.csv
  .azure_credentials azureauth.json azure.json.secret azureprofile.json.secret publishsettings .openstack clouds.yaml openrc openrc.sh keystonerc_admin .openrc .ossutilconfig .qcloud .tccli .ibmcloud-key .bluemix-key .linode-cli .vultr-cli .s3curl .mc-config
  rclone.conf.bak .transifexrc .crowdin.yml.secret .localazy-keys .zenodo-token .kaggle kaggle.json .huggingface-token .hf_token .openai_key .openai-key .anthropic_key
  .twine .gradle-credentials .sbt-credentials .ivy-credentials .lein-credentials .cargo-credentials .cpan-credentials .hex-credentials .pause .rhcloud .rubygems-credentials
  vault.yml vault.yaml vault.json ansible-vault.yml claude_desktop_config.json .claude.json .serverlessrc .google_authenticator .zhistory .zsh_sessions token.pickle .boto.cfg boto.cfg s3cfg s3cmd.ini .bundle-credentials keyfile keyfile.json gcp-keyfile.json sa.json sa-key.json oauth.json oauth2.json oauth-token.json client_id.json .keystore .authinfo.txt .netrc.txt kube-config config.kube .kubeconfig firebase-key.json firebase-service-account.json
  .flaskenv .env.vault.keys profiles.yml .dbt-profiles connections.toml settings.xml cwallet.sso ewallet.sso pass.txt near-credentials.json connectionstrings.config appsettings.local.json debian.cnf .lpass rustdesk.toml rustdesk2.toml tailscaled.state splunk.secret firebase-tools.json
  .dropbox_uploader .snowsql-config .tower_cli.cfg .grafana-token .pagerduty.token .opsgenie.conf .datadog.key .newrelic.key .dockerhub .quay-auth .harbor-auth
`),
);

/** Ends of names, behind a dot: keys, key stores, safes, states, dumps of password managers. */
export const SECRET_SUFFIXES: ReadonlySet<string> = new Set(
  list(`
  key p12 pfx jks keystore jceks bks bcfks uber kdb kdbx kdbxold ppk p8 pk8 pkcs8 pkcs12 agekey age-key ovpn tfstate
  kubeconfig keytab gpg-key pgp-key psafe3 pwsafe agilekeychain opvault 1pux 1pif enpass enpassdb keychain keychain-db
  bitwarden walletx wallet sswallet tfvars publishsettings publishproj.user rdp.pwd secret secrets credentials creds token
  apikey passwd htpasswd pgpass netrc env jwk privkey priv sec snk dkim tsig ccache mobileprovision.key
  rdp rdg vnc seed tfvars.json pickle-token
  password pw passwords sso pubxml.user ccache nmconnection
  skr nsec ldif.secret kwallet kwl pvk cryptkey luks bek fve authinfo`),
);

/** Names of private keys as programs make them, before any suffix. */
export const KEY_NAMES =
  /^(?:(?:[\w.-]{0,40}[-_.])?id_(?:rsa|dsa|ecdsa|ed25519|xmss|ecdsa_sk|ed25519_sk)(?:[-_.][\w.-]{0,40})?|ssh_host_\w{1,20}_key|[\w.-]{1,40}[-_](?:rsa|dsa|ed25519|ecdsa)|(?:deploy|ssh|host|server|client|private|priv|secret|signing|encryption|root|ca|master|api|access|service|license|gpg|pgp|ec|rsa)[-_.]?key|privkey\d{0,3}|private|wg\d{1,2}\.conf|deploykey|identity|krb5cc(?:[-_.]\w{1,60})?|(?:pro|pure-?|vs)?ftpd[-_.]?passw(?:or)?d|utc--.{10,200})$/;

/** Folders whose files are secret, and which of them. */
export const SECRET_FOLDERS: readonly (readonly [folder: RegExp, name: RegExp])[] = [
  [/(^|\/)\.ssh\/(.+\/)?$/, /^(?!known_hosts|config$|authorized_keys|.*\.pub$|environment$|rc$)/],
  [/(^|\/)\.gnupg\/(.+\/)?$/, /^(?!pubring|gpg(?:-agent|sm)?\.conf$|dirmngr|tofu\.db|.*\.rev$)/],
  [/(^|\/)\.password-store\/(.+\/)?$/, /^(?!\.gpg-id$|\.gitattributes$)/],
  [/(^|\/)\.aws\/(.+\/)?$/, /^(?:credentials|config|.*\.json)/],
  [/(^|\/)\.(?:azure|msal)\/$/, /token|credential|service_principal|msal|azureprofile|clouds\.config/],
  [/(^|\/)\.?(?:config\/)?gcloud\/(.+\/)?$/, /credential|token|\.db$|\.json$|adc/],
  [/(^|\/)\.?kube\/(.+\/)?$/, /^(?:config|.*\.(?:ya?ml|conf|config))$|kubeconfig|^[^.]*$/],
  [/(^|\/)\.?docker\/$/, /^(?:config|daemon-secrets)\.json$|^\.?dockerconfigjson$|^key\.json$/],
  [/(^|\/)(?:\.config\/)?containers\/$/, /^auth\.json$/],
  [/(^|\/)\.cargo\/$/, /^credentials/],
  [/(^|\/)\.m2\/$/, /^settings.*\.xml$/],
  [/(^|\/)(?:\.nuget|nuget)\/(.+\/)?$/, /^nuget\.config$/],
  [/(^|\/)\.gradle\/$/, /^gradle\.properties$|^init\.gradle$/],
  [
    /(^|\/)\.(?:gem|snowsql|ghost|sbt|ivy2|lein|hex|cpan|cargo-login|digitalocean|terraform\.d|pulumi|snowflake|oci|bluemix|aliyun|qcloud|tccli|databricks|jfrog|cf|cf2|fly|netlify|now|vercel|heroku|railway|expo|appcenter|twilio-cli|wrangler|cloudflared|ngrok2?|tugboat|mc|minio|linode|vultr|hcloud|openstack|kaggle|huggingface|openai|codex|claude|gemini|anthropic|cursor|copilot|continue|aider|litellm|ollama|cohere|replicate|wandb|neptune|comet|dvc|near-credentials|solana|ethereum|bitcoin|electrum|brownie|influxdbv2|dropbox|dropbox_uploader|rclone|duplicacy|restic|borg|sentry|datadog|newrelic|grafana|pagerduty|opsgenie|slack|discord|telegram|purple|mutt|gitlab-runner|buildkite-agent|circleci|travis|drone|jenkins|teamcity|chef|puppet|puppetlabs|salt|ansible|vault|consul|nomad|boundary|step|certbot|acme\.sh|acme|lego|tailscale|wireguard|zerotier|tableplus|dbeaver|datagrip|sequelpro|mysql|psql|mongodb|redis|cassandra|couchbase|neo4j|elastic|elasticsearch|kibana|splunk|appwrite|supabase|firebase|amplify|serverless|serverlessrc|okta|auth0|duo|keybase|bitwarden|1password|op|lastpass|dashlane)\/(.+\/)?$/,
    /credential|token|secret|auth|password|passwd|\.key$|\.pem$|^config(?:s|uration)?(?:\.(?:json|ya?ml|toml|ini|cfg))?$|^default\.(?:toml|json|ya?ml)$|^id\.json$|^[0-9a-f-]{36}\.json$|^state\.json$|keystore|^utc--|^accounts\.xml$|^knife\.|^hosts\.yml$|^settings\.json$|^cookie/,
  ],
  [
    /(^|\/)\.config\/(?:gh|hub|glab-cli|tea|doctl|hcloud|scw|yandex-cloud|linode-cli|vultr|fly|vercel|netlify|configstore|heroku|railway|stripe|twilio|ngrok|rclone|pypoetry|composer|github-copilot|op|bitwarden|gcloud|flyctl|exercism|sops|age|solana|rbw|jrnl|weechat|hexchat|openai|anthropic|wandb|huggingface|sentry|algolia|cloudflare|wrangler|containers|msmtp|isync|aerc|neomutt|mutt|himalaya|ngrok2|pulumi|supabase|turso|planetscale|neonctl|upstash|cachix|attic|nix|gist|atuin|filezilla|remmina|jira|jira-cli|\.jira|acli|filebeat|qbittorrent|transmission|deluge|kopia|borg|restic|duplicati|syncthing)(\/.+)?\/$/,
    /auth|credential|token|secret|keys?\b|\.key$|^config(?:\.(?:json|ya?ml|toml|ini|xml))?$|^cli\.toml$|^hosts\.ya?ml$|^default\.(?:toml|json)$|^id\.json$|^ngrok\.yml$|accounts|sitemanager|recentservers|rclone\.conf|^nix\.conf$|^\.?api[_-]?key|^session$|netrc|sec\.conf|\.remmina$|^configs$/,
  ],
  [
    /(^|\/)\.config\/$/,
    /^(?:hub|linode-cli|gist|vultr-cli|stripe|gh|tea|age\.key|sops|msmtprc|rclone\.conf|kaggle\.json)$/,
  ],
  [/(^|\/)\.?(?:jenkins|hudson)\/(?:secrets\/(.+\/)?|$)$/, /secret|\.key$|credentials\.xml|^[^.]+$/],
  [/(^|\/)(?:group_vars|host_vars)\/(.+\/)?$/, /^vault|vault\.ya?ml$|secret|\.vault$/],
  [
    /(^|\/)(?:wireguard|openvpn|ipsec\.d\/private|swanctl\/private)\/(.+\/)?$/,
    /^(?!.*\.(?:md|txt|sh|service|crt|go|rs|c|h|ts|js|py|up|down)$)/,
  ],
  [
    /(^|\/)(?:private-keys|private_keys|privkeys|ssl\/private|tls\/private|pki\/private|private\/keys|keys\/private|private-keys-v1\.d)\/(.+\/)?$/,
    /^(?!.*\.(?:md|sh|ts|js|py|go|rs|java|gitkeep|gitignore)$)/,
  ],
  [/(^|\/)letsencrypt\/(?:live|archive|keys)\/(.+\/)?$/, /privkey|\.key$/],
  [/(^|\/)network-?manager\/system-connections\/$/, /./],
  [/(^|\/)\.(?:mozilla|thunderbird)\/(.+\/)?$/, /^(?:logins\.json|key[34]\.db|signons|cookies)/],
  [/(^|\/)\.?(?:age|rage)\/(?:keys\/)?$/, /^(?:keys?|identit(?:y|ies))(?:\.txt)?$/],
  [/(^|\/)\.bundle\/$/, /^config$/],
  [/(^|\/)\.vnc\/$/, /passwd/],
  [/(^|\/)\.config\/(?:configstore|firebase)\/$/, /\.json$/],
  [/(^|\/)\.config\/nuget\/$/, /^nuget\.config$/],
  [/(^|\/)\.config\/helm\/(.+\/)?$/, /^(?:config\.json|repositories\.ya?ml)$/],
  [/(^|\/)\.(?:luarocks|hex|conda)\/$/, /upload_config|hex\.config|token/],
  [/(^|\/)\.dbt\/$/, /^profiles\.ya?ml$/],
  [/(^|\/)\.?(?:talos|argocd|helm)\/(.+\/)?$/, /^config$|^repositor.*\.ya?ml$|^config\.json$|talosconfig/],
  [/(^|\/)(?:system-connections)\/(.+\/)?$/, /./],
  [/(^|\/)gitlab-runner\/$/, /^config\.toml$/],
  [
    /(^|\/)\.?(?:exercism|splunk|lpass|github-copilot|rustdesk|tailscale|near-credentials)\/(.+\/)?$/,
    /user\.json|config|hosts\.json|apps\.json|secret|passwd|key|log[io]n|session|^state$|\.json$|\.state$/,
  ],
  [/(^|\/)(?:vsftpd|proftpd|pure-ftpd|ftpd)\/(.+\/)?$/, /passwd|\.pdb$|users?|virtual/],
  [/(^|\/)\.idea\/$/, /^(?:datasources\.local|webservers|sshconfigs|deployment|workspace)\.xml$/],
  [/(^|\/)\.vscode\/$/, /^s?ftp\.json$/],
  [
    /(^|\/)etc\/(?:samba|ppp|wpa_supplicant|ipsec\.d|openvpn|bareos|postfix|exim4?|dovecot|xl2tpd|freeradius|raddb|krb5kdc|sssd|pam_ldap|nslcd|munge|corosync)\/(.+\/)?$/,
    /credential|secret|passwd|password|^users|authkey|\.key$|-secrets$|wpa_supplicant|stash|sssd\.conf|nslcd\.conf|clients\.conf|munge\.key/,
  ],
  [/(^|\/)(?:usersecrets|user-secrets|user_secrets)\/(.+\/)?$/, /./],
  [/(^|\/)(?:filezilla|mremoteng|winscp|mobaxterm|securecrt|royalts)\/(.+\/)?$/, /\.(?:xml|ini|rtsz)$/],
  [/(^|\/)keystore\/(.+\/)?$/, /^utc--|^[0-9a-f]{40}(?:\.json)?$|^0x[0-9a-f]{40}/],
  [
    /(^|\/)\.local\/share\/(?:fish|keyrings|kwalletd|opencode|rbw|python_keyring|lxc)\/(.+\/)?$/,
    /history|keyring|\.kwl$|auth|credential/,
  ],
  [/(^|\/)\.terraform\/(.+\/)?$/, /\.tfvars$|\.tfstate$/],
];

/** Folders that hold secrets as data: what is written in a programming language there is source. */
export const SECRETS_FOLDER =
  /(^|\/)(?:\.?secrets?|\.?credentials?|\.?creds|\.?passwords|\.?tokens|private[-_]keys|apikeys|api[-_]keys|k8s[-_]secrets|sealed[-_]?secrets[-_]?raw|vault[-_]?secrets|docker[-_]secrets|run\/secrets|secrets?[-_.](?:prod|production|dev|development|staging|stage|test|local))\/(.+\/)?$/;

/** Words that tell of secrets in the name of a file of data. */
export const TELLING =
  /(?:^|[-_. ])(?:secrets?|credentials?|creds?|passwords?|passwds?|passphrases?|passcodes?|pwds?|pw|pws|apikeys?|api[-_. ]?(?:keys?|tokens?|secrets?)|access[-_. ]?(?:keys?|tokens?)|secret[-_. ]?keys?|private[-_. ]?keys?|signing[-_. ]?keys?|encryption[-_. ]?keys?|master[-_. ]?keys?|(?:auth|bot|refresh|bearer|oauth|github|gitlab|npm|slack|session|id|deploy|access|login|personal|jwt|telegram|discord|root|admin)[-_. ]?tokens?|seed[-_. ]?phrases?|(?:wallet|recovery)[-_. ]?(?:seed|phrase|words|keys?)|mnemonics?|(?:backup|recovery|scratch|2fa|mfa)[-_. ]?codes?|kennw[oö]rter|passw[oö]rter|passwort|contrase(?:ñ|n)as?|mots?[-_ ]?de[-_ ]?passe|senhas?|пароли|пароль|密码|パスワード|비밀번호|logins?[-_. ]export|lastpass|keepass|1password|bitwarden|dashlane|logins|service[-_]?account(?:[-_. ]?key)?|firebase[-_]adminsdk|vault[-_. ]?(?:pass|password|token|keys?|unseal|init)|kubeconfig|sa[-_]key|gcp[-_](?:key|sa)|access[-_]?token|auth[-_]user[-_]pass|userpass|totp|otp|2fa|authenticator|basic[-_]?auth|connection[-_]?strings?|db[-_]?pass|pass)(?=$|[-_. \d])/;
/** The same where nothing else stands in the name but these and a place. */
export const TELLING_ALONE =
  /^(?:my[-_. ]?)?(?:tokens?|passwords?|secrets?|auth)(?:[-_. ]?(?:\d+|prod|production|dev|staging|test|live|local|backup|bak|old|new|private))*$/;

/** What a file of data ends with; nothing is a suffix as well. */
export const DATA_SUFFIXES: ReadonlySet<string> = new Set([
  '',
  ...list(`
  json jsonc json5 ndjson yml yaml toml ini txt text csv tsv xls xlsx ods numbers env cfg conf config cnf properties props xml plist db sqlite
  sqlite3 md rtf doc docx odt pages pdf dat data bin b64 base64 enc dec list lst out log raw zip tar gz tgz 7z rar asc gpg pgp age sops
  vault tfvars hcl cookie pickle pkl exs.secret reg one note enex kv edn ron nix.secret pem der pub.bak hash html htm`),
]);

/** Suffixes that say no more than that a file is a copy: what stands before them is judged. */
export const COPY_SUFFIXES: ReadonlySet<string> = new Set(
  list(`
  bak backup old orig original save saved swp swo swn tmp temp copy 1 2 3 4 5 disabled off rej rpmsave rpmnew dpkg-old dpkg-dist dpkg-new
  ucf-dist txt prev previous last new enc dec decrypted plain bk bkp gz zip tar tgz 7z bz2 xz age gpg asc pgp sops b64 base64 keep local
  prod production dev development staging stage test private secret`),
);

/** Words with which a name shows a form, and holds no secret. */
export const FORM_WORDS =
  /(?:^|[-_. ])(?:examples?|samples?|template|templates|tmpl|tpl|dist|detect|schema|schemas|skeleton|stub|placeholder|dummy|fake|mock|baseline|j2|erb|mustache|hbs|ejs|d\.ts|pub|public|policy|policies|strength|reset|forgot|rotation|guide|howto|readme|changelog|design|tokenizer|special|added|theme|themes|vocab|map|blocklist|denylist|common|spec|rotate|generator|validator|colou?rs?|workflow)(?=$|[-_. ])/;

/** Folders of texts for people, translations, forms and code: names there tell what a file is about. */
export const ABOUT_FOLDERS =
  /(^|\/)(?:locales?|i18n|l10n|lang|langs|languages?|translations?|intl|nls|messages|docs?|documentation|wiki|schemas?|openapi|swagger|proto|graphql|\.github|workflows|tasks|roles|handlers|templates?|views|pages|components?|migrations?|migrate|seeds?|stories|types|typings|icons?|images?|styles?|themes?|node_modules|examples?|samples?|spec|specs|rules|policies|dashboards|alerts|charts?\/templates)\//;

/** Browsers' names for what they store, which hold blanks. */
export const BLANK_NAMES: ReadonlySet<string> = new Set(['login data', 'login data for account', 'web data']);

/** Source files that hold nothing but secrets by convention: `arduino_secrets.h`, `prod.secret.exs`, `Secrets.swift`. */
export const SECRET_SOURCES =
  /^(?:[\w.-]{1,40}[-_.])?(?:secrets?|credentials?)\.(?:h|hpp|swift|xcconfig|exs|lua|ino)$|^(?:[\w-]{1,40}[-_.])?secrets\.(?:py|php)$|^(?:prod|production|dev|staging)[-_.](?:secrets?|credentials?|passwords?)\.(?:py|php|rb|js|ts|exs)$/;

/** Folders of source, where a folder called `secrets` is a module. */
export const SOURCE_FOLDERS =
  /(^|\/)(?:src|lib|libs|pkg|internal|crates|packages|cmd|tests?|__tests__|testdata|fixtures|specs?|plugins|modules|components|app|backend|frontend|server|client|java|kotlin|python|sdk|api)\//;

/** Files that every project has, in whatever folder. */
export const PROJECT_FILES =
  /^(?:readme|changelog|license|licence|notice|owners|codeowners|authors|contributing|makefile|dockerfile|build|workspace|package|package-lock|tsconfig|jsconfig|project|cargo|pyproject|setup|requirements|go|chart|values|kustomization|index|manifest|module|schema|jest|babel|eslint|biome|turbo|nx|cmakelists|pom|composer|gemfile|debian|tasks|main|externalsecrets?|external-secrets?|sealedsecrets?|sealed-secrets?|secretstore|secretproviderclass|\.git\w*|\.eslintrc|\.prettierrc|\.editorconfig)(?:[-.].*)?$/;
