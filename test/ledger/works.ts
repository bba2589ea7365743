import { expect } from 'vitest';
import { checkBooks, type Store } from '../../src/ledger/index.ts';

// What a crash may have left of works of `numbered`.

/**
 * All that was acknowledged is there, no half of anything is, and the books agree. Others may go on writing.
 *
 * @returns the works that are there, the last ones perhaps unacknowledged
 */
export async function expectAllThere(
  store: Store,
  acknowledged: readonly number[],
): Promise<ReadonlySet<number>> {
  const ids = await idsOfTransfers(store);
  const works = new Set(ids.filter((id) => id.endsWith('/in')).map((id) => Number.parseInt(id, 10)));
  expect(ids).toEqual(Array.from(works).flatMap((n) => [`${n}/in`, `${n}/out`]));
  expect(acknowledged.filter((n) => !works.has(n))).toEqual([]);
  const documents = await idsOfDocuments(store);
  expect(Array.from(works).filter((n) => !documents.has(`${n}`))).toEqual([]);
  expect(await checkBooks(store)).toMatchObject({ ok: true });
  return works;
}

/** Nobody writes any more: these works are there, and nothing else is. */
export async function expectOnly(store: Store, works: ReadonlySet<number>): Promise<void> {
  expect(new Set(await idsOfDocuments(store))).toEqual(new Set(Array.from(works, String)));
  expect(await checkBooks(store)).toMatchObject({ ok: true, transfers: 2 * works.size });
  const count = BigInt(works.size);
  const wallet = await store.account('wallet');
  expect([wallet?.creditsPosted ?? 0n, wallet?.debitsPosted ?? 0n]).toEqual([2n * count, count]);
}

async function idsOfTransfers(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    // Sequences have no gaps.
    const page = await store.transfers({ after: ids.length, limit: 1000 });
    if (page.length === 0) return ids;
    ids.push(...page.map(({ id }) => id));
  }
}

async function idsOfDocuments(store: Store): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let after = ''; ; ) {
    const page = await store.documents({ kind: 'work', after, limit: 1000 });
    for (const { id } of page) ids.add(id);
    const last = page.at(-1);
    if (last === undefined) return ids;
    after = last.id;
  }
}
