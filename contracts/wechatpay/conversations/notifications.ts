import type { Notification } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import {
  anAppid,
  anMchid,
  aTransactionId,
  PRICE_FEN,
  paid,
  refunded,
  refundedInVain,
  type State,
  TRANSACTION_ID,
} from './conversation.ts';

export interface Notified {
  /** What it is a notification of. */
  readonly of: string;
  readonly given: State;
  readonly eventType: string;
  /** What the adapter relies on in what is sealed. WeChat Pay sends more. */
  readonly resource: Record<string, unknown>;
  readonly meaning: Notification;
}

export const notifications: Notified[] = [
  {
    of: 'a payment',
    given: paid('notify_1'),
    eventType: 'TRANSACTION.SUCCESS',
    resource: {
      appid: anAppid,
      mchid: anMchid,
      out_trade_no: 'notify_1',
      transaction_id: aTransactionId,
      trade_state: 'SUCCESS',
      amount: { total: PRICE_FEN, currency: 'CNY' },
    },
    meaning: {
      kind: 'payment_succeeded',
      payment: 'notify_1',
      paid: money('CNY', BigInt(PRICE_FEN)),
      providerReference: TRANSACTION_ID,
    },
  },
  {
    of: 'a refund',
    given: refunded('notify_2_r1', 10_000)('notify_2'),
    eventType: 'REFUND.SUCCESS',
    resource: {
      mchid: anMchid,
      out_trade_no: 'notify_2',
      out_refund_no: 'notify_2_r1',
      refund_status: 'SUCCESS',
    },
    meaning: { kind: 'refund_changed', payment: 'notify_2', refund: 'notify_2_r1' },
  },
  {
    of: "a refund that the buyer's bank did not take",
    given: refundedInVain('notify_3_r1', 10_000)('notify_3'),
    eventType: 'REFUND.ABNORMAL',
    resource: {
      mchid: anMchid,
      out_trade_no: 'notify_3',
      out_refund_no: 'notify_3_r1',
      refund_status: 'ABNORMAL',
    },
    meaning: { kind: 'refund_changed', payment: 'notify_3', refund: 'notify_3_r1' },
  },
];
