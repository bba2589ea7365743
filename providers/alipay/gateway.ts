import type { Failure, Kit, WireEnv } from '../../src/sandbox/index.ts';
import type { Cashier } from './cashier.ts';
import type { Keys } from './credentials.ts';
import { diagnoseSign } from './diagnose.ts';
import { decrypt, encrypt } from './encrypt.ts';
import { failure, SUCCESS, type SubCode, type Verdict } from './errors.ts';
import type { ApiMethod, Call } from './method.ts';
import { API_METHODS } from './methods/index.ts';
import { PAGE_METHODS, type PageMethod } from './methods/page-pay.ts';
import type { Office } from './office.ts';
import { formFault, identityFault } from './protocol.ts';
import { signAs, signingString, verify } from './sign.ts';
import {
  type Answer,
  type Fields,
  type GatewayRequest,
  readRequest,
  renderEnvelope,
  renderInner,
  responseKey,
} from './wire.ts';

const API = new Map(API_METHODS.map((method) => [method.name, method]));
const PAGES = new Map(PAGE_METHODS.map((method) => [method.name, method]));

/** How an answer goes out: signed once the gateway knows for whom, encrypted when it was asked so. */
interface Dress {
  readonly signed: boolean;
  readonly encrypted: boolean;
}

const BARE: Dress = { signed: false, encrypted: false };
const SIGNED: Dress = { signed: true, encrypted: false };

interface Refused {
  readonly ok: false;
  readonly verdict: Verdict;
  readonly dress: Dress;
}

type Admission = { readonly ok: true; readonly bizContent: string } | Refused;

/** `/gateway.do`: everything that is called, by servers and by browsers, is called here. */
export class Gateway {
  readonly #kit: Kit;
  readonly #keys: Keys;
  readonly #office: Office;
  readonly #cashier: Cashier;

  constructor(kit: Kit, keys: Keys, office: Office, cashier: Cashier) {
    this.#kit = kit;
    this.#keys = keys;
    this.#office = office;
    this.#cashier = cashier;
  }

  async serve(request: Request, env: WireEnv): Promise<Response> {
    const received = readRequest(queryOf(request.url), formOf(request, env));
    const method = received.parameters.get('method');
    if (method) env.exchange.method = method;
    const page = PAGES.get(method ?? '');
    try {
      const admission = this.#admit(received, env);
      if (!admission.ok) return await this.#refuse(admission, received, page, env);
      const call = this.#call(received, env);
      if (page) return await this.#cashier.open(page, admission.bizContent, call);
      const api = API.get(method ?? '');
      if (!api) throw new Error(`${method} was admitted, but is not there`);
      return await this.#carryOut(api, admission.bizContent, call);
    } catch (error) {
      env.exchange.note = `unexpected: ${error instanceof Error ? error.stack : String(error)}`;
      const verdict = failure('isp.unknow-error');
      return await this.#refuse({ ok: false, verdict, dress: SIGNED }, received, page, env);
    }
  }

  /** Answers that it cannot, before or after it has done what it was asked. */
  async fail(failed: Failure, request: Request, env: WireEnv): Promise<Response> {
    const received = readRequest(queryOf(request.url), formOf(request, env));
    const page = PAGES.get(received.parameters.get('method') ?? '');
    const code = failed === 'system_error' ? 'ACQ.SYSTEM_ERROR' : 'isv.app-call-limited';
    return this.#refuse({ ok: false, verdict: failure(code), dress: SIGNED }, received, page, env);
  }

  /** The gateway's own checks, in its order; only what passes them all reaches a method. */
  #admit(received: GatewayRequest, env: WireEnv): Admission {
    const method = received.parameters.get('method') ?? '';
    const stranger = identityFault(received, this.#keys);
    if (env.body === 'too_large') {
      env.exchange.note = 'the body is over 1 MiB and was not read';
      return refused('isv.invalid-parameter', stranger ? BARE : SIGNED);
    }
    if (stranger) return refused(stranger, BARE);
    if (!API.has(method) && !PAGES.has(method)) {
      env.exchange.note = 'not simulated';
      return refused('isv.invalid-method', SIGNED);
    }
    const canonical = signingString(received.parameters, ['sign']);
    const fault = formFault(received, this.#keys);
    if (fault) {
      if (!received.parameters.get('sign')) env.exchange.requestSignature = { verdict: 'absent', canonical };
      return refused(fault, SIGNED);
    }
    if (!verify(canonical, received.parameters.get('sign') ?? '', this.#keys.appPublicKey)) {
      const { appPublicKey, knownKeys } = this.#keys;
      env.exchange.requestSignature = diagnoseSign(received, canonical, appPublicKey, knownKeys);
      return refused('isv.invalid-signature', SIGNED, `，网关生成的验签字符串为：${escapeHtml(canonical)}`);
    }
    env.exchange.requestSignature = { verdict: 'valid', canonical };
    return this.#readBizContent(received);
  }

  #readBizContent({ parameters }: GatewayRequest): Admission {
    const bizContent = parameters.get('biz_content') ?? '{}';
    const type = parameters.get('encrypt_type');
    if (!type) return { ok: true, bizContent };
    if (type !== 'AES') return refused('isv.decryption-error-not-valid-encrypt-type', SIGNED);
    const decrypted = decrypt(bizContent, this.#keys.aesKey);
    return decrypted === undefined
      ? refused('isv.decryption-error-unknown', SIGNED)
      : { ok: true, bizContent: decrypted };
  }

  #call({ parameters }: GatewayRequest, { exchange }: WireEnv): Call {
    return { office: this.#office, now: this.#kit.clock.now(), parameters, exchange };
  }

  /** Reads, decides and writes with nothing in between; what is refused leaves no trace. */
  async #carryOut(method: ApiMethod, bizContent: string, call: Call): Promise<Response> {
    const answer: Answer = await this.#kit.store.groupCommit(() => method.answer(bizContent, call));
    if (!answer.ok && answer.why) call.exchange.note = answer.why;
    const dress = { signed: true, encrypted: Boolean(call.parameters.get('encrypt_type')) };
    const verdict = answer.ok ? SUCCESS : failure(answer.code);
    return this.#answer(verdict, answer.fields ?? {}, dress, call.parameters, call.exchange);
  }

  #refuse(
    { verdict, dress }: Refused,
    { parameters }: GatewayRequest,
    page: PageMethod | undefined,
    { exchange }: WireEnv,
  ): Promise<Response> {
    return page ? this.#cashier.refuse(verdict) : this.#answer(verdict, {}, dress, parameters, exchange);
  }

  async #answer(
    verdict: Verdict,
    fields: Fields,
    dress: Dress,
    parameters: ReadonlyMap<string, string>,
    exchange: WireEnv['exchange'],
  ): Promise<Response> {
    const plain = renderInner(verdict, fields);
    const inner = dress.encrypted ? `"${encrypt(plain, this.#keys.aesKey)}"` : plain;
    const signing = dress.signed ? this.#kit.mishaps.signing(exchange, false) : undefined;
    if (signing) exchange.answerSignature = signing.verdict(inner);
    const body = renderEnvelope({
      key: responseKey(parameters.get('method')),
      inner,
      certSn: dress.signed && parameters.get('app_cert_sn') ? this.#keys.platformCertSn : undefined,
      sign: signing && (await signAs(signing, inner, this.#keys)),
    });
    // JSON under the name of HTML: so it is at the real gateway.
    const headers = { 'content-type': 'text/html;charset=utf-8', trace_id: this.#office.numbers.traceId() };
    return new Response(body, { headers });
  }
}

function refused(code: SubCode, dress: Dress, more?: string): Refused {
  return { ok: false, verdict: failure(code, more), dress };
}

function queryOf(url: string): string {
  const question = url.indexOf('?');
  return question < 0 ? '' : url.slice(question + 1);
}

/** Of a file upload only the URL counts: no method that takes one is simulated. */
function formOf(request: Request, { body }: WireEnv): string {
  const isUpload = request.headers.get('content-type')?.startsWith('multipart/') ?? false;
  return body === 'too_large' || isUpload ? '' : body;
}

/** Real answers show the signing string escaped for HTML. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
