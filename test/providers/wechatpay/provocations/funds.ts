import type { Reason } from '../../../../providers/wechatpay/errors.ts';
import { newOrderNo } from '../open.ts';
import { ECOMMERCE, OPENID } from './merchant.ts';
import { outright, type Provocation } from './provocation.ts';

/** Bills, combined orders, funds of sub-merchants, and transfers. */
export const FUNDS = {
  // It is noon on 22 November.
  bill_creating: outright((merchant) => merchant.get('/v3/bill/tradebill?bill_date=2026-11-22')),
  no_bill: outright((merchant) => merchant.get('/v3/bill/tradebill?bill_date=2026-11-21')),
  bill_expired: outright((merchant) => merchant.get('/v3/bill/tradebill?bill_date=2026-08-01')),
  bill_url_expired: {
    prepare: async (merchant) => {
      await merchant.world.paidOrder(100);
      await merchant.world.advance('P1D');
      const { json } = await merchant.get('/v3/bill/tradebill?bill_date=2026-11-22');
      await merchant.world.advance('PT30S');
      const { pathname, search } = new URL(json.download_url);
      return () => merchant.get(pathname + search);
    },
  },

  parts_number_wrong: outright((merchant) => merchant.combine([newOrderNo()])),
  sub_orders_differ: {
    prepare: async (merchant) => {
      const [no, first, second] = [newOrderNo(), newOrderNo(), newOrderNo()];
      await merchant.combine([first, second], no);
      const { appid: combine_appid, mchid } = merchant.world.credentials;
      const body = { combine_appid, sub_orders: [{ mchid, out_trade_no: first }] };
      return () => merchant.post(`/v3/combine-transactions/out-trade-no/${no}/close`, body);
    },
  },

  no_certificates: outright((merchant) => merchant.get('/v3/certificates'), { platformCertificates: 'none' }),
  withdrawal_not_exist: outright((merchant) =>
    merchant.get(`/v3/ecommerce/fund/withdraw/1?sub_mchid=${ECOMMERCE}`),
  ),
  withdrawal_differs: {
    prepare: async (merchant) => {
      await merchant.paidFor(ECOMMERCE, false);
      const no = newOrderNo();
      await merchant.withdraw(100, no);
      return () => merchant.withdraw(200, no);
    },
  },
  balance_short: outright((merchant) => merchant.withdraw(100)),
  subsidy_differs: {
    prepare: async (merchant) => {
      await merchant.world.paidOrder(10_000);
      const { transactionId } = await merchant.paidFor(ECOMMERCE, false);
      const out_subsidy_no = newOrderNo();
      await merchant.subsidy('create', transactionId, { amount: 1, out_subsidy_no });
      return () => merchant.subsidy('create', transactionId, { amount: 2, out_subsidy_no });
    },
  },
  subsidy_cancelled: {
    prepare: async (merchant) => {
      const { transactionId } = await merchant.paidFor(ECOMMERCE, false);
      await merchant.subsidy('cancel', transactionId);
      return () => merchant.subsidy('create', transactionId, { amount: 1 });
    },
  },
  subsidy_exceeds_order: {
    prepare: async (merchant) => {
      const { transactionId } = await merchant.paidFor(ECOMMERCE, false);
      return () => merchant.subsidy('create', transactionId, { amount: 10_001 });
    },
  },
  subsidy_return_exceeds: {
    prepare: async (merchant) => {
      const { transactionId } = await merchant.paidFor(ECOMMERCE, false);
      return () => merchant.subsidy('return', transactionId, { amount: 1, out_order_no: newOrderNo() });
    },
  },
  advance_not_exist: {
    prepare: async (merchant) => {
      const id = await merchant.ecommerceRefund('REFUND_SOURCE_SUB_MERCHANT');
      return () => merchant.post(`/v3/ecommerce/refunds/${id}/return-advance`, { sub_mchid: ECOMMERCE });
    },
  },
  advance_period_over: {
    prepare: async (merchant) => {
      const id = await merchant.ecommerceRefund('REFUND_SOURCE_PARTNER_ADVANCE');
      await merchant.world.advance('P90D');
      return () => merchant.post(`/v3/ecommerce/refunds/${id}/return-advance`, { sub_mchid: ECOMMERCE });
    },
  },
  transfer_not_exist: outright((merchant) =>
    merchant.get('/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/none'),
  ),
  transfer_differs: {
    prepare: async (merchant) => {
      await merchant.world.paidOrder(1000);
      const no = newOrderNo();
      await merchant.transfer(100, no);
      return () => merchant.transfer(200, no);
    },
  },
  transfer_not_cancellable: {
    prepare: async (merchant) => {
      await merchant.world.paidOrder(1000);
      const no = newOrderNo();
      const { json } = await merchant.transfer(100, no);
      merchant.world.pay(json.package_info);
      const path = `/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/${no}/cancel`;
      return () => merchant.post(path, {});
    },
  },
  batch_sum_differs: outright((merchant) =>
    merchant.post('/v3/transfer/batches', {
      appid: merchant.world.credentials.appid,
      out_batch_no: newOrderNo(),
      batch_name: '货款',
      batch_remark: '货款',
      total_amount: 200,
      total_num: 1,
      transfer_detail_list: [
        { out_detail_no: newOrderNo(), transfer_amount: 100, transfer_remark: '货款', openid: OPENID },
      ],
    }),
  ),
} satisfies Partial<Record<Reason, Provocation>>;
