import { z } from 'zod';
import { alipay } from '../../providers/alipay/index.ts';
import type { Wallet } from '../../src/sandbox/index.ts';
import { openProviderAlone, type ProviderAlone } from '../provider-alone.ts';
import { SigningApp } from './signed-by-app.ts';

export interface ProviderWorld extends ProviderAlone {
  readonly app: SigningApp;
  /** What Alipay has numbered the trade that the state is about, if it is one to be split. */
  tradeNo?: string;
}

/** @param origin where the provider is reached */
export async function openProviderWorld(origin: string): Promise<ProviderWorld> {
  const alone = await openProviderAlone(alipay, origin, () => new Response('success'));
  return { ...alone, app: new SigningApp(alone.credentials, alone.sandbox.wireTime) };
}

/** What a state of the pact is about. */
const aboutSchema = z.object({
  out_trade_no: z.string(),
  total_amount: z.string(),
  out_request_no: z.string().optional(),
  refund_amount: z.string().optional(),
  /** Of a split: its number, who got it, and how much. */
  out_split_no: z.string().optional(),
  account: z.string().optional(),
  share: z.string().optional(),
});
type About = z.infer<typeof aboutSchema>;

type Step = (world: ProviderWorld, about: About) => Promise<unknown>;

const precreate: Step = (world, { out_trade_no, total_amount }) =>
  ask(world, 'alipay.trade.precreate', { out_trade_no, total_amount, subject: '手表 & 表带' });

const precreateToSplit: Step = (world, { out_trade_no, total_amount }) =>
  ask(world, 'alipay.trade.precreate', {
    out_trade_no,
    total_amount,
    subject: '手表 & 表带',
    extend_params: { royalty_freeze: 'true' },
  });

const bind: Step = (world, { account }) =>
  ask(world, 'alipay.trade.royalty.relation.bind', {
    receiver_list: [{ type: 'userId', account }],
    out_request_no: 'b1',
  });

const split: Step = async (world, { out_trade_no, out_split_no, account, share }) =>
  ask(world, 'alipay.trade.order.settle', {
    out_request_no: out_split_no,
    trade_no: await tradeNoOf(world, out_trade_no),
    royalty_parameters: [{ trans_in: account, trans_in_type: 'userId', amount: share }],
  });

const finish: Step = async (world, { out_trade_no }) =>
  ask(world, 'alipay.trade.order.settle', {
    out_request_no: 'another_number',
    trade_no: await tradeNoOf(world, out_trade_no),
    extend_params: { royalty_finish: 'true' },
  });

/** Until the bill of the day is drawn up. */
const waitADay: Step = ({ sandbox }) => sandbox.scheduler.advance(86_400_000);

/** The buyer scans the code, and goes away. */
const scan: Step = async ({ wallet }, { out_trade_no }) =>
  expectPaid(wallet.pay({ token: out_trade_no, outcome: 'cancelled' }));

const pay: Step = async ({ wallet }, { out_trade_no }) => expectPaid(wallet.pay({ token: out_trade_no }));

const close: Step = (world, { out_trade_no }) => ask(world, 'alipay.trade.close', { out_trade_no });

const refund: Step = (world, { out_trade_no, out_request_no, refund_amount }) =>
  ask(world, 'alipay.trade.refund', { out_trade_no, out_request_no, refund_amount });

const STEPS_TO: Readonly<Record<string, readonly Step[]>> = {
  nothing: [],
  'a code that nobody has scanned': [precreate],
  'a trade that awaits the buyer': [precreate, scan],
  'a paid trade': [precreate, pay],
  'a trade that was closed unpaid': [precreate, scan, close],
  'a refunded trade': [precreate, pay, refund],
  'a trade that was paid a day ago': [precreate, pay, waitADay],
  'a paid trade that is to be split': [precreateToSplit, pay, bind],
  'a paid trade that was split': [precreateToSplit, pay, bind, split],
  'a paid trade whose splits are finished': [precreateToSplit, pay, bind, finish],
};

/** The states that a pact may name. */
export const STATES = Object.keys(STEPS_TO);

/**
 * Makes happen, in an empty world, what the pact says has happened; notifications have gone out then.
 */
export async function bringAbout(world: ProviderWorld, state: string, parameters: unknown): Promise<void> {
  const about = aboutSchema.parse(parameters);
  for (const step of STEPS_TO[state] ?? []) await step(world, about);
  await world.sandbox.scheduler.settle();
  if (about.account !== undefined) world.tradeNo = await tradeNoOf(world, about.out_trade_no);
}

const tradeSchema = z.object({ alipay_trade_query_response: z.object({ trade_no: z.string() }) });

async function tradeNoOf(world: ProviderWorld, out_trade_no: string): Promise<string> {
  const answer = await ask(world, 'alipay.trade.query', { out_trade_no });
  return tradeSchema.parse(JSON.parse(answer)).alipay_trade_query_response.trade_no;
}

async function ask({ app }: ProviderWorld, method: string, bizContent: object): Promise<string> {
  const answer = await app.ask({
    method,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    notify_url: 'http://merchant.test/notifications',
    biz_content: JSON.stringify(bizContent),
  });
  if (!answer.includes('"code":"10000"')) throw new Error(`${method} was refused: ${answer}`);
  return answer;
}

function expectPaid(result: ReturnType<Wallet['pay']>): void {
  if (!result.ok) throw new Error(`the wallet could not pay: ${result.code}`);
}
