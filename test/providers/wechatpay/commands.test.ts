import { constants, publicEncrypt, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { balances, newOrderNo, openForTest, type WechatpayWorld } from './open.ts';

/** Tells WeChat Pay to do something, as the control API does. */
function tell({ provider }: WechatpayWorld, name: string, parameters: object) {
  const command = provider.commands.find((one) => one.name === name);
  if (!command) throw new Error(`there is no command ${name}`);
  const done = command.run(parameters);
  if (!done.ok) throw new Error(done.flaw);
  return done.state;
}

interface Listed {
  readonly serial_no: string;
  readonly effective_time: string;
  readonly expire_time: string;
  readonly encrypt_certificate: Parameters<WechatpayWorld['client']['unseal']>[0];
}

/** Fetches the certificates as an SDK does, and trusts them. @returns their serials, and whose signature it was */
async function fetchCertificates({ client, sandbox }: WechatpayWorld) {
  const { json, headers } = await client.get('/v3/certificates');
  const listed: Listed[] = json.data;
  const now = sandbox.clock.now();
  for (const { serial_no, encrypt_certificate, effective_time, expire_time } of listed) {
    client.trust(serial_no, new X509Certificate(client.unseal(encrypt_certificate)).publicKey);
    expect(Date.parse(effective_time)).toBeLessThanOrEqual(now);
    expect(Date.parse(expire_time)).toBeGreaterThan(now);
  }
  return { serials: listed.map(({ serial_no }) => serial_no), signedBy: headers.get('wechatpay-serial') };
}

describe('api_v3_key', () => {
  it('seals under a key that the merchant does not have, until it is put right', async () => {
    const world = await openForTest();
    const [first] = (await fetchCertificates(world)).serials;
    expect(tell(world, 'api_v3_key', { changed: true })).toEqual({ changed: true });
    await expect(fetchCertificates(world)).rejects.toThrow();
    expect(tell(world, 'api_v3_key', { changed: false })).toEqual({ changed: false });
    expect((await fetchCertificates(world)).serials).toEqual([first]);
  });
});

describe('platform_certificates', () => {
  it('lets the second take over in three steps, each when it is told to', async () => {
    const world = await openForTest();
    const first = world.credentials.platformSerialNo;
    expect(await fetchCertificates(world)).toEqual({ serials: [first], signedBy: first });

    tell(world, 'platform_certificates', { stage: 'announced' });
    const announced = await fetchCertificates(world);
    const [, second = ''] = announced.serials;
    expect(announced).toEqual({ serials: [first, second], signedBy: first });

    tell(world, 'platform_certificates', { stage: 'switched' });
    expect(await fetchCertificates(world)).toEqual({ serials: [first, second], signedBy: second });

    tell(world, 'platform_certificates', { stage: 'second' });
    expect(await fetchCertificates(world)).toEqual({ serials: [second], signedBy: second });

    tell(world, 'platform_certificates', { stage: 'first' });
    expect(await fetchCertificates(world)).toEqual({ serials: [first], signedBy: first });
  });

  it('lets the clock go on from there', async () => {
    const world = await openForTest();
    tell(world, 'platform_certificates', { stage: 'announced' });
    const { serials } = await fetchCertificates(world);
    await world.advance('P5D');
    expect(await fetchCertificates(world)).toEqual({ serials, signedBy: serials[1] });
    await world.advance('P5D');
    expect((await fetchCertificates(world)).serials).toEqual([serials[1]]);
  });

  it('lets names be encrypted for either while both are listed, and for the old one no longer', async () => {
    const world = await openForTest();
    tell(world, 'platform_certificates', { stage: 'announced' });
    await fetchCertificates(world);
    tell(world, 'platform_certificates', { stage: 'switched' });
    const { json } = await world.client.get('/v3/certificates');
    const listed: Listed[] = json.data;
    const addFor = async ({ serial_no, encrypt_certificate }: Listed) => {
      const key = new X509Certificate(world.client.unseal(encrypt_certificate)).publicKey;
      const padding = constants.RSA_PKCS1_OAEP_PADDING;
      const name = publicEncrypt({ key, padding, oaepHash: 'sha1' }, Buffer.from('张三')).toString('base64');
      const receiver = { appid: world.credentials.appid, type: 'MERCHANT_ID', account: '1600000101' };
      const body = { ...receiver, relation_type: 'PARTNER', name };
      const headers = { 'wechatpay-serial': serial_no };
      return (await world.client.post('/v3/profitsharing/receivers/add', body, { headers })).status;
    };
    expect(await Promise.all(listed.map(addFor))).toEqual([200, 200]);
    tell(world, 'platform_certificates', { stage: 'second' });
    expect(await Promise.all(listed.map(addFor))).toEqual([400, 200]);
  });

  it('takes all away: then the public key signs', async () => {
    const world = await openForTest();
    tell(world, 'platform_certificates', { stage: 'none' });
    const reply = await world.client.get('/v3/certificates');
    expect([reply.status, reply.json.code]).toEqual([404, 'RESOURCE_NOT_EXISTS']);
    expect(reply.headers.get('wechatpay-serial')).toBe(world.credentials.publicKeyId);
    world.client.verify(reply.headers, reply.text);
  });
});

describe('public_key_ramp', () => {
  const signedByPublicKey = async (world: WechatpayWorld) => {
    world.merchant.received.length = 0;
    for (let i = 0; i < 5; i += 1) await world.paidOrder(1);
    await world.sandbox.scheduler.settle();
    for (const { headers, body } of world.merchant.received) world.client.verify(headers, body);
    const { publicKeyId } = world.credentials;
    return world.merchant.received.filter(({ headers }) => headers.get('wechatpay-serial') === publicKeyId)
      .length;
  };

  it('puts the switch on any of its days, and the clock goes on from there', async () => {
    const world = await openForTest();
    const shares = [0, 1, 2, 3, 4, 5, 6, 7].map((day) => tell(world, 'public_key_ramp', { day }).permille);
    expect(shares).toEqual([0, 1, 10, 50, 100, 200, 500, 1000]);
    expect(await signedByPublicKey(world)).toBe(5);
    tell(world, 'public_key_ramp', { day: 0 });
    expect(await signedByPublicKey(world)).toBe(0);
    tell(world, 'public_key_ramp', { day: 5 });
    await world.advance('P2D');
    expect(await signedByPublicKey(world)).toBe(5);
  });
});

describe('receiver_notify_url', () => {
  it('lets a receiver hear of its share, and nobody else', async () => {
    const world = await openForTest();
    const { appid } = world.credentials;
    const account = '1600000101';
    const url = world.merchant.notifyUrl.replace('/notify', '/receiver');
    tell(world, 'receiver_notify_url', { mchid: account, url });
    const receiver = { appid, type: 'MERCHANT_ID', account, relation_type: 'PARTNER' };
    await world.client.post('/v3/profitsharing/receivers/add', receiver);
    const { transactionId } = await world.paidOrder(10_000, { settle_info: { profit_sharing: true } });
    await world.advance('PT1M');
    world.merchant.received.length = 0;
    await world.client.post('/v3/profitsharing/orders', {
      appid,
      transaction_id: transactionId,
      out_order_no: newOrderNo(),
      receivers: [{ type: 'MERCHANT_ID', account, amount: 800, description: '佣金' }],
      unfreeze_unsplit: true,
    });
    await world.advance('PT1M');
    expect(world.merchant.received).toMatchObject([
      {
        eventType: 'PROFITSHARING.SUCCESS',
        resource: { transaction_id: transactionId, receiver: { account, amount: 800 } },
      },
    ]);
    const [told] = world.merchant.received;
    if (told) world.client.verify(told.headers, told.body);
    const [exchange] = world.sandbox.journal.list({ limit: 1 });
    expect(exchange?.url).toBe(url);
  });
});

describe('rules', () => {
  const refund = (world: WechatpayWorld, out_trade_no: string) =>
    world.client.post('/v3/refund/domestic/refunds', {
      out_trade_no,
      out_refund_no: newOrderNo(),
      amount: { refund: 1, total: 1000, currency: 'CNY' },
    });

  it('tells those in force, and changes none when none is named', async () => {
    const world = await openForTest();
    expect(tell(world, 'rules', {})).toMatchObject({
      refundsPerOrder: 50,
      feeBps: 60,
      frozenForMs: 30 * 86_400_000,
    });
  });

  it('changes how many, how often a second, and back again', async () => {
    const world = await openForTest();
    const { outTradeNo } = await world.paidOrder(1000);
    tell(world, 'rules', { refundsPerOrder: 1 });
    expect([(await refund(world, outTradeNo)).status, (await refund(world, outTradeNo)).status]).toEqual([
      200, 400,
    ]);
    expect(tell(world, 'rules', { refundsPerOrder: null, refundsPerSecond: 0 })).toMatchObject({
      refundsPerOrder: 50,
      refundsPerSecond: 0,
    });
    expect((await refund(world, outTradeNo)).status).toBe(429);
    tell(world, 'rules', { refundsPerSecond: 1000 });
    expect((await refund(world, outTradeNo)).status).toBe(200);
  });

  it('changes how long, in milliseconds or as a duration', async () => {
    const world = await openForTest();
    const state = async (number: string) =>
      (await world.client.get(`/v3/pay/transactions/out-trade-no/${number}?mchid=${world.credentials.mchid}`))
        .json.trade_state;
    tell(world, 'rules', { orderClosesAfterMs: 'PT2M' });
    const [first, second] = [newOrderNo(), newOrderNo()];
    await world.placeNative(first, 100);
    tell(world, 'rules', { orderClosesAfterMs: 60_000 });
    await world.placeNative(second, 100);
    await world.advance('PT1M');
    expect([await state(first), await state(second)]).toEqual(['NOTPAY', 'CLOSED']);
    await world.advance('PT1M');
    expect(await state(first)).toBe('CLOSED');
  });

  it('changes the fee for payments to come: what was paid before is given back at the old one', async () => {
    const world = await openForTest();
    const before = await world.paidOrder(1000);
    tell(world, 'rules', { feeBps: 100 });
    const after = await world.paidOrder(1000);
    expect(balances(world).get('fee')).toBe(16n);
    for (const { outTradeNo } of [before, after]) {
      await world.client.post('/v3/refund/domestic/refunds', {
        out_trade_no: outTradeNo,
        out_refund_no: newOrderNo(),
        amount: { refund: 1000, total: 1000, currency: 'CNY' },
      });
    }
    await world.advance('PT2S');
    expect([...balances(world).values()].every((fen) => fen === 0n)).toBe(true);
  });

  it('limits how many receivers a request names', async () => {
    const world = await openForTest();
    tell(world, 'rules', { receiversPerSharing: 1 });
    const { transactionId: transaction_id } = await world.paidOrder(1000, {
      settle_info: { profit_sharing: true },
    });
    const one = { type: 'MERCHANT_ID', account: '1600000101', amount: 1, description: '佣金' };
    const reply = await world.client.post('/v3/profitsharing/orders', {
      appid: world.credentials.appid,
      transaction_id,
      out_order_no: newOrderNo(),
      receivers: [one, one],
      unfreeze_unsplit: false,
    });
    expect(reply.json).toMatchObject({
      code: 'PARAM_ERROR',
      message: expect.stringContaining('元素个数 2，大于最大值 1'),
    });
  });

  it.each([
    { refundsPerOrder: -1 },
    { refundsPerOrder: 'many' },
    { frozenForMs: '30 days' },
    { noSuchRule: 1 },
  ])('refuses %o, and changes nothing', async (parameters) => {
    const world = await openForTest();
    const before = tell(world, 'rules', {});
    expect(() => tell(world, 'rules', parameters)).toThrow();
    expect(tell(world, 'rules', {})).toEqual(before);
  });
});
