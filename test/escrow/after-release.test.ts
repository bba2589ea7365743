import { describe, expect, it } from 'vitest';
import { fundsAccounts } from '../../src/escrow/index.ts';
import type { SplitRule } from '../../src/split/index.ts';
import { BAG, DAY_MS, Sale } from './sale.ts';

const AVAILABLE = 'seller:sel_ann:available';
const RESERVE = 'seller:sel_ann:reserve';
const OWED = 'receivable:seller:sel_ann';

/** The seller has had the money paid out, or has sold something else. */
function elsewhere(sale: Sale, id: string, amount: bigint): Sale {
  const bank = { id: 'custody:bank', ledger: 'CNY', code: 'custody' } as const;
  const [debit, credit] = amount < 0n ? [AVAILABLE, bank.id] : [bank.id, AVAILABLE];
  const moved = amount < 0n ? -amount : amount;
  return sale.post({
    accounts: [bank],
    transfers: [{ kind: 'posted', id, code: 'payout', ledger: 'CNY', debit, credit, amount: moved }],
  });
}

describe('a refund after release', () => {
  it('brings each leg’s part back into escrow, and then goes to the buyer', () => {
    const sale = new Sale().released().refund(250_000n);
    expect(sale.balance('income:commission')).toBe(60_000n);
    expect(sale.balance(AVAILABLE)).toBe(690_000n);
    expect(sale.balance('escrow:ord_bag')).toBe(250_000n);
    sale.refundSucceeds();
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
    expect(sale.balance('clearing:alipay')).toBe(-750_000n);
    expect(sale.order.fulfilment).toBe('released');
  });

  it('takes in one chain, before it reserves the refund', () => {
    const sale = new Sale().released().refund(250_000n);
    expect(sale.transfers.slice(-3)).toMatchObject([
      { id: 'ord_bag/split_return/ord_bag-r1/platform', code: 'split_return', amount: 20_000n },
      { id: 'ord_bag/split_return/ord_bag-r1/available', code: 'split_return', amount: 230_000n },
      { id: 'ord_bag/refund/ord_bag-r1', kind: 'pending', amount: 250_000n },
    ]);
  });

  it('is advanced by the platform as far as the seller has spent the money', () => {
    const sale = elsewhere(new Sale().released(), 'payout', -900_000n).refund();
    // The seller's leg is ¥9,200.00, of which ¥200.00 are left.
    expect(sale.balance(AVAILABLE)).toBe(0n);
    expect(sale.balance(OWED)).toBe(-900_000n);
    expect(sale.refundSucceeds().balance('clearing:alipay')).toBe(0n);
  });

  it('takes from the reserve first', () => {
    const terms = { ...new Sale().order.terms, reserveBps: 1_000 };
    const sale = new Sale({ terms }).released();
    expect([sale.balance(RESERVE), sale.balance(AVAILABLE)]).toEqual([92_000n, 828_000n]);
    sale.refund(100_000n);
    expect([sale.balance(RESERVE), sale.balance(AVAILABLE)]).toEqual([0n, 828_000n]);
  });

  it('advances a kept share against the seller, since who did the work keeps it', () => {
    const freight: SplitRule = {
      payee: 'logistics',
      basis: { kind: 'fixed', amount: 10_000n },
      onRefund: 'kept',
    };
    const sale = new Sale({ rules: [freight] }).released().refund().refundSucceeds();
    expect(sale.balance('payable:logistics')).toBe(10_000n);
    expect(sale.balance(OWED)).toBe(-10_000n);
  });

  it('that fails gives everybody back what they gave', () => {
    const sale = elsewhere(new Sale().released(), 'payout', -900_000n).refund().refundFails();
    expect(sale.balance('income:commission')).toBe(80_000n);
    expect(sale.balance(AVAILABLE)).toBe(20_000n);
    expect(sale.balance(OWED)).toBe(0n);
    expect(sale.balance('escrow:ord_bag')).toBe(0n);
    expect(sale.shares).toEqual({ platform: 80_000n, seller: 920_000n });
  });

  it('that fails after the seller has paid the advance back makes it available again', () => {
    const sale = elsewhere(new Sale().released(), 'payout', -920_000n).refund();
    const repaid = { debit: 'custody:bank', credit: OWED, amount: 500_000n };
    sale.post({
      transfers: [{ kind: 'posted', id: 'netted', code: 'repayment', ledger: 'CNY', ...repaid }],
    });
    sale.refundFails();
    expect(sale.balance(OWED)).toBe(0n);
    expect(sale.balance(AVAILABLE)).toBe(500_000n);
  });

  it('that failed is tried again under the same number', () => {
    const sale = new Sale().released().refund(250_000n).refundFails();
    sale.do({ type: 'retry_refund', refund: sale.refundId(1) });
    expect(sale.order.refunds).toMatchObject([{ id: 'ord_bag-r1', state: 'refunding', attempt: 2 }]);
    expect(sale.effects).toMatchObject([{ kind: 'refund', refund: { id: 'ord_bag-r1' } }]);
    sale.refundSucceeds();
    expect(sale.balance('clearing:alipay')).toBe(-750_000n);
    expect(sale.shares).toEqual({ platform: 60_000n, seller: 690_000n });
  });

  it('of 30 and then 31 of legs 9000/800/150/50 takes from every leg what it can give', () => {
    const shares: readonly SplitRule[] = [
      { payee: 'platform', basis: { kind: 'fixed', amount: 800n } },
      { payee: 'logistics', basis: { kind: 'fixed', amount: 150n } },
      { payee: 'insurer', basis: { kind: 'fixed', amount: 50n } },
    ];
    const amount = { currency: 'CNY', value: 10_000n } as const;
    const sale = new Sale({ rules: shares, amount }).released().refund(30n);
    // Exact 2.4, 0.45, 0.15 and 27: the one unit left goes to logistics.
    expect(sale.order.refunds.at(-1)?.returns).toEqual([2n, 1n, 0n, 27n]);
    sale.refund(31n);
    // Of 798, 149, 50 and 8973 left: exact 2.481, 0.463, 0.155 and 27.9; two units, to the seller and the platform.
    expect(sale.order.refunds.at(-1)?.returns).toEqual([3n, 0n, 0n, 28n]);
    sale.refund().refundSucceeds(1).refundSucceeds(2).refundSucceeds(3);
    expect(sale.shares).toEqual({ platform: 0n, logistics: 0n, insurer: 0n, seller: 0n });
    expect(sale.balance('clearing:alipay')).toBe(0n);
  });
});

describe('what a seller owes', () => {
  it('is paid back first out of the next sale', () => {
    const sale = new Sale().held();
    const debt = { debit: OWED, credit: 'income:commission', amount: 120_000n };
    sale.post({
      accounts: [
        { id: OWED, ledger: 'CNY', code: 'receivable', limit: 'credits_must_not_exceed_debits' },
        { id: 'income:commission', ledger: 'CNY', code: 'income' },
      ],
      transfers: [{ kind: 'posted', id: 'debt', code: 'fee', ledger: 'CNY', ...debt }],
    });
    sale
      .do({ type: 'ship' })
      .do({ type: 'receive' })
      .do({ type: 'accept' })
      .wait(7 * DAY_MS);
    expect(sale.balance(OWED)).toBe(0n);
    expect(sale.balance(AVAILABLE)).toBe(800_000n);
  });
});

describe('the reserve', () => {
  const terms = { ...new Sale().order.terms, reserveBps: 1_000 };

  it('becomes available when after-sales are over', () => {
    const sale = new Sale({ terms }).released();
    expect(sale.order.reserved).toBe(92_000n);
    sale.wait(15 * DAY_MS);
    expect(sale.order.fulfilment).toBe('closed');
    expect([sale.balance(RESERVE), sale.balance(AVAILABLE)]).toEqual([0n, 920_000n]);
  });

  it('that was used is not there any more', () => {
    const sale = new Sale({ terms }).released().refund(50_000n).refundSucceeds();
    sale.wait(15 * DAY_MS);
    // ¥460.00 of the refund were the seller's, out of a reserve of ¥920.00.
    expect([sale.balance(RESERVE), sale.balance(AVAILABLE)]).toEqual([0n, 874_000n]);
  });
});

it('frees at the closing only what is left of its own reserve, and leaves that of other sales', () => {
  const sale = new Sale({ terms: { ...BAG.terms, reserveBps: 1_000 } }).released();
  const bank = { id: 'custody:bank', ledger: 'CNY', code: 'custody' } as const;
  const { reserve } = fundsAccounts('sel_ann', 'CNY');
  const others = { debit: bank.id, credit: reserve.id, ledger: 'CNY', amount: 92_000n } as const;
  sale.post({
    accounts: [bank, reserve],
    transfers: [{ kind: 'posted', id: 'elsewhere', code: 'adjustment', ...others }],
  });
  sale.refund(50_000n).refundSucceeds();
  expect(sale.balance('seller:sel_ann:reserve')).toBe(92_000n + 46_000n);
  expect(sale.wait(15 * DAY_MS).order.fulfilment).toBe('closed');
  expect(sale.balance('seller:sel_ann:reserve')).toBe(92_000n);
});
