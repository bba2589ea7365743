import { describe, expect, it } from 'vitest';
import { money } from '../../../src/money/index.ts';
import { openShop, PROVIDERS_WITH_WORDS } from './shop.ts';

describe.each(PROVIDERS_WITH_WORDS)('a buyer at $provider', ({ provider }) => {
  it.each(['payment_declined', 'insufficient_funds', 'risk_refused', 'user_leaves'])(
    '%s: nothing is paid, and the buyer may try again',
    async (fault) => {
      const shop = await openShop(provider);
      const token = await shop.collect();
      await shop.fault(fault);
      expect(await shop.pay(token)).toMatchObject({ order: 'pay-000001', faults: [fault] });
      expect(await shop.channel.query('pay-000001')).toMatchObject({ value: { state: 'awaiting' } });
      expect(await shop.pay(token)).toMatchObject({ faults: [] });
      expect(await shop.channel.query('pay-000001')).toMatchObject({ value: { state: 'succeeded' } });
    },
  );

  it('pays_at_last_second: it is unpaid until a second before it expires, and then paid', async () => {
    const shop = await openShop(provider);
    const token = await shop.collect();
    await shop.fault('pays_at_last_second');
    await shop.pay(token);
    await shop.advance('PT1H59M58S');
    expect(await shop.channel.query('pay-000001')).toMatchObject({ value: { state: 'awaiting' } });
    await shop.advance('PT1S');
    expect(await shop.channel.query('pay-000001')).toMatchObject({ value: { state: 'succeeded' } });
  });

  it('awaiting_forever: it is neither paid nor closed, until the merchant closes it', async () => {
    const shop = await openShop(provider);
    const token = await shop.collect();
    await shop.fault('awaiting_forever');
    await shop.pay(token);
    await shop.advance('P30D');
    expect(await shop.channel.query('pay-000001')).toMatchObject({ value: { state: 'awaiting' } });
    expect(await shop.channel.close('pay-000001')).toMatchObject({ value: { state: 'closed' } });
  });

  it('user_pays_twice: both codes for the same bag are paid, and another bag is not', async () => {
    const shop = await openShop(provider);
    const token = await shop.collect();
    await shop.collect('pay-000002');
    await shop.channel.collect({
      payment: 'pay-000003',
      method: 'qr',
      amount: money('CNY', 500n),
      title: 'A second-hand bag',
      notifyUrl: 'http://platform.test/v1/notifications/nobody',
    });
    await shop.fault('user_pays_twice');
    await shop.pay(token);
    const paid = await Promise.all(['pay-000001', 'pay-000002', 'pay-000003'].map((one) => shop.knows(one)));
    expect(paid.map((one) => one.paid)).toEqual([1_000_000, 1_000_000, 0]);
  });
});
