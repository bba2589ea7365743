/** Which of the occasions that a fault is aimed at it takes, counted from 1. */
export interface FaultCount {
  /** As a person writes it: `first 2`, `every 3rd`, `the 2nd`, `always`. */
  readonly text: string;
  takes(occasion: number): boolean;
  /** How many occasions there are to come to, after which it is over. */
  readonly lasts: number;
}

const MOST = 1_000_000;

/**
 * Reads `first 2`, `every 3rd`, `the 2nd` and `always`.
 *
 * @returns undefined when the text is none of them
 */
export function parseCount(text: string): FaultCount | undefined {
  if (text === 'always') return { text, takes: () => true, lasts: Number.POSITIVE_INFINITY };
  const [, word, digits, ending] = /^(first|every|the) ([1-9]\d{0,6})(st|nd|rd|th)?$/.exec(text) ?? [];
  const n = Number(digits);
  if (word === undefined || n > MOST || ending !== (word === 'first' ? undefined : ordinalEnding(n))) {
    return undefined;
  }
  switch (word) {
    case 'first':
      return { text, takes: (occasion) => occasion <= n, lasts: n };
    case 'every':
      return { text, takes: (occasion) => occasion % n === 0, lasts: Number.POSITIVE_INFINITY };
    default:
      return { text, takes: (occasion) => occasion === n, lasts: n };
  }
}

/** `1st`, `2nd`, `3rd`, `11th`. */
function ordinalEnding(n: number): string {
  if (n % 100 >= 11 && n % 100 <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th';
}
