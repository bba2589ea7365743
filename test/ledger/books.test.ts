import { describe, expect, it } from 'vitest';
import { Books, type Entry } from '../../src/ledger/index.ts';
import { pending } from './postings.ts';

const NOTHING = { debitsPending: 0n, debitsPosted: 0n, creditsPending: 0n, creditsPosted: 0n };

function entry(sequence: number, atMicros: number): Entry {
  const row = { ...pending(`p${sequence}`, 'bank', 'till', 5n), sequence, atMicros };
  return { row, debit: NOTHING, credit: NOTHING };
}

describe('books', () => {
  it.each([
    ['after a gap', entry(3, 20)],
    ['of a number that is taken', entry(1, 20)],
    ['of the same moment', entry(2, 10)],
    ['of an earlier moment', entry(2, 9)],
  ])('take no row %s', (_, next) => {
    const books = new Books();
    books.append(entry(1, 10));
    const { sequence, atMicros } = next.row;
    expect(() => books.append(next)).toThrow(`row ${sequence} at ${atMicros} does not follow row 1`);
    expect(books.lastSequence).toBe(1);
  });

  it('resolve nothing twice', () => {
    const books = new Books();
    books.append(entry(1, 10));
    books.resolve('p1', 'voided');
    expect(() => books.resolve('p1', 'posted')).toThrow('pending transfer p1 is resolved already');
    expect(books.pending('p1')).toBe('voided');
  });
});
