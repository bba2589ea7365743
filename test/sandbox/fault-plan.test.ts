import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultAim, FaultPlan, SandboxStore } from '../../src/sandbox/index.ts';
import { newFolder } from './folder.ts';

const REFUND = { provider: 'alipay', method: 'alipay.trade.refund', order: 'A' };

function open(): FaultPlan {
  return new FaultPlan(new SandboxStore(':memory:'));
}

function names(struck: ReturnType<FaultPlan['strike']>): string[] {
  return struck.map(({ name }) => name);
}

describe('FaultPlan', () => {
  it('knows four failures, each with a name of its own and a line for who chooses it', () => {
    expect(FAULT_KINDS.map(({ name }) => name).sort()).toEqual([
      'answer_lost_after_effect',
      'notification_lost',
      'notification_probed',
      'notification_twice',
    ]);
    for (const { summary } of FAULT_KINDS) expect(summary).toMatch(/^[A-Z].+\.$/);
  });

  it('refuses a failure that it does not know', () => {
    const faults = open();
    expect(faults.add('answer_lost', {}, 1)).toBeUndefined();
    expect(faults.list()).toEqual([]);
  });

  it('lists what waits for its moment, in the order in which it was asked for', () => {
    const faults = open();
    const lost = faults.add('notification_lost', { provider: 'alipay', order: 'A' }, 2);
    const twice = faults.add('notification_twice', {}, 1);
    expect(lost).toEqual({
      id: 'flt_000001',
      fault: 'notification_lost',
      provider: 'alipay',
      order: 'A',
      remaining: 2,
    });
    expect(faults.list()).toEqual([lost, twice]);
  });

  it.each<[string, FaultAim, boolean]>([
    ['everything', {}, true],
    ['the provider', { provider: 'alipay' }, true],
    ['the method', { method: 'alipay.trade.refund' }, true],
    ['the order', { order: 'A' }, true],
    ['all three', REFUND, true],
    ['another provider', { provider: 'wechatpay' }, false],
    ['another method', { method: 'alipay.trade.query' }, false],
    ['another order', { order: 'a' }, false],
    ['its order, but another method', { order: 'A', method: 'alipay.trade.query' }, false],
  ])('aimed at %s', (_what, aim, strikes) => {
    const faults = open();
    faults.add('answer_lost_after_effect', aim, 1);
    expect(names(faults.strike('onAnswer', REFUND))).toEqual(strikes ? ['answer_lost_after_effect'] : []);
    expect(faults.list()).toHaveLength(strikes ? 0 : 1);
  });

  it('aimed at an order, spares an exchange that is about none', () => {
    const faults = open();
    faults.add('answer_lost_after_effect', { order: 'A' }, 1);
    expect(faults.strike('onAnswer', { provider: 'alipay' })).toEqual([]);
  });

  it('strikes as often as was asked for, then never again', () => {
    const faults = open();
    faults.add('notification_lost', {}, 3);
    const strikes = Array.from({ length: 5 }, () => {
      const struck = names(faults.strike('onNotification', REFUND));
      return [struck.length, faults.list()[0]?.remaining];
    });
    expect(strikes).toEqual([
      [1, 2],
      [1, 1],
      [1, undefined],
      [0, undefined],
      [0, undefined],
    ]);
  });

  it('strikes only at its own point of an exchange', () => {
    const faults = open();
    faults.add('answer_lost_after_effect', {}, 1);
    faults.add('notification_lost', {}, 1);
    expect(names(faults.strike('onNotification', REFUND))).toEqual(['notification_lost']);
    expect(names(faults.strike('onAnswer', REFUND))).toEqual(['answer_lost_after_effect']);
  });

  it('lets all that are aimed at the same exchange strike together', () => {
    const faults = open();
    faults.add('notification_twice', {}, 1);
    faults.add('notification_lost', { order: 'A' }, 1);
    expect(names(faults.strike('onNotification', REFUND))).toEqual([
      'notification_twice',
      'notification_lost',
    ]);
  });

  it('takes back a fault, and says when there was none', () => {
    const faults = open();
    faults.add('notification_lost', {}, 1);
    expect(faults.remove('flt_000001')).toBe(true);
    expect(faults.remove('flt_000001')).toBe(false);
    expect(faults.strike('onNotification', REFUND)).toEqual([]);
  });

  it('never gives an id twice, even once the last has been removed or has struck', () => {
    const faults = open();
    const ids = [faults.add('notification_lost', {}, 1)?.id];
    faults.strike('onNotification', REFUND);
    ids.push(faults.add('notification_lost', {}, 1)?.id);
    faults.remove('flt_000002');
    ids.push(faults.add('notification_lost', {}, 1)?.id);
    expect(ids).toEqual(['flt_000001', 'flt_000002', 'flt_000003']);
  });

  it('goes on where it was when its file is opened again', () => {
    const path = join(newFolder(), 'sandbox.db');
    const before = new SandboxStore(path);
    const faults = new FaultPlan(before);
    const kept = faults.add('notification_lost', { order: 'A' }, 3);
    faults.remove(faults.add('notification_twice', {}, 1)?.id ?? '');
    faults.strike('onNotification', REFUND);
    before.close();

    const after = new SandboxStore(path);
    const reopened = new FaultPlan(after);
    expect(reopened.list()).toEqual([{ ...kept, remaining: 2 }]);
    expect(reopened.add('notification_twice', {}, 1)?.id).toBe('flt_000003');
    after.close();
  });
});
