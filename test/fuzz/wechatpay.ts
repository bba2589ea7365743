import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MCHID } from '../../providers/wechatpay/identities.ts';
import { API_METHODS } from '../../providers/wechatpay/methods/index.ts';
import { Random, type SandboxStore } from '../../src/sandbox/index.ts';
import type { Client, Mischief } from '../providers/wechatpay/client.ts';
import { openInProcess } from '../providers/wechatpay/in-process.ts';
import { Dice, mutateJson, mutateText, spoilJson } from './mutations.ts';

export interface FuzzReport {
  readonly requests: number;
  /** How many answers had each status. */
  readonly statuses: ReadonlyMap<number, number>;
  /** After the first tenth, and at the end. */
  readonly heapBytes: readonly [early: number, late: number];
}

/** What went wrong, with what it takes to see it again. */
class Finding extends Error {
  override name = 'Finding';
}

const BATCH = 100;
/** How many requests share the same few numbers; after them come fresh ones, or nothing new would happen. */
const REQUESTS_PER_GENERATION = 4000;
/** Mostly moments, sometimes long enough for what falls due. */
const PAUSES_MS = [1000, 1000, 1000, 1000, 1000, 1000, 61_000, 3_600_000, 100_000_000] as const;
/** Long, since the wall clock tells it: a machine may be busy, or asleep, and an answer takes a millisecond. */
const PATIENCE_MS = 600_000;

/**
 * Sends mutated requests to the simulated WeChat Pay: half of them altered after they were signed, which must
 * change nothing, half altered before.
 *
 * @param onProgress is told how many were sent
 * @throws Finding for an answer of 500 or above, no answer, or a change by a request that was not verified
 */
export async function fuzzWechatpay(
  requests: number,
  seed: number,
  onProgress: (sent: number) => void = () => {},
): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'counterfoil-fuzz-'));
  const target = await openTarget(join(folder, 'sandbox.db'));
  const dice = new Dice(new Random(seed).stream('fuzz'));
  const statuses = new Map<number, number>();
  let earlyHeap = 0;
  try {
    for (let sent = 0; sent < requests; sent += BATCH) {
      const isVerified = (sent / BATCH) % 2 === 0;
      const changes = target.changes();
      const names = new Names(dice, Math.floor(sent / REQUESTS_PER_GENERATION), target.known);
      for (let i = 0; i < Math.min(BATCH, requests - sent); i += 1) {
        const status = await target.send(isVerified, names, `seed ${seed}, request ${sent + i}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      if (!isVerified && target.changes() !== changes) {
        throw new Finding(
          `seed ${seed}: one of the requests ${sent} to ${sent + BATCH} changed something unverified`,
        );
      }
      target.buy(names);
      await target.passTime(dice.pick(PAUSES_MS));
      if (earlyHeap === 0 && sent >= requests / 10) earlyHeap = heapBytes();
      onProgress(Math.min(sent + BATCH, requests));
    }
    return { requests, statuses, heapBytes: [earlyHeap, heapBytes()] };
  } finally {
    await target.close();
    await rm(folder, { recursive: true });
  }
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function openTarget(storePath: string) {
  const { sandbox, provider, client, appid, store } = await openInProcess({
    storePath,
    carry: inTime,
  });
  const changes = watchDocuments(store);
  const known = new Known();
  return {
    known,
    changes,
    passTime: async (ms: number) => {
      await sandbox.scheduler.advance(ms);
      // Years may pass, and certificates run out.
      await client.learnKeys();
    },
    close: () => sandbox.close(),
    buy: (names: Names) => {
      for (let i = 0; i < 10; i += 1) {
        const paid = provider.wallet.pay({ token: names.number(), method: names.dice.pick(METHODS) });
        if (paid.ok) known.learn({ transaction_id: paid.reference });
      }
    },
    send: (isVerified: boolean, names: Names, where: string) =>
      sendOne(client, { appid, isVerified, names, known }, where),
  };
}

/** The answer; its alarm is put off then, or a million of them would be kept for as long as our patience. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const alarm = setTimeout(() => reject(new Finding('no answer')), PATIENCE_MS);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(alarm);
  }
}

const METHODS = ['balance', 'credit_card', 'cancelled_card', 'closed_account'] as const;

/** Counts, in the database itself, how often any document was written or deleted. */
function watchDocuments(store: SandboxStore): () => number {
  store.prepare('CREATE TEMP TABLE change (count INTEGER NOT NULL)').run();
  store.prepare('INSERT INTO change VALUES (0)').run();
  for (const event of ['INSERT', 'UPDATE', 'DELETE']) {
    store
      .prepare(
        `CREATE TEMP TRIGGER after_${event} AFTER ${event} ON main.document
         BEGIN UPDATE change SET count = count + 1; END`,
      )
      .run();
  }
  const select = store.prepare('SELECT count FROM change');
  return () => Number(select.get()?.count);
}

/** WeChat Pay's own numbers for things: of each kind the latest few that it gave out. */
class Known {
  readonly #byField = new Map<string, string[]>();

  learn(answer: Readonly<Record<string, unknown>>): void {
    for (const [field, value] of Object.entries(answer)) {
      if (typeof value !== 'string' || !/^[0-9]{28,32}$/.test(value)) continue;
      this.#byField.set(field, [...(this.#byField.get(field) ?? []), value].slice(-10));
    }
  }

  of(field: string): readonly string[] {
    return this.#byField.get(field) ?? [];
  }
}

/** Numbers from a small range, so that requests meet what others left. */
class Names {
  readonly dice: Dice;
  readonly #generation: number;
  readonly #known: Known;

  constructor(dice: Dice, generation: number, known: Known) {
    this.dice = dice;
    this.#generation = generation;
    this.#known = known;
  }

  /** One of the merchant's. */
  number(): string {
    return `FUZZ${this.#generation}N${String(this.dice.below(30)).padStart(4, '0')}`;
  }

  /** What stands in a field: one of WeChat Pay's own numbers where it gave out such, or one of the merchant's. */
  of(field: string): string {
    const [first, ...others] = this.#known.of(field);
    return first === undefined || this.dice.below(4) === 0
      ? this.number()
      : this.dice.pick([first, ...others]);
  }
}

interface Sending {
  readonly appid: string;
  readonly isVerified: boolean;
  readonly names: Names;
  readonly known: Known;
}

async function sendOne(
  client: Client,
  { appid, isVerified, names, known }: Sending,
  where: string,
): Promise<number> {
  const { dice } = names;
  const [first, ...others] = API_METHODS;
  if (!first) throw new Error('there are no endpoints');
  const { verb, path: template } = dice.pick([first, ...others]);
  const path = fillIn(template, names) + (verb === 'GET' ? `?${queryFor(names)}` : '');
  const whole = bodyFor(appid, names);
  const body = verb === 'POST' ? writeBody(whole, dice) : '';
  const mischief = isVerified ? {} : mischiefFor(body, dice);
  try {
    const sentVerb = dice.below(20) === 0 ? dice.pick(['GET', 'POST', 'PUT', 'DELETE'] as const) : verb;
    const reply = await client.request(sentVerb, path, sentVerb === 'GET' ? '' : body, mischief);
    if (reply.status >= 500) throw new Finding(`answered ${reply.status}`);
    if (!isVerified && reply.status < 400)
      throw new Finding(`answered ${reply.status} to who is not verified`);
    if (typeof reply.json === 'object') known.learn(reply.json);
    return reply.status;
  } catch (error) {
    throw new Finding(`${where}: ${verb} ${path} ${body.slice(0, 2000)}`, { cause: error });
  }
}

function writeBody(whole: Record<string, unknown>, dice: Dice): string {
  const json = JSON.stringify(whole);
  const kind = dice.below(12);
  // Some are left as they are, so that there is something for the others to meet.
  if (kind < 4) return json;
  if (kind === 4) return mutateText(json, dice);
  if (kind === 5) return spoilJson(json, dice);
  return JSON.stringify(mutateJson(whole, dice));
}

/** What an unverified request has wrong with it. */
function mischiefFor(body: string, dice: Dice): Mischief {
  const name = dice.pick(['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const);
  return dice.pick<Mischief>([
    { authorization: null },
    {
      authorization: dice.pick([
        '',
        'Bearer x',
        'WECHATPAY2-SHA256-RSA2048 ',
        `WECHATPAY2-SHA256-RSA2048 ${dice.text(300)}`,
      ]),
    },
    { change: ({ [name]: _, ...rest }) => rest },
    { change: (values) => ({ ...values, signature: mutateSignature(values.signature ?? '', dice) }) },
    { signs: (canonical) => `${canonical}x` },
    { timestamp: dice.pick(['0', '-1', '1', '99999999999999', 'now', '1e9']) },
    { signs: (canonical) => canonical.replace(body, `${body} `) + (body === '' ? 'x' : '') },
  ]);
}

/** Surely another one. */
function mutateSignature(signature: string, dice: Dice): string {
  const at = 4 * dice.below(Math.max(1, Math.floor(signature.length / 4) - 2));
  const group = signature.slice(at, at + 4) === 'AAAA' ? 'BBBB' : 'AAAA';
  return signature.slice(0, at) + group + signature.slice(at + 4);
}

function fillIn(template: string, names: Names): string {
  const { dice } = names;
  return template.replace(/\{(\w+)\}/g, (_, field: string) => {
    const whole = field === 'sub_mchid' ? dice.pick(SUB_MERCHANTS) : names.of(field);
    const value = dice.below(3) === 0 ? mutateText(whole, dice) : whole;
    return encodeURIComponent(value.toWellFormed()).slice(0, 2000) || 'x';
  });
}

const SUB_MERCHANTS = ['1688100016', '1688200014', '1'] as const;

function queryFor(names: Names): string {
  const { dice } = names;
  const fields: Record<string, string> = {
    mchid: MCHID,
    sp_mchid: MCHID,
    sub_mchid: dice.pick(SUB_MERCHANTS),
    transaction_id: names.of('transaction_id'),
    out_order_no: names.number(),
    out_return_no: names.number(),
    bill_date: '2026-11-21',
    date: '2026-11-21',
    need_query_detail: 'true',
  };
  const kept = Object.keys(fields).filter(() => dice.below(3) > 0);
  const query = new URLSearchParams(kept.map((name) => [name, fields[name] ?? ''])).toString();
  return dice.below(3) === 0
    ? encodeURI(mutateText(query, dice).toWellFormed()).replaceAll('#', '%23')
    : query;
}

/** Everything that some endpoint asks for, in one object: each reads what it knows. */
function bodyFor(appid: string, names: Names): Record<string, unknown> {
  const { dice } = names;
  const sub_mchid = dice.pick([undefined, '1688100016', '1688200014']);
  const fen = dice.below(300_000) + 1;
  const part = {
    mchid: MCHID,
    attach: 'x',
    out_trade_no: names.number(),
    description: 'x',
    amount: { total_amount: fen, currency: 'CNY' },
  };
  const party = { appid, mchid: MCHID, sp_appid: appid, sp_mchid: MCHID, sub_mchid };
  const numbers = Object.fromEntries(
    [
      'out_trade_no',
      'out_refund_no',
      'out_order_no',
      'out_return_no',
      'out_bill_no',
      'out_batch_no',
      'out_request_no',
    ].map((name) => [name, names.number()]),
  );
  return {
    ...party,
    ...numbers,
    description: '二手相机',
    notify_url: 'https://merchant.test/notify',
    amount: dice.below(3) === 0 ? fen : { total: fen, refund: dice.below(fen) + 1, currency: 'CNY' },
    payer: {
      openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      auth_code: `13${dice.below(10)}000000000000${dice.below(900) + 100}`,
    },
    scene_info: { payer_client_ip: '1.2.3.4', h5_info: { type: 'Wap' } },
    settle_info: { profit_sharing: dice.below(2) === 0 },
    transaction_id: names.of('transaction_id'),
    type: 'MERCHANT_ID',
    account: '1600000101',
    relation_type: 'PARTNER',
    receivers: [
      {
        type: 'MERCHANT_ID',
        account: '1600000101',
        receiver_account: '1600000101',
        amount: fen,
        description: 'x',
      },
    ],
    unfreeze_unsplit: dice.below(2) === 0,
    finish: dice.below(2) === 0,
    return_mchid: '1600000101',
    combine_appid: appid,
    combine_mchid: MCHID,
    combine_out_trade_no: names.number(),
    sub_orders: [part, { ...part, out_trade_no: names.number() }],
    openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    transfer_amount: fen,
    transfer_remark: 'x',
    transfer_scene_id: '1000',
    transfer_scene_report_infos: [{ info_type: 'x', info_content: 'x' }],
    batch_name: 'x',
    batch_remark: 'x',
    total_amount: fen,
    total_num: 1,
    transfer_detail_list: [
      {
        out_detail_no: names.number(),
        transfer_amount: fen,
        transfer_remark: 'x',
        openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      },
    ],
  };
}
