import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AlipayWorld, newOrderNo, openAlipay, openAlipayForTest } from './open.ts';

let world: AlipayWorld;
beforeAll(async () => {
  world = await openAlipay();
});
afterAll(() => world.close());

const RETURN_URL = 'http://shop.example/back?cart=7';

interface PageOrder {
  readonly outTradeNo: string;
  readonly parameters: Record<string, unknown>;
}

function order(more: object = {}, parameters: object = {}): PageOrder {
  const outTradeNo = newOrderNo();
  const bizContent = {
    out_trade_no: outTradeNo,
    total_amount: '1200.00',
    subject: 'Bag <b>red</b> & "new"',
    product_code: 'FAST_INSTANT_TRADE_PAY',
    ...more,
  };
  return { outTradeNo, parameters: { returnUrl: RETURN_URL, ...parameters, bizContent } };
}

const urlOf = ({ parameters }: PageOrder, method = 'alipay.trade.page.pay') =>
  world.sdk.pageExec(method, 'GET', parameters);

interface FetchedPage {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
}

async function visit(url: string, fields?: Record<string, string>): Promise<FetchedPage> {
  const response = await fetch(url, {
    redirect: 'manual',
    ...(fields ? { method: 'POST', body: new URLSearchParams(fields) } : {}),
  });
  return { status: response.status, text: await response.text(), location: response.headers.get('location') };
}

/** Where a form of the page goes: `pay`, `fail` or `leave`. */
function buttonOf(page: FetchedPage, button: string): string {
  const path = new RegExp(`action="(/cashier/[0-9a-f]{32}/${button})"`).exec(page.text)?.[1];
  if (!path) throw new Error(`the page has no ${button}`);
  return world.credentials.origin + path;
}

/** What a form made by the SDK would send, if a browser submitted it. */
function readForm(html: string): { action: string; fields: Record<string, string> } {
  const readEntities = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const action = /action="([^"]*)"/.exec(html)?.[1] ?? '';
  const inputs = html.matchAll(/name="([^"]*)" value="([^"]*)"/g);
  const fields = Object.fromEntries(
    [...inputs].map(([, name = '', value = '']) => [name, readEntities(value)]),
  );
  return { action: readEntities(action), fields };
}

const queryTrade = (out_trade_no: string) => world.exec('alipay.trade.query', { out_trade_no });

describe('page pay', () => {
  it('shows what is sold, for how much, and how it can be paid', async () => {
    const page = await visit(urlOf(order()));
    expect(page.status).toBe(200);
    expect(page.text).toContain('Bag &lt;b&gt;red&lt;/b&gt; &amp; &quot;new&quot;');
    expect(page.text).toContain('¥1,200.00');
    for (const method of ['balance', 'huabei-3', 'huabei-6', 'huabei-12', 'debit_card', 'credit_card']) {
      expect(page.text).toContain(`value="${method}"`);
    }
  });

  it('says what each instalment costs', async () => {
    const page = await visit(urlOf(order()));
    // 1,200.00 in 3: 400.00 a month, and 2.3 % of it all, 27.60, in thirds.
    expect(page.text).toContain('每期 ¥409.20 / month, 含手续费 incl. fee ¥9.20');
  });

  it('offers the instalments that the merchant chose, free of fee when it bears it', async () => {
    const page = await visit(
      urlOf(order({ extend_params: { hb_fq_num: '6', hb_fq_seller_percent: '100' } })),
    );
    expect(page.text).not.toContain('value="huabei-3"');
    expect(page.text).toMatch(/value="huabei-6" checked/);
    expect(page.text).toContain('每期 ¥200.00 / month, 免手续费 no fee');
  });

  it('opens by form, too', async () => {
    const placed = order();
    const { action, fields } = readForm(
      world.sdk.pageExec('alipay.trade.page.pay', 'POST', placed.parameters),
    );
    const page = await visit(action, fields);
    expect(page.text).toContain('¥1,200.00');
    expect((await queryTrade(placed.outTradeNo)).trade_status).toBe('WAIT_BUYER_PAY');
  });

  it('opens for a phone, too', async () => {
    const placed = order({ product_code: 'QUICK_WAP_WAY' });
    const paid = await visit(buttonOf(await visit(urlOf(placed, 'alipay.trade.wap.pay')), 'pay'), {
      method: 'balance',
    });
    expect(new URL(paid.location ?? '').searchParams.get('method')).toBe('alipay.trade.wap.pay.return');
  });

  it('makes the trade as soon as it is opened', async () => {
    const placed = order();
    expect((await queryTrade(placed.outTradeNo)).sub_code).toBe('ACQ.TRADE_NOT_EXIST');
    await visit(urlOf(placed));
    expect(await queryTrade(placed.outTradeNo)).toMatchObject({
      trade_status: 'WAIT_BUYER_PAY',
      buyer_pay_amount: '0.00',
    });
  });

  it('opened again shows the same trade', async () => {
    const placed = order();
    const first = buttonOf(await visit(urlOf(placed)), 'pay');
    expect(buttonOf(await visit(urlOf(placed)), 'pay')).toBe(first);
  });

  it('paid, goes back to the merchant with a signature that the SDK verifies', async () => {
    const placed = order();
    const paid = await visit(buttonOf(await visit(urlOf(placed)), 'pay'), { method: 'huabei-3' });
    expect(paid.status).toBe(302);
    const back = new URL(paid.location ?? '');
    expect(back.origin + back.pathname).toBe('http://shop.example/back');
    const { cart, ...returned } = Object.fromEntries(back.searchParams);
    expect(cart).toBe('7');
    const trade = await queryTrade(placed.outTradeNo);
    expect(returned).toMatchObject({
      method: 'alipay.trade.page.pay.return',
      out_trade_no: placed.outTradeNo,
      trade_no: trade.trade_no,
      total_amount: '1200.00',
      seller_id: world.credentials.sellerId,
      app_id: world.credentials.appId,
      auth_app_id: world.credentials.appId,
    });
    expect(world.sdk.checkNotifySignV2(returned)).toBe(true);
    expect(world.sdk.checkNotifySignV2({ ...returned, total_amount: '1.00' })).toBe(false);
    expect(world.sandbox.journal.list({ order: placed.outTradeNo, limit: 10 })).toContainEqual(
      expect.objectContaining({
        method: 'cashier.pay',
        answerSignature: { verdict: 'valid', canonical: expect.stringMatching(/^app_id=.*&version=1\.0$/) },
      }),
    );
    expect(trade).toMatchObject({ trade_status: 'TRADE_SUCCESS', hb_fq_pay_info: { user_install_num: '3' } });
  });

  it.each([{}, { returnUrl: 'javascript:alert(1)' }, { returnUrl: 'not a url' }])(
    'paid, shows a result where there is no address to go back to: %j',
    async (address) => {
      const { outTradeNo, parameters } = order();
      const placed = { outTradeNo, parameters: { bizContent: parameters.bizContent, ...address } };
      const paid = await visit(buttonOf(await visit(urlOf(placed)), 'pay'), { method: 'balance' });
      expect(paid.status).toBe(200);
      expect(paid.text).toContain('支付成功');
      expect((await queryTrade(placed.outTradeNo)).trade_status).toBe('TRADE_SUCCESS');
    },
  );

  it('paid, shows so from then on, and pays no second time', async () => {
    const placed = order();
    const button = buttonOf(await visit(urlOf(placed)), 'pay');
    await visit(button, { method: 'balance' });
    const before = world.dump();
    const again = await visit(button, { method: 'balance' });
    expect(again.text).toContain('支付成功');
    expect((await visit(button.replace(/\/pay$/, ''))).text).toContain('返回商家');
    expect((await visit(urlOf(placed))).text).toContain('ACQ.TRADE_HAS_SUCCESS');
    expect(world.dump()).toBe(before);
  });

  it('failed, says so and can be tried again', async () => {
    const placed = order();
    const page = await visit(urlOf(placed));
    const before = world.dump();
    const failed = await visit(buttonOf(page, 'fail'), { method: 'debit_card' });
    expect(failed.text).toContain('支付失败');
    expect(world.dump()).toBe(before);
    expect((await visit(buttonOf(failed, 'pay'), { method: 'debit_card' })).status).toBe(302);
  });

  it('left, tells nobody anything', async () => {
    const placed = order({}, { notifyUrl: world.merchant.notifyUrl });
    const page = await visit(urlOf(placed));
    const before = world.dump();
    const left = await visit(buttonOf(page, 'leave'), { method: 'balance' });
    expect(left).toMatchObject({ status: 200, location: null });
    expect(left.text).toContain('您已离开收银台');
    expect(world.dump()).toBe(before);
    const back = /href="(\/cashier\/[0-9a-f]{32})"/.exec(left.text)?.[1] ?? '';
    expect((await visit(world.credentials.origin + back)).text).toContain('¥1,200.00');
  });

  it.each(['shells', 'huabei-5', 'balance-3', 'huabei-3.0'])('does not take %s', async (method) => {
    const page = await visit(urlOf(order()));
    const before = world.dump();
    expect((await visit(buttonOf(page, 'pay'), { method })).text).toContain('请选择付款方式');
    expect(world.dump()).toBe(before);
  });

  it('can be paid with the phone, by its URL, opened or not', async () => {
    const placed = order();
    world.pay(urlOf(placed), { method: 'credit_card' });
    expect((await queryTrade(placed.outTradeNo)).trade_status).toBe('TRADE_SUCCESS');
  });

  it('can be paid with the phone, by the address of the cashier', async () => {
    const placed = order();
    world.pay(buttonOf(await visit(urlOf(placed)), 'pay').replace(/\/pay$/, ''));
    expect((await queryTrade(placed.outTradeNo)).trade_status).toBe('TRADE_SUCCESS');
  });

  it('cannot be paid with the phone by a URL with a bad signature', () => {
    const url = urlOf(order()).replace('1200.00', '1.00');
    const before = world.dump();
    const result = world.provider.wallet.pay({ token: url });
    expect(result).toMatchObject({ ok: false, code: 'not_payable', message: 'isv.invalid-signature' });
    expect(world.dump()).toBe(before);
  });

  it('loads nothing from elsewhere and runs no script', async () => {
    const response = await fetch(urlOf(order()));
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).not.toMatch(/<script|src=|@import|url\(/);
  });
});

describe('an error page', () => {
  it.each([
    ['a bad signature', (url: string) => url.replace('1200.00', '1.00'), 'invalid-signature'],
    [
      'an unknown app',
      (url: string) => url.replace(/app_id=\d+/, 'app_id=2021000000000000'),
      'invalid-app-id',
    ],
    ['no signature', (url: string) => url.replace(/&sign=[^&]*/, ''), 'missing-signature'],
  ])('answers %s, and nothing changes', async (_, spoil, code) => {
    const before = world.dump();
    const page = await visit(spoil(urlOf(order())));
    expect(page.status).toBe(200);
    expect(page.text).toContain('调试错误，请回到请求来源地，重新发起请求');
    expect(page.text).toContain(`>${code}<`);
    expect(world.dump()).toBe(before);
  });

  it.each([
    [{ total_amount: '0.00' }, 'ACQ.INVALID_PARAMETER'],
    [{ total_amount: '100000000.01' }, 'ACQ.TOTAL_FEE_EXCEED'],
    [{ subject: '' }, 'ACQ.INVALID_PARAMETER'],
  ])('answers %j, and nothing changes', async (more, code) => {
    const before = world.dump();
    expect((await visit(urlOf(order(more)))).text).toContain(`>${code}<`);
    expect(world.dump()).toBe(before);
  });

  it('answers an order number with other terms', async () => {
    const placed = order();
    await visit(urlOf(placed));
    const bizContent = { ...(placed.parameters.bizContent as object), total_amount: '1.00' };
    const page = await visit(urlOf({ ...placed, parameters: { ...placed.parameters, bizContent } }));
    expect(page.text).toContain('ACQ.CONTEXT_INCONSISTENT');
  });

  it('answers an order number that stands behind a code', async () => {
    const placed = order();
    await world.exec('alipay.trade.precreate', placed.parameters.bizContent as object);
    expect((await visit(urlOf(placed))).text).toContain('ACQ.CONTEXT_INCONSISTENT');
  });

  it('answers a cashier that has run out', async () => {
    const later = await openAlipayForTest();
    const placed = order({ timeout_express: '1m' });
    const url = later.sdk.pageExec('alipay.trade.page.pay', 'GET', placed.parameters);
    const text = await (await fetch(url)).text();
    await later.advance('PT1M');
    const cashier = later.credentials.origin + (/\/cashier\/[0-9a-f]{32}/.exec(text)?.[0] ?? '');
    const late = await visit(`${cashier}/pay`, { method: 'balance' });
    expect(late.text).toContain('ACQ.TRADE_HAS_CLOSE');
  });

  it.each(['', '/pay', '/fail', '/leave'])('answers a cashier that is none: /cashier/…%s', async (button) => {
    const url = `${world.credentials.origin}/cashier/${'0'.repeat(32)}${button}`;
    const page = await visit(url, button === '' ? undefined : {});
    expect(page.text).toContain('ACQ.TRADE_NOT_EXIST');
  });
});
