import { createHash, createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** RSA-2048, PEM as PKCS#8 and SPKI. */
export interface RsaKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/**
 * Where keys, certificates and shared secrets come from: made once, and the same ever after. They are no
 * one's production keys, but people's tests depend on them staying as they are.
 */
export interface KeyRing {
  /** @param name such as `alipay.app` */
  rsaKeyPair(name: string): Promise<RsaKeyPair>;
  /** A symmetric key, base64. */
  symmetricKey(name: string, bytes: number): Promise<string>;
  /** Text that is made when it is first asked for, such as a certificate. */
  text(name: string, make: () => Promise<string>): Promise<string>;
}

/** Keeps keys as files in a folder, readable by their owner alone. */
export class FolderKeyRing implements KeyRing {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async rsaKeyPair(name: string): Promise<RsaKeyPair> {
    const privateKey = await this.text(`${name}.key`, generateRsaKey);
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
    return { privateKey, publicKey: publicKey.toString() };
  }

  symmetricKey(name: string, bytes: number): Promise<string> {
    return this.text(name, async () => randomBytes(bytes).toString('base64'));
  }

  async text(name: string, make: () => Promise<string>): Promise<string> {
    const path = join(this.#folder, `${name}.pem`);
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
    }
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(draft, await make(), { mode: 0o600 });
    // Linked into place, so that a start that is killed leaves no half key behind, and of two starts at once
    // the first one's key stays.
    await link(draft, path).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    await rm(draft);
    return readFile(path, 'utf8');
  }
}

/** Hands out key pairs made beforehand, for worlds in which the same seed gives the same bytes. */
export class FixedKeyRing implements KeyRing {
  /** What was made of the same pairs by other rings: certificates take longer than all else in opening a world. */
  static readonly #made = new WeakMap<readonly RsaKeyPair[], Map<string, Promise<string>>>();
  readonly #keyPairs: readonly RsaKeyPair[];
  readonly #names: string[] = [];

  constructor(keyPairs: readonly RsaKeyPair[]) {
    this.#keyPairs = keyPairs;
    if (!FixedKeyRing.#made.has(keyPairs)) FixedKeyRing.#made.set(keyPairs, new Map());
  }

  async rsaKeyPair(name: string): Promise<RsaKeyPair> {
    if (!this.#names.includes(name)) this.#names.push(name);
    const pair = this.#keyPairs[this.#names.indexOf(name)];
    if (!pair) throw new RangeError(`only ${this.#keyPairs.length} key pairs were made beforehand`);
    return pair;
  }

  async symmetricKey(name: string, bytes: number): Promise<string> {
    return createHash('sha512').update(name).digest().subarray(0, bytes).toString('base64');
  }

  text(name: string, make: () => Promise<string>): Promise<string> {
    const made = FixedKeyRing.#made.get(this.#keyPairs);
    // Whose the pairs are depends on the order in which they were asked for.
    const key = [...this.#names, name].join(' ');
    const text = made?.get(key) ?? make();
    made?.set(key, text);
    return text;
  }
}

const generate = promisify(generateKeyPair);

async function generateRsaKey(): Promise<string> {
  const { privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return privateKey;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
