import { constants, createDecipheriv, createHash, privateDecrypt } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openForTest, type WechatpayWorld } from './open.ts';
import { ECOMMERCE, Merchant, ORDINARY } from './provocations/merchant.ts';

interface SealedBill {
  readonly download_url: string;
  readonly encrypt_key: string;
  readonly nonce: string;
  readonly hash_value: string;
}

/** A day on which sub-merchants sold, and the next morning. */
async function openNextDay() {
  const world = await openForTest();
  const merchant = new Merchant(world);
  await merchant.paidFor(ORDINARY, false, 10_000);
  await world.advance('PT1M');
  await merchant.paidFor(ECOMMERCE, false, 20_000);
  await world.advance('PT22H');
  return { world, merchant };
}

/** Downloads a bill and opens it, as WeChat Pay's documentation says. */
async function opened(
  { credentials, client }: WechatpayWorld,
  { download_url, encrypt_key, nonce }: SealedBill,
): Promise<Buffer> {
  const url = download_url.slice(credentials.origin.length);
  const headers = {
    authorization: client.authorization('GET', url, ''),
    accept: '*/*',
    'user-agent': 'strict-client/1',
  };
  const bytes = Buffer.from(await (await fetch(download_url, { headers })).arrayBuffer());
  const key = privateDecrypt(
    { key: credentials.merchantPrivateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(encrypt_key, 'base64'),
  );
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]);
}

const sha1 = (bytes: Buffer) => createHash('sha1').update(bytes).digest('hex');
const DAY = 'bill_date=2026-11-22&algorithm=AEAD_AES_256_GCM';

describe('the fund bill of a sub-merchant', () => {
  it('is sealed for the merchant, and has the movements of that sub-merchant alone', async () => {
    const { world, merchant } = await openNextDay();
    const { json } = await merchant.get(
      `/v3/bill/sub-merchant-fundflowbill?sub_mchid=${ORDINARY}&account_type=BASIC&${DAY}`,
    );
    expect(json.download_bill_count).toBe(1);
    const [bill] = json.download_bill_list;
    const bytes = await opened(world, bill);
    expect(sha1(bytes)).toBe(bill.hash_value);
    const text = bytes.toString('utf8');
    expect(text.startsWith('\uFEFF记账时间,')).toBe(true);
    // What was paid, and the fee of 0.6 %.
    expect(text.trimEnd().split('\r\n').at(-1)).toBe('`2,`1,`100.00,`1,`0.60');
  });

  it('of all of them is one file, compressed before it is sealed', async () => {
    const { world, merchant } = await openNextDay();
    const { json } = await merchant.get(
      `/v3/ecommerce/bill/fundflowbill?account_type=ALL&tar_type=GZIP&${DAY}`,
    );
    const [bill] = json.download_bill_list;
    const bytes = gunzipSync(await opened(world, bill));
    expect(sha1(bytes)).toBe(bill.hash_value);
    const rows = bytes.toString('utf8').split('\r\n').slice(1, 3);
    expect(rows.map((row) => row.split(',').at(-1))).toEqual([`\`${ECOMMERCE}`, `\`${ECOMMERCE}`]);
  });
});

describe('the balance of the merchant itself', () => {
  it('is told as it is now, and as it was at the end of a day', async () => {
    const world = await openForTest();
    const merchant = new Merchant(world);
    await world.paidOrder(10_000);
    await world.paidOrder(1000, { settle_info: { profit_sharing: true } });
    const now = await merchant.get('/v3/merchant/fund/balance/BASIC');
    expect(now.json).toEqual({ available_amount: 9940, pending_amount: 994 });
    expect((await merchant.get('/v3/merchant/fund/balance/FEES')).json.available_amount).toBe(0);
    const path = '/v3/merchant/fund/dayendbalance/BASIC?date=2026-11-22';
    expect((await merchant.get(path)).json.code).toBe('STATEMENT_CREATING');
    await world.advance('P1D');
    await world.paidOrder(10_000);
    expect((await merchant.get(path)).json.available_amount).toBe(10_934);
    const wrong = await merchant.get('/v3/merchant/fund/dayendbalance/BASIC?date=yesterday');
    expect(wrong.json.code).toBe('PARAM_ERROR');
  });
});

describe('an abnormal refund of a sub-merchant', () => {
  it('is sent to another card, whose number and holder are encrypted', async () => {
    const world = await openForTest();
    const merchant = new Merchant(world);
    const { appid: sp_appid, mchid: sp_mchid } = world.credentials;
    const order = { description: '二手相机', notify_url: world.merchant.notifyUrl, amount: { total: 1000 } };
    const out_trade_no = 'ABNORMAL01';
    const placed = await merchant.post('/v3/pay/partner/transactions/native', {
      ...order,
      sp_appid,
      sp_mchid,
      sub_mchid: ECOMMERCE,
      out_trade_no,
    });
    world.pay(placed.json.code_url, { method: 'cancelled_card' });
    const asked = { sub_mchid: ECOMMERCE, out_refund_no: 'ABNORMAL01' };
    const amount = { refund: 1000, total: 1000, currency: 'CNY' };
    const refund = await merchant.post('/v3/ecommerce/refunds/apply', {
      ...asked,
      sp_appid,
      out_trade_no,
      amount,
    });
    await world.advance('PT2S');
    const path = `/v3/ecommerce/refunds/${refund.json.refund_id}/apply-abnormal-refund`;
    const { name: bank_account, mischief } = merchant.secret('6222000000000000');
    const body = { ...asked, type: 'USER_BANK_CARD', bank_type: 'CMB_DEBIT', bank_account };
    expect((await merchant.post(path, body)).json.code).toBe('PARAM_ERROR');
    expect((await merchant.post(path, body, mischief)).json.status).toBe('PROCESSING');
    await world.advance('PT2S');
    const query = `/v3/ecommerce/refunds/out-refund-no/ABNORMAL01?sub_mchid=${ECOMMERCE}`;
    expect((await merchant.get(query)).json).toMatchObject({ status: 'SUCCESS', channel: 'OTHER_BANKCARD' });
  });
});
