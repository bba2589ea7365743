import type { Reason } from '../../../../providers/wechatpay/errors.ts';
import { TEST_KEY_PAIRS } from '../../../../src/sandbox/test-keys.ts';
import { ORDINARY, RECEIVER } from './merchant.ts';
import { any, changed, outright, type Provocation } from './provocation.ts';

/** Before a method is reached, and who may do it. */
export const STRANGERS = {
  no_user_agent: any({ headers: { 'user-agent': '' } }),
  authorization_malformed: any({ authorization: null }),
  authorization_scheme: any({ authorization: 'Bearer x' }),
  timestamp_outside_window: any({ timestamp: '1' }),
  unknown_merchant: changed({ mchid: '1900000109' }),
  unknown_serial: changed({ serial_no: '00' }),
  signature_mismatch: any({ privateKey: TEST_KEY_PAIRS.at(-1)?.privateKey ?? '' }),
  nonce_used: {
    prepare: async (merchant) => {
      const path = '/v3/refund/domestic/refunds/none';
      const authorization = merchant.world.client.authorization('GET', path, '');
      await merchant.get(path, { authorization });
      return () => merchant.get(path, { authorization });
    },
  },
  unknown_platform_serial: outright((merchant) => {
    const { name } = merchant.secret('张三');
    return merchant.add(RECEIVER, { name }, { headers: { 'wechatpay-serial': '00' } });
  }),
  missing_platform_serial: outright((merchant) =>
    merchant.add(RECEIVER, { name: merchant.secret('张三').name }),
  ),
  undecipherable_field: outright((merchant) =>
    merchant.add(RECEIVER, { name: 'AAAA' }, merchant.secret('').mischief),
  ),
  body_too_large: outright((merchant) => merchant.native({ attach: 'x'.repeat(2 ** 20) })),
  body_not_json: outright((merchant) => merchant.post('/v3/refund/domestic/refunds', '[]')),
  parameter_wrong: outright((merchant) => merchant.native({ amount: { total: '100' } })),
  system_error: {
    prepare: async (merchant) => {
      merchant.world.sandbox.faults.add({ fault: 'server_error' });
      return () => merchant.refund('NOSUCHORDER', 1, 1);
    },
  },
  too_frequent: {
    rules: { refundsPerSecond: 1 },
    prepare: async (merchant) => {
      await merchant.refund('NOSUCHORDER', 1, 1);
      return () => merchant.refund('NOSUCHORDER', 1, 1);
    },
  },

  merchant_mismatch: outright((merchant) => merchant.native({ mchid: '1900000109' })),
  appid_mismatch: outright((merchant) => merchant.native({ appid: 'wxd678efh567hg6787' })),
  no_relation_to_sub_merchant: outright((merchant) =>
    merchant.get('/v3/profitsharing/merchant-configs/1900000109'),
  ),
  sub_merchant_is_self: outright((merchant) =>
    merchant.get(`/v3/profitsharing/merchant-configs/${merchant.world.credentials.mchid}`),
  ),
  order_of_other_sub_merchant: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.paidFor(ORDINARY, false);
      return () => merchant.close(outTradeNo);
    },
  },
} satisfies Partial<Record<Reason, Provocation>>;
