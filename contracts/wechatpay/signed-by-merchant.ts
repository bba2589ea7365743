import {
  constants,
  createDecipheriv,
  createPublicKey,
  type KeyObject,
  publicEncrypt,
  sign,
  verify,
  X509Certificate,
} from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../src/time/index.ts';
import type { Told } from '../provider-alone.ts';
import type { Answered, Asked } from '../verify.ts';

/** Of the provider's credentials, what a merchant needs. */
export const merchantCredentials = z.object({
  origin: z.url(),
  appid: z.string(),
  mchid: z.string(),
  merchantPrivateKey: z.string(),
  merchantSerialNo: z.string(),
  apiV3Key: z.string(),
  platformSerialNo: z.string(),
  platformCertificate: z.string(),
  publicKeyId: z.string(),
  publicKey: z.string(),
});

const sealedSchema = z.object({
  event_type: z.string(),
  resource: z.object({ ciphertext: z.string(), nonce: z.string(), associated_data: z.string() }),
});

/**
 * Stands between the pact and the provider: signs a request afresh, as the merchant of these credentials, and
 * verifies the answer. It shares no code with the adapter or the provider.
 */
export class SigningMerchant {
  readonly #credentials: z.infer<typeof merchantCredentials>;
  readonly #keys: ReadonlyMap<string, KeyObject>;
  readonly #now: () => Instant;
  #nonces = 0;

  constructor(credentials: unknown, now: () => Instant) {
    const parsed = merchantCredentials.parse(credentials);
    this.#credentials = parsed;
    this.#keys = new Map([
      [parsed.platformSerialNo, new X509Certificate(parsed.platformCertificate).publicKey],
      [parsed.publicKeyId, createPublicKey(parsed.publicKey)],
    ]);
    this.#now = now;
  }

  /**
   * @param asked of which the merchant and its app are replaced
   * @throws when the signature of the answer does not verify
   */
  async ask({ method, path, query, body }: Asked): Promise<Answered> {
    const { origin, publicKeyId } = this.#credentials;
    const search = new URLSearchParams(this.#asOurselves(query)).toString();
    const url = search === '' ? path : `${path}?${search}`;
    const text = method === 'GET' ? '' : JSON.stringify(this.#asOurselves(body));
    const response = await fetch(origin + url, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'wechatpay-serial': publicKeyId,
        authorization: this.#authorization(method, url, text),
      },
      ...(text === '' ? {} : { body: text }),
    });
    const answer = await response.text();
    this.#verify({ headers: response.headers, body: answer }, publicKeyId);
    return { status: response.status, text: answer };
  }

  /**
   * @returns its event and what was sealed in it
   * @throws when its signature does not verify, or it was not sealed for us
   */
  readNotification(told: Told): { event_type: string; resource: unknown } {
    this.#verify(told);
    const { event_type, resource } = sealedSchema.parse(JSON.parse(told.body));
    const bytes = Buffer.from(resource.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#credentials.apiV3Key, resource.nonce);
    decipher.setAAD(Buffer.from(resource.associated_data));
    decipher.setAuthTag(bytes.subarray(-16));
    const plain = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
    return { event_type, resource: JSON.parse(plain.toString()) };
  }

  /** @returns what only WeChat Pay can read, under the public key that {@link ask} names */
  encrypt(name: string): string {
    const { publicKey } = this.#credentials;
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return publicEncrypt({ key: publicKey, padding, oaepHash: 'sha1' }, Buffer.from(name)).toString('base64');
  }

  #asOurselves<T>(parameters: Record<string, T>): Record<string, T | string> {
    const { appid, mchid } = this.#credentials;
    return {
      ...parameters,
      ...('appid' in parameters ? { appid } : {}),
      ...('mchid' in parameters ? { mchid } : {}),
    };
  }

  #authorization(method: string, url: string, body: string): string {
    const { mchid, merchantSerialNo, merchantPrivateKey } = this.#credentials;
    this.#nonces += 1;
    const nonce = `contract${this.#nonces}`;
    const timestamp = Math.floor(this.#now() / 1000);
    const text = Buffer.from(`${method}\n${url}\n${timestamp}\n${nonce}\n${body}\n`);
    const signature = sign('RSA-SHA256', text, merchantPrivateKey).toString('base64');
    return `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${merchantSerialNo}"`;
  }

  /** @param by the key that it has to be signed with; any of WeChat Pay's when left out */
  #verify({ headers, body }: Told, by = headers.get('wechatpay-serial') ?? ''): void {
    const [timestamp, nonce] = [headers.get('wechatpay-timestamp'), headers.get('wechatpay-nonce')];
    const key = this.#keys.get(by);
    const signature = Buffer.from(headers.get('wechatpay-signature') ?? '', 'base64');
    const text = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`);
    if (headers.get('wechatpay-serial') !== by || !key || !verify('RSA-SHA256', text, key, signature)) {
      throw new Error(`WeChat Pay has not signed this: ${body}`);
    }
  }
}
