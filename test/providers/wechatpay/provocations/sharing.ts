import type { Reason } from '../../../../providers/wechatpay/errors.ts';
import { newOrderNo } from '../open.ts';
import { ECOMMERCE, ORDINARY, RECEIVER } from './merchant.ts';
import { outright, type Provocation } from './provocation.ts';

/** Sharing, and returns of shares. */
export const SHARING = {
  sharing_not_exist: outright((merchant) => merchant.get('/v3/profitsharing/orders/none?transaction_id=1')),
  sharing_order_not_exist: outright((merchant) =>
    merchant.share({ outTradeNo: '', transactionId: '4200' }, 1),
  ),
  not_a_sharing_order: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.world.paidOrder(1000);
      return () => merchant.share(paid, 1);
    },
  },
  sharing_too_soon: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.world.paidOrder(1000, { settle_info: { profit_sharing: true } });
      return () => merchant.share(paid, 1);
    },
  },
  sharing_finished: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      await merchant.unfreeze(paid);
      return () => merchant.share(paid, 1);
    },
  },
  sharing_after_full_refund: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      await merchant.refund(paid.outTradeNo, 10_000, 10_000);
      return () => merchant.share(paid, 1);
    },
  },
  sharing_differs: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      const out_order_no = newOrderNo();
      await merchant.share(paid, 1, { out_order_no });
      return () => merchant.share(paid, 2, { out_order_no });
    },
  },
  receivers_missing: {
    prepare: async (merchant) => {
      const paid = await merchant.shareable();
      return () => merchant.share(paid, 1, { receivers: [] });
    },
  },
  receiver_twice: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      const one = { type: 'MERCHANT_ID', account: RECEIVER, amount: 1, description: '佣金' };
      return () => merchant.share(paid, 1, { receivers: [one, one] });
    },
  },
  receiver_unrelated: {
    prepare: async (merchant) => {
      const paid = await merchant.shareable();
      return () => merchant.share(paid, 1);
    },
  },
  sharing_exceeds_ratio: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      // 30 % of 10000, less a fee of 60, is 2982.
      return () => merchant.share(paid, 2983);
    },
  },
  sharing_exceeds_rest: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      await merchant.refund(paid.outTradeNo, 9000, 10_000);
      return () => merchant.share(paid, 2000);
    },
  },
  sharings_too_many: {
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      const paid = await merchant.shareable();
      for (let i = 0; i < 50; i += 1) await merchant.share(paid, 1);
      return () => merchant.share(paid, 1);
    },
  },
  nothing_to_unfreeze: {
    prepare: async (merchant) => {
      const paid = await merchant.shareable();
      await merchant.unfreeze(paid);
      return () => merchant.unfreeze(paid);
    },
  },
  ecommerce_sharing_only: {
    prepare: async (merchant) => {
      const paid = await merchant.paidFor(ECOMMERCE, true);
      return () => merchant.share(paid, 1, { sub_mchid: ECOMMERCE });
    },
  },
  no_ecommerce_merchant: {
    prepare: async (merchant) => {
      const { transactionId: transaction_id } = await merchant.paidFor(ORDINARY, true);
      const body = { sub_mchid: ORDINARY, transaction_id, out_order_no: newOrderNo(), description: '完结' };
      return () => merchant.post('/v3/ecommerce/profitsharing/finish-order', body);
    },
  },
  receiver_account_not_exist: outright((merchant) => merchant.add('1600000404')),
  receiver_name_wrong: outright((merchant) => {
    const { name, mischief } = merchant.secret('查无此人');
    return merchant.add(RECEIVER, { name }, mischief);
  }),
  receivers_too_many: {
    rules: { receiversPerMerchant: 1 },
    prepare: async (merchant) => {
      await merchant.add(RECEIVER);
      return () => merchant.add('1600000102');
    },
  },

  return_not_exist: outright((merchant) =>
    merchant.get('/v3/profitsharing/return-orders/none?out_order_no=none'),
  ),
  return_sharing_not_exist: outright((merchant) => merchant.takeBack('none', 1)),
  returner_not_in_sharing: {
    prepare: async (merchant) => {
      const no = await merchant.shared();
      return () => merchant.takeBack(no, 1, { return_mchid: '1600000102' });
    },
  },
  return_exceeds_share: {
    prepare: async (merchant) => {
      const no = await merchant.shared();
      return () => merchant.takeBack(no, 1001);
    },
  },
  return_differs: {
    prepare: async (merchant) => {
      const no = await merchant.shared();
      const out_return_no = newOrderNo();
      await merchant.takeBack(no, 1, { out_return_no });
      return () => merchant.takeBack(no, 2, { out_return_no });
    },
  },
  returns_too_many: {
    prepare: async (merchant) => {
      const no = await merchant.shared();
      for (let i = 0; i < 50; i += 1) await merchant.takeBack(no, 1);
      return () => merchant.takeBack(no, 1);
    },
  },
  return_period_over: {
    prepare: async (merchant) => {
      const no = await merchant.shared();
      await merchant.world.advance('P180D');
      return () => merchant.takeBack(no, 1);
    },
  },
  return_not_allowed: {
    prepare: async (merchant) => {
      const no = await merchant.shared('1600000403');
      return () => merchant.takeBack(no, 1, { return_mchid: '1600000403' });
    },
  },
} satisfies Partial<Record<Reason, Provocation>>;
