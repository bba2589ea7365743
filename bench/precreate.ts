import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { rawMembers } from '../src/gateway/adapters/alipay/raw-members.ts';
import { signingString, signText, verifyText } from '../src/gateway/adapters/alipay/sign.ts';
import type { Benchmark } from './benchmark.ts';
import { Connection } from './connection.ts';
import { startCounterfoil } from './counterfoil.ts';

const ROUNDS = 5;
const REQUESTS = 3000;
/** Requests that are under way at once; signatures too, when the ceiling is measured. */
const CONNECTIONS = 64;
/** One answer in so many has its signature verified. */
const VERIFIED_EVERY = 100;

const CLI = join(import.meta.dirname, '../src/bin.ts');

/**
 * How many precreates a second the Alipay simulator answers, as it is started by a user: each request is
 * verified, its order and its exchange are written, and its answer is signed. The ceiling is how many RSA-2048
 * signatures a second the machine makes. Server and client are two processes, and share its processors.
 */
export const precreate: Benchmark = {
  name: 'precreate',
  unit: 'per_second',
  measured: 'signed precreates a second',
  ceiling: 'RSA-2048 signatures a second',
  rounds: ROUNDS,
  async prepare(folder, say) {
    const counterfoil = await startCounterfoil(CLI, folder);
    const merchant = await readMerchant(counterfoil.origin);
    say(`signing ${(ROUNDS + 1) * REQUESTS} requests`);
    const rounds = await signRounds(merchant);
    const connections = await Promise.all(
      Array.from({ length: CONNECTIONS }, () => Connection.open(merchant.gateway)),
    );
    return {
      async measure() {
        const requests = rounds.pop() ?? [];
        const start = performance.now();
        const answers = await eachOf(requests, connections, (request, to) => to.exchange(request));
        const seconds = (performance.now() - start) / 1000;
        await checkAnswers(answers, merchant.alipayKey);
        return answers.length / seconds;
      },
      measureCeiling: () => signaturesPerSecond(merchant.appKey),
      async close() {
        for (const connection of connections) connection.close();
        await counterfoil.stop();
      },
    };
  },
};

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

/** The requests of each round, no order number twice. */
async function signRounds(merchant: Merchant): Promise<Buffer[][]> {
  const numbers = Array.from({ length: (ROUNDS + 1) * REQUESTS }, (_, n) => `BENCH${n}`);
  const requests = await eachOf(numbers, Array(CONNECTIONS).fill(0), (number) =>
    signRequest(merchant, number),
  );
  return Array.from({ length: ROUNDS + 1 }, (_, n) => requests.slice(n * REQUESTS, (n + 1) * REQUESTS));
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

/** The answers to all items, in the order in which they came; every worker has one item in hand at a time. */
async function eachOf<Item, Worker, Answer>(
  items: readonly Item[],
  workers: readonly Worker[],
  answer: (item: Item, worker: Worker) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = items.values();
  await Promise.all(
    workers.map(async (worker) => {
      for (const item of waiting) answers.push(await answer(item, worker));
    }),
  );
  return answers;
}

const RESPONSE_KEY = 'alipay_trade_precreate_response';
const answerSchema = z.object({ [RESPONSE_KEY]: z.object({ code: z.literal('10000') }), sign: z.string() });

/** @throws Error when one is no success, or a signature is not Alipay's */
async function checkAnswers(answers: readonly Buffer[], alipayKey: KeyObject): Promise<void> {
  for (const [n, answer] of answers.entries()) {
    const text = answer.toString();
    const { sign } = answerSchema.parse(JSON.parse(text));
    if (n % VERIFIED_EVERY !== 0) continue;
    const signed = rawMembers(text)?.get(RESPONSE_KEY) ?? '';
    if (!(await verifyText(signed, sign, alipayKey))) throw new Error(`not signed by Alipay: ${text}`);
  }
}

/** Of all processors together: the signatures are made by the thread pool. */
async function signaturesPerSecond(key: KeyObject): Promise<number> {
  const texts = Array.from({ length: REQUESTS }, (_, n) => `{"code":"10000","msg":"Success","n":"${n}"}`);
  const start = performance.now();
  await eachOf(texts, Array(CONNECTIONS).fill(0), (text) => signText(text, key));
  return REQUESTS / ((performance.now() - start) / 1000);
}
