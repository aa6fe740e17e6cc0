/** Which addresses take no key, and to which of them a key belongs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLocal, KeyRing, originOf } from '../../src/editor/models/keys.ts';

describe('the key of an address', () => {
  it('is not asked for where the address is of this computer', () => {
    for (const host of ['localhost:11434', '127.0.0.1:1234', '127.9.9.9', '[::1]:8080'])
      assert.ok(isLocal(`http://${host}/v1`), host);
    for (const host of ['10.0.0.1', '192.168.1.7:1234', 'localhost.example.com', '127.0.0.1.example.com'])
      assert.ok(!isLocal(`http://${host}/v1`), host);
    assert.ok(!isLocal('no address'));
  });

  it('goes to the scheme, host and port that it was given for, and nowhere else', async () => {
    const kept = new Map<string, string>();
    const ring = new KeyRing({
      get: async (name: string) => kept.get(name),
      store: async (name: string, value: string) => void kept.set(name, value),
      delete: async (name: string) => void kept.delete(name),
    } as never);
    await ring.set('https://models.test/v1', 'secret');
    assert.equal(await ring.get('https://models.test/v2/chat'), 'secret');
    for (const other of [
      'http://models.test/v1',
      'https://models.test:8443/v1',
      'https://a.models.test/v1',
      'ftp://models.test',
    ])
      assert.equal(await ring.get(other), undefined, other);
    assert.equal(originOf('file:///etc/passwd'), undefined);
    await ring.remove('https://models.test/v1');
    assert.equal(kept.size, 0);
  });
});
