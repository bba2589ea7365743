import type {
  Channel,
  CollectRequest,
  Notification,
  Outcome,
  PaymentStatus,
  Presentation,
  RefundRequest,
  StatementLine,
} from '../src/gateway/index.ts';
import { type Money, money, parseExact, stringifyExact } from '../src/money/index.ts';

type Refunded = Outcome<{ readonly refunded: Money }>;

interface Taken {
  readonly request: CollectRequest;
  paid?: Money;
  closed?: boolean;
}

/** A provider in memory that is told what happens, and notifies of what no simulator can be made to do. */
export class TestChannel implements Channel {
  readonly name = 'alipay';
  readonly methods = ['qr', 'page'];
  readonly payments = new Map<string, Taken>();
  readonly refunds = new Map<string, { readonly payment: string; readonly amount: Money }>();
  /** What the statement of a day says; undefined: it is not drawn up yet. */
  readonly statements = new Map<string, Outcome<readonly StatementLine[]>>();
  readonly statementsAsked: string[] = [];
  /** What comes of the next refunds. */
  mood: 'refunds' | 'refuses' | 'dawdles' = 'refunds';

  async collect(request: CollectRequest): Promise<Outcome<Presentation>> {
    this.payments.set(request.payment, { request });
    return { kind: 'succeeded', value: { kind: 'qr', value: request.payment } };
  }

  /** The buyer pays, and nobody is told. */
  pay(payment: string, value?: bigint): void {
    const taken = this.payments.get(payment);
    if (taken) taken.paid = value === undefined ? taken.request.amount : money('CNY', value);
  }

  async query(payment: string): Promise<Outcome<PaymentStatus>> {
    const taken = this.payments.get(payment);
    if (!taken) return { kind: 'succeeded', value: { state: 'not_found' } };
    if (taken.paid) {
      const providerReference = `t-${payment}`;
      return { kind: 'succeeded', value: { state: 'succeeded', paid: taken.paid, providerReference } };
    }
    return { kind: 'succeeded', value: { state: taken.closed ? 'closed' : 'awaiting' } };
  }

  async close(payment: string): Promise<Outcome<PaymentStatus>> {
    const taken = this.payments.get(payment);
    if (taken && !taken.paid) taken.closed = true;
    return this.query(payment);
  }

  async refund({ payment, refund, amount }: RefundRequest): Promise<Refunded> {
    if (this.mood === 'refuses') return { kind: 'failed', code: 'ACCOUNT_CLOSED', message: 'It is closed.' };
    if (this.mood === 'dawdles') return { kind: 'pending' };
    this.refunds.set(refund, { payment, amount });
    return this.queryRefund(payment, refund);
  }

  async queryRefund(_payment: string, refund: string): Promise<Refunded> {
    const made = this.refunds.get(refund);
    if (made) return { kind: 'succeeded', value: { refunded: made.amount } };
    return { kind: 'failed', code: 'NOT_FOUND', message: 'There is no such refund.' };
  }

  async readNotification(headers: Headers, body: string): Promise<Notification | undefined> {
    return headers.get('signed-by') === this.name ? (parseExact(body) as Notification) : undefined;
  }

  answerNotification(accepted: boolean) {
    return { status: accepted ? 200 : 400, contentType: 'application/json', body: '{}' };
  }

  async statement(day: string): Promise<Outcome<readonly StatementLine[]>> {
    this.statementsAsked.push(day);
    return this.statements.get(day) ?? { kind: 'pending' };
  }
}

/** A notification as {@link TestChannel} reads it. */
export function notificationOf(notification: Notification) {
  return { body: stringifyExact(notification), headers: { 'signed-by': 'alipay' } };
}
