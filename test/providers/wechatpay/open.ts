import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { createWechatpay } from '../../../providers/wechatpay/index.ts';
import type { Rules } from '../../../providers/wechatpay/rules.ts';
import { listen } from '../../../src/http/listen.ts';
import {
  type Exchange,
  FixedKeyRing,
  type OpenProvider,
  openSandbox,
  type Sandbox,
  socketTransport,
  type Transport,
  type WalletPayment,
  wallClock,
} from '../../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';
import { parseDuration } from '../../../src/time/index.ts';
import { Client, type Reply } from './client.ts';

/** Noon in Beijing on 22 November 2026. */
const START = Date.parse('2026-11-22T04:00:00Z');

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

/** A merchant's server: keeps what it is told, and answers what the test says. */
export interface Merchant {
  readonly notifyUrl: string;
  readonly received: Told[];
  /** The next answers, in order; after them it says 204. */
  readonly answers: Response[];
}

export interface WechatpayWorld extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly provider: OpenProvider;
  readonly credentials: WechatpayCredentials;
  readonly merchant: Merchant;
  readonly client: Client;
  /** Pays with the phone; throws when it cannot. */
  pay(token: string, payment?: Omit<WalletPayment, 'token'>): void;
  advance(duration: string): Promise<void>;
  /** Every document in the simulator's store, as text. */
  dump(): string;
  lastExchange(): Exchange;
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

/** WeChat Pay alone on a real socket, in virtual time, with a real store in a folder of its own. */
export async function openWechatpay({
  rules = {},
  live = false,
}: WorldOptions = {}): Promise<WechatpayWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-wechatpay-'));
  const storePath = join(folder, 'sandbox.db');
  let serve: Transport = async () => new Response('not open yet', { status: 503 });
  const listener = await listen((request) => serve(request), '127.0.0.1', 0);
  const sandbox = await openSandbox({
    definitions: [createWechatpay(rules)],
    origins: { wechatpay: listener.origin },
    storePath,
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    base: live ? wallClock : () => START,
    wireTime: live ? 'wall' : 'business',
    transport: socketTransport,
  });
  const provider = sandbox.providers.get('wechatpay');
  if (!provider) throw new Error('wechatpay did not open');
  serve = provider.onTheWire;
  const credentials = credentialsShape.parse(provider.credentials);
  const client = new Client({ ...credentials, now: () => Math.floor(sandbox.wireTime() / 1000) });
  const { merchant, close } = await openMerchant(sandbox, client);

  const world: WechatpayWorld = {
    sandbox,
    provider,
    credentials,
    merchant,
    client,
    pay: (token, payment = {}) => {
      const result = provider.wallet.pay({ token, ...payment });
      if (!result.ok) throw new Error(`${result.code}: ${result.message}`);
    },
    advance: async (duration) => {
      const ms = parseDuration(duration);
      if (ms === undefined) throw new RangeError(`${duration} is no duration`);
      await sandbox.scheduler.advance(ms);
    },
    dump: () => dumpDocuments(storePath),
    lastExchange: () => {
      const [last] = sandbox.journal.list({ limit: 1 });
      if (!last) throw new Error('nothing has been exchanged');
      return last;
    },
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
    [Symbol.asyncDispose]: async () => {
      await Promise.all([listener.close(), close()]);
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
  return world;
}

/** The same for one test alone, which closes it when it ends. */
export async function openForTest(options: WorldOptions = {}): Promise<WechatpayWorld> {
  const world = await openWechatpay(options);
  onTestFinished(() => world[Symbol.asyncDispose]());
  return world;
}

async function openMerchant(
  sandbox: Sandbox,
  client: Client,
): Promise<{ merchant: Merchant; close(): Promise<void> }> {
  const received: Merchant['received'] = [];
  const answers: Merchant['answers'] = [];
  const listener = await listen(
    async (request) => {
      if (request.method !== 'POST') return new Response('Welcome back');
      const body = await request.text();
      const { event_type: eventType, resource } = JSON.parse(body);
      const told = { at: sandbox.clock.now(), headers: request.headers, body, eventType };
      received.push({ ...told, resource: JSON.parse(client.unseal(resource)) });
      return answers.shift() ?? new Response(null, { status: 204 });
    },
    '127.0.0.1',
    0,
  );
  return {
    merchant: { notifyUrl: `${listener.origin}/notify`, received, answers },
    close: () => listener.close(),
  };
}

function dumpDocuments(storePath: string): string {
  const db = new DatabaseSync(storePath, { readOnly: true });
  try {
    return db
      .prepare('SELECT collection, id, body FROM document ORDER BY collection, id')
      .all()
      .map((row) => Object.values(row).join('\t'))
      .join('\n');
  } finally {
    db.close();
  }
}

let orders = 0;

/** A number that nothing in this run has. */
export function newOrderNo(): string {
  orders += 1;
  return `T20261122${String(orders).padStart(6, '0')}`;
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
