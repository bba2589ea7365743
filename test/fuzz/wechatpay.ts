import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MCHID } from '../../providers/wechatpay/identities.ts';
import { wechatpay } from '../../providers/wechatpay/index.ts';
import { API_METHODS } from '../../providers/wechatpay/methods/index.ts';
import { FixedKeyRing, type Kit, openSandbox, Random } from '../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { Client, type Mischief } from '../providers/wechatpay/client.ts';
import { Dice, mutateJson, mutateText } from './mutations.ts';

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

const START = Date.parse('2026-11-22T04:00:00Z');
const BATCH = 100;
const PATIENCE_MS = 5000;

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
      const before = isVerified ? '' : target.dump();
      for (let i = 0; i < Math.min(BATCH, requests - sent); i += 1) {
        const status = await target.send(isVerified, dice, `seed ${seed}, request ${sent + i}`);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
      if (!isVerified && target.dump() !== before) {
        throw new Finding(
          `seed ${seed}: one of the requests ${sent} to ${sent + BATCH} changed something unverified`,
        );
      }
      await target.passTime();
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
  let kit: Kit | undefined;
  const sandbox = await openSandbox({
    definitions: [
      {
        ...wechatpay,
        open: (given) => {
          kit = given;
          return wechatpay.open(given);
        },
      },
    ],
    origins: { wechatpay: 'http://wechatpay.test' },
    storePath,
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    base: () => START,
    wireTime: 'business',
    transport: async () => new Response(null, { status: 204 }),
  });
  const provider = sandbox.providers.get('wechatpay');
  if (!provider || !kit) throw new Error('wechatpay did not open');
  const credentials = provider.credentials as Record<string, string> &
    ConstructorParameters<typeof Client>[0];
  const client = new Client({
    ...credentials,
    now: () => Math.floor(sandbox.wireTime() / 1000),
    fetch: async (url, init) => {
      const answer = provider.onTheWire(new Request(url, init));
      const late = sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
        throw new Finding('no answer');
      });
      return Promise.race([answer, late]);
    },
  });
  const select = kit.store.prepare('SELECT collection, id, body FROM document ORDER BY collection, id');
  return {
    dump: () => JSON.stringify(select.all()),
    passTime: () => sandbox.scheduler.advance(1000),
    close: () => sandbox.close(),
    send: (isVerified: boolean, dice: Dice, where: string) =>
      sendOne(client, credentials.appid ?? '', isVerified, dice, where),
  };
}

async function sendOne(
  client: Client,
  appid: string,
  isVerified: boolean,
  dice: Dice,
  where: string,
): Promise<number> {
  const [first, ...others] = API_METHODS;
  if (!first) throw new Error('there are no endpoints');
  const { verb, path: template } = dice.pick([first, ...others]);
  const path = fillIn(template, dice) + (verb === 'GET' ? `?${queryFor(dice)}` : '');
  const body = verb === 'POST' ? JSON.stringify(mutateJson(bodyFor(appid, dice), dice)) : '';
  const mischief = isVerified ? {} : mischiefFor(body, dice);
  try {
    const sentVerb = dice.below(20) === 0 ? dice.pick(['GET', 'POST', 'PUT', 'DELETE'] as const) : verb;
    const reply = await client.request(sentVerb, path, sentVerb === 'GET' ? '' : body, mischief);
    if (reply.status >= 500) throw new Finding(`answered ${reply.status}`);
    if (!isVerified && reply.status < 400)
      throw new Finding(`answered ${reply.status} to who is not verified`);
    return reply.status;
  } catch (error) {
    throw new Finding(`${where}: ${verb} ${path} ${body.slice(0, 2000)}`, { cause: error });
  }
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

/** Numbers from a small range, so that requests meet what others left. */
function number(dice: Dice): string {
  return `FUZZ${String(dice.below(30)).padStart(4, '0')}`;
}

function fillIn(template: string, dice: Dice): string {
  return template.replace(/\{(\w+)\}/g, () => {
    const value = dice.below(3) === 0 ? mutateText(number(dice), dice) : number(dice);
    return encodeURIComponent(value.toWellFormed()).slice(0, 2000) || 'x';
  });
}

function queryFor(dice: Dice): string {
  const fields: Record<string, string> = {
    mchid: MCHID,
    sp_mchid: MCHID,
    sub_mchid: dice.pick(['1688100016', '1688200014', '1']),
    transaction_id: number(dice),
    out_order_no: number(dice),
    out_return_no: number(dice),
    bill_date: '2026-11-21',
    date: '2026-11-21',
    need_query_detail: 'true',
  };
  const names = Object.keys(fields).filter(() => dice.below(3) > 0);
  const query = new URLSearchParams(names.map((name) => [name, fields[name] ?? ''])).toString();
  return dice.below(3) === 0
    ? encodeURI(mutateText(query, dice).toWellFormed()).replaceAll('#', '%23')
    : query;
}

/** Everything that some endpoint asks for, in one object: each reads what it knows. */
function bodyFor(appid: string, dice: Dice): Record<string, unknown> {
  const sub_mchid = dice.pick([undefined, '1688100016', '1688200014']);
  const fen = dice.below(300_000) + 1;
  const part = {
    mchid: MCHID,
    attach: 'x',
    out_trade_no: number(dice),
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
    ].map((name) => [name, number(dice)]),
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
    transaction_id: number(dice),
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
    combine_out_trade_no: number(dice),
    sub_orders: [part, { ...part, out_trade_no: number(dice) }],
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
        out_detail_no: number(dice),
        transfer_amount: fen,
        transfer_remark: 'x',
        openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
      },
    ],
  };
}
