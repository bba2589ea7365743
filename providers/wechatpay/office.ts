import type { Clock, Kit, Mishaps } from '../../src/sandbox/index.ts';
import { Accounts } from './accounts.ts';
import { ApiV3Key } from './api-v3-key.ts';
import { Barcodes } from './barcodes.ts';
import { Batches } from './batches.ts';
import { Bills } from './bills.ts';
import { CombinedOrders } from './combine.ts';
import type { Keys } from './credentials.ts';
import { noticeOf } from './notices.ts';
import { type Notice, sealedNotification } from './notify.ts';
import { Numbers } from './numbers.ts';
import { PlatformKeys } from './platform-keys.ts';
import { ReceiverAddresses } from './receiver-addresses.ts';
import { Receivers } from './receivers.ts';
import { RuleBook } from './rule-book.ts';
import type { Rules } from './rules.ts';
import type { Outcome } from './state.ts';
import { Subsidies } from './subsidies.ts';
import { Trades } from './trades.ts';
import { Transfers } from './transfers.ts';
import { Withdrawals } from './withdrawals.ts';

/** What stands behind the gateway, and what the methods, the page and the wallet work with. */
export interface Office {
  readonly origin: string;
  readonly rules: Rules;
  readonly ruleBook: RuleBook;
  readonly clock: Clock;
  readonly mishaps: Mishaps;
  readonly numbers: Numbers;
  readonly keys: Keys;
  readonly apiV3Key: ApiV3Key;
  readonly platformKeys: PlatformKeys;
  readonly trades: Trades;
  readonly combined: CombinedOrders;
  readonly barcodes: Barcodes;
  readonly accounts: Accounts;
  readonly receivers: Receivers;
  readonly addresses: ReceiverAddresses;
  readonly bills: Bills;
  readonly withdrawals: Withdrawals;
  readonly subsidies: Subsidies;
  readonly transfers: Transfers;
  readonly batches: Batches;
  /** Writes what came of a step: the order, the money, and what is to be told. */
  commit(outcome: Outcome): void;
  /** Tells the merchant. */
  tell(notice: Notice): void;
}

/** @param firstRules those that it begins with */
export function openOffice(kit: Kit, keys: Keys, firstRules: Rules): Office {
  const { origin, clock, store, notifier, mishaps } = kit;
  const numbers = new Numbers(kit);
  const ruleBook = new RuleBook(firstRules, store);
  const { rules } = ruleBook;
  const trades = new Trades(store, rules);
  const accounts = new Accounts(store);
  const addresses = new ReceiverAddresses(store);
  const apiV3Key = new ApiV3Key(keys.apiV3Key, store);
  const tell = (notice: Notice) =>
    notifier.send('wechatpay', sealedNotification(notice, numbers, apiV3Key.inForce, clock.now()));
  return {
    origin,
    rules,
    ruleBook,
    clock,
    mishaps,
    numbers,
    keys,
    apiV3Key,
    platformKeys: new PlatformKeys(keys, rules, clock, store),
    trades,
    combined: new CombinedOrders(store, trades),
    barcodes: new Barcodes(store),
    accounts,
    receivers: new Receivers(store),
    addresses,
    bills: new Bills(store, rules),
    withdrawals: new Withdrawals(store, accounts),
    subsidies: new Subsidies(store, accounts),
    transfers: new Transfers(store, accounts, tell),
    batches: new Batches(store, accounts),
    commit: ({ order, moves, events }) => {
      trades.save(order);
      accounts.post(moves, clock.now());
      for (const event of events) {
        const notice = noticeOf(event, order, (mchid) => addresses.of(mchid));
        if (notice) tell(notice);
      }
    },
    tell,
  };
}
