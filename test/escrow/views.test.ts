import { describe, expect, it } from 'vitest';
import {
  allocations,
  captured,
  escrowHeld,
  type Order,
  refunded,
  refunding,
  released,
  remaining,
} from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { DAY_MS, Sale } from './sale.ts';

function views(order: Order): Record<string, bigint> {
  return {
    captured: captured(order).value,
    refunded: refunded(order).value,
    refunding: refunding(order).value,
    released: released(order).value,
    remaining: remaining(order).value,
    held: escrowHeld(order).value,
  };
}

describe('where the money is', () => {
  it('before anybody paid', () => {
    expect(views(new Sale().order)).toEqual({
      captured: 0n,
      refunded: 0n,
      refunding: 0n,
      released: 0n,
      remaining: 0n,
      held: 0n,
    });
  });

  it('with one refund made, one on its way and one refused', () => {
    const sale = new Sale().held().refund(100n).refund(20n).refund(3n).refundSucceeds(1).refundFails(3);
    expect(views(sale.order)).toEqual({
      captured: 1_000_000n,
      refunded: 100n,
      refunding: 20n,
      released: 0n,
      remaining: 999_880n,
      held: 999_900n,
    });
  });

  it('with stray money, which the legs have no share in', () => {
    const sale = new Sale().startPayment().pay(1, money('CNY', 7n)).startPayment().pay(2);
    expect(views(sale.order)).toMatchObject({
      captured: 1_000_007n,
      refunding: 7n,
      remaining: 1_000_000n,
      held: 1_000_007n,
    });
  });

  it.each([
    ['after release', 7 * DAY_MS],
    ['after closing', 365 * DAY_MS],
  ])('%s', (_name, waitMs) => {
    const sale = new Sale().accepted().refund(100n).refundSucceeds().wait(waitMs);
    expect(views(sale.order)).toEqual({
      captured: 1_000_000n,
      refunded: 100n,
      refunding: 0n,
      released: 999_900n,
      remaining: 999_900n,
      held: 0n,
    });
  });
});

it('allocations are what each payee has, refunds taken off', () => {
  expect(allocations(new Sale().held().refund(500_000n).order)).toEqual([
    { payee: 'platform', amount: money('CNY', 40_000n) },
    { payee: 'seller', amount: money('CNY', 460_000n) },
  ]);
});
