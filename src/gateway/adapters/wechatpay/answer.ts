import type { Instant } from '../../../time/index.ts';
import type { Outcome } from '../../outcome.ts';
import { type KeyFinder, signatureFault } from './platform-signature.ts';
import type { Answer } from './send.ts';
import { parseJson, refusal } from './wire.ts';

/**
 * What an answer means. A success has to be signed. A refusal need not be, since WeChat Pay does not sign for
 * whom it does not know, and its own SDKs do not look; but if it is signed, then well.
 *
 * @returns what the body of a success holds, which is undefined where there is none
 */
export async function outcomeOf(answer: Answer, keys: KeyFinder, now: Instant): Promise<Outcome<unknown>> {
  const { status, headers } = answer;
  const body = answer.body.toString('utf8');
  const isAccepted = status >= 200 && status < 300;
  if (isAccepted || headers.has('wechatpay-signature')) {
    const fault = await signatureFault(headers, body, keys, now);
    if (fault !== undefined) return { kind: 'unknown', reason: `the answer is not to be trusted: ${fault}` };
  }
  switch (status) {
    case 200:
    case 204:
      return { kind: 'succeeded', value: parseJson(body) };
    case 202:
      return { kind: 'pending' };
    default:
      return refused(status, body);
  }
}

/**
 * The request may have had its effect all the same, or was not even looked at and has to be repeated under the
 * same number: neither has failed.
 */
const UNCERTAIN = /^(SYSTEMERROR|BANKERROR|FREQUENCYLIMIT\w*|RATELIMIT\w*)$/;

function refused(status: number, body: string): Outcome<never> {
  const said = refusal.safeParse(parseJson(body)).data;
  if (!said) return { kind: 'unknown', reason: `HTTP status ${status}` };
  const { code, message } = said;
  const isCertain = status >= 400 && status < 500 && status !== 429 && !UNCERTAIN.test(runTogether(code));
  return isCertain
    ? { kind: 'failed', code, message }
    : { kind: 'unknown', reason: `${status} ${code}: ${message}` };
}

/** Endpoints differ in how they spell a code: `ORDERNOTEXIST` and `ORDER_NOT_EXIST` are one. */
export function runTogether(code: string): string {
  return code.replaceAll('_', '');
}
