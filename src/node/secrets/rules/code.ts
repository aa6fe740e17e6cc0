/** Forms of the tokens of code hosts, registries and build services. */
import { hasDigit, isMixed, isVaried, type Rule, rule } from './rule.ts';

export const CODE_RULES: readonly Rule[] = [
  rule('github-token', 'ghp_ gho_ ghu_ ghs_ ghr_', /gh[pousr]_[A-Za-z0-9_.-]{36,1000}/g),
  rule('github-fine-grained-token', 'github_pat_', /github_pat_[A-Za-z0-9_]{36,255}/g),
  rule(
    'gitlab-token',
    'glpat- glptt- gldt- glrt- glcbt- glagent- gloas- glsoat- glft- glimt- glffct-',
    /gl(?:pat|ptt|dt|rt|cbt|agent|oas|soat|ft|imt|ffct)-[A-Za-z0-9_.-]{20,300}/g,
  ),
  rule('gitlab-runner-token', 'GR1348941', /GR1348941[A-Za-z0-9_-]{20,50}/g),
  rule('npm-token', 'npm_', /npm_[A-Za-z0-9]{36}/g),
  rule(
    'npmrc-auth',
    '_auth _password',
    /_(?:authToken|auth|password)[ \t]{0,4}=[ \t]{0,4}["']?([^\s"'$«»{}<>;,()]{8,2000})/g,
    hasDigit,
  ),
  rule('pypi-token', 'pypi-AgE', /pypi-AgE[A-Za-z0-9_-]{50,1000}/g),
  rule('rubygems-key', 'rubygems_', /rubygems_[0-9a-f]{48}/g),
  rule('nuget-key', 'oy2', /oy2[a-z0-9]{43}(?![a-z0-9])/g, isVaried),
  rule('crates-token', 'cio', /cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/g, isMixed),
  rule('clojars-token', 'CLOJARS_', /CLOJARS_[a-z0-9]{60}/g),
  rule('packagist-token', 'packagist_', /packagist_(?:ack|oat|uut|ack)_[0-9a-f]{40,80}/g),
  rule('docker-token', 'dckr_', /dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,64}/g),
  rule(
    'docker-auth',
    'auth',
    /\\?["']auth\\?["'][ \t]{0,4}:[ \t]{0,4}\\?["']([A-Za-z0-9+/]{16,2000}={0,2})\\?["']/g,
    isDockerAuth,
  ),
  rule('artifactory-key', 'AKCp cmVmdGtu', /(?:AKCp[A-Za-z0-9]{69}|cmVmdGtu[A-Za-z0-9]{56})/g),
  rule('sonar-token', 'squ_ sqp_ sqa_', /sq[upa]_[0-9a-f]{40}/g),
  rule('bitbucket-token', 'ATBB', /ATBB[A-Za-z0-9]{24,32}[0-9A-F]{8}/g),
  rule('atlassian-token', 'ATATT3 ATCTT3', /AT[AC]TT3[A-Za-z0-9_=-]{60,300}/g),
  rule('terraform-token', '.atlasv1.', /[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/g),
  rule('pulumi-token', 'pul-', /pul-[0-9a-f]{40}/g),
  rule('vault-token', 'hvs. hvb. hvr.', /hv[sbr]\.[A-Za-z0-9_-]{24,300}/g, isMixed),
  rule('doppler-token', 'dp.', /dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}/g),
  rule('circleci-token', 'CCIPAT_ CCIPRJ_', /CCIP(?:AT|RJ)_[A-Za-z0-9_]{20,100}/g),
  rule('buildkite-token', 'bkua_ bkat_', /bk(?:ua|at)_[0-9a-f]{40}/g),
  rule('postman-key', 'PMAK-', /PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g),
  rule('sentry-token', 'sntrys_ sntryu_', /(?:sntrys_[A-Za-z0-9+/=_-]{40,400}|sntryu_[0-9a-f]{64})/g),
  rule('sentry-dsn', '://', /:\/\/([0-9a-f]{32}(?::[0-9a-f]{32})?)@[\w.-]{1,100}\/\d{1,20}/g),
  rule('1password-token', 'ops_eyJ', /ops_eyJ[A-Za-z0-9+/=_-]{100,2000}/g),
  rule(
    '1password-secret-key',
    'A3-',
    /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}/g,
  ),
  rule('tailscale-key', 'tskey-', /tskey-[a-z]{2,20}-[A-Za-z0-9_]{8,40}(?:-[A-Za-z0-9_]{16,60})?/g, hasDigit),
  rule('prefect-key', 'pnu_', /pnu_[a-z0-9]{36}/gi, isVaried),
  rule(
    'launchdarkly-key',
    'api- sdk- mob-',
    /(?<![A-Za-z0-9-])(?:api|sdk|mob|rel)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f-])/g,
  ),
  rule(
    'gitea-token',
    'gitea',
    /gitea[\w .-]{0,30}["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([0-9a-f]{40})(?![0-9a-f])/gi,
    hasDigit,
  ),
  rule('codecov-token', 'codecov', /codecov[^\n«»]{0,120}?(?:-t|--token)[ \t=]{1,3}["']?([0-9a-f-]{36})/gi),
  rule('infracost-key', 'ico-', /ico-[A-Za-z0-9]{32}(?![A-Za-z0-9])/g, isMixed),
  rule(
    'snyk-token',
    'snyk',
    /snyk[\w .-]{0,30}["']?[ \t]{0,4}[:= ][ \t]{0,4}["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/gi,
  ),
  rule('harness-token', 'pat. sat.', /(?<![\w.])[ps]at\.[A-Za-z0-9_-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}/g),
  rule('octopus-key', 'API-', /(?<![A-Za-z0-9-])API-[A-Z0-9]{25,32}(?![A-Z0-9])/g, hasDigit),
  rule('jetbrains-token', 'perm', /perm(?:-|:)[A-Za-z0-9=]{4,60}\.[A-Za-z0-9=]{4,60}\.[A-Za-z0-9]{20,60}/g),
  rule(
    'nx-token',
    'nxc',
    /nx[_-]?cloud[\w-]{0,30}["']?[ \t]{0,4}[:=][ \t]{0,4}["']?([A-Za-z0-9+/=]{40,120})/gi,
    isMixed,
  ),
];

function isDockerAuth(text: string): boolean {
  return /^[\x20-\x7e]{1,400}:[\x20-\x7e]{1,2000}$/.test(decode(text));
}

function decode(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
