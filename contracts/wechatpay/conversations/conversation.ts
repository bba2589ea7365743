import { MatchersV3 } from '@pact-foundation/pact';
import type { Channel } from '../../../src/gateway/index.ts';

const { fromProviderState, like, regex } = MatchersV3;

/** One thing that the adapter does, and all that is said over it. */
export interface Conversation {
  readonly name: string;
  readonly exchanges: readonly Exchange[];
  readonly act: (channel: Channel) => Promise<unknown>;
  /** What the adapter makes of it. */
  readonly outcome: object;
  /** What is downloaded on the way. It is not signed, and not in the pact. */
  readonly file?: Uint8Array;
  /** What WeChat Pay signs its answers with: the public key, which the adapter asks for, unless it has none. */
  readonly signedBy?: 'certificate';
}

/** One request, and what the adapter relies on in its answer. A plain value has to be just that. */
export interface Exchange {
  readonly given: State;
  /** What is asked, in words. */
  readonly asked: string;
  readonly method: 'GET' | 'POST';
  readonly path: string | Matched;
  /** What comes after `?`. */
  readonly query?: Record<string, string | Matched>;
  readonly body?: Record<string, unknown>;
  readonly status: number;
  /** Nothing, for 204. */
  readonly answer?: Record<string, unknown>;
}

/** An example, and what may stand in its place. */
type Matched = ReturnType<typeof regex> | ReturnType<typeof fromProviderState<string>>;

/** What has happened at WeChat Pay before: provider.test.ts makes it happen. */
export interface State {
  readonly description: string;
  readonly parameters: Record<string, string>;
}

/** The price in every conversation, in fen. */
export const PRICE_FEN = 1_000_000;

function order(description: string, more: Record<string, string> = {}): (out_trade_no: string) => State {
  return (out_trade_no) => ({ description, parameters: { out_trade_no, total: `${PRICE_FEN}`, ...more } });
}

export const nothing = order('nothing');
export const awaiting = order('an order that awaits the buyer');
export const paid = order('a paid order');
export const paidADayAgo = order('an order that was paid a day ago');
export const paidToBeSplit = order('a paid order that is to be split');
export const paidJustNow = order('an order to be split that was paid just now');
export const closedUnpaid = order('an order that was closed unpaid');
const withRefund = (description: string) => (out_refund_no: string, refund: number) =>
  order(description, { out_refund_no, refund: `${refund}` });
export const refunding = withRefund('a paid order, with a refund on its way');
export const refunded = withRefund('a refunded order');
export const refundedInVain = withRefund("a paid order, with a refund that the buyer's bank did not take");

export const split = (out_order_no: string, account: string, share: number) =>
  order('a paid order that was split', { out_order_no, account, share: `${share}` });
export const splitAndSettled = (out_order_no: string, settlement: string, share: number) =>
  order('a paid order that was split, and of which the rest was unfrozen', {
    out_order_no,
    settlement,
    share: `${share}`,
  });
const withSettlement = (description: string) => (settlement: string) => order(description, { settlement });
export const unfrozen = withSettlement('a paid order of which the rest was unfrozen');

/** What WeChat Pay says instead of a success. */
export function refusal(code: string): Record<string, unknown> {
  return { code, message: like('says why') };
}

/** Who sells, in the examples. */
export const APPID = 'wx2421b1c4370ec43b';
export const MCHID = '1900007291';
export const anAppid = regex('^wx[0-9a-f]{16}$', APPID);
export const anMchid = regex('^\\d{10}$', MCHID);

export const TRANSACTION_ID = '4200002026042200000000000001';
export const aTransactionId = regex('^\\d{16,32}$', TRANSACTION_ID);

/** What the provider is asked about as it has called it, whatever that is. */
function asKnown(name: string, example: string, around = (value: string) => value) {
  return fromProviderState(around(`\${${name}}`), around(example));
}

/** The payment's, in a request. */
export function theTransactionId(around?: (id: string) => string) {
  return asKnown('transaction_id', TRANSACTION_ID, around);
}

/** A name, encrypted for the provider's own key. */
export const anEncryptedName = asKnown('encrypted_name', 'bmFtZQ==');
