/** Forms of the keys of model providers. */
import { randomBits } from '../random/randomness.ts';
import { hasDigit, isMixed, isVaried, type Rule, rule } from './rule.ts';

export const MODELS_RULES: readonly Rule[] = [
  rule(
    'openai-key',
    'sk-',
    /sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{40,250}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}|[A-Za-z0-9]{48}(?![A-Za-z0-9]))/g,
    isVaried,
  ),
  rule('anthropic-key', 'sk-ant-', /sk-ant-[a-z0-9]{2,10}-[A-Za-z0-9_-]{40,200}/g),
  rule('openrouter-key', 'sk-or-v1-', /sk-or-v1-[0-9a-f]{64}/g),
  rule('deepseek-key', 'sk-', /sk-[0-9a-f]{32}(?![A-Za-z0-9])/g, hasDigit),
  rule('groq-key', 'gsk_', /gsk_[A-Za-z0-9]{40,60}/g, isVaried),
  rule(
    'huggingface-token',
    'hf_ api_org_',
    /(?:hf_|api_org_)[A-Za-z0-9]{30,40}(?![A-Za-z0-9_])/g,
    (text) => /[a-z]/.test(text.slice(8)) && /[A-Z]/.test(text),
  ),
  rule('replicate-token', 'r8_', /r8_[A-Za-z0-9]{37}/g),
  rule('perplexity-key', 'pplx-', /pplx-[A-Za-z0-9]{40,56}/g, isVaried),
  rule('xai-key', 'xai-', /xai-[A-Za-z0-9]{60,100}/g),
  rule('nvidia-key', 'nvapi-', /nvapi-[A-Za-z0-9_-]{40,80}/g),
  rule('langsmith-key', 'lsv2_', /lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}/g),
  rule('tavily-key', 'tvly-', /tvly-[A-Za-z0-9-]{20,60}/g, isVaried),
  rule('pinecone-key', 'pcsk_', /pcsk_[A-Za-z0-9]{5,8}_[A-Za-z0-9]{40,80}/g),
  rule('elevenlabs-key', 'sk_', /sk_[0-9a-f]{48}(?![0-9a-f])/g),
  rule('databricks-token', 'dapi', /dapi[0-9a-f]{32}(?:-\d)?/g),
  rule(
    'model-key',
    'sk-',
    /(?<![A-Za-z0-9_-])sk-(?:[a-z]{2,12}-){0,2}[A-Za-z0-9_-]{24,200}(?![A-Za-z0-9_-])/g,
    isModelKey,
  ),
  rule('fireworks-key', 'fw_', /(?<![A-Za-z0-9])fw_[A-Za-z0-9]{22,40}(?![A-Za-z0-9])/g, isMixed),
  rule('together-key', 'tgp_v1_', /tgp_v1_[A-Za-z0-9_-]{40,60}/g),
  rule('weaviate-key', 'wandb_v1_', /wandb_v1_[A-Za-z0-9_]{30,120}/g),
  rule('jina-key', 'jina_', /jina_[A-Za-z0-9_-]{40,80}/g),
  rule('voyage-key', 'pa-', /(?<![A-Za-z0-9-])pa-[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g, isMixed),
  rule('firecrawl-key', 'fc-', /(?<![A-Za-z0-9-])fc-[0-9a-f]{32}(?![0-9a-f])/g, hasDigit),
  rule('langfuse-key', 'sk-lf-', /sk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g),
  rule('cerebras-key', 'csk-', /csk-[a-z0-9]{48}/g, isVaried),
];

/** Keys of this form are random behind their words; names of classes and models are not. */
function isModelKey(text: string): boolean {
  return /\d/.test(text) && randomBits(text.replace(/^sk-(?:[a-z]{2,12}-){0,2}/, '')) >= 40;
}
