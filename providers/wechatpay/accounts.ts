import type { Collection, SandboxStore } from '../../src/sandbox/index.ts';
import { formatBeijing, type Instant, parseBeijing } from '../../src/time/index.ts';
import type { Account, FlowEntry, Move } from './funds.ts';

interface Balance {
  readonly account: Account;
  readonly fen: bigint;
}

/** A line of a merchant's fund bill. */
export interface Flow extends FlowEntry {
  readonly mchid: string;
  readonly at: Instant;
  /** More than 0 when it came in. */
  readonly fen: bigint;
  /** What the merchant had afterwards, frozen or not. */
  readonly balanceFen: bigint;
}

/** Balances, and the movements between them that merchants see in their bills. */
export class Accounts {
  readonly #store: SandboxStore;
  readonly #balances: Collection<Balance>;
  readonly #flows: Collection<Flow>;

  constructor(store: SandboxStore) {
    this.#store = store;
    this.#balances = store.collection<Balance>('wechatpay.account');
    this.#flows = store.collection<Flow>('wechatpay.flow', {
      keys: ({ mchid, at }) => ({ day: dayKey(mchid, beijingDay(at)), merchant: mchid }),
    });
  }

  balanceFen(account: Account): bigint {
    return this.#balances.get(account)?.fen ?? 0n;
  }

  availableFen(mchid: string): bigint {
    return this.balanceFen(`available:${mchid}`);
  }

  post(moves: readonly Move[], now: Instant): void {
    for (const move of moves) {
      if (move.fen < 0n) throw new RangeError(`a movement of ${move.fen} fen`);
      if (move.fen === 0n) continue;
      this.#add(move.from, -move.fen);
      this.#add(move.to, move.fen);
      this.#record(move, now);
    }
  }

  /** @param day `2026-11-22`, in Beijing */
  flows(mchid: string, day: string): Flow[] {
    return this.#flows.find('day', dayKey(mchid, day));
  }

  /** What a merchant had just before that moment, frozen or not. */
  totalFenAt(mchid: string, moment: Instant): bigint {
    const [last] = this.#flows
      .find('merchant', mchid)
      .filter(({ at }) => at < moment)
      .slice(-1);
    return last?.balanceFen ?? 0n;
  }

  #add(account: Account, fen: bigint): void {
    const after = this.balanceFen(account) + fen;
    if (after < 0n && account !== 'buyer' && account !== 'bank') {
      throw new RangeError(`${account} would have ${after} fen`);
    }
    this.#balances.put(account, { account, fen: after });
  }

  /** A movement between a merchant's own accounts is none of its bill's business. */
  #record({ from, to, fen, entry }: Move, at: Instant): void {
    const [payer, payee] = [merchantOf(from), merchantOf(to)];
    if (payer === payee) return;
    if (payer !== undefined) this.#append({ ...entry, mchid: payer, at, fen: -fen });
    if (payee !== undefined) this.#append({ ...entry, mchid: payee, at, fen });
  }

  #append(flow: Omit<Flow, 'balanceFen'>): void {
    const { mchid } = flow;
    const balanceFen = this.availableFen(mchid) + this.balanceFen(`frozen:${mchid}`);
    const id = String(this.#store.nextNumber('wechatpay.flows')).padStart(12, '0');
    this.#flows.put(id, { ...flow, balanceFen });
  }
}

function merchantOf(account: Account): string | undefined {
  return /^(?:available|frozen):(.+)$/.exec(account)?.[1];
}

/** Midnight in Beijing, after a day such as `2026-11-22`. @returns undefined when that is no day */
export function endOfDay(day: string): Instant | undefined {
  const midnight = parseBeijing(`${day} 00:00:00`);
  return midnight === undefined ? undefined : midnight + 86_400_000;
}

export function beijingDay(instant: Instant): string {
  return formatBeijing(instant).slice(0, 10);
}

function dayKey(mchid: string, day: string): string {
  return `${mchid}/${day}`;
}
