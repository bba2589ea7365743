import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createWechatpay } from '../../../providers/wechatpay/index.ts';
import type { Rules } from '../../../providers/wechatpay/rules.ts';
import type { WalletPayment } from '../../../src/sandbox/index.ts';
import { type Listening, newOrderNo, openMerchant, openSimulator, type Simulator } from '../simulator.ts';
import { Client, type Reply } from './client.ts';

export { newOrderNo } from '../simulator.ts';

const credentialsShape = z.strictObject({
  origin: z.string(),
  appid: z.string(),
  mchid: z.string(),
  merchantPrivateKey: z.string(),
  merchantSerialNo: z.string(),
  merchantCertificate: z.string(),
  apiV3Key: z.string(),
  platformSerialNo: z.string(),
  platformCertificate: z.string(),
  publicKeyId: z.string(),
  publicKey: z.string(),
});

export type WechatpayCredentials = z.output<typeof credentialsShape>;

export interface Told {
  readonly at: number;
  readonly headers: Headers;
  readonly body: string;
  readonly eventType: string;
  /** What was sealed. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there.
  readonly resource: any;
}

export interface WechatpayWorld extends Simulator {
  readonly credentials: WechatpayCredentials;
  readonly merchant: Listening<Told>;
  readonly client: Client;
  /** Places a native order, and pays it. @returns its numbers */
  paidOrder(totalFen: number, more?: object, payment?: Omit<WalletPayment, 'token'>): Promise<PaidNumbers>;
  /** Places a native order. */
  placeNative(outTradeNo: string, totalFen: number, more?: object): Promise<Reply>;
}

export interface PaidNumbers {
  readonly outTradeNo: string;
  readonly transactionId: string;
}

export interface WorldOptions {
  readonly rules?: Partial<Rules>;
  /** On the wall clock, for clients that sign with their own. */
  readonly live?: boolean;
}

export async function openWechatpay({
  rules = {},
  live = false,
}: WorldOptions = {}): Promise<WechatpayWorld> {
  const simulator = await openSimulator(createWechatpay(rules), { live });
  const { sandbox, provider } = simulator;
  const credentials = credentialsShape.parse(provider.credentials);
  const client = new Client({ ...credentials, now: () => Math.floor(sandbox.wireTime() / 1000) });
  const hear = async (request: Request): Promise<Told> => {
    const { headers } = request;
    const body = await request.text();
    const { event_type: eventType, resource } = JSON.parse(body);
    const opened = JSON.parse(client.unseal(resource));
    return { at: sandbox.clock.now(), headers, body, eventType, resource: opened };
  };
  const merchant = await openMerchant(hear, () => new Response(null, { status: 204 }));

  const world: WechatpayWorld = {
    ...simulator,
    credentials,
    merchant,
    client,
    placeNative: (outTradeNo, totalFen, more = {}) =>
      client.post('/v3/pay/transactions/native', {
        appid: credentials.appid,
        mchid: credentials.mchid,
        description: '二手相机 Leica M6',
        out_trade_no: outTradeNo,
        notify_url: merchant.notifyUrl,
        amount: { total: totalFen, currency: 'CNY' },
        ...more,
      }),
    paidOrder: async (totalFen, more = {}, payment = {}) => {
      const outTradeNo = newOrderNo();
      const placed = await world.placeNative(outTradeNo, totalFen, more);
      world.pay(placed.json.code_url, payment);
      const query = await client.get(
        `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${credentials.mchid}`,
      );
      return { outTradeNo, transactionId: query.json.transaction_id };
    },
    close: async () => {
      await merchant.close();
      await simulator.close();
    },
  };
  return world;
}

/** The same for one test alone, which closes it when it ends. */
export async function openForTest(options: WorldOptions = {}): Promise<WechatpayWorld> {
  const world = await openWechatpay(options);
  onTestFinished(() => world.close());
  return world;
}

/** Told twice is told once too often: the sum of all balances is nothing, whatever happened. */
export function balances(world: WechatpayWorld): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const line of world.dump().split('\n')) {
    const [collection, account = '', body = ''] = line.split('\t');
    if (collection !== 'wechatpay.account') continue;
    found.set(account, BigInt(JSON.parse(body).fen.$bigint));
  }
  return found;
}
