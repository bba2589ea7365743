import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  captured,
  chargedBack,
  escrowHeld,
  isContested,
  type Order,
  openDispute,
  refunded,
  refunding,
  released,
  remaining,
  sponsored,
  type Whereabouts,
  whereBuyersMoneyIs,
  whereSellersMoneyIs,
} from '../../src/escrow/index.ts';
import { type Account, creditBalance, type TransferRow } from '../../src/ledger/index.ts';
import { money, stringifyExact } from '../../src/money/index.ts';
import { SHELVES } from '../escrow/kept.ts';
import { owedTo } from '../escrow/owed.ts';
import { newOrders, type Step, steps } from '../escrow/random-sale.ts';
import { FREEZE_MS, Trial } from '../escrow/trial.ts';
import {
  isOfChargeback,
  isOfCoupon,
  isOfLegs,
  isRefund,
  isRelease,
  outOfEscrow,
  SIDES,
  sum,
} from './escrow-rows.ts';
import { parameters } from './parameters.ts';

/** All that an invariant may look at, after a step. */
interface Scene {
  readonly order: Order;
  /** As it was before the step. */
  readonly before: Order;
  readonly step: Step;
  readonly trial: Trial;
  readonly escrow: Account | undefined;
  /** Every account, by id. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** The order's transfers, oldest first. */
  readonly rows: readonly TransferRow[];
}

describe.each(SHELVES)('any sale, $name', ({ open, share }) => {
  /** Takes the steps one by one on books of their own, and looks after each. */
  async function play(
    order: Order,
    taken: readonly Step[],
    look: (scene: Scene) => void,
    afterwards: (trial: Trial) => Promise<void> = async () => undefined,
  ): Promise<void> {
    const shelf = await open();
    try {
      const trial = await Trial.begin(shelf, order);
      for (const step of taken) {
        const before = await trial.order();
        await trial.take(step);
        look({ ...(await sceneOf(trial)), before, step });
      }
      await afterwards(trial);
    } finally {
      await shelf.dispose();
    }
  }

  function always(look: (scene: Scene) => void): Promise<void> {
    const property = fc.asyncProperty(newOrders, steps, (order, taken) => play(order, taken, look));
    return fc.assert(property, parameters(Math.ceil(RUNS * share)));
  }

  it('12: has legs of no less than nothing, that sum to its amount', () =>
    always(({ order }) => {
      if (order.paidBy === undefined) return expect(order.legs).toEqual([]);
      expect(order.legs.every(({ allocated }) => allocated >= 0n)).toBe(true);
      expect(sum(order.legs.map(({ allocated }) => allocated))).toBe(
        order.amount.value - order.offByTheSeller,
      );
    }));

  it('13: keeps its legs as they were frozen', () =>
    always(({ order, before }) => {
      if (before.legs.length === 0) return;
      expect(order.legs.map(({ payee, allocated }) => [payee, allocated])).toEqual(
        before.legs.map(({ payee, allocated }) => [payee, allocated]),
      );
    }));

  it('15: returns of each leg between nothing and all of it, and takes a return back only when it came to nothing', () =>
    always(({ order, before, step }) => {
      for (const [i, { allocated, returned }] of order.legs.entries()) {
        expect(returned >= 0n && returned <= allocated).toBe(true);
        if (step.do !== 'report_refund' && step.do !== 'end_chargeback')
          expect(returned >= (before.legs[i]?.returned ?? 0n)).toBe(true);
      }
    }));

  it('16: refunds no more of a payment than it brought, and a whole refund returns every leg exactly', () =>
    always(({ order, trial }) => {
      for (const { id } of order.payments) {
        const ofIt = order.refunds.filter(({ payment, state }) => payment === id && state !== 'failed');
        expect(sum(ofIt.map(({ amount }) => amount.value)) <= (trial.paid.get(id) ?? 0n)).toBe(true);
      }
      // What a chargeback took from the seller is not the legs' to give, though they still have it.
      const isWhole = order.paidBy !== undefined && order.chargebacks.length === 0;
      if (isWhole && remaining(order).value === 0n) {
        expect(order.legs.every(({ allocated, returned }) => returned === allocated)).toBe(true);
      }
    }));

  it('17: has as much with its providers as came in, less what went back', () =>
    always(({ order, trial, accounts }) => {
      const made = order.refunds.filter(({ id }) => trial.answered.get(id) === 'succeeded');
      const back = sum(made.map(({ amount }) => amount.value)) + sum([...trial.chargedBack.values()]);
      const clearing = [...accounts.values()].filter(({ code }) => code === 'clearing');
      const legs = (order.split?.legs ?? []).filter(({ state }) => state === 'succeeded');
      const withReceivers = sum(legs.map(({ amount, returned }) => amount - returned));
      expect(sum(clearing.map(creditBalance))).toBe(back + withReceivers - sum([...trial.paid.values()]));
    }));

  it('17: says of its money what the ledger says', () =>
    always(({ order, trial, escrow, rows }) => {
      expect(captured(order).value).toBe(sum([...trial.paid.values()]));
      expect(escrowHeld(order).value).toBe(escrow ? creditBalance(escrow) : 0n);
      expect(refunding(order).value).toBe(escrow?.debitsPending ?? 0n);
      expect(refunded(order).value).toBe(sum(rows.filter(isRefund).map(({ amount }) => amount)));
      expect(released(order).value).toBe(outOfEscrow(rows.filter(isOfLegs)));
      expect(-sponsored(order).value).toBe(outOfEscrow(rows.filter(isOfCoupon)));
      expect(chargedBack(order).value).toBe(outOfEscrow(rows.filter(isOfChargeback)));
    }));

  it('18: is closed only with nothing in escrow, nothing pending and nothing to wait for', () =>
    always(({ order, escrow }) => {
      if (order.fulfilment !== 'closed') return;
      expect(escrow ? [creditBalance(escrow), escrow.debitsPending] : [0n, 0n]).toEqual([0n, 0n]);
      expect(order.timers).toEqual([]);
      expect(isContested(order)).toBe(false);
    }));

  it('19: is released at most once, whole and at one moment', () =>
    always(({ order, rows }) => {
      const releases = rows.filter(isRelease);
      const returned = rows.filter((row) => isOfLegs(row) && !isRelease(row));
      expect(sum(releases.map(({ amount }) => amount))).toBe(released(order).value - outOfEscrow(returned));
      const [first, last] = [releases.at(0)?.sequence ?? 0, releases.at(-1)?.sequence ?? -1];
      expect(last - first + 1).toBe(releases.length);
    }));

  it('20: is not accepted or released while a dispute or a chargeback is open', () =>
    always(({ order, before }) => {
      if (openDispute(before) && openDispute(before)?.id === openDispute(order)?.id) {
        expect([before.fulfilment, 'inspecting', 'cancelled']).toContain(order.fulfilment);
      }
      if (isContested(before) && isContested(order) && before.ending !== 'released') {
        expect(order.ending).not.toBe('released');
      }
    }));

  it('20: freezes of a share what the seller has of it, and pays none of that out', () =>
    always(({ order, before, accounts }) => {
      const available = accounts.get('seller:sel:available');
      const dispute = openDispute(order);
      const frozen = dispute?.frozen ?? 0n;
      expect(available?.debitsPending ?? 0n).toBe(frozen);
      const isNew = !before.disputes.some(({ id }) => id === dispute?.id);
      if (!dispute || !isNew || order.ending !== 'released') return;
      const share = order.legs.find(({ payee }) => payee === 'seller');
      const net = share ? share.allocated - share.returned : 0n;
      const had = available ? creditBalance(available) : 0n;
      expect(frozen).toBe(net < had ? net : had);
    }));

  it('21: has claims for exactly what is at the bank and with providers, each on the side where it belongs', () =>
    always(({ order, trial, accounts }) => {
      const made = order.refunds.filter(
        ({ id, madeElsewhere }) => trial.answered.get(id) === 'succeeded' && madeElsewhere === undefined,
      );
      const back = sum(made.map(({ amount }) => amount.value)) + sum([...trial.chargedBack.values()]);
      const legs = (order.split?.legs ?? []).filter(({ state }) => state === 'succeeded');
      const withReceivers = sum(legs.map(({ amount, returned }) => amount - returned));
      const withProviders = sum([...trial.paid.values()]) - back - withReceivers;

      const kindOf = (id: string) => id.slice(0, id.indexOf(':'));
      const claims = [...accounts.values()].filter(({ id }) => !['clearing', 'custody'].includes(kindOf(id)));
      for (const account of claims) {
        expect(SIDES[kindOf(account.id)]?.(creditBalance(account)), account.id).toBe(true);
      }
      expect(sum(claims.map(creditBalance))).toBe(trial.atTheBank + withProviders);
    }));

  it('23: has as much outstanding to its financier as is assigned, and never less than nothing', () =>
    always(({ order, accounts }) => {
      const assigned = order.advances.filter(({ state }) => state === 'assigned');
      expect(assigned.length <= 1).toBe(true);
      const lent = accounts.get('advance:seller:sel');
      expect(lent ? -creditBalance(lent) : 0n).toBe(sum(assigned.map(({ principal }) => principal.value)));
      if (order.ending !== undefined) expect(assigned).toEqual([]);
    }));

  it('25: has its provider pay receivers, each once, no more than it lets out and has, while it is frozen', () =>
    always(({ order, trial }) => {
      const asked = trial.splits.at(-1);
      const payment = order.payments.find(({ id }) => id === asked?.payment);
      const released = order.timeline.find(({ event }) => event === 'released');
      if (!asked || !payment || !released) return expect(trial.splits).toEqual([]);
      const outward = sum(asked.legs.map(({ amount }) => amount));
      const paid = trial.paid.get(payment.id) ?? 0n;
      expect(outward * 10_000n <= paid * BigInt(payment.splitting?.outwardCapBps ?? 0)).toBe(true);
      expect(released.at <= (trial.paidAt.get(payment.id) ?? 0) + FREEZE_MS).toBe(true);

      const receivers = payment.splitting?.receivers.map(({ payee }) => payee) ?? [];
      const payees = asked.legs.map(({ payee }) => payee);
      expect(receivers).toEqual(expect.arrayContaining(payees));
      expect(payees).toEqual([...new Set(payees)]);
      expect(new Set(trial.splits.map(({ id }) => id)).size).toBe(1);
    }));

  it('25: never has less with its provider than receivers are still to have of it', () =>
    always(({ order, trial, before }) => {
      // What comes later, such as a chargeback, may leave the provider less.
      if (before.split || !order.split) return;
      const { payment, legs } = order.split;
      const made = order.refunds.filter(({ id }) => trial.answered.get(id) === 'succeeded');
      const back = [...made, ...order.chargebacks.filter(({ state }) => state !== 'won')]
        .filter((item) => item.payment === payment)
        .map(({ amount }) => amount.value);
      const outward = sum(legs.map(({ amount }) => amount));
      expect(outward <= (trial.paid.get(payment) ?? 0n) - sum(back)).toBe(true);
    }));

  it('25: owes a payee what its share is beyond what its receiver has', () =>
    always(({ order, accounts }) => {
      const kept = order.rules.filter(({ onRefund }) => onRefund === 'kept').map(({ payee }) => payee);
      for (const leg of order.split?.legs ?? []) {
        expect(leg.returned >= 0n && leg.forgone >= 0n && leg.returned + leg.forgone <= leg.amount).toBe(
          true,
        );
        // Who keeps a share is also owed for work that was done in vain.
        if (kept.includes(leg.payee)) continue;
        const account = accounts.get(`payable:${leg.payee}`);
        expect(account ? creditBalance(account) : 0n).toBe(owedTo(order, leg));
      }
    }));

  it('24: takes a chargeback from the reserve first, then what is available, and advances what is in neither', () =>
    always(({ order, before, accounts }) => {
      const taken = order.chargebacks.filter(
        ({ id }) => !before.chargebacks.some((known) => known.id === id),
      );
      const from = new Set(taken.flatMap(({ sources }) => sources.map(({ account }) => account.id)));
      const left = (id: string) => {
        const account = accounts.get(id);
        return account ? creditBalance(account) - account.debitsPending : 0n;
      };
      if (from.has('seller:sel:available') || from.has('receivable:seller:sel')) {
        expect(left('seller:sel:reserve')).toBe(0n);
      }
      if (from.has('receivable:seller:sel')) expect(left('seller:sel:available')).toBe(0n);
    }));

  it('24: has every balance again once a chargeback has come and was won', () => {
    const contested = async (trial: Trial): Promise<void> => {
      await trial.send({ type: 'tick' });
      const before = await balances(trial);
      for (const { id, state } of (await trial.order()).payments) {
        if (state !== 'succeeded') continue;
        const chargeback = `last-${id}`;
        const amount = money('CNY', trial.paid.get(id) ?? 0n);
        await trial.send({ type: 'chargeback_opened', chargeback, payment: id, amount });
        await trial.send({ type: 'chargeback_ended', chargeback, state: 'won' });
      }
      expect(await balances(trial)).toEqual(before);
    };
    const property = fc.asyncProperty(newOrders, steps, (order, taken) =>
      play(order, taken, () => undefined, contested),
    );
    return fc.assert(property, parameters(Math.ceil(RUNS * share)));
  });

  it('says of every cent where it is, to the buyer and to the seller', () =>
    always(({ order, trial }) => {
      const brought = order.payments.map(({ id }) => {
        const backs = [
          ...order.refunds.filter(({ state }) => state !== 'failed'),
          ...order.chargebacks.filter(({ state }) => state !== 'won'),
        ].filter(({ payment }) => payment === id);
        const back = sum(backs.map(({ amount }) => amount.value));
        const paid = trial.paid.get(id) ?? 0n;
        // A bank may take back what was refunded already.
        return back > paid ? back : paid;
      });
      const buyers = whereBuyersMoneyIs(order, trial.now).filter(({ place }) => place !== 'with_the_buyer');
      expect(sum(buyers.map(({ amount }) => amount.value))).toBe(sum(brought));

      const share = order.legs.find(({ payee }) => payee === 'seller');
      const sellers = whereSellersMoneyIs(order, trial.now).map(({ amount }) => amount.value);
      expect(sum(sellers)).toBe(share ? share.allocated - share.returned : 0n);
    }));

  it('says of a cent that it is somewhere only as far as it is there by the ledger', () =>
    always(({ order, trial, accounts, escrow }) => {
      const buyers = amountsByPlace(whereBuyersMoneyIs(order, trial.now));
      const sellers = amountsByPlace(whereSellersMoneyIs(order, trial.now));
      const isReleased = order.ending === 'released';
      const at = (rows: ReadonlyMap<string, bigint>, place: string) => rows.get(place) ?? 0n;

      expect(at(buyers, 'on_its_way_back')).toBe(escrow?.debitsPending ?? 0n);
      expect(at(buyers, 'back_with_the_buyer')).toBe(refunded(order).value);
      expect(at(buyers, 'with_the_buyers_bank')).toBe(sum([...trial.chargedBack.values()]));
      if (!isReleased) expect(at(buyers, 'with_the_seller')).toBe(0n);

      const reserve = accounts.get('seller:sel:reserve');
      expect(at(sellers, 'in_reserve') <= (reserve ? creditBalance(reserve) : 0n)).toBe(true);
      expect(at(sellers, 'frozen') <= (accounts.get('seller:sel:available')?.debitsPending ?? 0n)).toBe(true);
      const lent = accounts.get('advance:seller:sel');
      if (lent === undefined || creditBalance(lent) === 0n) expect(at(sellers, 'assigned')).toBe(0n);
      expect(at(sellers, 'with_the_financier') <= sum(order.advances.map(({ repaid }) => repaid))).toBe(true);
      expect(at(sellers, isReleased ? 'in_escrow' : 'with_the_seller')).toBe(0n);
      expect(at(sellers, 'in_escrow') + at(sellers, 'assigned') <= escrowHeld(order).value).toBe(true);
    }));

  it('tells of every change that the API shows', () =>
    always(({ order, before }) => {
      const shown = ({ timers: _timers, timeline: _timeline, ...rest }: Order) => stringifyExact(rest);
      if (shown(order) !== shown(before)) {
        expect(order.timeline.length).toBeGreaterThan(before.timeline.length);
      }
    }));

  it('that has ended is never revived', () =>
    always(({ order, before }) => {
      if (before.ending === undefined) return;
      expect(order.ending).toBe(before.ending);
      expect([before.ending, 'closed']).toContain(order.fulfilment);
    }));
});

it('30: comes to the same bytes when it is done again, on every store', () => {
  const property = fc.asyncProperty(newOrders, steps, async (order, taken) => {
    const lives: unknown[] = [];
    for (const { open } of [...SHELVES, ...SHELVES]) {
      const shelf = await open();
      try {
        const trial = await Trial.begin(shelf, order);
        for (const step of taken) await trial.take(step);
        const { rows, accounts } = await sceneOf(trial);
        lives.push(stringifyExact([await trial.order(), rows, [...accounts.values()]]));
      } finally {
        await shelf.dispose();
      }
    }
    expect(new Set(lives).size).toBe(1);
  });
  return fc.assert(property, parameters(20));
});

const RUNS = 150;

function amountsByPlace(rows: readonly Whereabouts[]): ReadonlyMap<string, bigint> {
  const places = Map.groupBy(rows, ({ place }) => place);
  return new Map([...places].map(([place, all]) => [place, sum(all.map(({ amount }) => amount.value))]));
}

/** What stands in every account that holds anything. */
async function balances(trial: Trial): Promise<Map<string, bigint>> {
  const accounts = await trial.shelf.store().accounts();
  return new Map(
    accounts
      .map((account) => [account.id, creditBalance(account)] as const)
      .filter(([, balance]) => balance !== 0n),
  );
}

async function sceneOf(trial: Trial): Promise<Omit<Scene, 'before' | 'step'>> {
  const store = trial.shelf.store();
  const accounts = new Map((await store.accounts()).map((account) => [account.id, account]));
  return {
    trial,
    order: await trial.order(),
    accounts,
    escrow: accounts.get(`escrow:${trial.id}`),
    rows: await store.transfers({ order: trial.id, limit: 1_000 }),
  };
}
