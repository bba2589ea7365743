import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { alipay } from '../../../providers/alipay/index.ts';
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
} from '../../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';
import { parseDuration } from '../../../src/time/index.ts';

/** Noon in Beijing on 22 November 2026. */
export const START = Date.parse('2026-11-22T04:00:00Z');

const credentialsShape = z.object({
  origin: z.string(),
  gateway: z.string(),
  appId: z.string(),
  appPrivateKey: z.string(),
  alipayPublicKey: z.string(),
  sellerId: z.string(),
  appCert: z.string(),
  alipayPublicCert: z.string(),
  alipayRootCert: z.string(),
  aesKey: z.string(),
});

export type AlipayCredentials = z.output<typeof credentialsShape>;

/** A merchant's server: keeps what it is told, and answers what the test says. */
export interface Merchant {
  readonly notifyUrl: string;
  readonly received: { readonly at: number; readonly fields: Record<string, string> }[];
  /** The next answers, in order; after them it says `success`. */
  readonly answers: (string | Response)[];
}

export interface AlipayWorld {
  readonly sandbox: Sandbox;
  readonly provider: OpenProvider;
  readonly credentials: AlipayCredentials;
  readonly merchant: Merchant;
  /** Configured as a merchant would, with the app's keys. */
  readonly sdk: AlipaySdk;
  /** Calls with `validateSign`. */
  exec(method: string, bizContent: object, parameters?: object): Promise<AlipaySdkCommonResult>;
  /** Pays with the phone; throws when it cannot. */
  pay(token: string, payment?: Omit<WalletPayment, 'token'>): void;
  advance(duration: string): Promise<void>;
  /** Every document in the simulator's store, as text. */
  dump(): string;
  lastExchange(): Exchange;
  close(): Promise<void>;
}

/** Alipay alone on a real socket, in virtual time, with a real store in a folder of its own. */
export async function openAlipay(seed = 1): Promise<AlipayWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-alipay-'));
  const storePath = join(folder, 'sandbox.db');
  let serve: Transport = async () => new Response('not open yet', { status: 503 });
  const listener = await listen((request) => serve(request), '127.0.0.1', 0);
  const sandbox = await openSandbox({
    definitions: [alipay],
    origins: { alipay: listener.origin },
    storePath,
    seed,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    base: () => START,
    wireTime: 'business',
    transport: socketTransport,
  });
  const provider = sandbox.providers.get('alipay');
  if (!provider) throw new Error('alipay did not open');
  serve = provider.onTheWire;

  const { merchant, close: closeMerchant } = await openMerchant(sandbox);
  const credentials = credentialsShape.parse(provider.credentials);
  const sdk = new AlipaySdk({
    appId: credentials.appId,
    privateKey: credentials.appPrivateKey,
    alipayPublicKey: credentials.alipayPublicKey,
    gateway: credentials.gateway,
    keyType: 'PKCS8',
    camelcase: false,
  });
  return {
    sandbox,
    provider,
    credentials,
    merchant,
    sdk,
    exec: (method, bizContent, parameters = {}) =>
      sdk.exec(method, { ...parameters, bizContent }, { validateSign: true }),
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
    close: async () => {
      await Promise.all([listener.close(), closeMerchant()]);
      await sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** One that lasts as long as the test that opens it. */
export async function openAlipayForTest(): Promise<AlipayWorld> {
  const world = await openAlipay();
  onTestFinished(() => world.close());
  return world;
}

async function openMerchant(sandbox: Sandbox): Promise<{ merchant: Merchant; close(): Promise<void> }> {
  const received: Merchant['received'] = [];
  const answers: Merchant['answers'] = [];
  const listener = await listen(
    async (request) => {
      const fields = Object.fromEntries(new URLSearchParams(await request.text()));
      received.push({ at: sandbox.clock.now(), fields });
      const answer = answers.shift() ?? 'success';
      return typeof answer === 'string' ? new Response(answer) : answer;
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

/** An order number that no test of this run has used. */
export function newOrderNo(): string {
  orders += 1;
  return `T20261122${String(orders).padStart(6, '0')}`;
}
