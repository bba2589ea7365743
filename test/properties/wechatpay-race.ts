import { MCHID } from '../../providers/wechatpay/identities.ts';
import { createWechatpay } from '../../providers/wechatpay/index.ts';
import { RULES } from '../../providers/wechatpay/rules.ts';
import { FixedKeyRing, type Kit, openSandbox, type ProviderDefinition } from '../../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';
import { Client, type Reply } from '../providers/wechatpay/client.ts';

export type Command =
  | { readonly kind: 'pay' | 'close' | 'unfreeze' | 'again' }
  | { readonly kind: 'refund'; readonly fen: number }
  | { readonly kind: 'share'; readonly receiver: number; readonly fen: number; readonly unfreezes: boolean }
  | { readonly kind: 'return'; readonly sharing: number; readonly fen: number }
  | { readonly kind: 'wait'; readonly ms: number };

/** What came of a command. */
export type Done = 'done' | 'refused' | 'repeated' | 'passed';

const TOTAL_FEN = 10_000;
const ORDER = 'RACE000001';
/** Two merchants, and one to which sharing fails. */
const RECEIVERS = ['1600000101', '1600000102', '1600000501'] as const;
const FAILING = '1600000501';
const START = Date.parse('2026-11-22T04:00:00Z');

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

  get mostShareableFen(): bigint {
    return ((BigInt(TOTAL_FEN) - fee(BigInt(TOTAL_FEN))) * RULES.sharingMaxRatioBps) / 10_000n;
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

function fee(fen: bigint): bigint {
  return (fen * RULES.feeBps + 5000n) / 10_000n;
}

export interface Race {
  readonly model: Model;
  do(command: Command): Promise<Done>;
  /** Lets everything that is on its way arrive. */
  settle(): Promise<void>;
  /** Without empty accounts. */
  balances(): Map<string, bigint>;
  dump(): string;
  close(): Promise<void>;
}

/** One order in a world of its own, in memory, called as over the wire. */
export async function openRace(): Promise<Race> {
  let kit: Kit | undefined;
  const { open, ...rest } = createWechatpay({ refusedRefundsPerSecond: 1000 });
  const definition: ProviderDefinition = {
    ...rest,
    open: (given) => {
      kit = given;
      return open(given);
    },
  };
  const sandbox = await openSandbox({
    definitions: [definition],
    origins: { wechatpay: 'http://wechatpay.test' },
    storePath: ':memory:',
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    base: () => START,
    wireTime: 'business',
    transport: async () => new Response(null, { status: 204 }),
  });
  const provider = sandbox.providers.get('wechatpay');
  if (!provider || !kit) throw new Error('wechatpay did not open');
  const { store } = kit;
  const credentials = provider.credentials as Record<string, string> &
    ConstructorParameters<typeof Client>[0];
  const client = new Client({
    ...credentials,
    now: () => Math.floor(sandbox.wireTime() / 1000),
    fetch: (url, init) => provider.onTheWire(new Request(url, init)),
  });
  const select = store.prepare('SELECT collection, id, body FROM document ORDER BY collection, id');
  const dump = () =>
    select
      .all()
      .map((row) => Object.values(row).join('\t'))
      .join('\n');
  const merchant = new RacingMerchant(
    client,
    credentials.appid ?? '',
    (token) => provider.wallet.pay({ token }).ok,
  );
  await merchant.prepare();
  return {
    model: merchant.model,
    do: async (command) => {
      if (command.kind !== 'wait') return merchant.do(command);
      await sandbox.scheduler.advance(command.ms);
      return 'passed';
    },
    settle: () => sandbox.scheduler.advance(60_000).then(() => sandbox.scheduler.advance(31 * 86_400_000)),
    balances: () => balancesIn(dump()),
    dump,
    close: () => sandbox.close(),
  };
}

type MerchantCommand = Exclude<Command, { readonly kind: 'wait' }>;
type Attempt = () => Promise<Reply>;

class RacingMerchant {
  readonly model = new Model();
  readonly #client: Client;
  readonly #appid: string;
  readonly #pay: (token: string) => boolean;
  #transactionId = '';
  #numbers = 0;
  /** The last request that succeeded, word for word. */
  #last: Attempt | undefined;
  readonly #sharings: string[] = [];

  constructor(client: Client, appid: string, pay: (token: string) => boolean) {
    this.#client = client;
    this.#appid = appid;
    this.#pay = pay;
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

  async do(command: MerchantCommand): Promise<Done> {
    switch (command.kind) {
      case 'pay':
        return this.#payOrder();
      case 'close':
        return this.#try(() =>
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
      case 'again':
        return this.#again();
      default:
        return command satisfies never;
    }
  }

  async #payOrder(): Promise<Done> {
    if (!this.#pay(ORDER)) return 'refused';
    this.model.paidFen = BigInt(TOTAL_FEN);
    const { json } = await this.#client.get(`/v3/pay/transactions/out-trade-no/${ORDER}?mchid=${MCHID}`);
    this.#transactionId = json.transaction_id;
    return 'done';
  }

  #refund(fen: number): Promise<Done> {
    const out_refund_no = this.#newNo();
    const body = {
      out_trade_no: ORDER,
      out_refund_no,
      amount: { refund: fen, total: TOTAL_FEN, currency: 'CNY' },
    };
    return this.#try(
      () => this.#client.post('/v3/refund/domestic/refunds', body),
      () => {
        this.model.refundedFen += BigInt(fen);
      },
    );
  }

  #share({ receiver, fen, unfreezes }: Extract<Command, { kind: 'share' }>): Promise<Done> {
    const out_order_no = this.#newNo();
    const account = RECEIVERS[receiver] ?? FAILING;
    const body = {
      appid: this.#appid,
      transaction_id: this.#transactionId || 'none',
      out_order_no,
      receivers: [{ type: 'MERCHANT_ID', account, amount: fen, description: '佣金' }],
      unfreeze_unsplit: unfreezes,
    };
    return this.#try(
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
    const out_order_no = this.#newNo();
    const body = { transaction_id: this.#transactionId || 'none', out_order_no, description: '解冻' };
    return this.#try(() => this.#client.post('/v3/profitsharing/orders/unfreeze', body));
  }

  #return({ sharing, fen }: Extract<Command, { kind: 'return' }>): Promise<Done> {
    const out_order_no = this.#sharings[sharing] ?? 'none';
    const body = {
      out_order_no,
      out_return_no: this.#newNo(),
      return_mchid: this.model.receiverOf.get(out_order_no) ?? FAILING,
      amount: fen,
      description: '退款',
    };
    return this.#try(
      () => this.#client.post('/v3/profitsharing/return-orders', body),
      ({ json }) => {
        if (json.result !== 'SUCCESS') return;
        const before = this.model.returnedFen.get(out_order_no) ?? 0n;
        this.model.returnedFen.set(out_order_no, before + BigInt(fen));
      },
    );
  }

  async #again(): Promise<Done> {
    if (!this.#last) return 'passed';
    const { status } = await this.#last();
    if (status >= 400) throw new Error(`what succeeded once was answered ${status} the second time`);
    return 'repeated';
  }

  async #try(attempt: Attempt, succeeded: (reply: Reply) => void = () => {}): Promise<Done> {
    const reply = await attempt();
    if (reply.status >= 500) throw new Error(`${reply.status}: ${reply.text}`);
    if (reply.status >= 400) return 'refused';
    succeeded(reply);
    this.#last = attempt;
    return 'done';
  }

  #newNo(): string {
    this.#numbers += 1;
    return `N${String(this.#numbers).padStart(6, '0')}`;
  }
}

function balancesIn(dump: string): Map<string, bigint> {
  const found = new Map<string, bigint>();
  for (const line of dump.split('\n')) {
    const [collection, account = '', body = ''] = line.split('\t');
    if (collection !== 'wechatpay.account') continue;
    const fen = BigInt(JSON.parse(body).fen.$bigint);
    if (fen !== 0n) found.set(account, fen);
  }
  return found;
}
