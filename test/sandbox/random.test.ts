import { describe, expect, it } from 'vitest';
import { Random } from '../../src/sandbox/index.ts';

describe('Random', () => {
  it('draws the same for the same seed', () => {
    expect(new Random(1).stream('trade').digits(40)).toBe(new Random(1).stream('trade').digits(40));
  });

  it('draws what it always drew, on every machine', () => {
    const stream = new Random(42).stream('trade');
    expect([stream.digits(10), stream.hex(8), stream.alphanumeric(12)]).toMatchInlineSnapshot(`
      [
        "1255015097",
        "d9154876",
        "bnjwrafxhxk5",
      ]
    `);
  });

  it('draws otherwise for another seed, another start and another purpose', () => {
    const draws = [new Random(1), new Random(2), new Random(1, 1)].map((random) =>
      random.stream('a').hex(32),
    );
    expect(new Set([...draws, new Random(1).stream('b').hex(32)]).size).toBe(4);
  });

  it('draws one stream alike, whatever another draws', () => {
    const alone = new Random(1).stream('a');
    const random = new Random(1);
    const [a, b] = [random.stream('a'), random.stream('b')];
    b.hex(7);
    expect(a.hex(16)).toBe(alone.hex(16));
  });
});
