import { describe, expect, it } from 'vitest';
import { FaultPlan, mishapsOf, SandboxClock, SandboxStore } from '../../../src/sandbox/index.ts';
import { openForTest } from '../../providers/wechatpay/open.ts';

interface Row {
  readonly id: string;
  readonly fen: bigint;
}

/** A provider's statements of two days. */
function open() {
  const store = new SandboxStore(':memory:');
  const faults = new FaultPlan(store, new SandboxClock(() => 0));
  const mishaps = mishapsOf('till', faults, store);
  const days: Record<string, readonly Row[]> = {
    '2026-11-30': [
      { id: 'A', fen: 100n },
      { id: 'B', fen: 200n },
    ],
    '2026-12-01': [{ id: 'C', fen: 300n }],
  };
  const read = (day: string) =>
    mishaps
      .statement<Row>({
        method: 'bill',
        day,
        rows: days[day] ?? [],
        keyOf: ({ id }) => id,
        orderOf: ({ id }) => id,
        offBy: (row, fen) => ({ ...row, fen: row.fen + fen }),
      })
      .map(({ id, fen }) => `${id} ${fen}`);
  return { faults, read };
}

describe('a statement', () => {
  it.each<[string, object, string[], string[]]>([
    ['statement_row_missing', {}, ['A 100'], ['C 300']],
    ['statement_row_doubled', {}, ['A 100', 'B 200', 'B 200'], ['C 300']],
    ['statement_off_by_a_cent', {}, ['A 100', 'B 201'], ['C 300']],
    ['statement_off_by_a_cent', { cents: -2 }, ['A 100', 'B 198'], ['C 300']],
    ['statement_in_next_day', {}, ['A 100'], ['B 200', 'C 300']],
  ])('%s %o, and it stays so however often it is fetched', (fault, given, today, tomorrow) => {
    const { faults, read } = open();
    faults.add({ fault, aim: { provider: 'till', method: 'bill', order: 'B' }, with: { ...given } });
    for (const _ of ['first', 'second']) {
      expect(read('2026-11-30')).toEqual(today);
      expect(read('2026-12-01')).toEqual(tomorrow);
    }
    expect(faults.list()).toEqual([]);
  });

  it('has two things wrong with one row, in the order in which they were asked for', () => {
    const { faults, read } = open();
    faults.add({ fault: 'statement_row_doubled', aim: { order: 'A' } });
    faults.add({ fault: 'statement_off_by_a_cent', aim: { order: 'A' } });
    expect(read('2026-11-30')).toEqual(['A 101', 'A 101', 'B 200']);
  });

  it('of WeChat Pay lacks a row, and its sums are of what it shows', async () => {
    const world = await openForTest();
    const [first, second] = [await world.paidOrder(10_000), await world.paidOrder(2500)];
    const bill = async () => {
      const { json } = await world.client.get('/v3/bill/tradebill?bill_date=2026-11-22');
      const url = json.download_url.slice(world.credentials.origin.length);
      const authorization = world.client.authorization('GET', url, '');
      const response = await fetch(json.download_url, {
        headers: { authorization, accept: '*/*', 'user-agent': 'strict-client/1' },
      });
      return (await response.text()).split('\r\n');
    };
    await world.advance('P1D');
    world.sandbox.faults.add({ fault: 'statement_row_missing', aim: { order: first.outTradeNo } });
    world.sandbox.faults.add({ fault: 'statement_off_by_a_cent', aim: { order: second.outTradeNo } });
    const lines = await bill();
    expect(lines.join('\n')).not.toContain(first.outTradeNo);
    expect(lines.join('\n')).toContain(second.outTradeNo);
    expect(lines.at(-2)).toMatch(/^`1,`25\.01,/);
    expect(world.sandbox.faults.list()).toEqual([]);
  });
});
