import type { Command, Effect, Order, Payment, Split } from '../escrow/index.ts';
import { type Channel, inItsWords, type Receiver } from '../gateway/index.ts';
import { money } from '../money/index.ts';

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { readonly kind: Kind }>;

/** Has the provider pay the receivers of a released sale. */
export async function split(
  { splitting }: Channel,
  { payment, split: asked }: EffectOf<'split'>,
): Promise<readonly Command[]> {
  // The channel was one that can split when the payment began: nothing is known until it is one again.
  if (!splitting) return [];
  const { id, legs } = asked;
  const { currency } = payment.amount;
  const outcome = await splitting.split({
    payment: payment.id,
    providerReference: payment.providerReference ?? '',
    split: id,
    legs: legs.map(({ payee, amount }) => ({
      receiver: receiverOf(payment, payee),
      amount: money(currency, amount),
    })),
  });
  switch (outcome.kind) {
    case 'succeeded': {
      const known = outcome.value.flatMap((leg) => (leg.state === 'pending' ? [] : [leg]));
      return known.length > 0 ? [{ type: 'split_reported', split: id, legs: known }] : [];
    }
    case 'failed':
      return [{ type: 'split_reported', split: id, legs: allFailed(asked, inItsWords(outcome)) }];
    case 'pending':
    case 'unknown':
      return [];
    default:
      return outcome satisfies never;
  }
}

function allFailed({ legs }: Split, reason: string) {
  return legs.map(({ payee }) => ({ payee, state: 'failed' as const, reason }));
}

/** @throws Error when the payment was not to be split to the payee */
function receiverOf({ id, splitting }: Payment, payee: string): Receiver {
  const receiver = splitting?.receivers.find((candidate) => candidate.payee === payee);
  if (!receiver) throw new Error(`payment ${id} is not split to ${payee}`);
  return receiver;
}

/** Has the provider free what the split has left of a payment, for us. */
export async function confirmSettlement(
  { splitting }: Channel,
  order: Order,
  { payment, split: asked, amount }: EffectOf<'confirm_settlement'>,
): Promise<readonly Command[]> {
  if (!splitting) return [];
  const outcome = await splitting.confirmSettlement({
    payment: payment.id,
    providerReference: payment.providerReference ?? '',
    settlement: `${order.id}-c1`,
    amount: money(payment.amount.currency, amount),
  });
  switch (outcome.kind) {
    case 'succeeded':
      return [{ type: 'settlement_confirmed', split: asked.id }];
    case 'failed':
      return [{ type: 'settlement_failed', split: asked.id, reason: inItsWords(outcome) }];
    case 'pending':
    case 'unknown':
      return [];
    default:
      return outcome satisfies never;
  }
}
