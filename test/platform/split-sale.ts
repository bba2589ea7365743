import { expect } from 'vitest';
import { type Answer, type Client, openBagOrder, yuan } from '../world.ts';

/** A sale out of whose payment the provider pays others itself. */
export interface SplitSale {
  readonly order: string;
  readonly seller: string;
  read(): Promise<Answer['body']>;
  act(step: string, body?: object): Promise<Answer>;
}

interface Choice {
  readonly channel: string;
  /** Where the provider pays them, in its own words. */
  readonly receivers: { readonly logistics: object; readonly appraiser: object };
  readonly hold?: string;
}

/** A ¥10,000.00 bag: 8 % for us, ¥120.00 for logistics, ¥200.00 for the appraiser; paid by a code. */
export async function sellSplit(
  client: Client,
  { channel, receivers, hold = 'P7D' }: Choice,
): Promise<SplitSale> {
  for (const [payee, receiver] of Object.entries(receivers)) {
    expect((await client.put(`/v1/payees/${payee}/receivers/${channel}`, receiver)).status).toBe(200);
  }
  const { seller, order } = await openBagOrder(client, {
    hold,
    splits: [
      { payee: 'platform', rate_bps: 800 },
      { payee: 'logistics', fixed: yuan(120) },
      { payee: 'appraiser', fixed: yuan(200) },
    ],
  });
  await payByCode(client, order, channel);
  const act = (step: string, body: object = {}) => client.post(`/v1/orders/${order}/${step}`, body);
  return { order, seller, act, read: async () => (await client.get(`/v1/orders/${order}`)).body };
}

export async function payByCode(client: Client, order: string, channel: string): Promise<void> {
  const { body } = await client.post(`/v1/orders/${order}/payments`, { channel, method: 'qr' });
  await client.post('/sandbox/wallet/pay', { provider: channel, token: body.present.value });
}

/** Now only the hold has to run out. */
export async function deliver({ act }: SplitSale): Promise<void> {
  for (const step of ['ship', 'receive', 'accept']) expect((await act(step)).status).toBe(200);
}
