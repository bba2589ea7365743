import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  FAULT_KINDS,
  type FaultAim,
  FaultPlan,
  parseCount,
  SandboxClock,
  SandboxStore,
} from '../../src/sandbox/index.ts';
import { newFolder } from './folder.ts';

const REFUND = { provider: 'alipay', method: 'alipay.trade.refund', order: 'A' };

const START = Date.UTC(2026, 10, 22, 4);

function open(clock = new SandboxClock(() => START)): FaultPlan {
  return new FaultPlan(new SandboxStore(':memory:'), clock);
}

function names(struck: ReturnType<FaultPlan['strike']>): string[] {
  return struck.map(({ name }) => name);
}

describe('FaultPlan', () => {
  it('knows failures by names of their own, each with a line for who chooses it', () => {
    const known = FAULT_KINDS.map(({ name }) => name);
    expect(new Set(known).size).toBe(known.length);
    for (const { summary } of FAULT_KINDS) expect(summary).toMatch(/^[A-Z].+\.$/);
  });

  it('refuses a failure that it does not know', () => {
    const faults = open();
    expect(() => faults.add({ fault: 'answer_lost' })).toThrow('answer_lost');
    expect(faults.list()).toEqual([]);
  });

  it('lists what waits for its moment, in the order in which it was asked for', () => {
    const faults = open();
    const lost = faults.add({
      fault: 'notification_lost',
      aim: { provider: 'alipay', order: 'A' },
      count: 'first 2',
    });
    const twice = faults.add({ fault: 'notification_twice' });
    expect(lost).toEqual({
      id: 'flt_000001',
      fault: 'notification_lost',
      aim: { provider: 'alipay', order: 'A' },
      count: 'first 2',
      with: {},
      seen: 0,
      struck: 0,
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
    faults.add({ fault: 'answer_lost_after_effect', aim });
    expect(names(faults.strike('answer', REFUND))).toEqual(strikes ? ['answer_lost_after_effect'] : []);
    expect(faults.list()).toHaveLength(strikes ? 0 : 1);
  });

  it('aimed at an order, spares an exchange that is about none', () => {
    const faults = open();
    faults.add({ fault: 'answer_lost_after_effect', aim: { order: 'A' } });
    expect(faults.strike('answer', { provider: 'alipay' })).toEqual([]);
  });

  it('strikes as often as was asked for, then never again', () => {
    const faults = open();
    faults.add({ fault: 'notification_lost', count: 'first 3' });
    const strikes = Array.from({ length: 5 }, () => {
      const struck = names(faults.strike('notification', REFUND));
      return [struck.length, faults.list()[0]?.struck];
    });
    expect(strikes).toEqual([
      [1, 1],
      [1, 2],
      [1, undefined],
      [0, undefined],
      [0, undefined],
    ]);
  });

  it('strikes only at its own point of an exchange', () => {
    const faults = open();
    faults.add({ fault: 'answer_lost_after_effect' });
    faults.add({ fault: 'notification_lost' });
    expect(names(faults.strike('notification', REFUND))).toEqual(['notification_lost']);
    expect(names(faults.strike('answer', REFUND))).toEqual(['answer_lost_after_effect']);
  });

  it('lets all that are aimed at the same exchange strike together', () => {
    const faults = open();
    faults.add({ fault: 'notification_twice' });
    faults.add({ fault: 'notification_lost', aim: { order: 'A' } });
    expect(names(faults.strike('notification', REFUND))).toEqual(['notification_twice', 'notification_lost']);
  });

  it('tells what struck, also of a fault that is over', () => {
    const faults = open();
    faults.add({ fault: 'answer_lost_after_effect' });
    faults.strike('answer', REFUND);
    faults.add({ fault: 'answer_truncated' });
    faults.strike('answer', REFUND);
    expect(faults.strikes(0).map(({ fault }) => fault)).toEqual([
      'answer_lost_after_effect',
      'answer_truncated',
    ]);
    expect(faults.strikes(1)).toEqual([{ seq: 2, fault: 'answer_truncated', ...REFUND }]);
  });

  it('takes back a fault, and says when there was none', () => {
    const faults = open();
    faults.add({ fault: 'notification_lost' });
    expect(faults.remove('flt_000001')).toBe(true);
    expect(faults.remove('flt_000001')).toBe(false);
    expect(faults.strike('notification', REFUND)).toEqual([]);
  });

  it('never gives an id twice, even once the last has been removed or has struck', () => {
    const faults = open();
    const ids = [faults.add({ fault: 'notification_lost' }).id];
    faults.strike('notification', REFUND);
    ids.push(faults.add({ fault: 'notification_lost' }).id);
    faults.remove('flt_000002');
    ids.push(faults.add({ fault: 'notification_lost' }).id);
    expect(ids).toEqual(['flt_000001', 'flt_000002', 'flt_000003']);
  });

  it('goes on where it was when its file is opened again', () => {
    const path = join(newFolder(), 'sandbox.db');
    const before = new SandboxStore(path);
    const faults = new FaultPlan(before, new SandboxClock(() => START));
    const kept = faults.add({ fault: 'notification_lost', aim: { order: 'A' }, count: 'first 3' });
    faults.remove(faults.add({ fault: 'notification_twice' }).id);
    faults.strike('notification', REFUND);
    before.close();

    const after = new SandboxStore(path);
    const reopened = new FaultPlan(after, new SandboxClock(() => START));
    expect(reopened.list()).toEqual([{ ...kept, seen: 1, struck: 1 }]);
    expect(reopened.add({ fault: 'notification_twice' })?.id).toBe('flt_000003');
    after.close();
  });

  it('takes a strike back with the transaction that it was a part of', () => {
    const store = new SandboxStore(':memory:');
    const faults = new FaultPlan(store, new SandboxClock(() => START));
    const kept = faults.add({ fault: 'notification_lost', count: 'first 2' });
    const failing = () =>
      store.transaction(() => {
        faults.strike('notification', REFUND);
        expect(faults.list()).toEqual([{ ...kept, seen: 1, struck: 1 }]);
        throw new Error('it comes to nothing');
      });
    expect(failing).toThrow('it comes to nothing');
    expect(faults.list()).toEqual([kept]);
    expect(names(faults.strike('notification', REFUND))).toEqual(['notification_lost']);
    expect(names(faults.strike('notification', REFUND))).toEqual(['notification_lost']);
    expect(faults.list()).toEqual([]);
  });

  it.each<[string, string]>([
    ['first 1', '1......'],
    ['first 2', '12.....'],
    ['the 2nd', '.2.....'],
    ['every 3rd', '..3..6.'],
    ['every 1st', '1234567'],
    ['always', '1234567'],
  ])('counted %s, strikes at %s', (count, expected) => {
    const faults = open();
    faults.add({ fault: 'notification_lost', count });
    const strikes = Array.from({ length: 7 }, (_, i) =>
      faults.strike('notification', REFUND).length > 0 ? `${i + 1}` : '.',
    );
    expect(strikes.join('')).toBe(expected);
  });

  it('is over after its last occasion, and says until then how often it has struck', () => {
    const faults = open();
    faults.add({ fault: 'notification_lost', count: 'the 2nd' });
    faults.strike('notification', REFUND);
    expect(faults.list()).toMatchObject([{ seen: 1, struck: 0 }]);
    faults.strike('notification', REFUND);
    expect(faults.list()).toEqual([]);
  });

  it('strikes from a moment on, and until another, and counts nothing outside', () => {
    const clock = new SandboxClock(() => START);
    const faults = open(clock);
    const aim = { from: START + 1000, until: START + 2000 };
    faults.add({ fault: 'notification_lost', aim, count: 'always' });
    const strikesAt = [0, 999, 1000, 1999, 2000].filter((afterMs) => {
      clock.travelTo(START + afterMs);
      return faults.strike('notification', REFUND).length > 0;
    });
    expect(strikesAt).toEqual([1000, 1999]);
    expect(faults.list()).toMatchObject([{ seen: 2, struck: 2 }]);
  });
});

describe('a count', () => {
  it.each([
    '',
    'first',
    'first 0',
    'first 2nd',
    'every 3',
    'every 2rd',
    'the 11st',
    'the -1st',
    'never',
    'always ',
  ])('is not "%s"', (text) => {
    expect(parseCount(text)).toBeUndefined();
  });

  it.each(['first 12', 'the 1st', 'the 11th', 'the 13th', 'every 22nd', 'every 103rd', 'the 111th'])(
    'is "%s"',
    (text) => {
      expect(parseCount(text)?.text).toBe(text);
    },
  );
});
