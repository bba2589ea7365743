import {
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';

/** A strict client of our own: what it does not know of WeChat Pay's rules it does not forgive either. */
export interface ClientConfiguration {
  readonly origin: string;
  readonly mchid: string;
  readonly merchantPrivateKey: string;
  readonly merchantSerialNo: string;
  readonly apiV3Key: string;
  readonly platformSerialNo: string;
  readonly platformCertificate: string;
  readonly publicKeyId: string;
  readonly publicKey: string;
  /** Seconds since 1970. */
  readonly now: () => number;
  /** How requests travel; over the network, unless said otherwise. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed; undefined where there is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there.
  readonly json: any;
}

/** What a test may do wrong on purpose. */
export interface Mischief {
  readonly authorization?: string | null;
  /** Changes the five values before they are written. */
  readonly change?: (values: Record<string, string>) => Record<string, string>;
  /** Signs another string. */
  readonly signs?: (canonical: string) => string;
  /** Sends another body than was signed. */
  readonly sends?: string;
  readonly privateKey?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly nonce?: string;
  readonly timestamp?: string;
}

let nonces = 0;

export class Client {
  readonly #configuration: ClientConfiguration;
  readonly #privateKey: KeyObject;
  readonly #keys: Map<string, KeyObject>;

  constructor(configuration: ClientConfiguration) {
    this.#configuration = configuration;
    this.#privateKey = createPrivateKey(configuration.merchantPrivateKey);
    this.#keys = new Map([
      [configuration.platformSerialNo, new X509Certificate(configuration.platformCertificate).publicKey],
      [configuration.publicKeyId, createPublicKey(configuration.publicKey)],
    ]);
  }

  trust(serial: string, key: KeyObject): void {
    this.#keys.set(serial, key);
  }

  /** Trusts the certificates in use, as SDKs do before one runs out: the answer is signed by a key that is in it. */
  async learnKeys(): Promise<void> {
    const { headers, text } = await this.#send('GET', '/v3/certificates', '', {});
    for (const { serial_no, encrypt_certificate } of JSON.parse(text).data) {
      this.trust(serial_no, new X509Certificate(this.unseal(encrypt_certificate)).publicKey);
    }
    this.verify(headers, text);
  }

  get(path: string, mischief: Mischief = {}): Promise<Reply> {
    return this.request('GET', path, '', mischief);
  }

  post(path: string, body: object | string, mischief: Mischief = {}): Promise<Reply> {
    return this.request('POST', path, typeof body === 'string' ? body : JSON.stringify(body), mischief);
  }

  async request(method: string, path: string, body: string, mischief: Mischief): Promise<Reply> {
    const reply = await this.#send(method, path, body, mischief);
    const isSigned = reply.status < 300 && !path.startsWith('/v3/billdownload/');
    if (isSigned) this.verify(reply.headers, reply.text);
    return reply;
  }

  async #send(method: string, path: string, body: string, mischief: Mischief): Promise<Reply> {
    const sent = mischief.sends ?? body;
    const headers: Record<string, string> = {
      accept: 'application/json',
      'user-agent': 'strict-client/1',
      ...(sent === '' ? {} : { 'content-type': 'application/json' }),
    };
    const authorization =
      mischief.authorization === undefined
        ? this.authorization(method, path, body, mischief)
        : mischief.authorization;
    if (authorization !== null) headers.authorization = authorization;
    for (const [name, value] of Object.entries(mischief.headers ?? {})) {
      if (value === undefined) delete headers[name];
      else headers[name] = value;
    }
    const travel = this.#configuration.fetch ?? fetch;
    const response = await travel(this.#configuration.origin + path, {
      method,
      headers,
      ...(sent === '' ? {} : { body: sent }),
      redirect: 'manual',
    });
    const text = await response.text();
    const isJson = text !== '' && response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  }

  authorization(method: string, url: string, body: string, mischief: Mischief = {}): string {
    nonces += 1;
    const nonce = mischief.nonce ?? `nonce${String(nonces).padStart(27, '0')}`;
    const timestamp = mischief.timestamp ?? String(this.#configuration.now());
    const canonical = `${method}\n${url}\n${timestamp}\n${nonce}\n${body}\n`;
    const signature = createSign('RSA-SHA256')
      .update(mischief.signs?.(canonical) ?? canonical)
      .sign(mischief.privateKey ?? this.#privateKey, 'base64');
    const values = {
      mchid: this.#configuration.mchid,
      nonce_str: nonce,
      signature,
      timestamp,
      serial_no: this.#configuration.merchantSerialNo,
    };
    const changed = mischief.change?.(values) ?? values;
    const pairs = Object.entries(changed).map(([name, value]) => `${name}="${value}"`);
    return `WECHATPAY2-SHA256-RSA2048 ${pairs.join(',')}`;
  }

  /** Throws unless the answer, or the notification, is signed by a key that we trust, just now. */
  verify(headers: Headers, body: string): void {
    const [timestamp, nonce] = [headers.get('wechatpay-timestamp'), headers.get('wechatpay-nonce')];
    const [serial, signature] = [headers.get('wechatpay-serial'), headers.get('wechatpay-signature')];
    if (!timestamp || !nonce || !serial || !signature) throw new Error('the answer is not signed');
    if (!headers.get('request-id')) throw new Error('the answer has no Request-ID');
    if (Math.abs(Number(timestamp) - this.#configuration.now()) > 300) throw new Error(`stale: ${timestamp}`);
    const key = this.#keys.get(serial);
    if (!key) throw new Error(`unknown serial ${serial}`);
    const isGood = createVerify('RSA-SHA256')
      .update(`${timestamp}\n${nonce}\n${body}\n`)
      .verify(key, signature, 'base64');
    if (!isGood) throw new Error('the signature is wrong');
  }

  /** Opens what is sealed under the APIv3 key. */
  unseal(sealed: { ciphertext: string; nonce: string; associated_data: string }): string {
    const bytes = Buffer.from(sealed.ciphertext, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#configuration.apiV3Key, sealed.nonce);
    decipher.setAAD(Buffer.from(sealed.associated_data));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
  }
}
