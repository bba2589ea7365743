import { answerLostAfterEffect } from './answer-lost-after-effect.ts';
import { answerLostBeforeEffect } from './answer-lost-before-effect.ts';
import { answerMalformed } from './answer-malformed.ts';
import { answerSlow } from './answer-slow.ts';
import { answerTruncated } from './answer-truncated.ts';
import { autoUnfreeze } from './auto-unfreeze.ts';
import { awaitingForever } from './awaiting-forever.ts';
import { connectionRefused } from './connection-refused.ts';
import { connectionReset } from './connection-reset.ts';
import type { FaultKind } from './fault.ts';
import { insufficientFunds } from './insufficient-funds.ts';
import { notificationBeforeAnswer } from './notification-before-answer.ts';
import { notificationLate } from './notification-late.ts';
import { notificationLost } from './notification-lost.ts';
import { notificationOutOfOrder } from './notification-out-of-order.ts';
import { notificationProbed } from './notification-probed.ts';
import { notificationTampered } from './notification-tampered.ts';
import { notificationTwice } from './notification-twice.ts';
import { oldKey } from './old-key.ts';
import { payBeatsClose } from './pay-beats-close.ts';
import { paymentDeclined } from './payment-declined.ts';
import { paysAtLastSecond } from './pays-at-last-second.ts';
import { receiverRejected } from './receiver-rejected.ts';
import { refundAbnormal } from './refund-abnormal.ts';
import { refundLooksLikePayment } from './refund-looks-like-payment.ts';
import { refundStuck } from './refund-stuck.ts';
import { riskRefused } from './risk-refused.ts';
import { serverError } from './server-error.ts';
import { staleTimestamp } from './stale-timestamp.ts';
import { statementInNextDay } from './statement-in-next-day.ts';
import { statementOffByACent } from './statement-off-by-a-cent.ts';
import { statementRowDoubled } from './statement-row-doubled.ts';
import { statementRowMissing } from './statement-row-missing.ts';
import { tooManyRequests } from './too-many-requests.ts';
import { userLeaves } from './user-leaves.ts';
import { userPaysTwice } from './user-pays-twice.ts';
import { wrongSignature } from './wrong-signature.ts';

export type * from './fault.ts';

/** Every failure that can be provoked. */
export const FAULT_KINDS: readonly FaultKind[] = [
  // On the wire.
  connectionRefused,
  connectionReset,
  answerLostBeforeEffect,
  answerLostAfterEffect,
  answerSlow,
  serverError,
  tooManyRequests,
  answerTruncated,
  answerMalformed,
  wrongSignature,
  oldKey,
  staleTimestamp,
  // On notifications.
  notificationTwice,
  notificationLost,
  notificationLate,
  notificationOutOfOrder,
  notificationBeforeAnswer,
  notificationTampered,
  notificationProbed,
  refundLooksLikePayment,
  // At the buyer’s phone.
  paymentDeclined,
  insufficientFunds,
  riskRefused,
  userLeaves,
  userPaysTwice,
  paysAtLastSecond,
  payBeatsClose,
  awaitingForever,
  // In processing.
  refundStuck,
  refundAbnormal,
  receiverRejected,
  autoUnfreeze,
  // In statements.
  statementRowMissing,
  statementRowDoubled,
  statementOffByACent,
  statementInNextDay,
];
