import { type Command, type Order, type Payment, paymentOf, type Splitting } from '../escrow/index.ts';
import type { Context } from './context.ts';
import type { RequestIdentity } from './once.ts';
import { amend, change, findOrder, settle } from './orders.ts';
import { outwardCapOf } from './outward-cap.ts';
import { receiversOf } from './payees.ts';
import type { Result } from './refusal.ts';

export interface PaymentInput {
  readonly channel: string;
  /** The channel's default when left out. */
  readonly method?: string | undefined;
  readonly instalments?: number | undefined;
  readonly returnUrl?: string | undefined;
  /** Who the buyer is to the provider, such as an openid. */
  readonly payer?: string | undefined;
  /** The address that the buyer's device comes from. */
  readonly payerIp?: string | undefined;
}

/**
 * Starts a payment and asks the provider to present it to the buyer. Where the provider did not answer, the
 * payment's state is `unknown`; the same request, sent again, asks again under the same number.
 */
export async function startPayment(
  context: Context,
  orderId: string,
  input: PaymentInput,
  request: RequestIdentity | undefined,
): Promise<Result<Payment>> {
  const method = chooseMethod(context, input);
  if (!method.ok) return method;
  const splitting = await splittingOf(context, orderId, input.channel);
  if (!splitting.ok) return splitting;
  const { channel, instalments, returnUrl, payer, payerIp } = input;
  const command: Command = {
    type: 'start_payment',
    channel,
    method: method.value,
    outwardCapBps: outwardCapOf(context.channels.get(channel)),
    ...(instalments === undefined ? {} : { instalments }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
    ...(payer === undefined ? {} : { payer }),
    ...(payerIp === undefined ? {} : { payerIp }),
    ...(splitting.value === undefined ? {} : { splitting: splitting.value }),
  };
  const started = await change(context, orderId, command, request, latestPayment);
  if (!started.ok) return started;
  if (started.answer.state !== 'unknown') return { ok: true, value: started.answer };
  return { ok: true, value: await present(context, orderId, started.answer, request) };
}

async function present(
  context: Context,
  orderId: string,
  payment: Payment,
  request: RequestIdentity | undefined,
): Promise<Payment> {
  const order = await findOrder(context, orderId);
  if (!order) throw new Error(`order ${orderId} has gone`);
  const settled = await settle(context, { order, effects: [{ kind: 'collect', payment }] });
  const now = paymentOf(settled, payment.id);
  if (request) await amend(context, request, now);
  return now;
}

/** Whom the channel pays out of the payment: those of the order's payees that it knows. */
async function splittingOf(
  context: Context,
  orderId: string,
  channelName: string,
): Promise<Result<Splitting | undefined>> {
  const channel = context.channels.get(channelName);
  const order = await findOrder(context, orderId);
  if (!channel?.splitting || !order) return { ok: true, value: undefined };
  const payees = order.rules.map(({ payee }) => payee);
  const receivers = await receiversOf(context, channelName, payees);
  if (receivers.length === 0) return { ok: true, value: undefined };
  const { maxReceivers, freezeMs, outwardCapBps } = channel.splitting;
  if (receivers.length > maxReceivers) return { ok: false, code: 'too_many_receivers' };
  return { ok: true, value: { receivers, freezeMs, outwardCapBps } };
}

function latestPayment(order: Order): Payment {
  return paymentOf(order, order.payments.at(-1)?.id);
}

function chooseMethod(context: Context, { channel: name, method }: PaymentInput): Result<string> {
  const channel = context.channels.get(name);
  if (!channel) return { ok: false, code: 'unknown_channel', known: [...context.channels.keys()] };
  const chosen = method ?? channel.methods[0];
  if (chosen === undefined || !channel.methods.includes(chosen)) {
    return { ok: false, code: 'unknown_method', known: channel.methods };
  }
  return { ok: true, value: chosen };
}
