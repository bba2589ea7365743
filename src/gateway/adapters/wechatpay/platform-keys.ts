import { type KeyObject, X509Certificate } from 'node:crypto';
import type { DurationMs, Instant } from '../../../time/index.ts';
import { type KeyFinder, signatureFault } from './platform-signature.ts';
import type { Sender } from './send.ts';
import { unseal } from './unseal.ts';
import { certificateList, parseJson } from './wire.ts';

export interface PlatformKey {
  /** A certificate's serial number, or `PUB_KEY_ID_…`. */
  readonly serial: string;
  readonly key: KeyObject;
  readonly until: Instant;
}

export interface ConfiguredKeys {
  readonly publicKey: PlatformKey | undefined;
  readonly certificate: PlatformKey | undefined;
}

/** Whoever sends us serial numbers of no certificate has us ask for certificates this often, and no oftener. */
const ASK_AGAIN_AFTER_MS: DurationMs = 10_000;

/** Anything else names no certificate. */
const CERTIFICATE_SERIAL = /^[0-9A-F]{16,40}$/i;

const LIST_LIMIT_BYTES = 1024 * 1024;

/**
 * The keys that WeChat Pay signs with. Its certificates take over from one another: when one signs that is not
 * known, those in use are asked for (平台证书下载, pay.weixin.qq.com/doc/v3/merchant/4012068814), and take the
 * place of those that were. A public key does not change.
 */
export class PlatformKeys implements KeyFinder {
  readonly #publicKey: PlatformKey | undefined;
  readonly #apiV3Key: KeyObject;
  readonly #sender: Sender;
  #certificates: readonly PlatformKey[];
  #askedAt: Instant = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor({ publicKey, certificate }: ConfiguredKeys, apiV3Key: KeyObject, sender: Sender) {
    this.#publicKey = publicKey;
    this.#certificates = certificate ? [certificate] : [];
    this.#apiV3Key = apiV3Key;
    this.#sender = sender;
  }

  /** The public key that WeChat Pay is asked to sign its answers with; its certificates do when undefined. */
  get publicKeyId(): string | undefined {
    return this.#publicKey?.serial;
  }

  async find(serial: string): Promise<KeyObject | undefined> {
    const known = this.#known(serial);
    if (known || !CERTIFICATE_SERIAL.test(serial)) return known;
    await this.#ask();
    return this.#known(serial);
  }

  /** What is encrypted for a certificate that is out of use is refused, so those in use are asked for first. */
  async forEncryption(): Promise<PlatformKey | undefined> {
    if (this.#publicKey) return this.#publicKey;
    await this.#ask();
    return this.#certificates.toSorted((a, b) => b.until - a.until)[0];
  }

  #known(serial: string): KeyObject | undefined {
    const all = [...(this.#publicKey ? [this.#publicKey] : []), ...this.#certificates];
    return all.find((key) => key.serial === serial && this.#sender.now() < key.until)?.key;
  }

  #ask(): Promise<void> {
    const now = this.#sender.now();
    if (!this.#asking && now - this.#askedAt >= ASK_AGAIN_AFTER_MS) {
      this.#askedAt = now;
      this.#asking = this.#fetch().finally(() => {
        this.#asking = undefined;
      });
    }
    return this.#asking ?? Promise.resolve();
  }

  /**
   * The list vouches for itself, since only WeChat Pay can seal it for us; all the same it has to be signed, with
   * a key that is known or listed, so that an old one is not sent again.
   */
  async #fetch(): Promise<void> {
    const request = { method: 'GET', path: '/v3/certificates', body: '' } as const;
    const sent = await this.#sender.send(request, { answerLimitBytes: LIST_LIMIT_BYTES });
    if (sent.kind !== 'succeeded' || sent.value.status !== 200) return;
    const body = sent.value.body.toString('utf8');
    const listed = listedIn(body, this.#apiV3Key);
    const find = async (serial: string) =>
      listed.find((key) => key.serial === serial)?.key ?? this.#known(serial);
    const fault = await signatureFault(sent.value.headers, body, { find }, this.#sender.now());
    if (fault === undefined && listed.length > 0) this.#certificates = listed;
  }
}

function listedIn(body: string, apiV3Key: KeyObject): PlatformKey[] {
  const { data } = certificateList.safeParse(parseJson(body));
  return (data?.data ?? []).flatMap(({ serial_no: serial, expire_time, encrypt_certificate }) => {
    const pem = unseal(encrypt_certificate, apiV3Key);
    const key = pem === undefined ? undefined : keyOf(pem);
    return key ? [{ serial, key, until: Date.parse(expire_time) }] : [];
  });
}

function keyOf(pem: string): KeyObject | undefined {
  try {
    return new X509Certificate(pem).publicKey;
  } catch {
    return undefined;
  }
}
