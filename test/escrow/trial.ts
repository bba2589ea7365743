import type { Command, Decision, Order } from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { commit, keep, read, type Shelf } from './kept.ts';
import type { Step } from './random-sale.ts';
import { START } from './sale.ts';

/**
 * One order in a store, and beside it the little that must be known to judge it: what each payment brought,
 * and what the provider first said of each refund.
 */
export class Trial {
  now = START;
  readonly paid = new Map<string, bigint>();
  readonly answered = new Map<string, 'succeeded' | 'failed'>();
  readonly shelf: Shelf;
  readonly id: string;

  constructor(shelf: Shelf, id: string) {
    this.shelf = shelf;
    this.id = id;
  }

  static async begin(shelf: Shelf, order: Order): Promise<Trial> {
    await keep(shelf.store(), order);
    return new Trial(shelf, order.id);
  }

  order(): Promise<Order> {
    return read(this.shelf.store(), this.id);
  }

  /** @returns undefined when the step has nothing to act on, or only moves the clock */
  async take(step: Step): Promise<Decision | undefined> {
    if (step.do === 'restart') await this.shelf.restart();
    if (step.do === 'wait') this.now += step.ms;
    const command = this.commandFor(step, await this.order());
    return command && this.send(command);
  }

  async send(command: Command): Promise<Decision> {
    const decision = await commit(this.shelf.store(), this.id, command, this.now);
    if (decision.ok) this.remember(command);
    return decision;
  }

  private commandFor(step: Step, order: Order): Command | undefined {
    switch (step.do) {
      case 'start_payment':
        return { type: 'start_payment', channel: step.channel, method: step.method };
      case 'report_paid': {
        const payment = pick(order.payments, step.nth)?.id;
        if (!payment) return undefined;
        const value = this.paid.get(payment) ?? order.amount.value + step.off;
        const paid = money(order.amount.currency, value);
        return { type: 'payment_succeeded', payment, paid, providerReference: `ref-${payment}` };
      }
      case 'report_ended': {
        const payment = pick(order.payments, step.nth)?.id;
        return payment ? { type: 'payment_ended', payment, state: step.state } : undefined;
      }
      case 'present': {
        const payment = pick(order.payments, step.nth)?.id;
        const present = { kind: 'qr', value: `qr-${payment}` } as const;
        return payment ? { type: 'payment_presented', payment, present } : undefined;
      }
      case 'ship':
      case 'receive':
      case 'accept':
        return { type: step.do };
      case 'cancel':
        return { type: 'cancel', reason: 'cancelled' };
      case 'refund': {
        if (step.part === undefined) return { type: 'refund', reason: 'all of it' };
        const value = (order.amount.value * step.part) / 1_000n;
        return { type: 'refund', amount: money(order.amount.currency, value), reason: 'a part' };
      }
      case 'report_refund': {
        const refund = pick(order.refunds, step.nth)?.id;
        return refund ? { type: `refund_${step.state}`, refund, reason: 'refused' } : undefined;
      }
      case 'wait':
        return step.tick ? { type: 'tick' } : undefined;
      case 'restart':
        return undefined;
      default:
        return step satisfies never;
    }
  }

  private remember(command: Command): void {
    if (command.type === 'payment_succeeded') this.paid.set(command.payment, command.paid.value);
    if (command.type === 'refund_succeeded' || command.type === 'refund_failed') {
      const answer = command.type === 'refund_succeeded' ? 'succeeded' : 'failed';
      if (!this.answered.has(command.refund)) this.answered.set(command.refund, answer);
    }
  }
}

function pick<T>(items: readonly T[], nth: number): T | undefined {
  return items[nth % items.length];
}
