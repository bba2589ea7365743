import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../browser.ts';
import { newOrderNo, openForTest } from './open.ts';

/** The page behind an h5_url, in a real browser. */
describe('the H5 page', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  async function openPage() {
    const world = await openForTest();
    const number = newOrderNo();
    const { json } = await world.client.post('/v3/pay/transactions/h5', {
      appid: world.credentials.appid,
      mchid: world.credentials.mchid,
      description: '二手包 <A "second-hand" bag>',
      out_trade_no: number,
      notify_url: world.merchant.notifyUrl,
      amount: { total: 1_000_000, currency: 'CNY' },
      scene_info: { payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } },
    });
    // Any page will do for the merchant's own.
    const back = `${world.merchant.notifyUrl}?done=1`;
    const tab = await browser.newPage();
    await tab.goto(`${json.h5_url}&redirect_url=${encodeURIComponent(back)}`);
    const state = async () =>
      (await world.client.get(`/v3/pay/transactions/out-trade-no/${number}?mchid=${world.credentials.mchid}`))
        .json.trade_state;
    return { world, tab, back, state };
  }

  it('shows what is sold, takes the payment, and leads back', async () => {
    const { tab, back, state } = await openPage();
    expect(await tab.getByTestId('subject').textContent()).toBe('二手包 <A "second-hand" bag>');
    expect(await tab.getByTestId('amount').textContent()).toBe('¥10,000.00');
    await Promise.all([tab.waitForURL(back), tab.getByRole('button', { name: 'Pay' }).click()]);
    expect(await state()).toBe('SUCCESS');
    await tab.goBack();
    expect(await tab.getByRole('status').textContent()).toContain('支付成功');
    await tab.close();
  });

  it('leads back unpaid when the buyer cancels', async () => {
    const { tab, back, state } = await openPage();
    await Promise.all([tab.waitForURL(back), tab.getByRole('button', { name: 'Cancel' }).click()]);
    expect(await state()).toBe('NOTPAY');
    await tab.close();
  });
});
