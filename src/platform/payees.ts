import { type PayeeBalance, type Payout, payoutAccounts, type Receiver } from '../escrow/index.ts';
import { inItsWords } from '../gateway/index.ts';
import { type Currency, type Money, money } from '../money/index.ts';
import { SELLER } from '../split/index.ts';
import type { DurationMs } from '../time/index.ts';
import type { Context } from './context.ts';
import { PAYEE_KIND } from './kinds.ts';
import type { RequestIdentity } from './once.ts';
import { decodePayee, newPayee, type Payee, payeeDocument } from './payee-document.ts';
import { payoutsOf, requestPayout } from './payouts.ts';
import { payoutFunds } from './recipients.ts';
import type { Refusal, Result } from './refusal.ts';

/** Those whose shares stay with us: the commission is ours, and the seller's is paid out. */
const NEVER_SPLIT = new Set(['platform', SELLER]);

/** Tells a provider where to pay a payee, and from then on has it do so. Done again it changes the account. */
export async function setReceiver(
  context: Context,
  channelName: string,
  receiver: Receiver,
): Promise<Result<Payee>> {
  const refusal = findObstacle(context, channelName, receiver);
  if (refusal) return refusal;
  const outcome = await context.channels.get(channelName)?.splitting?.bindReceiver(receiver);
  if (outcome?.kind === 'failed') {
    return { ok: false, code: 'receiver_refused', reason: inItsWords(outcome) };
  }
  if (outcome?.kind !== 'succeeded') return { ok: false, code: 'provider_did_not_answer' };
  return { ok: true, value: await keep(context, channelName, receiver) };
}

function findObstacle(
  { channels }: Context,
  channelName: string,
  { payee, type }: Receiver,
): Refusal | undefined {
  if (NEVER_SPLIT.has(payee)) return { ok: false, code: 'payee_is_not_split' };
  const splitting = channels.get(channelName)?.splitting;
  if (!splitting) {
    const known = [...channels].filter(([, channel]) => channel.splitting).map(([name]) => name);
    return { ok: false, code: 'channel_cannot_split', known };
  }
  if (splitting.receiverTypes.includes(type)) return undefined;
  return { ok: false, code: 'unknown_receiver_type', known: splitting.receiverTypes };
}

function keep(context: Context, channel: string, receiver: Receiver): Promise<Payee> {
  return changePayee(context, receiver.payee, (payee) => ({
    ...payee,
    receivers: { ...payee.receivers, [channel]: receiver },
  }));
}

function changePayee(context: Context, name: string, news: (payee: Payee) => Payee): Promise<Payee> {
  return context.store.commit({
    reads: [{ kind: PAYEE_KIND, id: name }],
    now: context.now(),
    decide(loaded) {
      const known = loaded.get(PAYEE_KIND, name);
      const payee = news(known ? decodePayee(known.body) : newPayee(name));
      return { documents: [payeeDocument(payee)], done: payee };
    },
  });
}

/** Those who are paid in other ways: commission is ours, sellers have accounts, and advances are repaid first. */
const PAID_OTHERWISE = new Set(['platform', SELLER, 'financier']);

export interface PayeeSchedule {
  /** How often the payee is paid by itself; only on request, when left out. */
  readonly every?: DurationMs | undefined;
  /** The smallest payout; a single minor unit, when left out. */
  readonly minimum?: Money | undefined;
}

/** Says when a payee is paid out by itself. The first time is counted from now. */
export async function setPayoutSchedule(
  context: Context,
  name: string,
  { every, minimum = money('CNY', 1n) }: PayeeSchedule,
): Promise<Result<Payee>> {
  if (PAID_OTHERWISE.has(name)) return { ok: false, code: 'payee_is_paid_otherwise' };
  const timing = every === undefined ? {} : { every, next: context.now() + every };
  const schedule = { ...timing, minimum };
  return { ok: true, value: await changePayee(context, name, (payee) => ({ ...payee, schedule })) };
}

/** Pays a payee what no provider has paid it: an amount, or all of it. */
export async function payPayee<V>(
  context: Context,
  name: string,
  amount: Money | undefined,
  request: RequestIdentity | undefined,
  view: (payout: Payout) => V,
): Promise<Result<V>> {
  if (PAID_OTHERWISE.has(name)) return { ok: false, code: 'payee_is_paid_otherwise' };
  if (!(await findPayee(context, name))) return { ok: false, code: 'payee_not_found' };
  return requestPayout(context, { kind: 'payee', id: name }, amount, request, view);
}

/** Payouts are shown as far as they are among the latest this many. */
const SHOWN = 100;

/** What a payee has earned, where it is, and where it went. */
export interface PayeeOverview {
  readonly payee: Payee;
  readonly balance: PayeeBalance;
  readonly currency: Currency;
  /** The latest first. */
  readonly payouts: readonly Payout[];
}

export async function payeeOverview(context: Context, name: string): Promise<PayeeOverview | undefined> {
  const payee = await findPayee(context, name);
  if (!payee) return undefined;
  const recipient = { kind: 'payee', id: name } as const;
  const { currency } = payee.schedule.minimum;
  const payouts = await payoutsOf(context, recipient);
  const inPayouts = payouts
    .filter(({ state }) => state === 'submitted')
    .reduce((sum, { amount }) => sum + amount.value, 0n);
  const funds = await payoutFunds(context.store, recipient, currency);
  const balance = { ...funds, inPayouts, nextPayout: payee.schedule.next };
  return { payee, balance, currency, payouts: payouts.slice(0, SHOWN) };
}

/** One that somebody has spoken of, or that a sale has brought money. */
async function findPayee({ store }: Context, name: string): Promise<Payee | undefined> {
  const document = await store.document(PAYEE_KIND, name);
  if (document) return decodePayee(document.body);
  const { available } = payoutAccounts({ kind: 'payee', id: name }, 'CNY');
  const isOpen = !PAID_OTHERWISE.has(name) && (await store.account(available.id)) !== undefined;
  return isOpen ? newPayee(name) : undefined;
}

/** How many payees are shown. */
const PAGE = 1_000;

export async function listPayees({ store }: Context): Promise<readonly Payee[]> {
  const found = await store.documents({ kind: PAYEE_KIND, limit: PAGE });
  return found.map(({ body }) => decodePayee(body));
}

/** Those of some payees whom a channel can pay, in their order. */
export async function receiversOf(
  { store }: Context,
  channel: string,
  payees: readonly string[],
): Promise<readonly Receiver[]> {
  const found = await Promise.all(payees.map((name) => store.document(PAYEE_KIND, name)));
  return found.flatMap((document) => (document && decodePayee(document.body).receivers[channel]) ?? []);
}
