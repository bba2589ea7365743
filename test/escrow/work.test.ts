import { describe, expect, it } from 'vitest';
import { workOf } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { DAY_MS, expectNoEffect, expectRefused, Sale } from './sale.ts';

function listed(sale: Sale): [kind: string, about: string][] {
  return workOf(sale.order).map(({ kind, about }) => [kind, about]);
}

it('a sale that goes its way asks nobody to look', () => {
  expect(listed(new Sale().released().refund(1n).refundSucceeds())).toEqual([]);
});

describe('a person is asked to look at', () => {
  it('a refund that failed, until it is tried again', () => {
    const sale = new Sale().held().refund(1n).refundFails();
    expect(listed(sale)).toEqual([['refund_failed', 'ord_bag-r1']]);
    expect(listed(sale.do({ type: 'retry_refund', refund: 'ord_bag-r1' }))).toEqual([]);
    expect(listed(sale.refundFails())).toEqual([['refund_failed', 'ord_bag-r1']]);
  });

  it('no refund that failed when another has taken its place', () => {
    const sale = new Sale().held().do({ type: 'cancel', reason: '' }).refundFails().refund();
    expect(listed(sale)).toEqual([]);
  });

  it('a stray payment, until somebody has', () => {
    const sale = new Sale().startPayment().pay(1, money('CNY', 7n));
    expect(listed(sale)).toEqual([['stray_payment', 'ord_bag-p1']]);
    expect(listed(sale.do({ type: 'acknowledge', about: 'ord_bag-p1' }))).toEqual([]);
  });

  it('money that came after expiry', () => {
    const sale = new Sale().startPayment().wait(DAY_MS).pay();
    expect(listed(sale)).toEqual([['stray_payment', 'ord_bag-p1']]);
  });

  it('a provider that contradicts itself', () => {
    const sale = new Sale().held().refund(1n).refundSucceeds().refundFails();
    expect(listed(sale)).toEqual([['refund_contradicted', 'ord_bag-r1']]);
  });

  it('an appraisal that is overdue, until it comes', () => {
    const sale = new Sale({ needsAppraisal: true }).held().do({ type: 'begin_appraisal' });
    expect(listed(sale.wait(5 * DAY_MS))).toEqual([['appraisal_overdue', 'ord_bag']]);
    expect(listed(sale.do({ type: 'appraise', verdict: 'passed' }))).toEqual([]);
  });

  it('a refund that is overdue, until the provider answers', () => {
    const sale = new Sale().held().refund(1n);
    expect(listed(sale.wait(7 * DAY_MS - 1))).toEqual([]);
    expect(listed(sale.wait(1))).toEqual([['refund_overdue', 'ord_bag-r1']]);
    expect(listed(sale.refundSucceeds())).toEqual([]);
  });

  it('a refund that is overdue no more once it is tried again, until it is so again', () => {
    const sale = new Sale()
      .held()
      .refund(1n)
      .wait(7 * DAY_MS);
    sale.do({ type: 'refund_failed', refund: 'ord_bag-r1', reason: '' });
    sale.do({ type: 'retry_refund', refund: 'ord_bag-r1' });
    expect(listed(sale)).toEqual([]);
    expect(listed(sale.wait(7 * DAY_MS))).toContainEqual(['refund_overdue', 'ord_bag-r1']);
  });

  it.each(['receive', 'refund'] as const)('a parcel that is overdue, until its %s', (type) => {
    const sale = new Sale().held().do({ type: 'ship' });
    expect(listed(sale)).toEqual([]);
    expect(listed(sale.wait(15 * DAY_MS))).toEqual([['delivery_overdue', 'ord_bag']]);
    expect(listed(type === 'receive' ? sale.do({ type }) : sale.refund())).toEqual([]);
  });

  it('a dispute once both sides have had their time, until it is decided', () => {
    const sale = new Sale().inspecting().do({ type: 'open_dispute', reason: '' });
    expect(listed(sale)).toEqual([]);
    expect(listed(sale.wait(14 * DAY_MS))).toEqual([['dispute_to_decide', 'ord_bag-d1']]);
    expect(listed(sale.do({ type: 'resolve_dispute', outcome: 'for_seller' }))).toEqual([]);
  });

  it.each(['won', 'lost'] as const)('a refund that nobody asked for, until it is %s', (state) => {
    const sale = new Sale().held();
    const stray = {
      type: 'stray_refund',
      refund: 'rf',
      payment: 'ord_bag-p1',
      amount: money('CNY', 9n),
    } as const;
    expect(listed(sale.do(stray))).toEqual([['stray_refund', 'rf']]);
    expect(sale.balance('clearing:alipay')).toBe(-999_991n);
    expect(sale.balance('escrow:ord_bag')).toBe(999_991n);
    expectNoEffect(sale, stray);
    expect(listed(sale.do({ type: 'chargeback_ended', chargeback: 'rf', state }))).toEqual([]);
    expect(sale.balance('escrow:ord_bag')).toBe(state === 'won' ? 1_000_000n : 999_991n);
  });

  it.each(['won', 'lost'] as const)('a chargeback, until it is %s', (state) => {
    const amount = money('CNY', 9n);
    const sale = new Sale().held();
    sale.do({ type: 'chargeback_opened', chargeback: 'cb', payment: 'ord_bag-p1', amount });
    expect(listed(sale)).toEqual([['chargeback_to_answer', 'cb']]);
    expect(listed(sale.do({ type: 'chargeback_ended', chargeback: 'cb', state }))).toEqual([]);
  });

  it('money that a chargeback brought back to a sale that was called off', () => {
    const sale = new Sale().held();
    const chargeback = { chargeback: 'cb', payment: 'ord_bag-p1', amount: money('CNY', 400_000n) };
    sale.do({ type: 'chargeback_opened', ...chargeback }).refund();
    sale.do({ type: 'chargeback_ended', chargeback: 'cb', state: 'won' });
    expect(listed(sale)).toEqual([['money_left_over', 'ord_bag']]);
    expect(listed(sale.refund().refundSucceeds(1).refundSucceeds(2))).toEqual([]);
    expect(sale.order.fulfilment).toBe('closed');
  });
});

it.each(['ord_bag-p1', 'ord_bag-r1', ''])('%j does not only ask to be looked at', (about) => {
  const sale = new Sale().held().refund(1n).refundFails();
  expectRefused(sale.attempt({ type: 'acknowledge', about }), 'nothing_to_acknowledge');
});
