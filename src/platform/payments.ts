import { type Command, type Order, type Payment, paymentOf } from '../escrow/index.ts';
import type { Context } from './context.ts';
import type { RequestIdentity } from './once.ts';
import { amend, change, findOrder, settle } from './orders.ts';
import type { Result } from './refusal.ts';

export interface PaymentInput {
  readonly channel: string;
  /** The channel's default when left out. */
  readonly method?: string | undefined;
  readonly instalments?: number | undefined;
  readonly returnUrl?: string | undefined;
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
  const { channel, instalments, returnUrl } = input;
  const command: Command = {
    type: 'start_payment',
    channel,
    method: method.value,
    ...(instalments === undefined ? {} : { instalments }),
    ...(returnUrl === undefined ? {} : { returnUrl }),
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
