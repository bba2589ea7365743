import { expect } from 'vitest';
import {
  type Command,
  createOrder,
  type Decision,
  decide,
  type Effect,
  type NewOrder,
  type Order,
  readFunds,
  type SellerFunds,
  toPay,
} from '../../src/escrow/index.ts';
import {
  type AccountSpec,
  apply,
  Books,
  creditBalance,
  type Posting,
  succeeded,
  type Transfer,
} from '../../src/ledger/index.ts';
import { type Money, money } from '../../src/money/index.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** 2026-03-01T00:00:00Z */
export const START = Date.UTC(2026, 2, 1);

/** The bag of ¥10,000.00 with 8 % commission. */
export const BAG: NewOrder = {
  id: 'ord_bag',
  seller: 'sel_ann',
  title: 'A handbag',
  amount: money('CNY', 1_000_000n),
  rules: [{ payee: 'platform', basis: { kind: 'rate', bps: 800 } }],
  terms: {
    payWithinMs: 30 * MINUTE_MS,
    shipWithinMs: 72 * HOUR_MS,
    deliverWithinMs: 15 * DAY_MS,
    refundWithinMs: 7 * DAY_MS,
    acceptWithinMs: 3 * DAY_MS,
    appraiseWithinMs: 5 * DAY_MS,
    holdMs: 7 * DAY_MS,
    afterSaleMs: 15 * DAY_MS,
    evidenceWithinMs: 7 * DAY_MS,
    reserveBps: 0,
    unfreezeAlarmMs: 3 * DAY_MS,
  },
  outwardCapBps: 10_000,
};

/** One order that lives through commands, on a clock of its own. */
export class Sale {
  now = START;
  order: Order;
  /** Every transfer so far, and the accounts that they need. */
  readonly transfers: Transfer[] = [];
  readonly accounts: AccountSpec[] = [];
  readonly books = new Books();
  /** The calls to providers that the last command asked for. */
  effects: readonly Effect[] = [];

  constructor(request: Partial<NewOrder> = {}) {
    const created = createOrder({ ...BAG, ...request }, START);
    if (!created.ok) throw new Error(`not an order: ${created.code}`);
    this.order = created.order;
  }

  /** A command that must be allowed. */
  do(command: Command): this {
    const decision = this.attempt(command);
    if (!decision.ok) throw new Error(`${command.type} was refused: ${JSON.stringify(decision)}`);
    this.post(decision);
    this.order = decision.order;
    this.transfers.push(...decision.transfers);
    this.accounts.push(...decision.accounts);
    this.effects = decision.effects;
    return this;
  }

  /** What would be decided now; the sale stays as it is. */
  attempt(command: Command): Decision {
    return decide(this.order, command, this.now, this.funds);
  }

  /** Posts to the sale's own books, as the ledger would; also what happens to the seller elsewhere. */
  post(posting: Posting): this {
    const { state, results } = apply(this.books, [posting], this.now);
    if (!succeeded(results.flat())) throw new Error(`the ledger refused: ${results.flat().join(', ')}`);
    this.books.absorb(state);
    return this;
  }

  get funds(): SellerFunds {
    const { seller, amount } = this.order;
    return readFunds(seller, amount.currency, (id) => this.books.account(id));
  }

  /** What stands on the credit side of an account. */
  balance(id: string): bigint {
    const account = this.books.account(id);
    return account ? creditBalance(account) : 0n;
  }

  /** Lets time pass, and rings what is due. */
  wait(durationMs: number): this {
    this.now += durationMs;
    return this.do({ type: 'tick' });
  }

  startPayment(channel = 'alipay', method = 'qr'): this {
    return this.do({ type: 'start_payment', channel, method });
  }

  pay(nth = 1, paid: Money = toPay(this.order)): this {
    const payment = this.payment(nth);
    return this.do({ type: 'payment_succeeded', payment, paid, providerReference: `provider-${nth}` });
  }

  held(): this {
    return this.startPayment().pay();
  }

  inspecting(): this {
    return this.held().do({ type: 'ship' }).do({ type: 'receive' });
  }

  accepted(): this {
    return this.inspecting().do({ type: 'accept' });
  }

  released(): this {
    return this.accepted().wait(this.order.terms.holdMs);
  }

  refund(value?: bigint): this {
    const reason = 'a scratch';
    return this.do(
      value === undefined
        ? { type: 'refund', reason }
        : { type: 'refund', amount: money('CNY', value), reason },
    );
  }

  refundSucceeds(nth = 1): this {
    return this.do({ type: 'refund_succeeded', refund: this.refundId(nth) });
  }

  refundFails(nth = 1): this {
    return this.do({ type: 'refund_failed', refund: this.refundId(nth), reason: 'ACCOUNT_CLOSED' });
  }

  payment(nth: number): string {
    return `${this.order.id}-p${nth}`;
  }

  refundId(nth: number): string {
    return `${this.order.id}-r${nth}`;
  }

  /** What the legs have, refunds taken off. */
  get shares(): Record<string, bigint> {
    return Object.fromEntries(this.order.legs.map((leg) => [leg.payee, leg.allocated - leg.returned]));
  }

  /** The words of the timeline, in order. */
  get events(): string[] {
    return this.order.timeline.map(({ event }) => event);
  }

  /** The timers that run, and how long from now. */
  get timers(): [kind: string, inMs: number][] {
    return this.order.timers.map(({ kind, at }) => [kind, at - this.now]);
  }
}

export function expectRefused(decision: Decision, code: string): void {
  expect(decision).toMatchObject({ ok: false, code });
}

/** The same order: not a new one that looks alike. */
export function expectNoEffect(sale: Sale, command: Command): void {
  const decision = sale.attempt(command);
  expect(decision).toEqual({ ok: true, order: sale.order, accounts: [], transfers: [], effects: [] });
  expect(decision.ok && decision.order).toBe(sale.order);
}
