import { describe, expect, it } from 'vitest';
import { openPaidShop, openShop, PROVIDERS_WITH_WORDS } from './shop.ts';

/** What the adapter makes of it, and whether the provider has refunded. */
const ON_A_REFUND: readonly [fault: string, given: object, outcome: RegExp, isDone: boolean][] = [
  ['connection_refused', {}, /^unknown/, false],
  ['connection_reset', {}, /^unknown/, false],
  ['answer_lost_before_effect', {}, /^unknown/, false],
  ['answer_lost_after_effect', {}, /^unknown/, true],
  ['answer_slow', {}, /^unknown.*timeout/, true],
  ['answer_slow', { delay: 'PT9S' }, /^(succeeded|pending)/, true],
  ['server_error', {}, /^unknown.*SYSTEM_?ERROR/, false],
  ['server_error', { done: true }, /^unknown.*SYSTEM_?ERROR/, true],
  ['server_error', { status: 502 }, /^unknown.*502/, false],
  ['server_error', { status: 504, done: true }, /^unknown.*504/, true],
  ['too_many_requests', {}, /^unknown.*(LIMIT|call-limited)/, false],
  ['answer_truncated', {}, /^unknown/, true],
  ['answer_malformed', {}, /^unknown/, true],
  ['wrong_signature', {}, /^unknown.*(signature|verif)/, true],
  ['old_key', {}, /^unknown/, true],
];

describe.each(PROVIDERS_WITH_WORDS)(
  'on the wire to $provider',
  ({ provider, refunding, closing, isDated }) => {
    it.each(ON_A_REFUND)('%s %o is %s, and the refund done: %s', async (fault, given, outcome, isDone) => {
      const shop = await openPaidShop(provider);
      await shop.fault(fault, { method: refunding, with: given });
      const { kind, ...why } = await shop.refund();
      expect(
        `${kind} ${JSON.stringify(why, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`,
      ).toMatch(outcome);
      const { refunded, refunding: onItsWay } = await shop.knows();
      expect(Number(refunded) + Number(onItsWay)).toBe(isDone ? 100_000 : 0);
      const { exchanges } = (await shop.client.get(`/sandbox/journal?provider=${provider}`)).body;
      const refunds = exchanges.filter(({ method }: { method: string }) => method === refunding);
      expect(refunds.map(({ faults }: { faults: string[] }) => faults)).toEqual([[fault]]);
      expect(await shop.struck()).toEqual({});
    });

    it('stale_timestamp is unknown where the date is signed, and else waits on', async () => {
      const shop = await openPaidShop(provider);
      await shop.fault('stale_timestamp', { provider: undefined, method: refunding });
      expect((await shop.refund()).kind === 'unknown').toBe(isDated);
      expect(await shop.struck()).toEqual(isDated ? {} : { stale_timestamp: 0 });
    });

    it('after any of them, the same request under the same number comes right', async () => {
      const shop = await openPaidShop(provider);
      for (const [fault, given] of ON_A_REFUND) {
        await shop.fault(fault, { method: refunding, with: given });
        await shop.refund();
      }
      await shop.refund();
      await shop.advance('PT1M');
      expect(await shop.knows()).toMatchObject({ refunded: 100_000, refunding: 0 });
    });

    it('spares other methods, other orders and other providers', async () => {
      const shop = await openPaidShop(provider);
      await shop.fault('connection_reset', { method: closing });
      await shop.fault('connection_reset', { order: 'another' });
      await shop.client.post('/sandbox/faults', { fault: 'connection_reset', provider: otherThan(provider) });
      expect((await shop.refund()).kind).toMatch(/succeeded|pending/);
    });

    it('composes: what comes after the effect strikes together with what delays it', async () => {
      const shop = await openPaidShop(provider);
      await shop.fault('answer_truncated', { method: refunding });
      await shop.fault('answer_malformed', { method: refunding });
      await shop.fault('answer_slow', { method: refunding, with: { delay: 'PT1M' } });
      expect(await shop.refund()).toMatchObject({
        kind: 'unknown',
        reason: expect.stringContaining('timeout'),
      });
      const { exchanges } = (await shop.client.get(`/sandbox/journal?provider=${provider}`)).body;
      expect(exchanges.at(-1).faults).toEqual(['answer_truncated', 'answer_malformed', 'answer_slow']);
    });

    it('pay_beats_close: the close is answered with the payment', async () => {
      const shop = await openShop(provider);
      const token = await shop.collect();
      await shop.pay(token, { outcome: 'cancelled' });
      await shop.fault('pay_beats_close');
      await shop.channel.query('pay-000001');
      expect(await shop.struck()).toEqual({ pay_beats_close: 0 });
      const closed = await shop.channel.close('pay-000001');
      expect(closed).toMatchObject({ kind: 'succeeded', value: { state: 'succeeded' } });
      expect(await shop.knows()).toMatchObject({ paid: 1_000_000 });
    });
  },
);

function otherThan(provider: string): string {
  return provider === 'alipay' ? 'wechatpay' : 'alipay';
}
