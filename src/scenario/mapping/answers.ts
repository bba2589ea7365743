import { yuanToFen } from '../../money/index.ts';
import { expectedOf } from '../../spelling/index.ts';
import type { Call } from '../target.ts';
import type { OrderAnswer, PaymentAnswer, Spoken, Stated } from './mapping.ts';

/** What was answered, in our platform's shapes, in so far as the mapping says where it stands. */
export function readAnswer(call: Call, value: unknown, { calls, amounts }: Spoken): unknown {
  switch (call) {
    case 'open_order': {
      const answer = calls.open_order?.answer;
      return answer ? { id: textAt(value, answer.id) } : value;
    }
    case 'start_payment': {
      const answer = calls.start_payment?.answer;
      return answer ? readPayment(value, answer) : value;
    }
    case 'read_order': {
      const answer = calls.read_order?.answer;
      return answer ? readOrder(value, answer, amounts) : value;
    }
    default:
      return value;
  }
}

function readPayment(value: unknown, { id, present }: PaymentAnswer): unknown {
  const shown = present === undefined ? undefined : readAt(value, present);
  return { id: textAt(value, id), present: shown == null ? null : { value: String(shown) } };
}

/** Amounts of an order that are nothing where an application does not say. */
const MAYBE = ['refunding', 'released', 'charged_back'] as const;

function readOrder(value: unknown, answer: OrderAnswer, unit: Spoken['amounts']): unknown {
  const amount = (pointer: string | undefined): bigint =>
    pointer === undefined ? 0n : amountAt(value, pointer, unit);
  const captured = amount(answer.captured);
  const refunded = amount(answer.refunded);
  const maybe = Object.fromEntries(MAYBE.map((name) => [name, amount(answer[name])]));
  const gone = refunded + amount(answer.released) + amount(answer.charged_back);
  const held = answer.held === undefined ? captured - gone : amount(answer.held);
  const escrow = { captured, sponsored: 0n, refunded, ...maybe, held };
  return {
    state: statedAt(value, answer.state),
    escrow: Object.fromEntries(
      Object.entries(escrow).map(([name, fen]) => [name, { currency: 'CNY', value: Number(fen) }]),
    ),
    ...(answer.payments ? { payments: listAt(value, answer.payments) } : {}),
    ...(answer.refunds ? { refunds: listAt(value, answer.refunds) } : {}),
  };
}

function listAt(value: unknown, { each, state }: NonNullable<OrderAnswer['payments']>): unknown[] {
  const list = readAt(value, each);
  if (!Array.isArray(list)) throw new Error(`there is no list at ${each} of ${excerpt(value)}`);
  return list.map((item) => ({ state: statedAt(item, state) }));
}

function statedAt(value: unknown, stated: Stated): string {
  if (typeof stated === 'string') return textAt(value, stated);
  const said = textAt(value, stated.at);
  const ours = stated.words[said];
  if (ours !== undefined) return ours;
  throw new Error(
    `the mapping has no word for "${said}" at ${stated.at}: ${expectedOf(said, Object.keys(stated.words))}`,
  );
}

function amountAt(value: unknown, pointer: string, unit: Spoken['amounts']): bigint {
  const said = textAt(value, pointer);
  const fen = unit === 'yuan' ? yuanToFen(said) : /^\d{1,15}$/.test(said) ? BigInt(said) : undefined;
  if (fen === undefined) throw new Error(`${said} at ${pointer} is no amount of ${unit}`);
  return fen;
}

function textAt(value: unknown, pointer: string): string {
  const found = readAt(value, pointer);
  if (typeof found === 'string' || typeof found === 'number') return String(found);
  throw new Error(`there is nothing at ${pointer} of ${excerpt(value)}`);
}

/** What a JSON Pointer (RFC 6901) leads to; undefined where it leads nowhere. */
export function readAt(value: unknown, pointer: string): unknown {
  const keys = pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, key)
        ? Object.getOwnPropertyDescriptor(found, key)?.value
        : undefined,
    value,
  );
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'an empty answer';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
