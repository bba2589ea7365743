import { z } from 'zod';
import { wechatpay } from '../../providers/wechatpay/index.ts';
import { openProviderAlone, type ProviderAlone } from '../provider-alone.ts';
import { SigningMerchant } from './signed-by-merchant.ts';

export interface ProviderWorld extends ProviderAlone {
  readonly merchant: SigningMerchant;
}

/** @param origin where the provider is reached */
export async function openProviderWorld(origin: string): Promise<ProviderWorld> {
  const alone = await openProviderAlone(wechatpay, origin, () => new Response('{"code":"SUCCESS"}'));
  return { ...alone, merchant: new SigningMerchant(alone.credentials, alone.sandbox.wireTime) };
}

/** What a state of the pact is about. */
const aboutSchema = z.object({
  out_trade_no: z.string(),
  total: z.coerce.number(),
  out_refund_no: z.string().optional(),
  refund: z.coerce.number().optional(),
  /** Of a split: its number, who got it, and how much. */
  out_order_no: z.string().optional(),
  account: z.string().default('1600000101'),
  share: z.coerce.number().optional(),
  /** The number under which the rest was unfrozen. */
  settlement: z.string().optional(),
});
type About = z.infer<typeof aboutSchema>;

type Step = (world: ProviderWorld, about: About) => Promise<void>;

const NOTIFY_URL = 'http://merchant.test/notifications';

const place =
  (more: object = {}): Step =>
  (world, { out_trade_no, total }) =>
    ask(world, '/v3/pay/transactions/native', {
      appid: '',
      mchid: '',
      description: '手表 & 表带',
      out_trade_no,
      // As it is in the pact: asked again, it has to be the same.
      notify_url: 'http://127.0.0.1:4100/v1/notifications/wechatpay',
      amount: { total, currency: 'CNY' },
      ...more,
    });

const native = place();
const nativeToSplit = place({ settle_info: { profit_sharing: true } });

const payBy =
  (method: string): Step =>
  async ({ wallet }, { out_trade_no }) => {
    const result = wallet.pay({ token: out_trade_no, method });
    if (!result.ok) throw new Error(`the wallet could not pay: ${result.code}`);
  };

const close: Step = (world, { out_trade_no }) =>
  ask(world, `/v3/pay/transactions/out-trade-no/${out_trade_no}/close`, { mchid: '' });

const refund: Step = (world, { out_trade_no, total, out_refund_no, refund }) =>
  ask(world, '/v3/refund/domestic/refunds', {
    out_trade_no,
    out_refund_no,
    reason: '退货',
    notify_url: NOTIFY_URL,
    amount: { refund, total, currency: 'CNY' },
  });

const addReceiver: Step = (world, { account }) =>
  ask(world, '/v3/profitsharing/receivers/add', {
    appid: '',
    type: 'MERCHANT_ID',
    account,
    relation_type: 'CUSTOM',
    custom_relation: 'logistics',
  });

const share: Step = async (world, { out_trade_no, out_order_no, account, share }) =>
  ask(world, '/v3/profitsharing/orders', {
    appid: '',
    transaction_id: await transactionIdOf(world, out_trade_no),
    out_order_no,
    receivers: [{ type: 'MERCHANT_ID', account, amount: share, description: 'logistics' }],
    unfreeze_unsplit: false,
  });

const unfreeze: Step = async (world, { out_trade_no, settlement }) =>
  ask(world, '/v3/profitsharing/orders/unfreeze', {
    transaction_id: await transactionIdOf(world, out_trade_no),
    out_order_no: settlement,
    description: '解冻剩余资金',
  });

/** Longer than a refund or a split takes, and after a payment long enough to split it. */
const wait: Step = ({ sandbox }) => sandbox.scheduler.advance(60_000);

/** Until the bill of the day is drawn up. */
const waitADay: Step = ({ sandbox }) => sandbox.scheduler.advance(86_400_000);

const paidToSplit = [nativeToSplit, payBy('balance'), wait, addReceiver];

const STEPS_TO: Readonly<Record<string, readonly Step[]>> = {
  nothing: [],
  'an order that awaits the buyer': [native],
  'a paid order': [native, payBy('balance')],
  'an order that was closed unpaid': [native, close],
  'a paid order, with a refund on its way': [native, payBy('balance'), refund],
  'a refunded order': [native, payBy('balance'), refund, wait],
  "a paid order, with a refund that the buyer's bank did not take": [
    native,
    payBy('cancelled_card'),
    refund,
    wait,
  ],
  'an order that was paid a day ago': [native, payBy('balance'), waitADay],
  'an order to be split that was paid just now': [nativeToSplit, payBy('balance'), addReceiver],
  'a paid order that is to be split': paidToSplit,
  'a paid order that was split': [...paidToSplit, share, wait],
  'a paid order that was split, and of which the rest was unfrozen': [
    ...paidToSplit,
    share,
    wait,
    unfreeze,
    wait,
  ],
  'a paid order of which the rest was unfrozen': [...paidToSplit, unfreeze, wait],
};

/** The states that a pact may name. */
export const STATES = Object.keys(STEPS_TO);

/**
 * Makes happen, in an empty world, what the pact says has happened; notifications have gone out then.
 *
 * @returns what the pact leaves to the provider to say, for its requests to carry
 */
export async function bringAbout(world: ProviderWorld, state: string, parameters: unknown) {
  const about = aboutSchema.parse(parameters);
  for (const step of STEPS_TO[state] ?? []) await step(world, about);
  await world.sandbox.scheduler.settle();
  return {
    transaction_id: await transactionIdOf(world, about.out_trade_no),
    encrypted_name: world.merchant.encrypt('顺丰速运有限公司'),
  };
}

const placedSchema = z.object({ transaction_id: z.string().default('') });

/** @returns nothing for what is not paid */
async function transactionIdOf({ merchant }: ProviderWorld, out_trade_no: string): Promise<string> {
  const path = `/v3/pay/transactions/out-trade-no/${out_trade_no}`;
  const { text } = await merchant.ask({ method: 'GET', path, query: { mchid: '' }, body: {} });
  return placedSchema.parse(JSON.parse(text)).transaction_id;
}

async function ask({ merchant }: ProviderWorld, path: string, body: Record<string, unknown>): Promise<void> {
  const { status, text } = await merchant.ask({ method: 'POST', path, query: {}, body });
  if (status >= 300) throw new Error(`${path} was refused: ${text}`);
}
