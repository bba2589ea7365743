import { AlipaySdk } from 'alipay-sdk';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listen } from '../../../src/http/listen.ts';
import type { World } from '../../../src/world.ts';
import { launchBrowser } from '../../browser.ts';
import { type Client, clientOf, openTestWorld } from '../../world.ts';

/** The cashier in a real browser, reached with what the unmodified SDK makes. */
describe('the cashier page', () => {
  let browser: Browser;
  let world: World;
  let client: Client;
  let sdk: AlipaySdk;
  let shop: Listener;
  let notified: Record<string, string>[];
  let tab: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    notified = [];
    shop = await listen(answerAsShop, '127.0.0.1', 0);
    world = await openTestWorld({ place: { kind: 'sockets', host: '127.0.0.1', port: 0 } });
    client = clientOf(world);
    const { alipay } = (await client.get('/sandbox/credentials')).body;
    const { appId, appPrivateKey: privateKey, alipayPublicKey, gateway } = alipay;
    sdk = new AlipaySdk({ appId, privateKey, keyType: 'PKCS8', alipayPublicKey, gateway });
    tab = await browser.newPage();
  });
  afterEach(async () => {
    await tab.close();
    await world.close();
    await shop.close();
  });

  /** The merchant's own server: where notifications arrive and buyers come back to. */
  async function answerAsShop(request: Request): Promise<Response> {
    if (request.method !== 'POST') return new Response('Welcome back');
    notified.push(Object.fromEntries(new URLSearchParams(await request.text())));
    return new Response('success');
  }

  const sale = (number: string) => ({
    return_url: `${shop.origin}/back?bag=1`,
    notify_url: `${shop.origin}/notify`,
    bizContent: {
      out_trade_no: number,
      total_amount: '10000.00',
      subject: '二手包 <A "second-hand" bag>',
      product_code: 'FAST_INSTANT_TRADE_PAY',
    },
  });

  const statusOf = async (out_trade_no: string) =>
    (await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no } }, { validateSign: true }))
      .tradeStatus;

  const choices = () =>
    tab.getByRole('radio').evaluateAll((all) => all.map((one) => one.getAttribute('value')));

  it('opens by URL, and shows what is sold, the amount and every way to pay', async () => {
    await tab.goto(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-1')));
    expect(await tab.getByTestId('subject').textContent()).toBe('二手包 <A "second-hand" bag>');
    expect(await tab.getByTestId('amount').textContent()).toBe('¥10,000.00');
    expect(await choices()).toEqual([
      'balance',
      'huabei-3',
      'huabei-6',
      'huabei-12',
      'debit_card',
      'credit_card',
    ]);
    expect(await statusOf('bag-1')).toBe('WAIT_BUYER_PAY');
  });

  it('opens by the form that the SDK makes, and takes the buyer back with a signature that the SDK accepts', async () => {
    await tab.setContent(sdk.pageExec('alipay.trade.page.pay', 'POST', sale('bag-2')));
    await tab.waitForURL(/gateway\.do/);
    await tab.getByRole('button', { name: 'Pay' }).click();
    await tab.waitForURL(/\/back\?/);
    expect(await tab.textContent('body')).toBe('Welcome back');
    const { bag, ...signed } = Object.fromEntries(new URL(tab.url()).searchParams);
    expect(signed).toMatchObject({
      method: 'alipay.trade.page.pay.return',
      out_trade_no: 'bag-2',
      total_amount: '10000.00',
    });
    expect({ bag, verdict: sdk.checkNotifySignV2(signed) }).toEqual({ bag: '1', verdict: true });
    expect(await statusOf('bag-2')).toBe('TRADE_SUCCESS');
  });

  it('notifies the merchant, who can verify it', async () => {
    await tab.goto(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-3')));
    await tab.getByRole('button', { name: 'Pay' }).click();
    await tab.waitForURL(/\/back\?/);
    await client.post('/sandbox/clock/advance', { by: 'PT0S' });
    expect(notified).toMatchObject([{ out_trade_no: 'bag-3', trade_status: 'TRADE_SUCCESS' }]);
    expect(sdk.checkNotifySignV2(notified[0])).toBe(true);
  });

  it('pays with Huabei in six instalments', async () => {
    await tab.goto(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-4')));
    await tab.getByText('Huabei × 6').click();
    await tab.getByRole('button', { name: 'Pay' }).click();
    await tab.waitForURL(/\/back\?/);
    const trade = await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: 'bag-4' } });
    expect(trade).toMatchObject({ tradeStatus: 'TRADE_SUCCESS', hbFqPayInfo: { userInstallNum: '6' } });
  });

  it('lets the payment fail, and be tried again', async () => {
    await tab.goto(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-5')));
    await tab.getByRole('button', { name: 'Fail' }).click();
    expect(await tab.getByRole('alert').textContent()).toContain('Payment failed');
    expect(await statusOf('bag-5')).toBe('WAIT_BUYER_PAY');
    await tab.getByText('Credit card').click();
    await tab.getByRole('button', { name: 'Pay' }).click();
    await tab.waitForURL(/\/back\?/);
    expect(await statusOf('bag-5')).toBe('TRADE_SUCCESS');
  });

  it('lets the buyer leave, and tells nobody', async () => {
    await tab.goto(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-6')));
    await tab.getByRole('button', { name: 'Leave' }).click();
    await client.post('/sandbox/clock/advance', { by: 'PT1M' });
    expect(await statusOf('bag-6')).toBe('WAIT_BUYER_PAY');
    expect(notified).toEqual([]);
  });

  it('shows an error page, and opens no trade, for a link that was tampered with', async () => {
    const link = new URL(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-7')));
    link.searchParams.set(
      'biz_content',
      JSON.stringify({ ...sale('bag-7').bizContent, total_amount: '0.01' }),
    );
    await tab.goto(link.href);
    expect(await tab.textContent('body')).toContain('invalid-signature');
    const trade = await sdk.exec('alipay.trade.query', { bizContent: { out_trade_no: 'bag-7' } });
    expect(trade.subCode).toBe('ACQ.TRADE_NOT_EXIST');
  });

  it('shows the pages of the platform: home, order, ledger, journal', async () => {
    await tab.goto(sdk.pageExec('alipay.trade.page.pay', 'GET', sale('bag-8')));
    const problems: string[] = [];
    tab.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    for (const [path, text] of [
      ['/', 'What to try next'],
      ['/journal', 'alipay.trade.page.pay'],
      ['/journal/1', 'The string that we signed'],
      ['/ledger', 'Credits less debits'],
    ] as const) {
      await tab.goto(world.origin + path);
      expect(await tab.textContent('body')).toContain(text);
    }
    expect(problems).toEqual([]);
  });
});
