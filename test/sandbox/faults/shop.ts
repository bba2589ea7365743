import { onTestFinished } from 'vitest';
import { CHANNELS } from '../../../src/gateway/adapters/index.ts';
import type { Channel, OpenChannel, Outcome } from '../../../src/gateway/index.ts';
import { money } from '../../../src/money/index.ts';
import { type Client, clientOf, openTestWorld, START } from '../../world.ts';

export const PROVIDERS_WITH_WORDS = [
  {
    provider: 'alipay',
    refunding: 'alipay.trade.refund',
    closing: 'alipay.trade.close',
    paid: 'trade_status_sync',
    isDated: false,
  },
  {
    provider: 'wechatpay',
    refunding: 'POST /v3/refund/domestic/refunds',
    closing: 'POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close',
    paid: 'TRANSACTION.SUCCESS',
    isDated: true,
  },
] as const;

/** A merchant who speaks to one provider through the platform's adapter, in a world of its own. */
export interface Shop {
  readonly client: Client;
  readonly channel: Channel;
  /** Lets something go wrong at the provider. */
  fault(fault: string, more?: object): Promise<void>;
  /** Opens payment `pay-000001`, of ¥10,000.00, and hands out what the buyer is shown. */
  collect(payment?: string): Promise<string>;
  pay(token: string, more?: object): Promise<Record<string, unknown>>;
  /** Asks ¥1,000.00 of the payment back. */
  refund(): Promise<Outcome<unknown>>;
  /** What the provider knows of a payment. */
  knows(payment?: string): Promise<Record<string, unknown>>;
  advance(by: string): Promise<void>;
  /** How often each fault that still waits has struck. */
  struck(): Promise<Record<string, number>>;
}

const PAYMENT = 'pay-000001';

export async function openShop(provider: string): Promise<Shop> {
  const world = await openTestWorld();
  onTestFinished(() => world.close());
  const client = clientOf(world);
  const credentials = (await client.get('/sandbox/credentials')).body[provider];
  let now = START;
  const nonces: string[] = [];
  const channels: Readonly<Record<string, OpenChannel>> = CHANNELS;
  const channel = channels[provider]?.(credentials, {
    transport: world.transport,
    now: () => now,
    newNonce: () => String(nonces.push('drawn')).padStart(32, '0'),
  });
  if (!channel) throw new Error(`there is no channel ${provider}`);
  const notifyUrl = `${world.origin}/v1/notifications/${provider}`;
  return {
    client,
    channel,
    fault: async (fault, more = {}) => {
      const added = await client.post('/sandbox/faults', { fault, provider, ...more });
      if (added.status !== 201) throw new Error(JSON.stringify(added.body));
    },
    collect: async (payment = PAYMENT) => {
      const collected = await channel.collect({
        payment,
        method: 'qr',
        amount: money('CNY', 1_000_000n),
        title: 'A second-hand bag',
        notifyUrl,
      });
      return collected.kind === 'succeeded' ? collected.value.value : payment;
    },
    pay: async (token, more = {}) =>
      (await client.post('/sandbox/wallet/pay', { provider, token, ...more })).body,
    refund: () =>
      channel.refund({
        payment: PAYMENT,
        refund: 'ref-000001',
        amount: money('CNY', 100_000n),
        reason: 'as agreed',
      }),
    knows: async (payment = PAYMENT) =>
      (await client.get(`/sandbox/providers/${provider}/orders/${payment}`)).body,
    advance: async (by) => {
      now = Date.parse((await client.post('/sandbox/clock/advance', { by })).body.now);
    },
    struck: async () => {
      const { faults } = (await client.get('/sandbox/faults')).body;
      return Object.fromEntries(
        faults.map((one: { fault: string; struck: number }) => [one.fault, one.struck]),
      );
    },
  };
}

/** A shop in which the buyer has paid. */
export async function openPaidShop(provider: string): Promise<Shop> {
  const shop = await openShop(provider);
  await shop.pay(await shop.collect());
  return shop;
}
