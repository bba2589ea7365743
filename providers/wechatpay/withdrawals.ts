import type { Collection, DueSource, SandboxStore } from '../../src/sandbox/index.ts';
import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { Accounts } from './accounts.ts';
import type { FlowEntry } from './funds.ts';

/** How a withdrawal to a bank stands. */
export type WithdrawalStatus = 'INIT' | 'CREATE_SUCCESS' | 'SUCCESS' | 'FAIL' | 'REFUND' | 'CLOSE';

/** 提现: a sub-merchant's money goes to its bank. */
export interface Withdrawal {
  readonly outRequestNo: string;
  readonly withdrawId: string;
  readonly subMchid: string;
  readonly amountFen: bigint;
  readonly remark?: string;
  readonly bankMemo?: string;
  readonly status: WithdrawalStatus;
  readonly reason?: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When the bank will have answered. */
  readonly settlesAt?: Instant;
}

/** How long a bank takes. */
const BANK_TAKES_MS: DurationMs = 60_000;

/** A `bank_memo` that makes the bank answer otherwise, and what it then says. */
const MEMOS: Readonly<Record<string, readonly [WithdrawalStatus, string]>> = {
  FAIL: ['FAIL', '银行卡信息有误'],
  REFUND: ['REFUND', '银行退票'],
  CLOSE: ['CLOSE', '提现单关闭'],
};

export class Withdrawals {
  readonly #withdrawals: Collection<Withdrawal>;
  readonly #accounts: Accounts;

  constructor(store: SandboxStore, accounts: Accounts) {
    this.#accounts = accounts;
    this.#withdrawals = store.collection<Withdrawal>('wechatpay.withdrawal', {
      keys: ({ withdrawId }) => ({ id: withdrawId }),
      dueAt: ({ settlesAt }) => settlesAt,
    });
  }

  find(outRequestNo: string): Withdrawal | undefined {
    return this.#withdrawals.get(outRequestNo);
  }

  findById(withdrawId: string): Withdrawal | undefined {
    return this.#withdrawals.find('id', withdrawId)[0];
  }

  /** Takes the money; the bank answers later. */
  create(
    request: Pick<
      Withdrawal,
      'outRequestNo' | 'withdrawId' | 'subMchid' | 'amountFen' | 'remark' | 'bankMemo'
    >,
    now: Instant,
  ): Withdrawal {
    const created: Withdrawal = {
      ...request,
      status: 'CREATE_SUCCESS',
      createdAt: now,
      updatedAt: now,
      settlesAt: now + BANK_TAKES_MS,
    };
    const { subMchid, amountFen: fen } = created;
    this.#accounts.post(
      [{ from: `available:${subMchid}`, to: 'transferring', fen, entry: entryOf(created) }],
      now,
    );
    this.#withdrawals.put(created.outRequestNo, created);
    return created;
  }

  timers(transaction: SandboxStore['transaction']): DueSource {
    const runDue = (now: Instant) => {
      for (const withdrawal of this.#withdrawals.due(now)) this.#settle(withdrawal, now);
    };
    return {
      name: 'wechatpay withdrawals',
      nextDue: async () => this.#withdrawals.nextDue(),
      run: async (now) => transaction(() => runDue(now)),
    };
  }

  #settle(withdrawal: Withdrawal, now: Instant): void {
    const { settlesAt: _, ...rest } = withdrawal;
    const [status, reason] = MEMOS[withdrawal.bankMemo ?? ''] ?? ['SUCCESS', undefined];
    const isPaid = status === 'SUCCESS';
    const { amountFen: fen } = withdrawal;
    const to = isPaid ? 'bank' : (`available:${withdrawal.subMchid}` as const);
    this.#accounts.post([{ from: 'transferring', to, fen, entry: entryOf(withdrawal) }], now);
    const settled: Withdrawal = {
      ...rest,
      status,
      updatedAt: now,
      ...(reason === undefined ? {} : { reason }),
    };
    this.#withdrawals.put(settled.outRequestNo, settled);
  }
}

function entryOf({ withdrawId, outRequestNo }: Withdrawal): FlowEntry {
  return { name: '提现', type: '提现', businessNo: withdrawId, flowNo: withdrawId, voucherNo: outRequestNo };
}
