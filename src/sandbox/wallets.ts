import type { Instant } from '../time/index.ts';
import type { Clock } from './clock.ts';
import type { WalletEffect } from './faults/index.ts';
import type { Mishaps, Occasion } from './mishaps.ts';
import type { Offer, Wallet, WalletPayment, WalletResult } from './provider.ts';
import type { DueSource } from './scheduler.ts';
import type { Collection, SandboxStore } from './store.ts';

/** A payment that the buyer makes later. */
interface LatePayment {
  readonly id: string;
  readonly provider: string;
  readonly payment: WalletPayment;
  readonly at: Instant;
}

interface Phone {
  readonly wallet: Wallet;
  readonly mishaps: Mishaps;
}

/** The buyer's phone, with the wallets of all providers on it, and all that a buyer does otherwise than planned. */
export class Wallets implements DueSource {
  readonly name = 'late payments';
  readonly #phones = new Map<string, Phone>();
  readonly #store: SandboxStore;
  readonly #clock: Clock;
  readonly #late: Collection<LatePayment>;

  constructor(store: SandboxStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#late = store.collection<LatePayment>('late_payment', { dueAt: ({ at }) => at });
  }

  install(provider: string, wallet: Wallet, mishaps: Mishaps): void {
    this.#phones.set(provider, { wallet, mishaps });
  }

  /**
   * Pays, unless a fault has the buyer do something else.
   *
   * @returns undefined when there is no such provider; else also the faults that had a hand in it
   */
  pay(
    provider: string,
    payment: WalletPayment,
  ): (WalletResult & { readonly faults: readonly string[] }) | undefined {
    const phone = this.#phones.get(provider);
    if (!phone) return undefined;
    const { wallet, mishaps } = phone;
    const offer = mishaps.mayStrike('wallet') ? wallet.look(payment.token) : undefined;
    if (!offer) return { ...wallet.pay(payment), faults: [] };
    const occasion: Occasion = { method: payment.method, order: offer.order };
    const effects = mishaps.at('wallet', occasion, (effect) => canDo(effect, wallet));
    const paid = this.#payOtherwise(provider, wallet, payment, offer, effects);
    return { ...paid, faults: occasion.faults ?? [] };
  }

  async nextDue(): Promise<Instant | undefined> {
    return this.#late.nextDue();
  }

  async run(now: Instant): Promise<void> {
    for (const { id, provider, payment } of this.#late.due(now)) {
      this.#late.delete(id);
      this.#phones.get(provider)?.wallet.pay(payment);
    }
  }

  #payOtherwise(
    provider: string,
    wallet: Wallet,
    payment: WalletPayment,
    offer: Offer,
    effects: readonly WalletEffect[],
  ): WalletResult {
    const outcome = effects.flatMap((effect) => ('outcome' in effect ? [effect.outcome] : []))[0];
    if (outcome !== undefined) return wallet.pay({ ...payment, outcome });
    const waits = effects.find((effect) => 'waitsUntilBeforeExpiryMs' in effect);
    if (waits) {
      this.#payLater(provider, payment, offer.payableUntil - waits.waitsUntilBeforeExpiryMs);
      return wallet.pay({ ...payment, outcome: 'cancelled' });
    }
    const paid = wallet.pay(payment);
    if (paid.ok && effects.some((effect) => 'paysOthersToo' in effect)) this.#payOthersLike(offer);
    return paid;
  }

  #payLater(provider: string, payment: WalletPayment, at: Instant): void {
    const id = String(this.#store.nextNumber('late_payments')).padStart(12, '0');
    this.#late.put(id, { id, provider, payment, at: Math.max(at, this.#clock.now()) });
  }

  #payOthersLike({ description, total }: Offer): void {
    for (const { wallet } of this.#phones.values()) {
      for (const other of wallet.offers()) {
        if (other.description === description && other.total === total) wallet.pay({ token: other.order });
      }
    }
  }
}

function canDo(effect: WalletEffect, { outcomes }: Wallet): boolean {
  return !('outcome' in effect) || outcomes.includes(effect.outcome);
}
