import { MatchersV3 } from '@pact-foundation/pact';
import type { Channel } from '../../../src/gateway/index.ts';

const { like, regex } = MatchersV3;

/** One thing that the adapter does, and all that is said over it. */
export interface Conversation {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
  readonly act: (channel: Channel) => Promise<unknown>;
  /** What the adapter makes of it. */
  readonly outcome: object;
}

/** One request, and what the adapter relies on in its answer. A plain value has to be just that. */
export interface Exchange {
  readonly given: State;
  /** What is asked, in words. */
  readonly asked: string;
  readonly method: string;
  readonly bizContent: object;
  readonly notifyUrl?: string;
  readonly answer: Record<string, unknown>;
}

/** What has happened at Alipay before: provider.test.ts makes it happen. */
export interface State {
  readonly description: string;
  readonly parameters: Record<string, string>;
}

/** Somebody to whom Alipay pays a share, somebody who has closed the account since, and nobody. */
export const RECEIVER = '2088000000000101';
export const CLOSED_ACCOUNT = '2088000000000403';
export const NOBODY = '2088000000000404';

/** The price in every conversation, as Alipay writes it. */
export const PRICE = '10000.00';

function trade(description: string, more: Record<string, string> = {}): (out_trade_no: string) => State {
  return (out_trade_no) => ({ description, parameters: { out_trade_no, total_amount: PRICE, ...more } });
}

export const nothing = trade('nothing');
export const unscanned = trade('a code that nobody has scanned');
export const awaiting = trade('a trade that awaits the buyer');
export const paid = trade('a paid trade');
export const closedUnpaid = trade('a trade that was closed unpaid');
export const refunded = (out_request_no: string, refund_amount: string) =>
  trade('a refunded trade', { out_request_no, refund_amount });

export const paidADayAgo = trade('a trade that was paid a day ago');
export const paidToSplit = trade('a paid trade that is to be split', { account: RECEIVER });
export const split = (out_split_no: string, share: string) =>
  trade('a paid trade that was split', { account: RECEIVER, out_split_no, share });
export const finished = trade('a paid trade whose splits are finished', { account: RECEIVER });
export const splitToAClosedAccount = (out_split_no: string, share: string) =>
  trade('a paid trade that was split', { account: CLOSED_ACCOUNT, out_split_no, share });

/** What Alipay says instead of a success. */
export function businessFailed(subCode: string): Record<string, unknown> {
  return { code: '40004', msg: 'Business Failed', sub_code: subCode, sub_msg: like('says why') };
}

/** In requests it stands for the number that the provider has given the trade. */
export const TRADE_NO = '2026042222001400001000000001';
export const aTradeNo = regex('^\\d{16,64}$', TRADE_NO);
export const aTime = regex('^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?$', '2026-04-22 13:14:00');
