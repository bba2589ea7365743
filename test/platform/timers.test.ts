import { expect, it } from 'vitest';
import { openMemoryStore } from '../../src/ledger/index.ts';
import { money } from '../../src/money/index.ts';
import {
  type Context,
  findOrder,
  openOrder,
  openSeller,
  orderTimers,
  perform,
} from '../../src/platform/index.ts';

const DAY_MS = 86_400_000;

it('an order that cannot be rung holds up no other', async () => {
  let now = Date.parse('2026-11-22T04:00:00Z');
  let count = 0;
  const store = openMemoryStore();
  const context: Context = {
    store,
    channels: new Map(),
    now: () => now,
    newId: (prefix) => `${prefix}_${++count}`,
    publicOrigin: 'http://platform.test',
  };
  const seller = await openSeller(context, 'Lin', undefined);
  const amount = money('CNY', 10_000n);
  const input = { seller: seller.ok ? seller.value.id : '', title: 'A bag', amount, rules: [] };
  const opened = await openOrder(context, input, undefined, ({ id }) => id);
  const id = opened.ok ? opened.value : '';
  for (const command of [
    { type: 'start_payment', channel: 'cash', method: 'cash' },
    { type: 'payment_succeeded', payment: `${id}-p1`, paid: amount, providerReference: '1' },
    { type: 'ship' },
    { type: 'receive' },
    { type: 'accept' },
  ] as const) {
    expect(await perform(context, id, command, undefined, () => undefined)).toMatchObject({ ok: true });
  }
  await store.commit({
    reads: [],
    now,
    decide: () => ({
      documents: [{ kind: 'order', id: 'ord_0', body: 'no order', dueAt: now }],
      done: undefined,
    }),
  });

  now += 7 * DAY_MS;
  await expect(orderTimers(context).run(now)).rejects.toThrow('1 orders could not be rung');
  expect((await findOrder(context, id))?.fulfilment).toBe('released');
});
