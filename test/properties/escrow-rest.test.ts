import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escrowHeld, remaining, workOf } from '../../src/escrow/index.ts';
import { SHELVES } from '../escrow/kept.ts';
import { newOrders, steps } from '../escrow/random-sale.ts';
import { DAY_MS } from '../escrow/sale.ts';
import { Trial } from '../escrow/trial.ts';
import { parameters } from './parameters.ts';

const RUNS = 150;

describe.each(SHELVES)('any sale, in the end, $name', ({ open, share }) => {
  /** Takes random steps, and looks at what they come to. */
  function inTheEnd(look: (trial: Trial) => Promise<void>): Promise<void> {
    const property = fc.asyncProperty(newOrders, steps, async (order, taken) => {
      const shelf = await open();
      try {
        const trial = await Trial.begin(shelf, order);
        for (const step of taken) await trial.take(step);
        await look(trial);
      } finally {
        await shelf.dispose();
      }
    });
    return fc.assert(property, parameters(Math.ceil(RUNS * share)));
  }

  it('waits for nobody for ever: it ends by itself, or a person is told', () =>
    inTheEnd(async (trial) => {
      await letAlone(trial);
      const order = await trial.order();
      if (workOf(order).length === 0) expect(escrowHeld(order).value).toBe(0n);
    }));

  it('waits for no refund for ever: a person is told of each that its provider never answers', () =>
    inTheEnd(async (trial) => {
      trial.now += 365 * DAY_MS;
      await trial.send({ type: 'tick' });
      const order = await trial.order();
      const waiting = order.refunds.filter(({ state }) => state === 'refunding').map(({ id }) => id);
      const told = workOf(order).filter(({ kind }) => kind === 'refund_overdue');
      // The list goes by when each was due, which for one that was tried again is later.
      expect(told.map(({ about }) => about).sort()).toEqual(waiting.sort());
    }));

  it('comes to rest once every answer is in, closed unless a refund needs a person', () =>
    inTheEnd(async (trial) => {
      await bringToRest(trial);
      const { payments, refunds, fulfilment } = await trial.order();
      const needsAPerson = refunds.some(({ state }) => state === 'failed') || (await isLeftOver(trial));
      expect(refunds.filter(({ state }) => state === 'refunding')).toEqual([]);
      if (payments.length > 0 && !needsAPerson) expect(fulfilment).toBe('closed');
    }));
});

/** A chargeback was won after the sale had ended: a person has to refund what came back. */
async function isLeftOver(trial: Trial): Promise<boolean> {
  const order = await trial.order();
  const { ending, chargebacks } = order;
  return (
    ending !== 'released' && chargebacks.some(({ state }) => state === 'won') && remaining(order).value > 0n
  );
}

/** The provider answers everything, nobody else does anything, and years go by. */
async function letAlone(trial: Trial): Promise<void> {
  for (let year = 0; year < 3; year += 1) {
    const { payments, refunds } = await trial.order();
    for (const { id } of payments) await trial.send({ type: 'payment_ended', payment: id, state: 'closed' });
    await answerSplits(trial);
    for (const { id } of refunds) await trial.send({ type: 'refund_succeeded', refund: id });
    trial.now += 365 * DAY_MS;
    await trial.send({ type: 'tick' });
  }
}

/** The provider answers everything, people decide, the parcel arrives, and a year goes by. */
async function bringToRest(trial: Trial): Promise<void> {
  for (let year = 0; year < 3; year += 1) {
    const { payments, refunds, chargebacks } = await trial.order();
    await trial.send({ type: 'resolve_dispute', outcome: 'for_seller' });
    for (const { id } of chargebacks) {
      await trial.send({ type: 'chargeback_ended', chargeback: id, state: 'lost' });
    }
    await trial.send({ type: 'begin_appraisal' });
    await trial.send({ type: 'appraise', verdict: 'passed' });
    await trial.send({ type: 'ship' });
    await trial.send({ type: 'receive' });
    for (const { id } of payments) await trial.send({ type: 'payment_ended', payment: id, state: 'closed' });
    await answerSplits(trial);
    for (const { id } of refunds) await trial.send({ type: 'refund_succeeded', refund: id });
    trial.now += 365 * DAY_MS;
    await trial.send({ type: 'tick' });
  }
}

async function answerSplits(trial: Trial): Promise<void> {
  const { split } = await trial.order();
  if (!split) return;
  const legs = split.legs.map(({ payee }) => ({ payee, state: 'succeeded' as const }));
  await trial.send({ type: 'split_reported', split: split.id, legs });
  await trial.send({ type: 'settlement_confirmed', split: split.id });
}
