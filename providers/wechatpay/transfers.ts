import type { Collection, DueSource, SandboxStore } from '../../src/sandbox/index.ts';
import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { Accounts } from './accounts.ts';
import { type Refusal, refuse } from './errors.ts';
import type { Account, FlowEntry } from './funds.ts';
import { MCHID } from './identities.ts';
import type { Notice } from './notify.ts';
import { fen, formatMoment } from './wire.ts';

export type TransferState = 'WAIT_USER_CONFIRM' | 'SUCCESS' | 'FAIL' | 'CANCELING' | 'CANCELLED';

/** 商家转账: money to a user, who has to accept it. */
export interface Transfer {
  readonly outBillNo: string;
  readonly transferBillNo: string;
  readonly openid: string;
  readonly amountFen: bigint;
  readonly remark: string;
  readonly notifyUrl?: string;
  readonly state: TransferState;
  readonly failReason?: string;
  /** What the merchant hands to the user’s WeChat to accept it with. */
  readonly packageInfo: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When it changes by itself: the user is too late, or the cancellation is done. */
  readonly settlesAt?: Instant;
}

/** How long a cancellation takes. */
const CANCELLATION_TAKES_MS: DurationMs = 1000;

export class Transfers {
  readonly #transfers: Collection<Transfer>;
  readonly #accounts: Accounts;
  readonly #tell: (notice: Notice) => void;

  constructor(store: SandboxStore, accounts: Accounts, tell: (notice: Notice) => void) {
    this.#accounts = accounts;
    this.#tell = tell;
    this.#transfers = store.collection<Transfer>('wechatpay.transfer', {
      keys: ({ transferBillNo, packageInfo }) => ({ id: transferBillNo, package: packageInfo }),
      dueAt: ({ settlesAt }) => settlesAt,
    });
  }

  find(outBillNo: string): Transfer | undefined {
    return this.#transfers.get(outBillNo);
  }

  findById(transferBillNo: string): Transfer | undefined {
    return this.#transfers.find('id', transferBillNo)[0];
  }

  findByPackage(packageInfo: string): Transfer | undefined {
    return this.#transfers.find('package', packageInfo)[0];
  }

  /** Takes the money; it waits for the user. */
  create(transfer: Transfer): void {
    this.#move(`available:${MCHID}`, 'transferring', transfer, transfer.createdAt);
    this.#save(transfer);
  }

  /** The user accepts it. */
  accept(transfer: Transfer, now: Instant): Refusal<'transfer_not_cancellable'> | { readonly ok: true } {
    if (transfer.state !== 'WAIT_USER_CONFIRM')
      return refuse('transfer_not_cancellable', `it is ${transfer.state}`);
    this.#finish(transfer, 'SUCCESS', now);
    return { ok: true };
  }

  /** The merchant takes it back, if the user has not accepted it. */
  cancel(
    transfer: Transfer,
    now: Instant,
  ): Refusal<'transfer_not_cancellable'> | { readonly ok: true; readonly transfer: Transfer } {
    if (transfer.state === 'CANCELING' || transfer.state === 'CANCELLED') return { ok: true, transfer };
    if (transfer.state !== 'WAIT_USER_CONFIRM')
      return refuse('transfer_not_cancellable', `it is ${transfer.state}`);
    const settlesAt = now + CANCELLATION_TAKES_MS;
    const canceling: Transfer = { ...transfer, state: 'CANCELING', updatedAt: now, settlesAt };
    this.#save(canceling);
    return { ok: true, transfer: canceling };
  }

  timers(transaction: SandboxStore['transaction']): DueSource {
    const runDue = (now: Instant) => {
      for (const transfer of this.#transfers.due(now)) {
        if (transfer.state === 'CANCELING') this.#finish(transfer, 'CANCELLED', now);
        else this.#finish(transfer, 'FAIL', now, 'OVERDUE_CLOSED');
      }
    };
    return {
      name: 'wechatpay transfers',
      nextDue: async () => this.#transfers.nextDue(),
      run: async (now) => transaction(() => runDue(now)),
    };
  }

  #finish(transfer: Transfer, state: TransferState, now: Instant, failReason?: string): void {
    const to: Account = state === 'SUCCESS' ? `openid:${transfer.openid}` : `available:${MCHID}`;
    this.#move('transferring', to, transfer, now);
    const { settlesAt: _, ...rest } = transfer;
    const finished: Transfer = { ...rest, state, updatedAt: now, ...(failReason ? { failReason } : {}) };
    this.#save(finished);
    const notice = noticeOf(finished);
    if (notice) this.#tell(notice);
  }

  #move(from: Account, to: Account, transfer: Transfer, now: Instant): void {
    this.#accounts.post([{ from, to, fen: transfer.amountFen, entry: entryOf(transfer) }], now);
  }

  #save(transfer: Transfer): void {
    this.#transfers.put(transfer.outBillNo, transfer);
  }
}

function entryOf({ transferBillNo, outBillNo }: Transfer): FlowEntry {
  const no = transferBillNo;
  return { name: '商家转账', type: '商家转账', businessNo: no, flowNo: no, voucherNo: outBillNo };
}

function noticeOf(transfer: Transfer): Notice | undefined {
  if (transfer.notifyUrl === undefined) return undefined;
  return {
    eventType: 'MCHTRANSFER.BILL.FINISHED',
    summary: '商家转账单据终态通知',
    originalType: 'mch_payment',
    resource: {
      out_bill_no: transfer.outBillNo,
      transfer_bill_no: transfer.transferBillNo,
      state: transfer.state,
      mch_id: MCHID,
      transfer_amount: fen(transfer.amountFen),
      openid: transfer.openid,
      fail_reason: transfer.failReason,
      create_time: formatMoment(transfer.createdAt),
      update_time: formatMoment(transfer.updatedAt),
    },
    order: transfer.outBillNo,
    url: transfer.notifyUrl,
  };
}
