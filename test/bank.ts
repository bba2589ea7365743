import type { Bank, Outcome, PayRequest } from '../src/gateway/index.ts';
import type { Money } from '../src/money/index.ts';

type Answer = Outcome<{ readonly paid: Money }>;

/** A bank in memory: it pays each number once, and answers as it was told to. */
export class TestBank implements Bank {
  /** What was paid, by number. */
  readonly paid = new Map<string, Money>();
  readonly asked: PayRequest[] = [];
  /** What comes of the next requests: by default they are paid. */
  mood: 'pays' | 'pays, but the answer is lost' | 'returns' | 'says nothing' = 'pays';

  async pay(request: PayRequest): Promise<Answer> {
    this.asked.push(request);
    const earlier = this.paid.get(request.payout);
    if (earlier && this.mood !== 'says nothing') return { kind: 'succeeded', value: { paid: earlier } };
    switch (this.mood) {
      case 'pays':
        this.paid.set(request.payout, request.amount);
        return { kind: 'succeeded', value: { paid: request.amount } };
      case 'pays, but the answer is lost':
        this.paid.set(request.payout, request.amount);
        return { kind: 'unknown', reason: 'no answer' };
      case 'returns':
        return { kind: 'failed', code: 'account_closed', message: 'The account is closed.' };
      case 'says nothing':
        return { kind: 'unknown', reason: 'no answer' };
      default:
        return this.mood satisfies never;
    }
  }
}
