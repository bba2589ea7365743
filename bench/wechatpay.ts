import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { APPID } from '../providers/wechatpay/identities.ts';
import { wechatpay as definition } from '../providers/wechatpay/index.ts';
import { Numbers } from '../providers/wechatpay/numbers.ts';
import { newPrepay } from '../providers/wechatpay/prepay.ts';
import { RULES } from '../providers/wechatpay/rules.ts';
import type { Terms } from '../providers/wechatpay/trade.ts';
import { Trades } from '../providers/wechatpay/trades.ts';
import {
  answerString,
  requestString,
  SCHEME,
  signText,
  verifyText,
} from '../src/gateway/adapters/wechatpay/sign.ts';
import { FolderKeyRing, type Kit, openSandbox, wallClock } from '../src/sandbox/index.ts';
import type { Benchmark } from './benchmark.ts';
import type { Answer } from './connection.ts';
import { startCounterfoil } from './counterfoil.ts';
import { againstSignatures, Load, type Shop } from './signed-orders.ts';

const ROUNDS = 5;
const ORDERS_BEFORE = 300_000;
/** One answer in so many has its signature verified. */
const VERIFIED_EVERY = 100;

const CLI = join(import.meta.dirname, '../src/bin.ts');

/**
 * How many native orders a second the WeChat Pay simulator answers, as it is started by a user: each request is
 * verified, its order and its exchange are written, and its answer is signed. The ceiling is how many RSA-2048
 * signatures a second the machine makes.
 */
export const wechatpay: Benchmark = {
  name: 'wechatpay',
  unit: 'per_second',
  measured: 'signed native orders a second',
  ceiling: 'RSA-2048 signatures a second',
  rounds: ROUNDS,
  async prepare(folder) {
    const counterfoil = await startCounterfoil(CLI, folder);
    return againstSignatures(counterfoil, await openShop(counterfoil.origin), ROUNDS);
  },
};

/** How that rate falls when the store holds many orders already; the ceiling is an empty one. */
export const wechatpayFull: Benchmark = {
  name: 'wechatpay-full',
  unit: 'per_second',
  measured: `native orders a second behind ${ORDERS_BEFORE.toLocaleString('en')} others`,
  ceiling: 'into an empty store',
  rounds: ROUNDS,
  async prepare(folder, say) {
    const [full, empty] = [join(folder, 'full'), join(folder, 'empty')];
    say(`placing ${ORDERS_BEFORE.toLocaleString('en')} orders`);
    await placeBefore(full);
    const counterfoils = [await startCounterfoil(CLI, full), await startCounterfoil(CLI, empty)] as const;
    const [behind, alone] = await Promise.all(
      counterfoils.map(async ({ origin }) => Load.prepare(await openShop(origin), ROUNDS + 1)),
    );
    if (!behind || !alone) throw new Error('two loads were prepared');
    return {
      measure: () => behind.ordersPerSecond(),
      measureCeiling: () => alone.ordersPerSecond(),
      async close() {
        behind.close();
        alone.close();
        for (const counterfoil of counterfoils) await counterfoil.stop();
      },
    };
  },
};

/** Writes orders into a data folder as the simulator itself keeps them, an hour old and unpaid. */
async function placeBefore(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  let kit: Kit | undefined;
  const open = (given: Kit) => {
    kit = given;
    return definition.open(given);
  };
  const sandbox = await openSandbox({
    definitions: [{ ...definition, open }],
    origins: { wechatpay: 'http://wechatpay.test' },
    storePath: join(folder, 'sandbox.db'),
    seed: 1,
    keys: new FolderKeyRing(join(folder, 'keys')),
    time: { kind: 'live', wall: wallClock },
    transport: async () => new Response(null, { status: 204 }),
  });
  if (!kit) throw new Error('wechatpay did not open');
  const { store } = kit;
  const trades = new Trades(store, RULES);
  const office = { numbers: new Numbers(kit), rules: RULES };
  const createdAt = wallClock() - 3_600_000;
  const closesAt = createdAt + RULES.orderClosesAfterMs;
  store.transaction(() => {
    for (let n = 0; n < ORDERS_BEFORE; n += 1) {
      const prepay = newPrepay('NATIVE', office, createdAt);
      trades.save({ terms: termsOf(`BEFORE${n}`), state: 'NOTPAY', createdAt, closesAt, prepay });
    }
  });
  await sandbox.close();
}

const ORDER = {
  description: 'A second-hand bag',
  notify_url: 'http://127.0.0.1:9/v1/notifications/wechatpay',
  amount: { total: 1_000_000, currency: 'CNY' },
};

function termsOf(outTradeNo: string): Terms {
  return {
    outTradeNo,
    totalFen: BigInt(ORDER.amount.total),
    description: ORDER.description,
    tradeType: 'NATIVE',
    appid: APPID,
    notifyUrl: ORDER.notify_url,
    profitSharing: false,
  };
}

const credentialsSchema = z.object({
  wechatpay: z.object({
    origin: z.string(),
    appid: z.string(),
    mchid: z.string(),
    merchantPrivateKey: z.string(),
    merchantSerialNo: z.string(),
    platformCertificate: z.string(),
  }),
});
type Credentials = z.output<typeof credentialsSchema>['wechatpay'];

async function openShop(controlOrigin: string): Promise<Shop> {
  const answer = await fetch(`${controlOrigin}/sandbox/credentials`);
  const { wechatpay: credentials } = credentialsSchema.parse(await answer.json());
  const key = createPrivateKey(credentials.merchantPrivateKey);
  const platformKey = createPublicKey(credentials.platformCertificate);
  return {
    origin: new URL(credentials.origin),
    key,
    request: (orderNo) => signRequest(credentials, key, orderNo),
    check: (answers) => checkAnswers(answers, platformKey),
  };
}

const PATH = '/v3/pay/transactions/native';

/** All are signed before any is sent, which must not take five minutes. */
async function signRequest(
  { origin, appid, mchid, merchantSerialNo }: Credentials,
  key: KeyObject,
  out_trade_no: string,
): Promise<Buffer> {
  const body = JSON.stringify({ appid, mchid, out_trade_no, ...ORDER });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const text = requestString({ method: 'POST', path: PATH, body }, timestamp, nonce);
  const values = {
    mchid,
    nonce_str: nonce,
    signature: await signText(text, key),
    timestamp,
    serial_no: merchantSerialNo,
  };
  const pairs = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
  const head = [
    `POST ${PATH} HTTP/1.1`,
    `Host: ${new URL(origin).host}`,
    'Accept: application/json',
    'User-Agent: bench',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Authorization: ${SCHEME} ${pairs.join(',')}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** @throws Error when one is no success, or a signature is not WeChat Pay's */
async function checkAnswers(answers: readonly Answer[], platformKey: KeyObject): Promise<void> {
  for (const [n, { head, body }] of answers.entries()) {
    const text = body.toString();
    if (!text.startsWith('{"code_url":')) throw new Error(`no success: ${head}\n${text}`);
    if (n % VERIFIED_EVERY !== 0) continue;
    const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
    const signed = answerString(header('Wechatpay-Timestamp'), header('Wechatpay-Nonce'), text);
    if (!(await verifyText(signed, header('Wechatpay-Signature'), platformKey))) {
      throw new Error(`not signed by WeChat Pay: ${head}\n${text}`);
    }
  }
}
