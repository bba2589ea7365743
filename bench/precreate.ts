import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { rawMembers } from '../src/gateway/adapters/alipay/raw-members.ts';
import { signingString, signText, verifyText } from '../src/gateway/adapters/alipay/sign.ts';
import type { Benchmark } from './benchmark.ts';
import type { Answer } from './connection.ts';
import { startCounterfoil } from './counterfoil.ts';
import { againstSignatures, type Shop } from './signed-orders.ts';

const ROUNDS = 5;
/** One answer in so many has its signature verified. */
const VERIFIED_EVERY = 100;

const CLI = join(import.meta.dirname, '../src/bin.ts');

/**
 * How many precreates a second the Alipay simulator answers, as it is started by a user: each request is
 * verified, its order and its exchange are written, and its answer is signed. The ceiling is how many RSA-2048
 * signatures a second the machine makes.
 */
export const precreate: Benchmark = {
  name: 'precreate',
  unit: 'per_second',
  measured: 'signed precreates a second',
  ceiling: 'RSA-2048 signatures a second',
  rounds: ROUNDS,
  async prepare(folder) {
    const counterfoil = await startCounterfoil(CLI, folder);
    return againstSignatures(counterfoil, await openShop(counterfoil.origin), ROUNDS);
  },
};

async function openShop(controlOrigin: string): Promise<Shop> {
  const merchant = await readMerchant(controlOrigin);
  return {
    origin: merchant.gateway,
    key: merchant.appKey,
    request: (orderNo) => signRequest(merchant, orderNo),
    check: (answers) => checkAnswers(answers, merchant.alipayKey),
  };
}

interface Merchant {
  readonly gateway: URL;
  readonly appId: string;
  readonly appKey: KeyObject;
  readonly alipayKey: KeyObject;
}

const credentialsSchema = z.object({
  alipay: z.object({
    gateway: z.string(),
    appId: z.string(),
    appPrivateKey: z.string(),
    alipayPublicKey: z.string(),
  }),
});

async function readMerchant(origin: string): Promise<Merchant> {
  const answer = await fetch(`${origin}/sandbox/credentials`);
  const { alipay } = credentialsSchema.parse(await answer.json());
  return {
    gateway: new URL(alipay.gateway),
    appId: alipay.appId,
    appKey: createPrivateKey(alipay.appPrivateKey),
    alipayKey: createPublicKey(alipay.alipayPublicKey),
  };
}

/** As the official SDKs send it: what is common to all methods in the URL, the rest in a form. */
async function signRequest({ gateway, appId, appKey }: Merchant, outTradeNo: string): Promise<Buffer> {
  const bizContent = { out_trade_no: outTradeNo, total_amount: '10000.00', subject: 'A second-hand bag' };
  const common = {
    method: 'alipay.trade.precreate',
    app_id: appId,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    timestamp: '2026-11-22 12:00:00',
    notify_url: 'http://127.0.0.1:9/v1/notifications/alipay',
  };
  const form = { biz_content: JSON.stringify(bizContent) };
  const sign = await signText(signingString({ ...common, ...form }, []), appKey);
  const body = new URLSearchParams(form).toString();
  const head = [
    `POST ${gateway.pathname}?${new URLSearchParams({ ...common, sign })} HTTP/1.1`,
    `Host: ${gateway.host}`,
    'Content-Type: application/x-www-form-urlencoded;charset=utf-8',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const RESPONSE_KEY = 'alipay_trade_precreate_response';
const answerSchema = z.object({ [RESPONSE_KEY]: z.object({ code: z.literal('10000') }), sign: z.string() });

/** @throws Error when one is no success, or a signature is not Alipay's */
async function checkAnswers(answers: readonly Answer[], alipayKey: KeyObject): Promise<void> {
  for (const [n, { body }] of answers.entries()) {
    const text = body.toString();
    const { sign } = answerSchema.parse(JSON.parse(text));
    if (n % VERIFIED_EVERY !== 0) continue;
    const signed = rawMembers(text)?.get(RESPONSE_KEY) ?? '';
    if (!(await verifyText(signed, sign, alipayKey))) throw new Error(`not signed by Alipay: ${text}`);
  }
}
