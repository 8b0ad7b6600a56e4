import type { SecretPattern } from './patterns.ts';

/** Id, title, pattern, and the texts of which every match holds one; of at least three characters, and seldom else. */
type Row = readonly [id: string, title: string, pattern: RegExp, hints: string | readonly string[]];

const DIGITS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const HEX = [...DIGITS, 'a', 'b', 'c', 'd', 'e', 'f'];
const A = '[A-Za-z0-9]';
const B = '[A-Za-z0-9_-]';

/** A credential that begins with a mark of its maker's: `ghp_` and so many letters. */
const marked = (mark: string, rest: string): RegExp => new RegExp(`(?<![A-Za-z0-9_-])${mark}${rest}`, 'g');

/**
 * Credentials of providers by the form that their makers gave them, so that they can be found (GitHub documentation, “Supported
 * secret scanning patterns”, and each maker's own). Those that only a name beside them tells are for `secretValue`.
 */
const rows: readonly Row[] = [
  // Code and packages
  ['github-app-token', 'a GitHub App token', marked('gh[us]_', `${A}{36,251}`), ['ghu_', 'ghs_']],
  ['github-refresh-token', 'a GitHub refresh token', marked('ghr_', `${A}{36,251}`), 'ghr_'],
  ['gitlab-deploy-token', 'a GitLab deploy token', marked('gldt-', `${B}{20,}`), 'gldt-'],
  ['gitlab-runner-token', 'a GitLab runner token', marked('glrt-', `${B}{20,}`), 'glrt-'],
  [
    'gitlab-runner-registration',
    'a GitLab runner registration token',
    marked('GR1348941', `${B}{20,}`),
    'GR1348941',
  ],
  ['gitlab-trigger-token', 'a GitLab pipeline trigger token', marked('glptt-', '[a-f0-9]{40}'), 'glptt-'],
  ['gitlab-job-token', 'a GitLab job token', marked('glcbt-', `${A}{1,5}_${B}{20}`), 'glcbt-'],
  ['gitlab-feed-token', 'a GitLab feed token', marked('glft-', `${B}{20,}`), 'glft-'],
  ['gitlab-agent-token', 'a GitLab agent token', marked('glagent-', `${B}{50,}`), 'glagent-'],
  ['gitlab-oauth-secret', 'a GitLab application secret', marked('gloas-', `${B}{64}`), 'gloas-'],
  ['gitlab-scim-token', 'a GitLab SCIM token', marked('glsoat-', `${B}{20,}`), 'glsoat-'],
  ['gitlab-mail-token', 'a GitLab incoming mail token', marked('glimt-', `${B}{25,}`), 'glimt-'],
  ['bitbucket-app-password', 'a Bitbucket app password', marked('ATBB', `${A}{32}(?![A-Za-z0-9])`), 'ATBB'],
  ['atlassian-token', 'an Atlassian API token', marked('ATATT3', '[A-Za-z0-9_=-]{180,200}'), 'ATATT3'],
  ['rubygems-key', 'a RubyGems API key', marked('rubygems_', '[a-f0-9]{48}'), 'rubygems_'],
  ['crates-token', 'a token of the Rust package registry', marked('cio', `${A}{32}(?![A-Za-z0-9])`), 'cio'],
  ['nuget-key', 'a NuGet API key', marked('oy2', '[a-z0-9]{43}(?![a-z0-9])'), 'oy2'],
  ['clojars-token', 'a Clojars token', marked('CLOJARS_', '[a-z0-9]{60}'), 'CLOJARS_'],
  ['docker-organisation-token', 'a Docker organisation token', marked('dckr_oat_', `${B}{32,}`), 'dckr_oat_'],
  ['jfrog-key', 'a JFrog API key', marked('AKCp', `${A}{69,}`), 'AKCp'],
  ['jfrog-reference-token', 'a JFrog reference token', marked('cmVmdGtu', `${A}{56}`), 'cmVmdGtu'],
  ['cloudsmith-key', 'a Cloudsmith API key', marked('csa_', '[a-f0-9]{40}'), 'csa_'],
  ['sonar-token', 'a SonarQube token', marked('sq[pua]_', '[a-f0-9]{40}'), ['sqp_', 'squ_', 'sqa_']],
  [
    'codeclimate-token',
    'a Code Climate token',
    marked('CC_TEST_REPORTER_ID=', '[a-f0-9]{64}'),
    'CC_TEST_REPORTER_ID=',
  ],
  ['postman-key', 'a Postman API key', marked('PMAK-', '[a-f0-9]{24}-[a-f0-9]{34}'), 'PMAK-'],
  [
    'sourcegraph-token',
    'a Sourcegraph token',
    marked('sgp_', '(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}'),
    'sgp_',
  ],
  // Building and delivering
  [
    'circleci-token',
    'a CircleCI token',
    marked('CCI(?:PAT|PRJ)_', `${A}{20,}_[a-f0-9]{40}`),
    ['CCIPAT_', 'CCIPRJ_'],
  ],
  ['buildkite-token', 'a Buildkite token', marked('bkua_', '[a-z0-9]{40}'), 'bkua_'],
  ['octopus-key', 'an Octopus Deploy API key', marked('API-', '[A-Z0-9]{26}(?![A-Z0-9])'), 'API-'],
  [
    'harness-token',
    'a Harness token',
    marked('[ps]at\\.', `${A}{22}\\.${A}{24}\\.${A}{20}`),
    ['pat.', 'sat.'],
  ],
  ['pulumi-token', 'a Pulumi token', marked('pul-', '[a-f0-9]{40}'), 'pul-'],
  [
    'terraform-token',
    'a Terraform Cloud token',
    new RegExp(`(?<![A-Za-z0-9])${A}{14}\\.atlasv1\\.${B}{60,70}`, 'g'),
    '.atlasv1.',
  ],
  ['spacelift-token', 'a Spacelift key', marked('spacelift_', `${A}{40,}`), 'spacelift_'],
  ['prefect-token', 'a Prefect token', marked('pn[ub]_', `${A}{36}`), ['pnu_', 'pnb_']],
  ['databricks-token', 'a Databricks token', marked('dapi', '[a-f0-9]{32}(?:-\\d)?(?![a-f0-9])'), 'dapi'],
  // Secrets' keepers
  ['vault-token', 'a Vault token', marked('hv[sbr]\\.', `${B}{90,300}`), ['hvs.', 'hvb.', 'hvr.']],
  [
    'doppler-token',
    'a Doppler token',
    marked('dp\\.(?:pt|st|ct|sa|scim|audit)\\.', `(?:${B}{2,35}\\.)?${A}{40,44}`),
    ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
  ],
  [
    'infisical-token',
    'an Infisical token',
    marked('st\\.[a-f0-9-]{24,36}\\.', '[a-f0-9]{32}\\.[a-f0-9]{32}'),
    ['st.'],
  ],
  [
    'onepassword-token',
    'a 1Password service account token',
    marked('ops_eyJ', '[A-Za-z0-9+/=]{250,}'),
    'ops_eyJ',
  ],
  [
    'onepassword-secret-key',
    'a 1Password secret key',
    marked('A3-', '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}'),
    'A3-',
  ],
  [
    'age-key',
    'an age secret key',
    marked('AGE-SECRET-KEY-1', '[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}'),
    'AGE-SECRET-KEY-1',
  ],
  [
    'tailscale-key',
    'a Tailscale key',
    marked('tskey-', `(?:api|auth|client|scim|webhook)-${A}{10,}-${A}{20,}`),
    'tskey-',
  ],
  ['defined-networking-key', 'a Defined Networking key', marked('dnkey-', `${B}{26}-${B}{52}`), 'dnkey-'],
  // Clouds
  ['aws-temporary-key', 'an AWS key', marked('(?:ABIA|ACCA)', '[A-Z2-7]{16}(?![A-Z0-9])'), ['ABIA', 'ACCA']],
  [
    'aws-mws-key',
    'an Amazon MWS token',
    marked('amzn\\.mws\\.', '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
    'amzn.mws.',
  ],
  ['aws-bedrock-key', 'an Amazon Bedrock key', marked('ABSK', '[A-Za-z0-9+/]{109,269}={0,2}'), 'ABSK'],
  ['google-oauth-secret', 'a Google OAuth client secret', marked('GOCSPX-', `${B}{28}`), 'GOCSPX-'],
  ['google-oauth-token', 'a Google OAuth token', marked('ya29\\.', `${B}{60,}`), 'ya29.'],
  [
    'google-service-account',
    'a key of a Google service account',
    /"private_key_id":\s*"[a-f0-9]{40}"/g,
    'private_key_id',
  ],
  [
    'azure-client-secret',
    'a client secret of Entra ID',
    /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
    DIGITS.map((digit) => `${digit}Q~`),
  ],
  [
    'azure-shared-key',
    'an Azure shared access key',
    /SharedAccessKey=[A-Za-z0-9+/]{43}=/g,
    'SharedAccessKey=',
  ],
  ['azure-sas', 'an Azure shared access signature', /[?&]sig=[A-Za-z0-9%+/]{43,63}(?:%3D|=)/g, 'sig='],
  [
    'azure-registry-password',
    'a password of an Azure registry',
    new RegExp(`(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}\\+ACR[A-D]${A}{5}`, 'g'),
    '+ACR',
  ],
  [
    'azure-storage-key-2',
    'an Azure storage key',
    /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{76}\+ASt[A-Za-z0-9+/]{5}[AQgw]==/g,
    '+ASt',
  ],
  [
    'azure-function-key',
    'an Azure function key',
    /(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==/g,
    'AzFu',
  ],
  [
    'digitalocean-spaces-key',
    'a DigitalOcean Spaces key',
    marked('DO00', '[A-Z0-9]{16}(?![A-Z0-9])'),
    'DO00',
  ],
  ['heroku-key', 'a Heroku API key', marked('HRKU-AA', `${B}{58}`), 'HRKU-AA'],
  [
    'fly-token',
    'a Fly.io token',
    marked('fm[12][ar]?_', '[A-Za-z0-9+/]{100,}={0,3}'),
    ['fm1_', 'fm2_', 'fm1a_', 'fm1r_', 'fm2a_', 'fm2r_'],
  ],
  [
    'netlify-token',
    'a Netlify token',
    marked('nf[pcobu]_', `${A}{36,40}`),
    ['nfp_', 'nfc_', 'nfo_', 'nfb_', 'nfu_'],
  ],
  ['render-key', 'a Render API key', marked('rnd_', `${A}{28,40}(?![A-Za-z0-9])`), 'rnd_'],
  ['alibaba-key', 'an Alibaba Cloud key', marked('LTAI', `${A}{17,26}(?![A-Za-z0-9])`), 'LTAI'],
  ['tencent-key', 'a Tencent Cloud key', marked('AKID', `${A}{32}(?![A-Za-z0-9])`), 'AKID'],
  ['yandex-key', 'a Yandex Cloud key', marked('AQVN', `${B}{35,38}(?![A-Za-z0-9_-])`), 'AQVN'],
  ['scaleway-key', 'a Scaleway access key', marked('SCW', '[A-Z0-9]{17}(?![A-Z0-9])'), 'SCW'],
  ['cloudflare-ca-key', 'a Cloudflare CA key', marked('v1\\.0-', '[a-f0-9]{24}-[a-f0-9]{146}'), 'v1.0-'],
  ['supabase-token', 'a Supabase token', marked('sbp_', '(?:v0_)?[a-f0-9]{40}'), 'sbp_'],
  ['supabase-secret', 'a Supabase secret key', marked('sb_secret_', `${B}{20,}`), 'sb_secret_'],
  [
    'planetscale-token',
    'a PlanetScale credential',
    marked('pscale_(?:tkn|pw|oauth)_', '[A-Za-z0-9_.-]{32,64}'),
    ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'],
  ],
  ['neon-key', 'a Neon API key', marked('napi_', '[a-z0-9]{64}'), 'napi_'],
  // Talking
  ['slack-app-token', 'a Slack app token', marked('xapp-', '\\d-[A-Z0-9]+-\\d+-[a-z0-9]{60,}'), 'xapp-'],
  [
    'slack-config-token',
    'a Slack configuration token',
    marked('xoxe(?:\\.xox[bp])?-', '\\d-[A-Za-z0-9]{100,}'),
    ['xoxe-', 'xoxe.xox'],
  ],
  [
    'slack-webhook',
    'a Slack webhook',
    /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9+/]{40,60}/g,
    'hooks.slack.com/',
  ],
  [
    'discord-webhook',
    'a Discord webhook',
    /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,80}/g,
    '/api/webhooks/',
  ],
  [
    'telegram-token',
    'a Telegram bot token',
    /(?<![A-Za-z0-9:])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
    ':AA',
  ],
  [
    'teams-webhook',
    'a Microsoft Teams webhook',
    /[a-z0-9-]+\.webhook\.office\.com\/webhookb2\/[a-z0-9-]{36}@[a-z0-9-]{36}\/IncomingWebhook\/[a-z0-9]{32}\/[a-z0-9-]{36}/g,
    '.webhook.office.com/',
  ],
  [
    'twilio-key',
    'a Twilio API key',
    marked('SK', '[0-9a-f]{32}(?![0-9a-f])'),
    HEX.map((digit) => `SK${digit}`),
  ],
  ['mailgun-key', 'a Mailgun key', marked('key-', '[0-9a-f]{32}(?![0-9a-f])'), 'key-'],
  [
    'mailchimp-key',
    'a Mailchimp key',
    /(?<![0-9a-z])[0-9a-f]{32}-us\d{1,2}(?!\d)/g,
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => `-us${digit}`),
  ],
  ['brevo-key', 'a Brevo key', marked('xkeysib-', `[a-f0-9]{64}-${A}{16}`), 'xkeysib-'],
  ['intercom-token', 'an Intercom token', marked('dG9r', '[A-Za-z0-9+/]{56}=?(?![A-Za-z0-9+/])'), 'dG9r'],
  [
    'hubspot-token',
    'a HubSpot token',
    marked('pat-(?:na|eu|ap)\\d-', '[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}'),
    ['pat-na', 'pat-eu', 'pat-ap'],
  ],
  ['zoho-token', 'a Zoho token', marked('1000\\.', '[a-f0-9]{32}\\.[a-f0-9]{32}'), '1000.'],
  // Paying
  ['stripe-webhook-secret', 'a Stripe webhook secret', marked('whsec_', `${A}{32,}`), 'whsec_'],
  [
    'square-token',
    'a Square token',
    marked('sq0(?:atp|csp|idp)-', `${B}{22,43}`),
    ['sq0atp-', 'sq0csp-', 'sq0idp-'],
  ],
  [
    'square-access-token',
    'a Square access token',
    marked('EAAA', `[A-Za-z0-9+=_-]{60}(?![A-Za-z0-9])`),
    'EAAA',
  ],
  [
    'paypal-braintree-token',
    'a Braintree token',
    marked('access_token\\$production\\$', '[a-z0-9]{16}\\$[a-f0-9]{32}'),
    'access_token$production$',
  ],
  [
    'shopify-token',
    'a Shopify token',
    marked('shp(?:at|ss|ca|pa)_', '[a-fA-F0-9]{32}'),
    ['shpat_', 'shpss_', 'shpca_', 'shppa_'],
  ],
  ['razorpay-key', 'a Razorpay live key', marked('rzp_live_', `${A}{14}`), 'rzp_live_'],
  ['flutterwave-key', 'a Flutterwave key', marked('FLWSECK-', '[a-z0-9]{32}-X'), 'FLWSECK-'],
  [
    'plaid-token',
    'a Plaid token',
    marked('access-(?:production|development)-', '[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}'),
    ['access-production-', 'access-development-'],
  ],
  ['easypost-key', 'an EasyPost key', marked('EZ[AT]K', `${A}{54}`), ['EZAK', 'EZTK']],
  ['shippo-token', 'a Shippo token', marked('shippo_live_', '[a-f0-9]{40}'), 'shippo_live_'],
  ['duffel-token', 'a Duffel token', marked('duffel_live_', `${B}{43}`), 'duffel_live_'],
  // Watching
  [
    'newrelic-key',
    'a New Relic key',
    marked('NR(?:AK|JS|II|AL)-', `${A}{19,32}`),
    ['NRAK-', 'NRJS-', 'NRII-', 'NRAL-'],
  ],
  ['grafana-token', 'a Grafana token', marked('glsa_', `${A}{32}_[a-fA-F0-9]{8}`), 'glsa_'],
  ['grafana-cloud-token', 'a Grafana Cloud token', marked('glc_', '[A-Za-z0-9+/]{60,400}={0,2}'), 'glc_'],
  [
    'sentry-token',
    'a Sentry token',
    marked('sntry[su]_', '[A-Za-z0-9+/=_-]{60,250}'),
    ['sntrys_', 'sntryu_'],
  ],
  ['dynatrace-token', 'a Dynatrace token', marked('dt0[a-z]\\d\\d\\.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}'), 'dt0'],
  [
    'honeycomb-key',
    'a Honeycomb key',
    marked('hc[abx][ei][kc]_', '[a-z0-9]{58}'),
    [
      'hcaek_',
      'hcaec_',
      'hcaik_',
      'hcaic_',
      'hcbek_',
      'hcbec_',
      'hcbik_',
      'hcbic_',
      'hcxek_',
      'hcxec_',
      'hcxik_',
      'hcxic_',
    ],
  ],
  [
    'launchdarkly-key',
    'a LaunchDarkly key',
    marked('(?:sdk|api|mob)-', '[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[a-f0-9]{4}-[a-f0-9]{12}'),
    ['sdk-', 'api-', 'mob-'],
  ],
  ['posthog-key', 'a PostHog key', marked('phx_', `${A}{40,}`), 'phx_'],
  // Models
  [
    'openai-project-key',
    'an OpenAI key',
    marked('sk-(?:proj|svcacct|admin)-', `${B}{20,}T3BlbkFJ${B}{20,}`),
    'T3BlbkFJ',
  ],
  ['openai-legacy-key', 'an OpenAI key', marked('sk-', `${A}{20}T3BlbkFJ${A}{20}`), 'T3BlbkFJ'],
  [
    'anthropic-key',
    'an Anthropic key',
    marked('sk-ant-(?:api|admin|sid)\\d\\d-', `${B}{80,120}`),
    ['sk-ant-'],
  ],
  [
    'hugging-face-organisation-token',
    'a Hugging Face organisation token',
    marked('api_org_', '[A-Za-z]{34}'),
    'api_org_',
  ],
  ['replicate-token', 'a Replicate token', marked('r8_', `${A}{37}`), 'r8_'],
  ['groq-key', 'a Groq key', marked('gsk_', `${A}{52}`), 'gsk_'],
  ['perplexity-key', 'a Perplexity key', marked('pplx-', `${A}{40,56}`), 'pplx-'],
  ['xai-key', 'an xAI key', marked('xai-', `${A}{70,90}`), 'xai-'],
  ['pinecone-key', 'a Pinecone key', marked('pcsk_', `${A}{5,6}_${A}{50,}`), 'pcsk_'],
  [
    'langsmith-key',
    'a LangSmith key',
    marked('lsv2_(?:pt|sk)_', '[a-f0-9]{32}_[a-f0-9]{10}'),
    ['lsv2_pt_', 'lsv2_sk_'],
  ],
  ['nvidia-key', 'an NVIDIA key', marked('nvapi-', `${B}{60,70}`), 'nvapi-'],
  // Writing and planning
  ['notion-token', 'a Notion token', marked('ntn_', `${A}{43,46}`), 'ntn_'],
  ['linear-key', 'a Linear key', marked('lin_(?:api|oauth)_', `${A}{40,64}`), ['lin_api_', 'lin_oauth_']],
  ['figma-token', 'a Figma token', marked('figd_', `${B}{40}`), 'figd_'],
  ['typeform-token', 'a Typeform token', marked('tfp_', `${B}{40,60}`), 'tfp_'],
  ['contentful-token', 'a Contentful token', marked('CFPAT-', `${B}{43}`), 'CFPAT-'],
  ['dropbox-token', 'a Dropbox token', marked('sl\\.', `(?:u\\.)?${B}{130,}`), 'sl.'],
  ['readme-key', 'a ReadMe key', marked('rdme_', '[a-z0-9]{70}'), 'rdme_'],
  ['mapbox-token', 'a Mapbox secret token', marked('sk\\.eyJ', `${B}{60,}\\.${B}{20,}`), 'sk.eyJ'],
  ['maxmind-key', 'a MaxMind licence key', /(?<![A-Za-z0-9])[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/g, '_mmk'],
  ['lob-key', 'a Lob key', marked('live_', '[a-f0-9]{35}(?![a-f0-9])'), 'live_'],
  [
    'sidekiq-url',
    'a Sidekiq licence',
    /[a-f0-9]{8}:[a-f0-9]{8}@(?:gems|enterprise)\.contribsys\.com/g,
    '.contribsys.com',
  ],
  ['facebook-token', 'a Facebook token', marked('EAA[MC]', `${A}{100,}`), ['EAAM', 'EAAC']],
  [
    'ebay-token',
    'an eBay production key',
    marked('PRD-', '[a-f0-9]{12}-[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}'),
    'PRD-',
  ],
  // Keys and tokens of protocols
  ['putty-key', 'a PuTTY private key', /PuTTY-User-Key-File-\d: /g, 'PuTTY-User-Key-File-'],
];

/** What is a secret where it stands in a file of settings; in a line of its own its name tells it better. */
const settingRows: readonly Row[] = [
  ['docker-auth', 'a password for a registry', /"auth":\s*"[A-Za-z0-9+/]{12,}={0,2}"/g, '"auth"'],
  [
    'npmrc-token',
    'a token for a package registry',
    /:_(?:authToken|auth|password)\s*=\s*["']?(?!\$)[A-Za-z0-9+/=_.-]{8,}/g,
    [':_auth', ':_password'],
  ],
  [
    'netrc-password',
    'a password for a host',
    /\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?!\$)\S{4,}/g,
    ['machine '],
  ],
  [
    'database-url',
    'a connection string with a password',
    /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|redis|rediss|amqps?|mssql|clickhouse):\/\/[^\s:@/'"]{0,60}:[^\s@/'"${}<>*]{3,100}@[A-Za-z0-9]/g,
    [
      'postgres:',
      'postgresql:',
      'mysql:',
      'mariadb:',
      'mongodb:',
      'mongodb+srv:',
      'redis:',
      'rediss:',
      'amqp:',
      'amqps:',
      'mssql:',
      'clickhouse:',
    ],
  ],
  [
    'dotnet-connection',
    'a connection string with a password',
    /\b(?:Server|Data Source|Host)=[^;'"\n]{1,200};[^'"\n]{0,200}\b(?:Password|Pwd)=(?!\$)[^;'"\s{}]{4,}/gi,
    ['Password=', 'password=', 'Pwd=', 'pwd=', 'PWD=', 'PASSWORD='],
  ],
  [
    'kubeconfig-key',
    'a client key of Kubernetes',
    /\bclient-key-data:\s*[A-Za-z0-9+/]{100,}={0,2}/g,
    'client-key-data',
  ],
];

const patternOf = ([id, title, pattern, hints]: Row): SecretPattern => ({
  id,
  title,
  pattern,
  hints: typeof hints === 'string' ? [hints] : hints,
});

export const providerPatterns: readonly SecretPattern[] = rows.map(patternOf);

/** Patterns for whole files. */
export const settingPatterns: readonly SecretPattern[] = settingRows.map(patternOf);
