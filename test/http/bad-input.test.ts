import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { World } from '../../src/world.ts';
import { type Answer, type Client, clientOf, openBagOrder, openTestWorld, yuan } from '../world.ts';

describe('bad input to the platform and the control API', () => {
  let world: World;
  let client: Client;
  let seller: string;
  let order: string;

  beforeAll(async () => {
    world = await openTestWorld({ place: { kind: 'sockets', host: '127.0.0.1', port: 0 } });
    client = clientOf(world);
    ({ seller, order } = await openBagOrder(client));
  });
  afterAll(() => world.close());

  /** All that a refused request must leave as it was; that it was refused is in the journal. */
  async function everything(): Promise<unknown> {
    const paths = [
      '/v1/ledger/accounts',
      '/v1/ledger/transfers',
      `/v1/orders/${order}`,
      `/v1/sellers/${seller}`,
    ];
    const more = ['/sandbox/faults', '/sandbox/clock'];
    const { exchanges } = (await client.get('/sandbox/journal')).body;
    const isOfAProvider = ({ provider }: { provider: string }) => provider in world.providerOrigins;
    return Promise.all([
      exchanges.filter(isOfAProvider),
      ...[...paths, ...more].map((path) => client.get(path)),
    ]);
  }

  async function expectRefused(send: () => Promise<Answer>, expected: object): Promise<void> {
    const before = await everything();
    expect(await send()).toMatchObject(expected);
    expect(await everything()).toEqual(before);
  }

  const bag = { title: 'A bag', amount: yuan(100), splits: [] };

  it.each([
    ['an amount of 0', { amount: { currency: 'CNY', value: 0 } }],
    ['a negative amount', { amount: { currency: 'CNY', value: -1 } }],
    ['a fraction of a fen', { amount: { currency: 'CNY', value: 1.5 } }],
    ['an amount past 2^53', { amount: { currency: 'CNY', value: 2 ** 53 } }],
    ['an amount as text', { amount: { currency: 'CNY', value: '100' } }],
    ['a bare number', { amount: 100 }],
    ['no amount', { amount: undefined }],
    ['an unknown currency', { amount: { currency: 'XXX', value: 1 } }],
    ['an empty title', { title: ' ' }],
    ['a title of 201 characters', { title: 'x'.repeat(201) }],
    ['a split without a share', { splits: [{ payee: 'platform' }] }],
    ['a split with two shares', { splits: [{ payee: 'platform', rate_bps: 1, fixed: yuan(1) }] }],
    [
      'a fixed share in another currency',
      { splits: [{ payee: 'platform', fixed: { currency: 'USD', value: 1 } }] },
    ],
    ['a hold that is no duration', { hold: '7 days' }],
    ['a reserve over 100 %', { reserve_bps: 10_001 }],
    ['a coupon of a negative amount', { coupons: [{ sponsor: 'acme', amount: yuan(-1) }] }],
    ['a coupon of nobody', { coupons: [{ sponsor: '', amount: yuan(1) }] }],
    ['a split of what nobody knows', { splits: [{ payee: 'a', rate_bps: 1, on_refund: 'perhaps' }] }],
    ['a field nobody knows', { colour: 'red' }],
  ])('refuses an order with %s', async (_what, flaw) => {
    await expectRefused(() => client.post('/v1/orders', { seller, ...bag, ...flaw }), {
      status: 422,
      body: { code: 'invalid_request', errors: [{ message: expect.any(String) }] },
    });
  });

  it.each([
    [
      'shares over the amount',
      [
        { payee: 'a', rate_bps: 9000 },
        { payee: 'b', rate_bps: 2000 },
      ],
      'rules_exceed_amount',
    ],
    ['a rate of 0', [{ payee: 'a', rate_bps: 0 }], 'rate_out_of_range'],
    ['a negative rate', [{ payee: 'a', rate_bps: -800 }], 'rate_out_of_range'],
    [
      'a payee named twice',
      [
        { payee: 'a', rate_bps: 1000 },
        { payee: 'a', rate_bps: 1000 },
      ],
      'duplicate_payee',
    ],
    ['the seller as payee', [{ payee: 'seller', rate_bps: 1000 }], 'payee_is_the_seller'],
    ['a negative rate', [{ payee: 'a', rate_bps: -1 }], 'rate_out_of_range'],
    ['an absurd rate', [{ payee: 'a', rate_bps: 1_000_000 }], 'rate_out_of_range'],
    ['a share of an unknown payee', [{ payee: 'a', rate_bps: 100, of: 'nobody' }], 'unknown_payee'],
    ['more for others than the channel lets out', [{ payee: 'a', rate_bps: 3001 }], 'outward_cap_exceeded'],
    ['bounds that cross', [{ payee: 'a', rate_bps: 1, min: yuan(2), max: yuan(1) }], 'bounds_out_of_order'],
    [
      'tiers that do not begin at 0',
      [{ payee: 'a', tiers: [{ from: 1, rate_bps: 1 }] }],
      'tiers_out_of_order',
    ],
  ])('refuses an order with %s', async (_what, splits, code) => {
    await expectRefused(() => client.post('/v1/orders', { seller, ...bag, splits }), {
      status: 422,
      body: { code },
    });
  });

  it.each(['{', '', 'null', '[]', '"text"', '{"name":'])('refuses the body %j', async (body) => {
    const refused = await client.post('/v1/sellers', body);
    expect([400, 415, 422]).toContain(refused.status);
    expect(refused.body.code).toMatch(/malformed_request|invalid_request|unsupported_media_type/);
  });

  it('refuses a body of another media type', async () => {
    await expectRefused(() => client.post('/v1/sellers', 'name=Lin', { 'content-type': 'text/plain' }), {
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });

  it('refuses a body over a mebibyte', async () => {
    await expectRefused(() => client.post('/v1/sellers', { name: 'x'.repeat(1024 * 1024) }), {
      status: 413,
      body: { code: 'body_too_large' },
    });
  });

  it.each([
    ['an order that is not there', '/v1/orders/ord_none/ship', {}, 404, 'order_not_found'],
    ['an unknown channel', '/v1/orders/:order/payments', { channel: 'paypal' }, 422, 'unknown_channel'],
    [
      'an unknown method',
      '/v1/orders/:order/payments',
      { channel: 'alipay', method: 'x' },
      422,
      'unknown_method',
    ],
    ['shipping before it is paid', '/v1/orders/:order/ship', {}, 409, 'not_allowed_in_this_state'],
    ['a refund before it is paid', '/v1/orders/:order/refunds', {}, 409, 'not_allowed_in_this_state'],
    [
      'a wallet of an unknown provider',
      '/sandbox/wallet/pay',
      { provider: 'x', token: 'y' },
      422,
      'unknown_provider',
    ],
    [
      'a token nobody handed out',
      '/sandbox/wallet/pay',
      { provider: 'alipay', token: 'y' },
      404,
      'unknown_token',
    ],
    ['time to go back', '/sandbox/clock/advance', { by: '-P1D' }, 422, 'invalid_request'],
    [
      'a dispute before it is shipped',
      '/v1/orders/:order/dispute',
      { reason: 'x' },
      409,
      'not_allowed_in_this_state',
    ],
    ['a dispute without a reason', '/v1/orders/:order/dispute', {}, 422, 'invalid_request'],
    [
      'evidence for no dispute',
      '/v1/orders/:order/dispute/evidence',
      { by: 'buyer', text: 'x' },
      409,
      'no_dispute_open',
    ],
    [
      'evidence of a stranger',
      '/v1/orders/:order/dispute/evidence',
      { by: 'neighbour', text: 'x' },
      422,
      'invalid_request',
    ],
    [
      'a decision on no dispute',
      '/v1/orders/:order/dispute/resolve',
      { outcome: 'for_buyer' },
      409,
      'no_dispute_open',
    ],
    ['an unknown outcome', '/v1/orders/:order/dispute/resolve', { outcome: 'draw' }, 422, 'invalid_request'],
    ['an appraisal of an unpaid order', '/v1/orders/:order/appraise', {}, 409, 'not_allowed_in_this_state'],
    ['an unknown verdict', '/v1/orders/:order/appraise', { verdict: 'maybe' }, 422, 'invalid_request'],
    [
      'a charge of nothing',
      '/v1/orders/:order/appraise',
      { verdict: 'failed', charges: [{ payee: 'a', amount: { currency: 'CNY', value: 0 } }] },
      422,
      'invalid_request',
    ],
    [
      'a chargeback of an unknown payment',
      '/v1/orders/:order/chargebacks',
      { chargeback: 'cb', payment: 'x', amount: yuan(1) },
      404,
      'unknown_payment',
    ],
    [
      'the end of an unknown chargeback',
      '/v1/orders/:order/chargebacks/cb/resolve',
      { outcome: 'won' },
      404,
      'unknown_chargeback',
    ],
    ['an unknown refund to retry', '/v1/orders/:order/refunds/x/retry', {}, 409, 'not_allowed_in_this_state'],
    ['an early payout before it is paid', '/v1/orders/:order/advance', {}, 409, 'not_allowed_in_this_state'],
    [
      'an early payout nobody offered',
      '/v1/orders/:order/advance/accept',
      {},
      409,
      'not_allowed_in_this_state',
    ],
    ['a payout without a bank', '/v1/sellers/:seller/payouts', {}, 409, 'no_bank'],
    ['to write off what is not owed', '/v1/sellers/:seller/write_offs', {}, 409, 'write_off_exceeds_owed'],
    [
      'to acknowledge what nobody asked about',
      '/v1/orders/:order/acknowledge',
      { about: 'x' },
      409,
      'nothing_to_acknowledge',
    ],
    ['an unknown fault', '/sandbox/faults', { fault: 'x' }, 422, 'unknown_fault'],
    ['a page that is not there', '/v2', {}, 404, 'not_found'],
  ])('refuses %s', async (_what, path, body, status, code) => {
    await expectRefused(() => client.post(path.replace(':order', order).replace(':seller', seller), body), {
      status,
      body: { code },
    });
  });

  it('says in which states a refused step is allowed', async () => {
    const refused = await client.post(`/v1/orders/${order}/ship`);
    expect(refused.body.allowed_in).toEqual(['held']);
  });

  it.each([
    ['another Host', { host: 'evil.example' }, 'foreign_host'],
    ['a Host that only begins like ours', { host: 'localhost.evil.example' }, 'foreign_host'],
    ['the Origin of another page', { origin: 'http://evil.example' }, 'foreign_origin'],
    ['the Origin of another port', { origin: 'http://127.0.0.1:1' }, 'foreign_origin'],
    ['a hidden Origin', { origin: 'null' }, 'foreign_origin'],
  ])('refuses %s, on every path', async (_what, headers, code) => {
    for (const path of ['/v1/sellers', '/sandbox/reset', '/sandbox/credentials', '/', '/journal']) {
      expect(await raw(world.origin + path, headers)).toMatchObject({ status: 403, body: { code } });
    }
  });

  it('accepts its own Host and Origin', async () => {
    const own = new URL(world.origin);
    const accepted = await raw(`${world.origin}/sandbox/clock`, { host: `localhost:${own.port}` });
    expect(accepted.status).toBe(200);
    expect((await raw(`${world.origin}/sandbox/clock`, { origin: world.origin })).status).toBe(200);
  });
});

/** fetch does not let a program forge Host and Origin, as an attacker's client would. */
function raw(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { headers }, async (response) => {
      const text = (await response.toArray()).join('');
      resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
    });
    request.on('error', reject).end();
  });
}
