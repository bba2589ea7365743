import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/time/index.ts';

const DAY_MS = 86_400_000;

describe('reading a duration', () => {
  it.each([
    ['PT0S', 0],
    ['P0D', 0],
    ['PT0.001S', 1],
    ['PT1.5S', 1500],
    ['PT30M', 1_800_000],
    ['P2D', 2 * DAY_MS],
    ['P1W', 7 * DAY_MS],
    ['P7DT2H', 7 * DAY_MS + 7_200_000],
    ['PT90M', 5_400_000],
    ['P36525D', 36_525 * DAY_MS],
  ])('takes %s', (text, durationMs) => {
    expect(parseDuration(text)).toBe(durationMs);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    'P1Y',
    'P1M',
    'P1.5D',
    'PT1.2345S',
    '-P1D',
    'P-1D',
    'p1d',
    '1D',
    'P1D ',
    'P1D\n',
    'PT1S2M',
    'P1H',
    'P36526D',
    `P${'9'.repeat(400)}D`,
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('writing a duration', () => {
  it.each([
    [0, 'PT0S'],
    [1, 'PT0.001S'],
    [59_999, 'PT59.999S'],
    [60_000, 'PT1M'],
    [5_400_000, 'PT1H30M'],
    [2 * DAY_MS, 'P2D'],
    [7 * DAY_MS + 7_200_000, 'P7DT2H'],
  ])('%d ms', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});
