import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type Command,
  type Decision,
  decide,
  type Effect,
  type Order,
  readFunds,
  toPay,
} from '../../src/escrow/index.ts';
import { apply, Books, type Transfer } from '../../src/ledger/index.ts';
import { money } from '../../src/money/index.ts';
import { newOrders } from '../escrow/random-sale.ts';
import { DAY_MS, START } from '../escrow/sale.ts';
import { parameters } from './parameters.ts';

interface Life {
  readonly order: Order;
  readonly books: Books;
  readonly transfers: readonly Transfer[];
  readonly effects: readonly Effect[];
}

function attempt({ order, books }: Life, command: Command, now: number): Decision {
  const funds = readFunds(order.seller, order.amount.currency, (id) => books.account(id));
  return decide(order, command, now, funds);
}

function live(life: Life, command: Command, now: number): Life {
  const decision = attempt(life, command, now);
  if (!decision.ok) return life;
  return {
    order: decision.order,
    books: apply(life.books, [decision], now).state,
    transfers: [...life.transfers, ...decision.transfers],
    effects: [...life.effects, ...decision.effects],
  };
}

/** The first commands of a sale; where it stops, time takes over. */
function beginSale(order: Order, length: number): Life {
  const part = money('CNY', toPay(order).value / 2n);
  const commands: Command[] = [
    { type: 'start_payment', channel: 'alipay', method: 'qr' },
    { type: 'start_payment', channel: 'card', method: 'page' },
    { type: 'payment_succeeded', payment: 'ord-p1', paid: toPay(order), providerReference: '1' },
    { type: 'refund', amount: part, reason: 'a scratch' },
    { type: 'refund_succeeded', refund: 'ord-r1' },
    { type: 'begin_appraisal' },
    { type: 'appraise', verdict: 'passed' },
    { type: 'ship' },
    { type: 'receive' },
    { type: 'refund', amount: money('CNY', 1n), reason: 'another' },
    { type: 'open_dispute', reason: 'not as described' },
    { type: 'resolve_dispute', outcome: 'for_seller' },
    { type: 'accept' },
  ];
  const born: Life = { order, books: new Books(), transfers: [], effects: [] };
  return commands.slice(0, length).reduce((life, command) => live(life, command, START), born);
}

const begun = fc
  .record({ order: newOrders, length: fc.nat({ max: 13 }) })
  .map(({ order, length }) => beginSale(order, length));

/** From seconds to a month and a half: the retries of a call and the states of an order, both. */
const moments = fc
  .array(fc.oneof(fc.nat({ max: 2 * 3_600_000 }), fc.nat({ max: 45 * DAY_MS })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((offsets) => offsets.toSorted((a, b) => a - b).map((offset) => START + offset));

it('one big tick comes to the same order and the same transfers as many small ones', () => {
  fc.assert(
    fc.property(begun, moments, (life, times) => {
      const small = times.reduce((lived, now) => live(lived, { type: 'tick' }, now), life);
      const big = live(life, { type: 'tick' }, times.at(-1) ?? START);
      expect(big.order).toEqual(small.order);
      expect(big.transfers).toEqual(small.transfers);
    }),
    parameters(500),
  );
});

it('a command finds the same order whether or not the clock was looked at before', () => {
  const command = fc.constantFrom<Command>(
    { type: 'ship' },
    { type: 'accept' },
    { type: 'refund', reason: 'all of it' },
    { type: 'payment_succeeded', payment: 'ord-p2', paid: money('CNY', 1n), providerReference: '2' },
    { type: 'refund_failed', refund: 'ord-r2', reason: 'refused' },
  );
  fc.assert(
    fc.property(begun, moments, command, (life, times, last) => {
      const now = times.at(-1) ?? START;
      const watched = times.reduce((lived, at) => live(lived, { type: 'tick' }, at), life);
      const unwatched = attempt(life, last, now);
      const after = attempt(watched, last, now);
      if (unwatched.ok) expect(after).toMatchObject({ ok: true, order: unwatched.order });
      else expect(after).toEqual(unwatched);
    }),
    parameters(500),
  );
});

it('a tick calls a provider at most once for the same thing, however long it was', () => {
  fc.assert(
    fc.property(begun, moments, (life, times) => {
      const { effects } = live({ ...life, effects: [] }, { type: 'tick' }, times.at(-1) ?? START);
      const calls = effects.map(
        (effect) => `${effect.kind} ${'refund' in effect ? effect.refund.id : effect.payment.id}`,
      );
      expect(calls).toEqual([...new Set(calls)]);
    }),
    parameters(300),
  );
});
