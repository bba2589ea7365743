import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Outcome } from '../../outcome.ts';
import { rawMembers } from './raw-members.ts';
import { verifyText } from './sign.ts';

/** What any answer of the gateway may have. What a success has besides is read by whoever asked. */
const answerSchema = z.looseObject({
  code: z.string(),
  msg: z.string().optional(),
  sub_code: z.string().optional(),
  sub_msg: z.string().optional(),
  out_trade_no: z.string().optional(),
});

export type Answer = z.infer<typeof answerSchema>;

export type Opened =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly reason: string };

/**
 * Opens an answer: finds the part that is signed and verifies it.
 *
 * @param text the body, as it came
 * @param method what was called, such as `alipay.trade.query`
 */
export async function openAnswer(text: string, method: string, alipayKey: KeyObject): Promise<Opened> {
  const members = rawMembers(text);
  if (!members) return { ok: false, reason: 'the answer is not a JSON object' };
  const ofMethod = members.get(`${method.replaceAll('.', '_')}_response`);
  const raw = ofMethod ?? members.get('error_response');
  const answer = raw === undefined ? undefined : parse(answerSchema, raw);
  if (raw === undefined || !answer) return { ok: false, reason: `the answer is not one to ${method}` };
  if (ofMethod === undefined && !isProtocolError(answer)) {
    return { ok: false, reason: `an error_response that is none: ${answer.code} ${answer.sub_code}` };
  }

  const signature = members.get('sign');
  if (signature === undefined) {
    // The gateway cannot sign for an app that it does not know. Nothing else may come unsigned.
    return isProtocolError(answer) ? { ok: true, answer } : { ok: false, reason: 'the answer is not signed' };
  }
  const verified = await verifyText(raw, parse(z.string(), signature) ?? '', alipayKey);
  return verified
    ? { ok: true, answer }
    : { ok: false, reason: 'the signature of the answer does not verify' };
}

/** Our own request was not accepted (bad signature, unknown app): no method ever saw it. */
function isProtocolError({ code, sub_code = '' }: Answer): boolean {
  return ['20001', '40001', '40002', '40006'].includes(code) && sub_code.startsWith('isv.');
}

function parse<T>(schema: z.ZodType<T>, json: string): T | undefined {
  return schema.safeParse(JSON.parse(json)).data;
}

/** What an answer means, by the gateway's codes: the open platform's table "公共错误码". */
export function outcomeOf(answer: Answer): Outcome<Answer> {
  const word = answer.sub_code ?? answer.code;
  const message = answer.sub_msg ?? answer.msg ?? '';
  // `ACQ.SYSTEM_ERROR`, which some methods spell `aop.ACQ.SYSTEM_ERROR`: it may come after the effect, and so may
  // what splits have.
  if (word.endsWith('SYSTEM_ERROR') || word.endsWith('TRADE_SETTLE_ERROR') || isAskedTooOften(answer))
    return { kind: 'unknown', reason: `${word}: ${message}` };
  switch (answer.code) {
    case '10000':
      return { kind: 'succeeded', value: answer };
    case '10003':
      return { kind: 'pending' };
    case '20001':
    case '40001':
    case '40002':
    case '40003':
    case '40004':
    case '40006':
      return { kind: 'failed', code: word, message };
    default:
      // 20000 among them: the service was not available, yet its effect may have happened.
      return { kind: 'unknown', reason: `${answer.code} ${word}: ${message}` };
  }
}

/** Alipay takes so many requests a second. It says nothing about this one, which is made again under its number. */
function isAskedTooOften({ code, sub_code = '' }: Answer): boolean {
  return code === '40005' || sub_code.includes('FREQUENCY_LIMIT');
}
