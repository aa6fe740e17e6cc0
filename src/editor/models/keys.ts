import type { SecretStorage } from 'vscode';

const PREFIX = 'sightline.key:';

/**
 * API keys in the editor's secret store, each bound to the origin it was given for: another host never gets it.
 * An origin is scheme, host and port.
 */
export class KeyRing {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async get(baseUrl: string): Promise<string | undefined> {
    const origin = originOf(baseUrl);
    return origin === undefined ? undefined : this.#secrets.get(PREFIX + origin);
  }

  async set(baseUrl: string, key: string): Promise<void> {
    const origin = originOf(baseUrl);
    if (origin !== undefined) await this.#secrets.store(PREFIX + origin, key);
  }

  async remove(baseUrl: string): Promise<void> {
    const origin = originOf(baseUrl);
    if (origin !== undefined) await this.#secrets.delete(PREFIX + origin);
  }
}

/** Scheme, host and port of an address; undefined for what is not an http address. */
export function originOf(baseUrl: string): string | undefined {
  try {
    const url = new URL(baseUrl);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : undefined;
  } catch {
    return undefined;
  }
}

/** True for an address of this computer, where endpoints usually take no key. */
export function isLocal(baseUrl: string): boolean {
  try {
    return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(baseUrl).hostname);
  } catch {
    return false;
  }
}
