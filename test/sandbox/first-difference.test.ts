import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Difference, firstDifference } from '../../src/sandbox/index.ts';
import { parameters } from '../properties/parameters.ts';

describe('firstDifference', () => {
  it.each(['', 'a=1&b=2', '寄卖😀'])('finds none between %j and itself', (text) => {
    expect(firstDifference(text, text)).toBeUndefined();
  });

  it.each<[string, string, string, Difference]>([
    ['in the middle', 'a=1&b=2', 'a=1&c=2', { byte: 4, ours: 'b=2', theirs: 'c=2' }],
    ['at the start', 'a', 'b', { byte: 0, ours: 'a', theirs: 'b' }],
    ['where ours ends', 'a=1', 'a=1&b=2', { byte: 3, ours: '', theirs: '&b=2' }],
    ['where theirs ends', 'a=1&b=2', 'a=1', { byte: 3, ours: '&b=2', theirs: '' }],
    ['from an empty string', '', '寄', { byte: 0, ours: '', theirs: '寄' }],
    [
      'in bytes, not characters, behind Chinese',
      'subject=寄卖包',
      'subject=寄卖表',
      { byte: 14, ours: '包', theirs: '表' },
    ],
    // 包 is E5 8C 85 and 匆 E5 8C 86: only the third byte differs, but half a character helps no one.
    ['at the first byte of the character', '寄包', '寄匆', { byte: 3, ours: '包', theirs: '匆' }],
    // D83D DE00 and D83D DE01: the first half of the two pairs is the same.
    ['without cutting a surrogate pair', 'ab😀c', 'ab😁c', { byte: 2, ours: '😀c', theirs: '😁c' }],
    ['behind a surrogate pair', '😀寄a', '😀寄b', { byte: 7, ours: 'a', theirs: 'b' }],
    ['between a pair and its first half', 'a😀', 'a\ud83d', { byte: 1, ours: '😀', theirs: '\ud83d' }],
    ['between composed and decomposed accents', 'é', 'e\u0301', { byte: 0, ours: 'é', theirs: 'e\u0301' }],
  ])('tells strings apart %s', (_where, ours, theirs, difference) => {
    expect(firstDifference(ours, theirs)).toEqual(difference);
  });

  it('shows twenty-four characters from there on, not more', () => {
    const difference = firstDifference(`=${'寄'.repeat(30)}`, `=${'😀'.repeat(30)}`);
    expect(difference).toEqual({ byte: 1, ours: '寄'.repeat(24), theirs: '😀'.repeat(24) });
  });

  it('points to where both begin to differ, in either', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom('a', '寄', '😀', '😁'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(text, text, text, (shared, ourTail, theirTail) => {
        fc.pre(ourTail !== theirTail);
        const [ours, theirs] = [Buffer.from(shared + ourTail), Buffer.from(shared + theirTail)];
        const difference = firstDifference(shared + ourTail, shared + theirTail);
        if (!difference) throw new Error('none found');
        const { byte } = difference;
        expect(ours.subarray(0, byte)).toEqual(theirs.subarray(0, byte));
        const [ourRest, theirRest] = [ours, theirs].map((all) => [...all.subarray(byte).toString()]);
        expect(ourRest?.[0]).not.toBe(theirRest?.[0]);
        expect([difference.ours, difference.theirs]).toEqual(
          [ourRest, theirRest].map((rest) => rest?.slice(0, 24).join('')),
        );
      }),
      parameters(500),
    );
  });
});
