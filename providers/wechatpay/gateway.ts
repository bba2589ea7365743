import type { Failure, Kit, WireEnv } from '../../src/sandbox/index.ts';
import { type Authorization, readAuthorization } from './authorization.ts';
import type { Keys, PlatformKey } from './credentials.ts';
import { diagnoseAuthorization } from './diagnose.ts';
import { type Reason, type Refusal, refuse, wireError } from './errors.ts';
import type { FrequencyLimits } from './frequency.ts';
import { readObject } from './json.ts';
import { type Answer, type ApiMethod, methodName } from './method.ts';
import type { Office } from './office.ts';
import { identityFault, Nonces } from './protocol.ts';
import { requestString, signatureHeaders, verify } from './sign.ts';
import type { Input } from './wire.ts';

/** A request on its way through the gateway. */
interface Received {
  readonly method: ApiMethod;
  readonly request: Request;
  readonly path: Readonly<Record<string, string>>;
  /** Path and query, as they came. */
  readonly url: string;
  readonly env: WireEnv;
}

interface Admitted {
  readonly ok: true;
  readonly body: string;
  readonly platformSerial: string | undefined;
}

/** `/v3/…`: who may enter, and how answers leave. */
export class Gateway {
  readonly #kit: Kit;
  readonly #keys: Keys;
  readonly #office: Office;
  readonly #nonces: Nonces;
  readonly #frequency: FrequencyLimits;

  constructor(kit: Kit, keys: Keys, office: Office, frequency: FrequencyLimits) {
    this.#kit = kit;
    this.#keys = keys;
    this.#office = office;
    this.#nonces = new Nonces(office.rules);
    this.#frequency = frequency;
  }

  async serve(
    method: ApiMethod,
    request: Request,
    path: Readonly<Record<string, string>>,
    env: WireEnv,
  ): Promise<Response> {
    const { origin, pathname, search } = splitUrl(request.url);
    const received: Received = { method, request, path, url: pathname + search, env };
    env.exchange.method = methodName(method);
    const admission = this.#admit(received, origin);
    if (!admission.ok) return this.#refuseStranger(admission, received);
    const key = this.#answeringKey(admission.platformSerial);
    return this.#answer(await this.#carryOut(admission, received), key, received);
  }

  /** Answers that it cannot, before or after it has done what it was asked. */
  fail(failure: Failure, method: ApiMethod, request: Request, env: WireEnv): Promise<Response> {
    const reason = failure === 'system_error' ? 'system_error' : 'too_frequent';
    const { status, number, body } = errorBody(refuse(reason), method);
    const key = this.#answeringKey(request.headers.get('wechatpay-serial') ?? undefined);
    return this.#signed(body, status, number, key, env);
  }

  /** The gateway's own checks, in its order; only what passes them all reaches a method. */
  #admit(received: Received, origin: string): Admitted | Refusal {
    const { request, env, method, url } = received;
    const { headers } = request;
    if (!isTrade(method) && (!headers.get('user-agent') || !headers.get('accept'))) {
      return refuse('no_user_agent');
    }
    const body = env.body === 'too_large' ? undefined : env.body;
    const reading = readAuthorization(headers.get('authorization'));
    if (!reading.ok) {
      const canonical = requestString({
        method: request.method,
        url,
        timestamp: '',
        nonce: '',
        body: body ?? '',
      });
      env.exchange.requestSignature = { verdict: 'absent', canonical };
      return reading;
    }
    const { authorization } = reading;
    const wireTime = this.#kit.wireTime();
    const { timestampWindowMs } = this.#office.rules;
    const fault = identityFault(authorization, this.#keys, wireTime, timestampWindowMs);
    if (fault) return fault;
    if (body === undefined) return refuse('body_too_large', 'the body is over 1 MiB and was not read');
    const mismatch = this.#signatureFault(received, authorization, body, origin);
    if (mismatch) return mismatch;
    if (!this.#nonces.use(authorization.nonce, wireTime)) return refuse('nonce_used');
    return { ok: true, body, platformSerial: headers.get('wechatpay-serial') ?? undefined };
  }

  #signatureFault(
    { method, request, url, env }: Received,
    authorization: Authorization,
    body: string,
    origin: string,
  ): Refusal<'signature_mismatch'> | undefined {
    const { merchantPublicKey, knownKeys } = this.#keys;
    const { timestamp, nonce, signature } = authorization;
    const stringFor = (signedUrl: string) =>
      requestString({ method: request.method, url: signedUrl, timestamp, nonce, body });
    // Some SDKs take the production origin off a URL before they sign it, and so sign a bill's whole URL.
    const urls = isDownload(method) ? [url, origin + url] : [url];
    for (const canonical of urls.map(stringFor)) {
      if (verify(canonical, signature, merchantPublicKey)) {
        env.exchange.requestSignature = { verdict: 'valid', canonical };
        return undefined;
      }
    }
    const sent = { method: request.method, url, body, origin };
    env.exchange.requestSignature = diagnoseAuthorization(sent, authorization, merchantPublicKey, knownKeys);
    return {
      ...refuse('signature_mismatch'),
      detail: signDetail(request.method, url, stringFor(url)),
    };
  }

  /** Reads, decides and writes with nothing in between; what is refused leaves no trace. */
  async #carryOut({ body, platformSerial }: Admitted, { method, path, url, env }: Received): Promise<Answer> {
    const moment = { wireTime: this.#kit.wireTime(), now: this.#kit.clock.now() };
    const limits = method.limits(this.#office);
    if (!this.#frequency.admits(methodName(method), limits, moment)) return refuse('too_frequent');
    // A POST without parameters names all it needs in its path.
    const json = method.verb === 'GET' ? undefined : readObject(body === '' ? '{}' : body);
    if (json === 'wrong') return refuse('body_not_json');
    const input: Input = { path, query: queryOf(url), body: json };
    const caller = { office: this.#office, exchange: env.exchange, platformSerial };
    const answer = await this.#kit.store.groupCommit(() =>
      method.answer(input, { ...caller, now: this.#kit.clock.now() }),
    );
    if (!answer.ok) this.#frequency.refused(methodName(method), moment);
    return answer;
  }

  /**
   * The key follows the request's `Wechatpay-Serial`. One that is none of ours matters only where something
   * is encrypted for it: SDKs are known to send the merchant's own.
   */
  #answeringKey(serial: string | undefined): PlatformKey {
    const { platformKeys } = this.#office;
    return (serial === undefined ? undefined : platformKeys.find(serial)) ?? platformKeys.current();
  }

  /** Who is not known gets no signature, and at the trade endpoints not even a request's id. */
  #refuseStranger(refusal: Refusal, { method, env }: Received): Response {
    if (refusal.why !== undefined) env.exchange.note = refusal.why;
    const { status, number, body } = errorBody(refusal, method);
    const id = isTrade(method) ? {} : { 'Request-ID': `${this.#office.numbers.requestId()}-${number}` };
    return new Response(body, { status, headers: { 'content-type': JSON_TYPE, ...id } });
  }

  async #answer(answer: Answer, key: PlatformKey, { method, env }: Received): Promise<Response> {
    if (!answer.ok) {
      if (answer.why !== undefined) env.exchange.note = answer.why;
      const { status, number, body } = errorBody(answer, method);
      return this.#signed(body, status, number, key, env);
    }
    if ('file' in answer) {
      return new Response(answer.file, { headers: { 'content-type': answer.contentType } });
    }
    if (answer.status === 204) return this.#signed('', 204, 0, key, env);
    return this.#signed(JSON.stringify(answer.body), answer.status ?? 200, 0, key, env);
  }

  async #signed(
    body: string,
    status: number,
    number: number,
    key: PlatformKey,
    { exchange }: WireEnv,
  ): Promise<Response> {
    const signing = this.#kit.mishaps.signing(exchange, true);
    const signingKey = signing.key === 'old' ? await this.#office.platformKeys.retired() : key;
    const fresh = { nonce: this.#office.numbers.nonce(), wireTime: this.#kit.wireTime() };
    const { headers: signature, canonical } = await signatureHeaders(signing, body, signingKey, fresh);
    exchange.answerSignature = signing.verdict(canonical);
    const headers = {
      ...(status === 204 ? {} : { 'content-type': JSON_TYPE }),
      'Request-ID': `${this.#office.numbers.requestId()}-${number}`,
      ...signature,
    };
    return new Response(status === 204 ? null : body, { status, headers });
  }
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** The trade endpoints stand apart: they do not ask for a User-Agent (seen in probes of the real gateway). */
function isTrade({ path }: ApiMethod): boolean {
  return path.startsWith('/v3/pay/') || path.startsWith('/v3/combine-transactions/');
}

function isDownload({ path }: ApiMethod): boolean {
  return path.startsWith('/v3/billdownload/');
}

/** Reasons for which the trade endpoints say only that the signature is wrong (seen in the same probes). */
const TRADE_WORDS: Partial<Record<Reason, string>> = {
  authorization_malformed: '签名信息错误，验签失败',
  authorization_scheme: '签名信息错误，验签失败',
};

function errorBody(refusal: Refusal, method: ApiMethod): { status: number; number: number; body: string } {
  const { status, code, message, number } = wireError(refusal.reason, method.spelling);
  const words = refusal.message ?? (isTrade(method) ? TRADE_WORDS[refusal.reason] : undefined) ?? message;
  return { status, number, body: JSON.stringify({ code, message: words, detail: refusal.detail }) };
}

/** How much of a body an error shows. */
const SHOWN_BODY_BYTES = 128;

/** What helps to find the mistake: the real gateway shows its own signing string so. */
function signDetail(method: string, url: string, canonical: string): Readonly<Record<string, unknown>> {
  const [line1, line2, line3, line4, ...body] = canonical.split('\n');
  const shown = Buffer.from(body.join('\n')).subarray(0, SHOWN_BODY_BYTES).toString('utf8');
  return {
    field: 'signature',
    issue: 'sign not match',
    location: 'authorization',
    sign_information: {
      method,
      url,
      truncated_sign_message: [line1, line2, line3, line4, shown].join('\n'),
      sign_message_length: Buffer.byteLength(canonical),
    },
  };
}

/** As text: a URL object would write some characters anew. */
function splitUrl(url: string): { origin: string; pathname: string; search: string } {
  const [, origin = '', pathname = '/', search = ''] =
    /^(https?:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/.exec(url) ?? [];
  return { origin, pathname, search };
}

function queryOf(url: string): Record<string, string> {
  const question = url.indexOf('?');
  return question < 0 ? {} : Object.fromEntries(new URLSearchParams(url.slice(question)));
}
