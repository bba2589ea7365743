import {
  type Charge,
  type Command,
  type CommandOf,
  type Decision,
  fundsAccounts,
  type Order,
  type Split,
  toPay,
} from '../../src/escrow/index.ts';
import { money } from '../../src/money/index.ts';
import { commit, keep, read, type Shelf } from './kept.ts';
import type { Step } from './random-sale.ts';
import { DAY_MS, START } from './sale.ts';

/** How long providers keep money frozen here. */
export const FREEZE_MS = 30 * DAY_MS;

/**
 * One order in a store, and beside it the little that must be known to judge it: what each payment brought,
 * and what the provider first said of each refund.
 */
export class Trial {
  now = START;
  readonly paid = new Map<string, bigint>();
  readonly answered = new Map<string, 'succeeded' | 'failed'>();
  /** When the first word of each came. */
  readonly paidAt = new Map<string, number>();
  /** What is at our own bank: earned and paid out elsewhere, put in by a financier, paid to buyers by hand. */
  atTheBank = 0n;
  /** Every split that a provider was asked for. */
  readonly splits: Split[] = [];
  /** What providers have taken back, and not returned. */
  readonly chargedBack = new Map<string, bigint>();
  /** The chargebacks that have ended: only the first word of the provider counts. */
  private readonly ended = new Set<string>();
  private moves = 0;
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
    if (step.do === 'elsewhere') await this.moveElsewhere(step);
    const command = this.commandFor(step, await this.order());
    return command && this.send(command);
  }

  async send(command: Command): Promise<Decision> {
    const decision = await commit(this.shelf.store(), this.id, command, this.now);
    if (!decision.ok) return decision;
    this.remember(command);
    this.atTheBank += broughtToTheBank(command, decision.order);
    for (const effect of decision.effects) if (effect.kind === 'split') this.splits.push(effect.split);
    return decision;
  }

  private commandFor(step: Step, order: Order): Command | undefined {
    switch (step.do) {
      case 'start_payment':
        return startPayment(step, order);
      case 'report_paid': {
        const payment = pick(order.payments, step.nth)?.id;
        if (!payment) return undefined;
        const value = this.paid.get(payment) ?? toPay(order).value + step.off;
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
      case 'begin_appraisal':
      case 'accept_advance':
        return { type: step.do };
      case 'offer_advance':
        return offerOf(step, order);
      case 'appraise':
        return { type: 'appraise', verdict: step.verdict, charges: charges('freight', step.charge) };
      case 'open_dispute':
        return { type: 'open_dispute', reason: 'not as described' };
      case 'evidence':
        return { type: 'submit_evidence', by: step.by, text: 'a photograph' };
      case 'resolve':
        return resolution(step, order);
      case 'chargeback':
        return this.chargebackFor(step, order);
      case 'end_chargeback':
        return about(pick(order.chargebacks, step.nth), ({ id }) => ({
          type: 'chargeback_ended',
          chargeback: id,
          state: step.state,
        }));
      case 'retry_refund':
        return about(pick(order.refunds, step.nth), ({ id }) => ({ type: 'retry_refund', refund: id }));
      case 'refund_made_elsewhere':
        return about(pick(order.refunds, step.nth), ({ id }) => ({
          type: step.do,
          refund: id,
          how: 'by bank',
        }));
      case 'elsewhere':
        return undefined;
      case 'cancel':
        return { type: 'cancel', reason: 'cancelled' };
      case 'refund':
        return refundOf(step, order);
      case 'report_refund': {
        const refund = pick(order.refunds, step.nth)?.id;
        return refund ? { type: `refund_${step.state}`, refund, reason: 'refused' } : undefined;
      }
      case 'report_split':
      case 'report_settlement':
      case 'report_return':
        return reportOfSplit(step, order);
      case 'wait':
        return step.tick ? { type: 'tick' } : undefined;
      case 'restart':
        return undefined;
      default:
        return step satisfies never;
    }
  }

  private endChargeback({ chargeback, state }: CommandOf<'chargeback_ended'>): void {
    if (this.ended.has(chargeback)) return;
    this.ended.add(chargeback);
    if (state === 'won') this.chargedBack.set(chargeback, 0n);
  }

  /** Each with a number of its own, of a payment that brought money. */
  private chargebackFor(step: StepOf<'chargeback'>, order: Order): Command | undefined {
    const payment = pick(order.payments, step.nth);
    const brought = payment && this.paid.get(payment.id);
    if (!payment || brought === undefined) return undefined;
    const chargeback = `cb${order.chargebacks.length + 1}`;
    const value = (brought * step.part) / 1_000n;
    return { type: 'chargeback_opened', chargeback, payment: payment.id, amount: money('CNY', value) };
  }

  /** The seller sells and is paid out, as far as the ledger lets them. */
  private async moveElsewhere({ move, amount }: StepOf<'elsewhere'>): Promise<void> {
    const order = await this.order();
    const { available } = fundsAccounts(order.seller, 'CNY');
    const bank = { id: 'custody:bank', ledger: 'CNY', code: 'custody' } as const;
    const [debit, credit] = move === 'earn' ? [bank, available] : [available, bank];
    this.moves += 1;
    const id = `elsewhere/${this.moves}`;
    const isMoved = await this.shelf.store().commit({
      reads: [],
      now: this.now,
      decide: () => ({
        accounts: [bank, available],
        transfers: [
          { kind: 'posted', id, code: 'payout', debit: debit.id, credit: credit.id, ledger: 'CNY', amount },
        ],
        done: true,
        refused: () => false,
      }),
    });
    if (isMoved) this.atTheBank += move === 'earn' ? amount : -amount;
  }

  private remember(command: Command): void {
    if (command.type === 'retry_refund') this.answered.delete(command.refund);
    if (command.type === 'chargeback_opened') {
      const known = this.chargedBack.has(command.chargeback);
      if (!known) this.chargedBack.set(command.chargeback, command.amount.value);
    }
    if (command.type === 'chargeback_ended') this.endChargeback(command);
    if (command.type === 'payment_succeeded') {
      this.paid.set(command.payment, command.paid.value);
      this.paidAt.set(command.payment, this.paidAt.get(command.payment) ?? this.now);
    }
    if (command.type === 'refund_succeeded' || command.type === 'refund_failed') {
      const answer = command.type === 'refund_succeeded' ? 'succeeded' : 'failed';
      if (!this.answered.has(command.refund)) this.answered.set(command.refund, answer);
    }
  }
}

/** By a command that was done. */
function broughtToTheBank(command: Command, { advances, refunds }: Order): bigint {
  if (command.type === 'accept_advance') return advances.at(-1)?.principal.value ?? 0n;
  if (command.type !== 'refund_made_elsewhere') return 0n;
  return -(refunds.find(({ id }) => id === command.refund)?.amount.value ?? 0n);
}

type StepOf<Name extends Step['do']> = Extract<Step, { readonly do: Name }>;

/** Whoever is not the platform can be paid by the provider. */
function startPayment(
  { channel, method, splits, capBps }: StepOf<'start_payment'>,
  { rules }: Order,
): Command {
  const receivers = rules
    .filter(({ payee }) => payee !== 'platform')
    .map(({ payee }) => ({ payee, type: 'userId', account: `2088-${payee}` }));
  const splitting = { receivers, freezeMs: FREEZE_MS, outwardCapBps: capBps };
  return { type: 'start_payment', channel, method, ...(splits ? { splitting } : {}) };
}

function reportOfSplit(
  step: StepOf<'report_split' | 'report_settlement' | 'report_return'>,
  order: Order,
): Command | undefined {
  const { split } = order;
  if (!split) return undefined;
  switch (step.do) {
    case 'report_split':
      return about(pick(split.legs, step.nth), ({ payee }) => ({
        type: 'split_reported',
        split: split.id,
        legs: [{ payee, state: step.state, reason: 'refused' }],
      }));
    case 'report_settlement':
      return { type: `settlement_${step.state}`, split: split.id, reason: 'refused' };
    case 'report_return':
      return about(pick(returnsOf(order), step.nth), ({ refund, id }) => ({
        type: 'split_returns_reported',
        refund,
        returns: [{ id, state: step.state, reason: 'refused' }],
      }));
    default:
      return step satisfies never;
  }
}

function returnsOf({ refunds }: Order): { readonly refund: string; readonly id: string }[] {
  return refunds.flatMap(({ id: refund, splitReturns }) => splitReturns.map(({ id }) => ({ refund, id })));
}

function offerOf({ part, withRecourse }: StepOf<'offer_advance'>, { amount }: Order): Command {
  const principal = money(amount.currency, (amount.value * part) / 1_000n + 1n);
  return { type: 'offer_advance', principal, fee: money(amount.currency, 1n), withRecourse };
}

function refundOf({ part, fault }: StepOf<'refund'>, order: Order): Command {
  if (part === undefined) return { type: 'refund', reason: 'all of it', fault };
  const value = (order.amount.value * part) / 1_000n;
  return { type: 'refund', amount: money(order.amount.currency, value), reason: 'a part', fault };
}

function resolution({ outcome, part, charge }: StepOf<'resolve'>, order: Order): Command {
  const amount = money(order.amount.currency, (order.amount.value * part) / 1_000n);
  return {
    type: 'resolve_dispute',
    outcome,
    ...(outcome === 'partial' ? { amount } : {}),
    charges: charges('inspection', charge),
  };
}

function charges(payee: string, amount: bigint): Charge[] {
  return amount === 0n ? [] : [{ payee, amount }];
}

function about<T>(item: T | undefined, command: (item: T) => Command): Command | undefined {
  return item && command(item);
}

function pick<T>(items: readonly T[], nth: number): T | undefined {
  return items[nth % items.length];
}
