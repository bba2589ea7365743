import type { Collection, DueSource, SandboxStore } from '../../src/sandbox/index.ts';
import type { DurationMs, Instant } from '../../src/time/index.ts';
import type { Accounts } from './accounts.ts';
import type { FlowEntry, Move } from './funds.ts';
import { MCHID } from './identities.ts';
import { failReasonOf } from './receivers.ts';

/** One user's part of a batch. */
export interface BatchDetail {
  readonly outDetailNo: string;
  readonly detailId: string;
  readonly openid: string;
  readonly amountFen: bigint;
  readonly remark: string;
  readonly status: 'INIT' | 'SUCCESS' | 'FAIL';
  readonly failReason?: string;
}

/** 批量转账到零钱: the older way of paying users, many at once and unasked. */
export interface Batch {
  readonly outBatchNo: string;
  readonly batchId: string;
  readonly appid: string;
  readonly name: string;
  readonly remark: string;
  readonly totalFen: bigint;
  readonly details: readonly BatchDetail[];
  readonly status: 'ACCEPTED' | 'FINISHED';
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When it will have been carried out. */
  readonly settlesAt?: Instant;
}

/** How long a batch takes. */
export const BATCH_TAKES_MS: DurationMs = 1000;

export class Batches {
  readonly #batches: Collection<Batch>;
  readonly #accounts: Accounts;

  constructor(store: SandboxStore, accounts: Accounts) {
    this.#accounts = accounts;
    this.#batches = store.collection<Batch>('wechatpay.batch', {
      keys: ({ batchId }) => ({ id: batchId }),
      dueAt: ({ settlesAt }) => settlesAt,
    });
  }

  find(outBatchNo: string): Batch | undefined {
    return this.#batches.get(outBatchNo);
  }

  findById(batchId: string): Batch | undefined {
    return this.#batches.find('id', batchId)[0];
  }

  /** Takes the money; it is paid out a moment later. */
  create(batch: Batch): void {
    const move: Move = {
      from: `available:${MCHID}`,
      to: 'transferring',
      fen: batch.totalFen,
      entry: entryOf(batch),
    };
    this.#accounts.post([move], batch.createdAt);
    this.#batches.put(batch.outBatchNo, batch);
  }

  timers(transaction: SandboxStore['transaction']): DueSource {
    const runDue = (now: Instant) => {
      for (const batch of this.#batches.due(now)) this.#settle(batch, now);
    };
    return {
      name: 'wechatpay batches',
      nextDue: async () => this.#batches.nextDue(),
      run: async (now) => transaction(() => runDue(now)),
    };
  }

  #settle(batch: Batch, now: Instant): void {
    const { settlesAt: _, ...rest } = batch;
    const details = batch.details.map((detail): BatchDetail => {
      const failReason = failReasonOf(detail.openid);
      return failReason === undefined
        ? { ...detail, status: 'SUCCESS' }
        : { ...detail, status: 'FAIL', failReason };
    });
    const moves = details.map((detail): Move => {
      const to =
        detail.status === 'SUCCESS' ? (`openid:${detail.openid}` as const) : (`available:${MCHID}` as const);
      return { from: 'transferring', to, fen: detail.amountFen, entry: entryOf(batch) };
    });
    this.#accounts.post(moves, now);
    this.#batches.put(batch.outBatchNo, { ...rest, details, status: 'FINISHED', updatedAt: now });
  }
}

function entryOf({ batchId, outBatchNo }: Batch): FlowEntry {
  return { name: '批量转账', type: '批量转账', businessNo: batchId, flowNo: batchId, voucherNo: outBatchNo };
}
