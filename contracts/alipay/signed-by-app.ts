import { sign } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { z } from 'zod';
import { formatBeijing, type Instant } from '../../src/time/index.ts';

/** Of the provider's credentials, what an app needs. */
export const appCredentials = z.object({
  gateway: z.url(),
  appId: z.string(),
  appPrivateKey: z.string(),
  alipayPublicKey: z.string(),
});

/**
 * Stands between the pact and the provider: dates and signs a request afresh, as the app of these
 * credentials, and lets the official SDK verify the answer.
 */
export class SigningApp {
  readonly #credentials: z.infer<typeof appCredentials>;
  readonly #sdk: AlipaySdk;
  readonly #now: () => Instant;

  constructor(credentials: unknown, now: () => Instant) {
    this.#credentials = appCredentials.parse(credentials);
    const { appId, appPrivateKey: privateKey, alipayPublicKey } = this.#credentials;
    this.#sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey });
    this.#now = now;
  }

  /**
   * @param parameters of which the app, the time and the signature are replaced
   * @returns the answer, as it came
   * @throws when its signature does not verify
   */
  async ask(parameters: Record<string, string>): Promise<string> {
    const { sign: _old, biz_content = '', ...inUrl } = parameters;
    const fresh = { ...inUrl, app_id: this.#credentials.appId, timestamp: formatBeijing(this.#now()) };
    const url = new URL(this.#credentials.gateway);
    url.search = new URLSearchParams({ ...fresh, sign: this.#sign({ ...fresh, biz_content }) }).toString();
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ biz_content }) });

    const text = await answer.text();
    const { sign: signature } = z.object({ sign: z.string() }).parse(JSON.parse(text));
    this.#sdk.checkResponseSign(text, `${parameters.method?.replaceAll('.', '_')}_response`, signature, '');
    return text;
  }

  /**
   * @returns the fields of a notification
   * @throws when its signature does not verify
   */
  readNotification(form: string): Record<string, string> {
    const fields = Object.fromEntries(new URLSearchParams(form));
    if (!this.#sdk.checkNotifySignV2(fields)) throw new Error(`no genuine notification: ${form}`);
    return fields;
  }

  #sign(parameters: Record<string, string>): string {
    const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    const text = Buffer.from(pairs.toSorted().join('&'));
    return sign('RSA-SHA256', text, this.#credentials.appPrivateKey).toString('base64');
  }
}
