/** What an error of the connection means. One table; the first row that fits wins. */
import type { Failure } from '../../engine/types.ts';
import type { Meaning } from './classify.ts';

/** What broke, with the code of the system or words of the error where there are any. */
export interface Broken extends Meaning, Pick<Failure, 'code' | 'detail'> {}

/** What is known of a thrown error: its codes and messages, and those of its causes. */
interface Thrown {
  readonly codes: readonly string[];
  readonly words: string;
  readonly isSyntaxError: boolean;
}

interface Row extends Meaning {
  /** A text says which code of the system it was. */
  readonly when: (thrown: Thrown) => string | boolean | undefined;
}

/** Codes of a connection that is not secure: its certificate, or how it was made. */
const INSECURE =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|CERT_REVOKED|ERR_(TLS|SSL)_\w+|EPROTO)$/;
/** Codes of a host that was not reached. */
const UNREACHABLE =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH)$/;
const NOT_PACKED =
  /decompress|incorrect header check|unexpected end of file|invalid (block|stored|distance|code)|Z_(DATA|BUF)_ERROR|Decoding failed/i;
const PROXY = /proxy (response|authentication)|\b407\b/i;
const BROKE_OFF = /terminated|other side closed|socket hang up|fetch failed|aborted/i;

const ROWS: readonly Row[] = [
  {
    when: ({ codes }) => codes.find((code) => INSECURE.test(code)),
    ...{ kind: 'tls', cause: 'insecure', retry: 'never' },
  },
  {
    when: ({ codes, words }) => NOT_PACKED.test(words) || codes.some((code) => code.startsWith('Z_')),
    ...{ kind: 'badResponse', cause: 'notPacked', retry: 'later' },
  },
  { when: ({ words }) => PROXY.test(words), kind: 'network', cause: 'proxy', retry: 'never' },
  {
    when: ({ codes }) => codes.find((code) => UNREACHABLE.test(code)),
    ...{ kind: 'network', cause: 'unreachable', retry: 'now' },
  },
  { when: ({ isSyntaxError }) => isSyntaxError, kind: 'badResponse', cause: 'notJson', retry: 'later' },
  { when: ({ words }) => BROKE_OFF.test(words), kind: 'network', cause: 'brokeOff', retry: 'now' },
];

/** What an error means: itself first, then its causes. Pure. */
export function meaningOf(chain: readonly Error[]): Broken {
  const codes = chain.map((cause) => String((cause as { code?: unknown }).code ?? ''));
  const words = chain.map((cause) => cause.message).join(' ');
  const thrown = { codes, words, isSyntaxError: chain[0] instanceof SyntaxError };
  for (const { when, kind, cause, retry } of ROWS) {
    const found = when(thrown);
    if (typeof found === 'string') return { kind, cause, retry, code: found };
    if (found === true) return { kind, cause, retry };
  }
  // No code of the system or of the transport: the reply confused its reader.
  return codes.some((code) => code !== '')
    ? { kind: 'network', cause: 'requestFailed', retry: 'never', detail: words }
    : { kind: 'badResponse', cause: 'unreadableReply', retry: 'later', detail: words };
}
