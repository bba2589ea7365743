import { MatchersV3 } from '@pact-foundation/pact';
import type { Notification } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import {
  aTime,
  aTradeNo,
  closedUnpaid,
  PRICE,
  paid,
  refunded,
  type State,
  TRADE_NO,
} from './conversation.ts';

const { regex } = MatchersV3;

export interface Notified {
  /** What it is a notification of. */
  readonly of: string;
  readonly given: State;
  /** What the adapter relies on in the form, decoded. Alipay sends more. */
  readonly fields: Record<string, unknown>;
  readonly meaning: Notification;
}

/** Whom notifications are addressed to, in the examples. */
export const APP_ID = '2021000122671080';
export const SELLER_ID = '2088102146225135';

const sent = (out_trade_no: string, trade_status: string, more: object) => ({
  app_id: regex('^\\d{16}$', APP_ID),
  seller_id: regex('^2088\\d{12}$', SELLER_ID),
  notify_type: 'trade_status_sync',
  sign_type: 'RSA2',
  out_trade_no,
  trade_no: aTradeNo,
  trade_status,
  total_amount: PRICE,
  ...more,
});

export const notifications: Notified[] = [
  {
    of: 'a payment',
    given: paid('notify_1'),
    fields: sent('notify_1', 'TRADE_SUCCESS', { gmt_payment: aTime }),
    meaning: {
      kind: 'payment_succeeded',
      payment: 'notify_1',
      paid: money('CNY', 1_000_000n),
      providerReference: TRADE_NO,
    },
  },
  {
    of: 'a trade that was closed unpaid',
    given: closedUnpaid('notify_2'),
    fields: sent('notify_2', 'TRADE_CLOSED', { gmt_close: aTime }),
    meaning: { kind: 'payment_closed', payment: 'notify_2' },
  },
  {
    of: 'a partial refund, which looks like a payment',
    given: refunded('r1', '100.00')('notify_3'),
    fields: sent('notify_3', 'TRADE_SUCCESS', {
      gmt_payment: aTime,
      gmt_refund: aTime,
      refund_fee: '100.00',
      out_biz_no: 'r1',
    }),
    meaning: { kind: 'refund_changed', payment: 'notify_3', refund: 'r1' },
  },
  {
    of: 'a full refund, which looks like a trade that was closed unpaid',
    given: refunded('r1', PRICE)('notify_4'),
    fields: sent('notify_4', 'TRADE_CLOSED', {
      gmt_payment: aTime,
      gmt_refund: aTime,
      refund_fee: PRICE,
      out_biz_no: 'r1',
    }),
    meaning: { kind: 'refund_changed', payment: 'notify_4', refund: 'r1' },
  },
];
