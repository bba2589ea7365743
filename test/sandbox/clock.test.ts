import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SandboxClock } from '../../src/sandbox/index.ts';
import { parameters } from '../properties/parameters.ts';

describe('SandboxClock', () => {
  it('runs as fast as the time it stands on', () => {
    let base = 1000;
    const clock = new SandboxClock(() => base);
    expect(clock.now()).toBe(1000);
    base = 1007;
    expect(clock.now()).toBe(1007);
  });

  it('stands still until the machine’s clock, set back, has caught up', () => {
    let base = 1000;
    const clock = new SandboxClock(() => base);
    clock.now();
    base = 400;
    expect(clock.now()).toBe(1000);
    base = 1001;
    expect(clock.now()).toBe(1001);
  });

  it('jumps to a moment and runs on from there', () => {
    let base = 1000;
    const clock = new SandboxClock(() => base);
    clock.travelTo(5000);
    expect(clock.now()).toBe(5000);
    base = 1003;
    expect(clock.now()).toBe(5003);
  });

  it('jumps to the very moment after the machine’s clock was set back', () => {
    let base = 1000;
    const clock = new SandboxClock(() => base);
    clock.now();
    base = 400;
    clock.travelTo(5000);
    expect(clock.now()).toBe(5000);
  });

  it('stays where it is when told to go to a moment that has passed', () => {
    const offsets: number[] = [];
    const clock = new SandboxClock(
      () => 1000,
      0,
      (offsetMs) => offsets.push(offsetMs),
    );
    clock.travelTo(1000);
    clock.travelTo(999);
    expect(clock.now()).toBe(1000);
    expect(offsets).toEqual([]);
  });

  it('tells after each jump how far it has travelled in all', () => {
    const offsets: number[] = [];
    const clock = new SandboxClock(
      () => 1000,
      0,
      (offsetMs) => offsets.push(offsetMs),
    );
    clock.travelTo(1500);
    clock.travelTo(4000);
    expect(offsets).toEqual([500, 3000]);
  });

  it('begins as far ahead as earlier runs had travelled', () => {
    expect(new SandboxClock(() => 1000, 3000).now()).toBe(4000);
  });

  it('never goes back, and arrives wherever it travels, whatever the machine’s clock does', () => {
    const step = fc.oneof(
      fc.record({ set: fc.integer({ min: 0, max: 1000 }) }),
      fc.record({ travelTo: fc.integer({ min: 0, max: 1000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let base = 500;
        const clock = new SandboxClock(() => base);
        let before = clock.now();
        for (const each of steps) {
          if ('set' in each) base = each.set;
          else clock.travelTo(each.travelTo);
          const now = clock.now();
          expect(now).toBeGreaterThanOrEqual(before);
          if ('travelTo' in each) expect(now).toBe(Math.max(before, each.travelTo));
          before = now;
        }
      }),
      parameters(300),
    );
  });
});
