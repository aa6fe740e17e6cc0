/** What the codes of the system and of the transport mean, for a person. */
import type { Failure } from '../../engine/types.ts';
import type { Say } from '../say.ts';

/** Why no secure connection was made, as the end of a sentence about the host. */
export function insecureText({ code = '' }: Failure, say: Say): string {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return say('its certificate is self-signed');
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return say('its certificate chain holds a self-signed certificate, perhaps of a company proxy');
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return say('its certificate was issued by an unknown authority');
    case 'CERT_HAS_EXPIRED':
      return say('its certificate has expired');
    case 'CERT_NOT_YET_VALID':
      return say('its certificate is not valid yet; check the clock of this machine');
    case 'CERT_REVOKED':
      return say('its certificate was revoked');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return say('its certificate is for another host name');
    default:
      return say('the secure connection failed ({0})', code || say('unknown error'));
  }
}

/** Why the host was not reached, as the end of a sentence about it. */
export function unreachableText({ code = '' }: Failure, say: Say): string {
  switch (code) {
    case 'ENOTFOUND':
      return say('its name could not be found (DNS)');
    case 'EAI_AGAIN':
      return say('its name could not be looked up just now (DNS)');
    case 'ECONNREFUSED':
      return say('it refused the connection; is the server running?');
    case 'ECONNRESET':
      return say('the connection was reset');
    case 'EPIPE':
      return say('the connection was closed while sending');
    case 'UND_ERR_SOCKET':
      return say('the connection was closed');
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return say('the connection timed out');
    case 'EHOSTUNREACH':
      return say('there is no way to it on this network');
    case 'ENETUNREACH':
      return say('there is no network');
    default:
      return code || say('unknown error');
  }
}
