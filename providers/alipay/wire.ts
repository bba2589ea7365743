import { z } from 'zod';
import { yuanToFen } from '../../src/money/index.ts';
import type { SubCode, Verdict } from './errors.ts';

/** What reached the gateway, before anybody has judged it. */
export interface GatewayRequest {
  /** Decoded, in the order in which they came. Where URL and body both name one, the URL's counts. */
  readonly parameters: ReadonlyMap<string, string>;
  /** As they came, still percent-encoded. */
  readonly encoded: ReadonlyMap<string, string>;
  readonly inBody: ReadonlySet<string>;
  /** False when some value is no percent-encoded UTF-8. */
  readonly wellFormed: boolean;
}

/**
 * @param query the URL's, without the question mark
 * @param form the body, when it is a form
 */
export function readRequest(query: string, form: string): GatewayRequest {
  const parameters = new Map<string, string>();
  const encoded = new Map<string, string>();
  const inBody = new Set<string>();
  let wellFormed = true;
  for (const [isBody, source] of [query, form].entries()) {
    for (const [rawName, raw] of pairs(source)) {
      const [name, value] = [decodeComponent(rawName), decodeComponent(raw)];
      if (name === undefined || value === undefined) wellFormed = false;
      if (name === undefined || parameters.has(name)) continue;
      parameters.set(name, value ?? '');
      encoded.set(name, raw);
      if (isBody) inBody.add(name);
    }
  }
  return { parameters, encoded, inBody, wellFormed };
}

function* pairs(source: string): Generator<readonly [name: string, value: string]> {
  for (const pair of source.split('&')) {
    const equals = pair.indexOf('=');
    if (equals >= 0) yield [pair.slice(0, equals), pair.slice(equals + 1)];
    else if (pair !== '') yield [pair, ''];
  }
}

/** @returns undefined when it is no percent-encoded UTF-8 */
function decodeComponent(encoded: string): string | undefined {
  if (!/[%+]/.test(encoded)) return encoded;
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** A field of an answer. One that is undefined is left out. */
export type Field = string | number | undefined | readonly unknown[] | Readonly<Record<string, unknown>>;
export type Fields = Readonly<Record<string, Field>>;

/** What a method answers. */
export type Answer =
  | { readonly ok: true; readonly fields: Fields }
  | {
      readonly ok: false;
      readonly code: SubCode;
      /** For the journal: what Alipay leaves the caller to guess. */
      readonly why?: string;
      readonly fields?: Fields;
    };

/** The inner object, exactly as it is signed: the verdict, then the fields by name, each `/` as `\/`. */
export function renderInner(verdict: Verdict, fields: Fields): string {
  const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ ...verdict, ...sorted }).replaceAll('/', '\\/');
}

/** `alipay.trade.query` answers in `alipay_trade_query_response`; what names no method, in `error_response`. */
export function responseKey(method: string | undefined): string {
  return method ? `${method.replaceAll('.', '_')}_response` : 'error_response';
}

export interface Envelope {
  readonly key: string;
  /** JSON, as it was signed. */
  readonly inner: string;
  /** In certificate mode. */
  readonly certSn: string | undefined;
  readonly sign: string | undefined;
}

export function renderEnvelope({ key, inner, certSn, sign }: Envelope): string {
  const certPart = certSn === undefined ? '' : `,"alipay_cert_sn":"${certSn}"`;
  const signPart = sign === undefined ? '' : `,"sign":"${sign}"`;
  return `{${JSON.stringify(key)}:${inner}${certPart}${signPart}}`;
}

export type Reading<T> =
  | { readonly ok: true; readonly content: T }
  | { readonly ok: false; readonly code: SubCode; readonly why: string };

/**
 * Reads `biz_content`.
 *
 * @param invalid the code that this API has for a parameter which is missing or not as it should be
 */
export function readContent<T>(schema: z.ZodType<T>, text: string, invalid: SubCode): Reading<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, code: 'isv.illegal-json', why: 'biz_content is no JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, content: parsed.data };
  const why = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'biz_content'}: ${issue.message}`)
    .join('; ');
  return { ok: false, code: invalid, why };
}

/** Text of 1 to `max` characters. A JSON number is taken as its digits, as Alipay's parser does. */
export function text(max: number) {
  return z
    .union([z.string(), z.number()])
    .transform(String)
    .refine((value) => value.length >= 1 && value.length <= max, `1 to ${max} characters`);
}

/** Yuan, more than 0 and with at most two decimals, to fen. */
export const amountFen = z.union([z.string(), z.number()]).transform((yuan, context) => {
  const fen = yuanToFen(String(yuan));
  if (fen !== undefined && fen > 0n) return fen;
  context.addIssue('an amount in yuan, above 0, with at most two decimals');
  return z.NEVER;
});

/** A switch in `extend_params`: the text `true`. */
export const flag = z
  .union([z.string(), z.boolean()])
  .transform((value) => value === true || value === 'true');
