import { createPrivateKey, sign, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FixedKeyRing, FolderKeyRing, type RsaKeyPair } from '../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { newFolder } from './folder.ts';

function isPair({ privateKey, publicKey }: RsaKeyPair): boolean {
  const message = Buffer.from('寄卖');
  return verify('sha256', message, publicKey, sign('sha256', message, privateKey));
}

/** A folder that is not there yet. */
function newKeyFolder(): string {
  return join(newFolder(), 'keys');
}

describe('FolderKeyRing', () => {
  it('makes an RSA-2048 key pair, PEM as PKCS#8 and SPKI', async () => {
    const pair = await new FolderKeyRing(newKeyFolder()).rsaKeyPair('alipay.app');
    expect(pair.privateKey).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(pair.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
    expect(createPrivateKey(pair.privateKey).asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(isPair(pair)).toBe(true);
  });

  it('has the same keys when its folder is opened again', async () => {
    const folder = newKeyFolder();
    const read = async (ring: FolderKeyRing) => [
      await ring.rsaKeyPair('alipay.app'),
      await ring.symmetricKey('alipay.aes', 16),
      await ring.text('alipay.crt', async () => `made ${Math.random()}`),
    ];
    expect(await read(new FolderKeyRing(folder))).toEqual(await read(new FolderKeyRing(folder)));
  });

  it.each([16, 24, 32])('makes a symmetric key of %i bytes, in base64', async (bytes) => {
    const key = await new FolderKeyRing(newKeyFolder()).symmetricKey('alipay.aes', bytes);
    expect(Buffer.from(key, 'base64')).toHaveLength(bytes);
  });

  it('makes another key for another name, and in another folder', async () => {
    const [ring, other] = [new FolderKeyRing(newKeyFolder()), new FolderKeyRing(newKeyFolder())];
    const keys = [
      await ring.symmetricKey('alipay.aes', 16),
      await ring.symmetricKey('unionpay.aes', 16),
      await other.symmetricKey('alipay.aes', 16),
    ];
    expect(new Set(keys).size).toBe(3);
  });

  it('lets only the owner read them', async () => {
    const folder = newKeyFolder();
    await new FolderKeyRing(folder).symmetricKey('alipay.aes', 16);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'alipay.aes.pem')).mode & 0o777).toBe(0o600);
  });

  it('gives everyone who asks at once for the first time the same key, and leaves no other file', async () => {
    const folder = newKeyFolder();
    const rings = [new FolderKeyRing(folder), new FolderKeyRing(folder)];
    const asked = Array.from({ length: 8 }, (_, n) => rings[n % 2]?.symmetricKey('alipay.aes', 16));
    const keys = new Set(await Promise.all(asked));
    expect(keys.size).toBe(1);
    expect(readdirSync(folder)).toEqual(['alipay.aes.pem']);
    expect(readFileSync(join(folder, 'alipay.aes.pem'), 'utf8')).toBe([...keys][0]);
  });

  it('keeps nothing of a text that could not be made, and makes it when asked again', async () => {
    const ring = new FolderKeyRing(newKeyFolder());
    const failing = ring.text('alipay.crt', () => Promise.reject(new Error('no issuer')));
    await expect(failing).rejects.toThrow('no issuer');
    expect(await ring.text('alipay.crt', async () => 'made')).toBe('made');
  });

  it('says so when its folder cannot be read, and makes no new key', async () => {
    const folder = newKeyFolder();
    const ring = new FolderKeyRing(folder);
    await ring.text('alipay.crt', async () => 'made');
    const inside = new FolderKeyRing(join(folder, 'alipay.crt.pem'));
    await expect(inside.text('key', async () => 'made')).rejects.toThrow('ENOTDIR');
  });

  it('never shows a half of a key, which is what a killed start would leave', async () => {
    const folder = newKeyFolder();
    const text = 'k'.repeat(32_000_000);
    const sizes = new Set<number | undefined>();
    let isMade = false;
    const making = new FolderKeyRing(folder)
      .text('long', async () => text)
      .finally(() => {
        isMade = true;
      });
    while (!isMade) {
      sizes.add(statSync(join(folder, 'long.pem'), { throwIfNoEntry: false })?.size);
      await nextTurn();
    }
    await making;
    expect([...sizes].filter((size) => size !== undefined && size !== text.length)).toEqual([]);
  });
});

describe('FixedKeyRing', () => {
  it('hands out the pairs in the order in which names are first asked for', async () => {
    const ring = new FixedKeyRing(TEST_KEY_PAIRS);
    const asked = ['alipay.app', 'alipay.platform', 'alipay.app'];
    const pairs = await Promise.all(asked.map((name) => ring.rsaKeyPair(name)));
    expect(pairs).toEqual([TEST_KEY_PAIRS[0], TEST_KEY_PAIRS[1], TEST_KEY_PAIRS[0]]);
  });

  it('says so when it has no more pairs', async () => {
    const ring = new FixedKeyRing(TEST_KEY_PAIRS.slice(0, 1));
    await ring.rsaKeyPair('alipay.app');
    await expect(ring.rsaKeyPair('alipay.platform')).rejects.toThrow('only 1 key pairs');
  });

  it('has the same symmetric keys every time, another for each name', async () => {
    const rings = [new FixedKeyRing([]), new FixedKeyRing([])];
    const keys = await Promise.all(rings.map((ring) => ring.symmetricKey('alipay.aes', 16)));
    expect(new Set(keys).size).toBe(1);
    expect(Buffer.from(keys[0] ?? '', 'base64')).toHaveLength(16);
    expect(keys).not.toContain(await rings[0]?.symmetricKey('unionpay.aes', 16));
  });

  it('makes a text once', async () => {
    const ring = new FixedKeyRing([]);
    let made = 0;
    const make = async () => `made ${++made}`;
    const texts = await Promise.all([ring.text('crt', make), ring.text('crt', make)]);
    expect([...texts, await ring.text('crt', make)]).toEqual(['made 1', 'made 1', 'made 1']);
  });
});

it('the key pairs made beforehand are pairs, and no two are the same', () => {
  expect(TEST_KEY_PAIRS.filter((pair) => !isPair(pair))).toEqual([]);
  expect(new Set(TEST_KEY_PAIRS.map(({ publicKey }) => publicKey)).size).toBe(TEST_KEY_PAIRS.length);
});
