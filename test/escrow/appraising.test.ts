import { describe, expect, it } from 'vitest';
import type { SplitRule } from '../../src/split/index.ts';
import { DAY_MS, expectRefused, HOUR_MS, Sale } from './sale.ts';

const APPRAISER: SplitRule = {
  payee: 'appraiser',
  basis: { kind: 'fixed', amount: 10_000n },
  onRefund: 'kept',
};

function appraising(rules: readonly SplitRule[] = []): Sale {
  return new Sale({ needsAppraisal: true, rules }).held().do({ type: 'begin_appraisal' });
}

describe('an order that needs an appraisal', () => {
  it('is not shipped before it has passed', () => {
    expect(new Sale({ needsAppraisal: true }).held().attempt({ type: 'ship' })).toEqual({
      ok: false,
      code: 'not_allowed_in_this_state',
      allowedIn: ['passed'],
    });
  });

  it('held, appraising, passed, shipped', () => {
    const sale = appraising();
    const states = [sale.order.fulfilment];
    states.push(sale.do({ type: 'appraise', verdict: 'passed' }).order.fulfilment);
    states.push(sale.do({ type: 'ship' }).order.fulfilment);
    expect(states).toEqual(['appraising', 'passed', 'shipped']);
  });

  it('gives the seller a new 72 hours to ship from when it has passed', () => {
    const sale = appraising()
      .wait(2 * DAY_MS)
      .do({ type: 'appraise', verdict: 'passed' });
    expect(sale.timers).toEqual([['shipment_overdue', 72 * HOUR_MS]]);
    expect(sale.wait(72 * HOUR_MS).order.fulfilment).toBe('cancelled');
  });

  it('asks for a person when the appraiser says nothing in 5 days, and decides nothing', () => {
    const sale = appraising().wait(5 * DAY_MS);
    expect(sale.order.fulfilment).toBe('appraising');
    expect(sale.order.timeline.at(-1)).toMatchObject({
      event: 'appraisal_overdue',
      detail: { next: 'needs a person' },
    });
    expect(sale.do({ type: 'appraise', verdict: 'passed' }).order.fulfilment).toBe('passed');
  });
});

describe('an appraisal that fails', () => {
  it('gives the buyer all of it back, and the seller owes the appraisal and the freight back', () => {
    const sale = appraising([APPRAISER]).do({
      type: 'appraise',
      verdict: 'failed',
      charges: [{ payee: 'logistics', amount: 2_000n }],
    });
    expect(sale.order.fulfilment).toBe('failed');
    sale.refundSucceeds();
    expect(sale.order.fulfilment).toBe('closed');
    expect(sale.balance('clearing:alipay')).toBe(0n);
    // ¥100.00 of appraisal and ¥20.00 of freight.
    expect(sale.balance('payable:appraiser')).toBe(10_000n);
    expect(sale.balance('payable:logistics')).toBe(2_000n);
    expect(sale.balance('receivable:seller:sel_ann')).toBe(-12_000n);
  });

  it.each([
    ['nothing', { payee: 'logistics', amount: 0n }, 'charge_not_positive'],
    ['the seller’s own work', { payee: 'seller', amount: 1n }, 'charge_to_the_seller'],
  ])('does not charge for %s', (_name, charge, code) => {
    expectRefused(appraising().attempt({ type: 'appraise', verdict: 'failed', charges: [charge] }), code);
  });
});

it('an order that needs no appraisal has none', () => {
  expectRefused(new Sale().held().attempt({ type: 'begin_appraisal' }), 'no_appraisal_agreed');
});

it('an appraisal is refused twice', () => {
  const sale = appraising().do({ type: 'appraise', verdict: 'passed' });
  expectRefused(sale.attempt({ type: 'appraise', verdict: 'failed' }), 'not_allowed_in_this_state');
});
