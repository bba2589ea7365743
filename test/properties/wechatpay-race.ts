import { MCHID } from '../../providers/wechatpay/identities.ts';
import { RULES } from '../../providers/wechatpay/rules.ts';
import { Asker, type Done, fee, openRacingWorld, type Race, type RacingWorld } from './wechatpay-world.ts';

export type Command =
  | { readonly kind: 'pay' | 'close' | 'unfreeze' | 'again' }
  | { readonly kind: 'refund'; readonly fen: number }
  | { readonly kind: 'share'; readonly receiver: number; readonly fen: number; readonly unfreezes: boolean }
  | { readonly kind: 'return'; readonly sharing: number; readonly fen: number }
  | { readonly kind: 'wait'; readonly ms: number };

const TOTAL_FEN = 10_000;
const ORDER = 'RACE000001';
/** Two merchants, and one to which sharing fails. */
const RECEIVERS = ['1600000101', '1600000102', '1600000501'] as const;
const FAILING = '1600000501';

/** What the answers said, and nothing of how it is done. */
class Model {
  paidFen = 0n;
  refundedFen = 0n;
  /** What receivers were promised, and not refused later. */
  promisedFen = 0n;
  /** Of each sharing that can be returned: whose, and how much. */
  readonly sharedFen = new Map<string, bigint>();
  readonly receiverOf = new Map<string, string>();
  readonly returnedFen = new Map<string, bigint>();

  beyondCaps(): readonly string[] {
    const mostShareableFen =
      ((BigInt(TOTAL_FEN) - fee(BigInt(TOTAL_FEN))) * RULES.sharingMaxRatioBps) / 10_000n;
    return [
      ...(this.refundedFen > this.paidFen ? ['more refunded than paid'] : []),
      ...(this.promisedFen > mostShareableFen ? ['more shared than may be'] : []),
      ...[...this.returnedFen]
        .filter(([no, fen]) => fen > (this.sharedFen.get(no) ?? 0n))
        .map(([no]) => `more returned than shared by ${no}`),
    ];
  }

  expectedBalances(): Map<string, bigint> {
    const balances = new Map<string, bigint>();
    const set = (account: string, fen: bigint) => {
      if (fen !== 0n) balances.set(account, fen);
    };
    set('buyer', this.refundedFen - this.paidFen);
    set('fee', fee(this.paidFen - this.refundedFen));
    let sellerFen = this.paidFen - this.refundedFen - fee(this.paidFen - this.refundedFen);
    for (const receiver of RECEIVERS) {
      const held = this.#heldBy(receiver);
      set(`available:${receiver}`, held);
      sellerFen -= held;
    }
    set(`available:${MCHID}`, sellerFen);
    return balances;
  }

  #heldBy(receiver: string): bigint {
    let held = 0n;
    for (const [no, fen] of this.sharedFen) {
      if (this.receiverOf.get(no) === receiver) held += fen - (this.returnedFen.get(no) ?? 0n);
    }
    return held;
  }
}

/** One order of the merchant's own. */
export async function openRace(): Promise<Race<Command>> {
  const world = await openRacingWorld();
  const merchant = new RacingMerchant(world);
  await merchant.prepare();
  return {
    do: (command) => merchant.do(command),
    settle: async () => {
      await world.advance(60_000);
      await world.advance(31 * 86_400_000);
    },
    balances: world.balances,
    expectedBalances: () => merchant.model.expectedBalances(),
    beyondCaps: () => merchant.model.beyondCaps(),
    dump: world.dump,
    close: world.close,
  };
}

class RacingMerchant {
  readonly model = new Model();
  readonly #world: RacingWorld;
  readonly #asker = new Asker();
  #transactionId = '';
  readonly #sharings: string[] = [];

  constructor(world: RacingWorld) {
    this.#world = world;
  }

  get #client() {
    return this.#world.client;
  }

  get #appid() {
    return this.#world.appid;
  }

  async prepare(): Promise<void> {
    for (const account of RECEIVERS) {
      const receiver = { appid: this.#appid, type: 'MERCHANT_ID', account, relation_type: 'PARTNER' };
      await this.#client.post('/v3/profitsharing/receivers/add', receiver);
    }
    await this.#client.post('/v3/pay/transactions/native', {
      appid: this.#appid,
      mchid: MCHID,
      description: '二手相机',
      out_trade_no: ORDER,
      notify_url: 'https://merchant.test/notify',
      amount: { total: TOTAL_FEN, currency: 'CNY' },
      settle_info: { profit_sharing: true },
    });
  }

  async do(command: Command): Promise<Done> {
    switch (command.kind) {
      case 'pay':
        return this.#payOrder();
      case 'close':
        return this.#asker.ask(() =>
          this.#client.post(`/v3/pay/transactions/out-trade-no/${ORDER}/close`, { mchid: MCHID }),
        );
      case 'refund':
        return this.#refund(command.fen);
      case 'share':
        return this.#share(command);
      case 'unfreeze':
        return this.#unfreeze();
      case 'return':
        return this.#return(command);
      case 'wait':
        await this.#world.advance(command.ms);
        return 'passed';
      case 'again':
        return this.#asker.again();
      default:
        return command satisfies never;
    }
  }

  async #payOrder(): Promise<Done> {
    if (!this.#world.pay(ORDER)) return 'refused';
    this.model.paidFen = BigInt(TOTAL_FEN);
    const { json } = await this.#client.get(`/v3/pay/transactions/out-trade-no/${ORDER}?mchid=${MCHID}`);
    this.#transactionId = json.transaction_id;
    return 'done';
  }

  #refund(fen: number): Promise<Done> {
    const out_refund_no = this.#asker.newNo();
    const body = {
      out_trade_no: ORDER,
      out_refund_no,
      amount: { refund: fen, total: TOTAL_FEN, currency: 'CNY' },
    };
    return this.#asker.ask(
      () => this.#client.post('/v3/refund/domestic/refunds', body),
      () => {
        this.model.refundedFen += BigInt(fen);
      },
    );
  }

  #share({ receiver, fen, unfreezes }: Extract<Command, { kind: 'share' }>): Promise<Done> {
    const out_order_no = this.#asker.newNo();
    const account = RECEIVERS[receiver] ?? FAILING;
    const body = {
      appid: this.#appid,
      transaction_id: this.#transactionId || 'none',
      out_order_no,
      receivers: [{ type: 'MERCHANT_ID', account, amount: fen, description: '佣金' }],
      unfreeze_unsplit: unfreezes,
    };
    return this.#asker.ask(
      () => this.#client.post('/v3/profitsharing/orders', body),
      () => {
        this.#sharings.push(out_order_no);
        if (account === FAILING) return;
        this.model.promisedFen += BigInt(fen);
        this.model.sharedFen.set(out_order_no, BigInt(fen));
        this.model.receiverOf.set(out_order_no, account);
      },
    );
  }

  #unfreeze(): Promise<Done> {
    const out_order_no = this.#asker.newNo();
    const body = { transaction_id: this.#transactionId || 'none', out_order_no, description: '解冻' };
    return this.#asker.ask(() => this.#client.post('/v3/profitsharing/orders/unfreeze', body));
  }

  #return({ sharing, fen }: Extract<Command, { kind: 'return' }>): Promise<Done> {
    const out_order_no = this.#sharings[sharing] ?? 'none';
    const body = {
      out_order_no,
      out_return_no: this.#asker.newNo(),
      return_mchid: this.model.receiverOf.get(out_order_no) ?? FAILING,
      amount: fen,
      description: '退款',
    };
    return this.#asker.ask(
      () => this.#client.post('/v3/profitsharing/return-orders', body),
      ({ json }) => {
        if (json.result !== 'SUCCESS') return;
        const before = this.model.returnedFen.get(out_order_no) ?? 0n;
        this.model.returnedFen.set(out_order_no, before + BigInt(fen));
      },
    );
  }
}
