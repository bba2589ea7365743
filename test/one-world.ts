import { clientOf, openBagOrder, openTestWorld, yuan } from './world.ts';

/** Faults that strike at every point, most of them again and again. */
const FAULTS = [
  { fault: 'answer_lost_after_effect', count: 'every 3rd' },
  { fault: 'server_error', count: 'the 5th', with: { done: true } },
  { fault: 'answer_slow', count: 'every 7th', with: { delay: 'PT20S' } },
  { fault: 'wrong_signature', count: 'every 11th' },
  { fault: 'old_key', count: 'the 4th' },
  { fault: 'stale_timestamp', count: 'the 6th' },
  { fault: 'notification_twice', count: 'first 2' },
  { fault: 'notification_lost', count: 'the 3rd' },
  { fault: 'notification_out_of_order', count: 'the 4th' },
  { fault: 'notification_tampered', count: 'the 2nd' },
  { fault: 'notification_before_answer', count: 'always' },
  { fault: 'refund_stuck', with: { delay: 'P2D' } },
  { fault: 'statement_row_doubled' },
];

/**
 * Sells a bag on each provider, with much that goes wrong, and lets two months pass.
 *
 * @returns all that was said and all that was booked, to the byte
 */
export async function playSales(seed = 1): Promise<string> {
  const world = await openTestWorld({ seed });
  const client = clientOf(world);
  const credentials = await client.get('/sandbox/credentials');
  for (const fault of FAULTS) await client.post('/sandbox/faults', fault);
  await client.post('/v1/webhook_endpoints', { url: 'http://nobody.test/hook' });
  for (const provider of ['alipay', 'wechatpay']) {
    const { order } = await openBagOrder(client, { hold: 'P7D' });
    const path = `/v1/orders/${order}`;
    const { body } = await client.post(`${path}/payments`, { channel: provider, method: 'qr' });
    await client.post('/sandbox/clock/advance', { by: 'PT20S' });
    await client.post('/sandbox/wallet/pay', { provider, token: body.id });
    await client.post('/sandbox/clock/advance', { by: 'P1D' });
    await client.post(`${path}/refunds`, { amount: yuan(1000) });
    await client.post('/sandbox/clock/advance', { by: 'P3D' });
    for (const step of ['ship', 'receive', 'accept']) await client.post(`${path}/${step}`);
    await client.post('/sandbox/clock/advance', { by: 'P30D' });
  }
  const told = [
    credentials,
    await client.get('/sandbox/journal?limit=1000'),
    await client.get('/v1/ledger/transfers?limit=1000'),
    await client.get('/v1/ledger/accounts'),
    await client.get('/sandbox/faults'),
  ];
  await world.close();
  return told.map(({ body }) => JSON.stringify(body, undefined, 1)).join('\n');
}

if (import.meta.main) process.stdout.write(await playSales());
