import type { Receiver } from '../escrow/index.ts';
import { inItsWords } from '../gateway/index.ts';
import { parseExact, stringifyExact } from '../money/index.ts';
import { SELLER } from '../split/index.ts';
import type { Context } from './context.ts';
import { PAYEE_KIND } from './kinds.ts';
import type { Refusal, Result } from './refusal.ts';

/** A payee of split rules whom providers can pay out of a payment itself. */
export interface Payee {
  /** As split rules name it: `logistics`. */
  readonly name: string;
  /** Where each channel pays it. */
  readonly receivers: Readonly<Record<string, Receiver>>;
}

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
  const { payee: name } = receiver;
  return context.store.commit({
    reads: [{ kind: PAYEE_KIND, id: name }],
    now: context.now(),
    decide(loaded) {
      const known = loaded.get(PAYEE_KIND, name);
      const receivers = { ...(known && decodePayee(known.body).receivers), [channel]: receiver };
      const payee: Payee = { name, receivers };
      return { documents: [{ kind: PAYEE_KIND, id: name, body: stringifyExact(payee) }], done: payee };
    },
  });
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

/** Our own row: {@link keep} wrote it. */
function decodePayee(body: string): Payee {
  return parseExact(body) as Payee;
}
