import { describe, expect, it } from 'vitest';
import { REASONS, REFUSED_EVERYWHERE, type Reason, wireError } from '../../../providers/wechatpay/errors.ts';
import { methodName } from '../../../providers/wechatpay/method.ts';
import { API_METHODS } from '../../../providers/wechatpay/methods/index.ts';
import { openForTest } from './open.ts';
import { Merchant, PROVOCATIONS } from './provocations/index.ts';

/** Whoever is refused for one of these is a stranger, or was not heard out: nothing is signed for them. */
const UNSIGNED: ReadonlySet<Reason> = new Set([
  'no_user_agent',
  'authorization_malformed',
  'authorization_scheme',
  'timestamp_outside_window',
  'unknown_merchant',
  'unknown_serial',
  'signature_mismatch',
  'nonce_used',
  'body_too_large',
]);

/** Said in words that name the parameter. */
const IN_OTHER_WORDS: ReadonlySet<Reason> = new Set(['parameter_wrong']);
/** An answer that is no refusal: the order waits for its buyer. */
const DONE_ALL_THE_SAME: ReadonlySet<Reason> = new Set(['user_paying']);

/** A fault is used up by what it does, which is no change of WeChat Pay's. */
function withoutFaults(dump: string): string {
  return dump.replace(/^waiting_fault\b.*$/gm, '').trim();
}

describe('every refusal in the README can be provoked, is worded as it says there, and changes nothing:', () => {
  it.each(REASONS)('%s', async (reason) => {
    const { rules = {}, prepare } = PROVOCATIONS[reason];
    const world = await openForTest({ rules });
    const attempt = await prepare(new Merchant(world));
    const before = world.dump();

    const reply = await attempt();

    const endpoint = API_METHODS.find((one) => methodName(one) === world.lastExchange().method);
    if (!endpoint) throw new Error('it was sent to no endpoint');
    expect([...REFUSED_EVERYWHERE, ...endpoint.refuses]).toContain(reason);
    const { status, code, message, number } = wireError(reason, endpoint.spelling);
    expect([reply.status, reply.json?.code]).toEqual([status, code]);
    if (!IN_OTHER_WORDS.has(reason)) expect(reply.json.message).toBe(message);
    if (UNSIGNED.has(reason)) {
      expect(reply.headers.get('wechatpay-signature')).toBeNull();
    } else {
      world.client.verify(reply.headers, reply.text);
      if (status >= 400) expect(reply.headers.get('request-id')).toMatch(new RegExp(`-${number}$`));
    }
    if (!DONE_ALL_THE_SAME.has(reason)) expect(withoutFaults(world.dump())).toBe(withoutFaults(before));
  });
});
