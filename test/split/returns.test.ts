import { describe, expect, it } from 'vitest';
import { type Leg, netOf, netOfAll, returnFromLegs, undoReturn } from '../../src/split/index.ts';

function legsOf(...allocated: bigint[]): readonly Leg[] {
  return allocated.map((amount, i) => ({ payee: `payee-${i}`, allocated: amount, returned: 0n }));
}

describe('a refund from legs of 9000/800/150/50', () => {
  const legs = legsOf(9_000n, 800n, 150n, 50n);

  it('of 30 takes 27/2/1/0', () => {
    // Exact: 27, 2.4, 0.45, 0.15. One unit is over, for the third leg.
    expect(returnFromLegs(legs, 30n).returns).toEqual([27n, 2n, 1n, 0n]);
  });

  it('of 31 takes 28/3/0/0: less of the third leg than one of 30 does', () => {
    // Exact: 27.9, 2.48, 0.465, 0.155. Two units are over, for the first and the second.
    expect(returnFromLegs(legs, 31n).returns).toEqual([28n, 3n, 0n, 0n]);
  });

  it('of 30 and then of 1 takes nothing back from a leg', () => {
    const thirty = returnFromLegs(legs, 30n);
    const one = returnFromLegs(thirty.legs, 1n);
    expect(one.returns).toEqual([1n, 0n, 0n, 0n]);
    expect(one.legs.map(({ returned }) => returned)).toEqual([28n, 2n, 1n, 0n]);
  });

  it('of everything empties every leg', () => {
    const { legs: after } = returnFromLegs(legs, 10_000n);
    expect(after.map(netOf)).toEqual([0n, 0n, 0n, 0n]);
  });

  it('of the rest empties every leg', () => {
    const { legs: after } = returnFromLegs(returnFromLegs(legs, 3_333n).legs, 6_667n);
    expect(after.map(netOf)).toEqual([0n, 0n, 0n, 0n]);
  });

  it('of more than they have throws', () => {
    const { legs: after } = returnFromLegs(legs, 1n);
    expect(() => returnFromLegs(after, 10_000n)).toThrow(
      new RangeError('the legs have less than 10000 to return'),
    );
  });

  it('of a negative amount throws', () => {
    expect(() => returnFromLegs(legs, -1n)).toThrow(RangeError);
  });
});

describe('a refund that leaves a kept leg alone', () => {
  const legs = legsOf(800n, 150n, 50n);
  const kept = new Set(['payee-1']);

  it('takes all of it from the others', () => {
    expect(returnFromLegs(legs, 850n, kept).returns).toEqual([800n, 0n, 50n]);
  });

  it('can take no more than the others have', () => {
    expect(netOfAll(legs, kept)).toBe(850n);
    expect(() => returnFromLegs(legs, 851n, kept)).toThrow(RangeError);
  });
});

describe('a return that is undone', () => {
  it('restores the legs, whatever was returned since', () => {
    const legs = legsOf(80n, 15n, 5n);
    const first = returnFromLegs(legs, 33n);
    const second = returnFromLegs(first.legs, 34n);
    const undone = undoReturn(second.legs, first.returns);
    expect(netOfAll(undone)).toBe(66n);
    expect(undoReturn(undone, second.returns)).toEqual(legs);
  });
});
