/** OpenAI-compatible services by name. An address only: which models they have is asked of the user. */
export interface Preset {
  readonly name: string;
  readonly baseUrl: string;
  /** A model name as an example in the input box, never chosen by itself. */
  readonly example: string;
}

export const PRESETS: readonly Preset[] = [
  { name: 'OpenAI', baseUrl: 'https://api.openai.com/v1', example: 'gpt-5-mini' },
  { name: 'Anthropic', baseUrl: 'https://api.anthropic.com/v1', example: 'claude-sonnet-4-5' },
  {
    name: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    example: 'gemini-2.5-flash',
  },
  { name: 'Mistral', baseUrl: 'https://api.mistral.ai/v1', example: 'mistral-medium-latest' },
  { name: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1', example: 'deepseek-chat' },
  { name: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', example: 'llama-3.3-70b-versatile' },
  { name: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', example: 'qwen/qwen3-coder' },
  { name: 'Together', baseUrl: 'https://api.together.xyz/v1', example: 'Qwen/Qwen2.5-Coder-32B-Instruct' },
];
