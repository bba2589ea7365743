import { describe, expect, it } from 'vitest';
import { formatBeijing, formatInstant, parseBeijing, sortableText } from '../../src/time/index.ts';

const MORNING = Date.UTC(2026, 10, 22, 3, 4, 5);

it('an instant is written in UTC with milliseconds', () => {
  expect(formatInstant(MORNING)).toBe('2026-11-22T03:04:05.000Z');
});

it('sortable text sorts as the moments do, from 1970 on', () => {
  const moments = [0, 1, 35, 36, MORNING - 1, MORNING, MORNING + 1, Date.UTC(5000, 0, 1)];
  expect(moments.map(sortableText).toSorted()).toEqual(moments.map(sortableText));
  expect(moments.map((moment) => sortableText(moment).length)).toEqual(moments.map(() => 9));
});

describe('the wall clock in Beijing', () => {
  it('is eight hours ahead of UTC', () => {
    expect(formatBeijing(MORNING)).toBe('2026-11-22 11:04:05');
  });

  it('turns its page at 16:00 UTC', () => {
    expect(formatBeijing(Date.UTC(2026, 11, 31, 15, 59, 59, 999))).toBe('2026-12-31 23:59:59');
    expect(formatBeijing(Date.UTC(2026, 11, 31, 16))).toBe('2027-01-01 00:00:00');
  });

  it('knows no summer time', () => {
    expect(formatBeijing(Date.UTC(2026, 6, 1))).toBe('2026-07-01 08:00:00');
  });

  it('is read back to the second', () => {
    expect(parseBeijing('2026-11-22 11:04:05')).toBe(MORNING);
    expect(parseBeijing('2028-02-29 00:00:00')).toBe(Date.UTC(2028, 1, 28, 16));
  });

  it.each([
    '',
    '2026-11-22',
    '2026-11-22T11:04:05',
    '2026-11-22 11:04',
    '2026-11-22 11:04:05.000',
    '2026-11-22 11:04:05Z',
    '2026-02-30 00:00:00',
    '2027-02-29 00:00:00',
    '2026-13-01 00:00:00',
    '2026-11-22 24:00:00',
    '2026-11-22 11:60:00',
    '2026-11-22 11:04:05\n',
  ])('refuses %j', (text) => {
    expect(parseBeijing(text)).toBeUndefined();
  });
});
