import type { Reason } from '../../../../providers/wechatpay/errors.ts';
import { newOrderNo } from '../open.ts';
import { outright, type Provocation } from './provocation.ts';

/** Orders, and payments by barcode. */
export const ORDERS = {
  order_not_exist: outright((merchant) => merchant.close('NOSUCHORDER')),
  order_paid: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      return () => merchant.close(outTradeNo);
    },
  },
  order_closed: {
    prepare: async (merchant) => {
      const out_trade_no = newOrderNo();
      await merchant.native({ out_trade_no });
      await merchant.close(out_trade_no);
      return () => merchant.native({ out_trade_no });
    },
  },
  out_trade_no_used: {
    prepare: async (merchant) => {
      const out_trade_no = newOrderNo();
      await merchant.native({ out_trade_no });
      return () => merchant.native({ out_trade_no, attach: 'another' });
    },
  },
  time_expire_passed: outright((merchant) => merchant.native({ time_expire: '2026-11-22T11:59:59+08:00' })),
  openid_wrong: outright((merchant) => merchant.native({ payer: { openid: 'unionid' } })),
  openid_missing: outright((merchant) => {
    const { appid, mchid } = merchant.world.credentials;
    const notify_url = merchant.world.merchant.notifyUrl;
    const order = { appid, mchid, out_trade_no: newOrderNo(), description: '二手相机', notify_url };
    return merchant.post('/v3/pay/transactions/jsapi', { ...order, amount: { total: 1 } });
  }),
  only_reversible: {
    prepare: async (merchant) => {
      const outTradeNo = newOrderNo();
      await merchant.barcode('130000000000000001', 100_001, outTradeNo);
      return () => merchant.close(outTradeNo);
    },
  },
  combined_order_apart: {
    prepare: async (merchant) => {
      const [first, second] = [newOrderNo(), newOrderNo()];
      await merchant.combine([first, second]);
      return () => merchant.close(first);
    },
  },
  auth_code_invalid: outright((merchant) => merchant.barcode('42')),
  auth_code_used: {
    prepare: async (merchant) => {
      await merchant.barcode('130000000000000001');
      return () => merchant.barcode('130000000000000001');
    },
  },
  buyer_short_of_money: outright((merchant) => merchant.barcode('130000000000010000')),
  user_paying: outright((merchant) => merchant.barcode('130000000000000001', 100_001)),
  not_barcode_order: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      return () => merchant.reverse(outTradeNo);
    },
  },
  reversal_too_late: {
    prepare: async (merchant) => {
      const outTradeNo = newOrderNo();
      await merchant.barcode('130000000000000001', 100, outTradeNo);
      await merchant.world.advance('P1D');
      return () => merchant.reverse(outTradeNo);
    },
  },
  order_refunded: {
    prepare: async (merchant) => {
      const outTradeNo = newOrderNo();
      await merchant.barcode('130000000000000001', 100, outTradeNo);
      await merchant.refund(outTradeNo, 1, 100);
      return () => merchant.reverse(outTradeNo);
    },
  },
} satisfies Partial<Record<Reason, Provocation>>;
