import type { Reason } from '../../../../providers/wechatpay/errors.ts';
import { newOrderNo } from '../open.ts';
import { RECEIVER } from './merchant.ts';
import { outright, type Provocation } from './provocation.ts';

/** Refunds. */
export const REFUNDS = {
  paid_order_not_exist: outright((merchant) => merchant.refund('NOSUCHORDER', 1, 1)),
  refund_not_exist: outright((merchant) => merchant.get('/v3/refund/domestic/refunds/none')),
  order_reference_missing: outright((merchant) => merchant.refund('', 1, 1, { out_trade_no: undefined })),
  order_total_differs: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      return () => merchant.refund(outTradeNo, 1, 99);
    },
  },
  refund_exceeds_order: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      return () => merchant.refund(outTradeNo, 101, 100);
    },
  },
  refund_differs: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      const out_refund_no = newOrderNo();
      await merchant.refund(outTradeNo, 1, 100, { out_refund_no });
      return () => merchant.refund(outTradeNo, 2, 100, { out_refund_no });
    },
  },
  refunds_too_many: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      for (let i = 0; i < 50; i += 1) await merchant.refund(outTradeNo, 1, 100);
      return () => merchant.refund(outTradeNo, 1, 100);
    },
  },
  refund_period_over: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      await merchant.world.advance('P365D');
      return () => merchant.refund(outTradeNo, 1, 100);
    },
  },
  merchant_short_of_money: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(1000);
      await merchant.transfer(900);
      return () => merchant.refund(outTradeNo, 1000, 1000);
    },
  },
  frozen_short_of_money: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      await merchant.share(paid, 2000);
      return () => merchant.refund(paid.outTradeNo, 9000, 10_000);
    },
  },
  buyer_account_closed: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100, {}, { method: 'closed_account' });
      return () => merchant.refund(outTradeNo, 1, 100);
    },
  },
  refund_not_abnormal: {
    prepare: async (merchant) => {
      const { outTradeNo } = await merchant.world.paidOrder(100);
      const { json } = await merchant.refund(outTradeNo, 1, 100);
      const path = `/v3/refund/domestic/refunds/${json.refund_id}/apply-abnormal-refund`;
      const { out_refund_no } = json;
      return () => merchant.post(path, { out_refund_no, type: 'MERCHANT_BANK_CARD' });
    },
  },
} satisfies Partial<Record<Reason, Provocation>>;
