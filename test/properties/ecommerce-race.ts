import { ECOMMERCE_SUB_MERCHANTS, MCHID } from '../../providers/wechatpay/identities.ts';
import { RULES } from '../../providers/wechatpay/rules.ts';
import { Asker, type Done, fee, openRacingWorld, type Race, type RacingWorld } from './wechatpay-world.ts';

/** A part is 0 or 1, a number of something that there may be none of counts from 0. */
export type EcommerceCommand =
  | { readonly kind: 'pay' | 'close' | 'again' }
  | { readonly kind: 'refund'; readonly part: number; readonly fen: number; readonly advanced: boolean }
  | { readonly kind: 'payBack'; readonly refund: number }
  | { readonly kind: 'share'; readonly part: number; readonly fen: number; readonly finishes: boolean }
  | { readonly kind: 'finish'; readonly part: number }
  | { readonly kind: 'return'; readonly sharing: number; readonly fen: number }
  | { readonly kind: 'subsidize' | 'takeSubsidy'; readonly part: number; readonly fen: number }
  | { readonly kind: 'cancelSubsidy'; readonly part: number }
  | { readonly kind: 'withdraw'; readonly part: number; readonly fen: number }
  | { readonly kind: 'wait'; readonly ms: number };

const COMBINED = 'COMBINED01';
const PART_FEN = 10_000n;
/** What the platform has before it all begins: the price of an order of its own. */
const CAPITAL_FEN = 20_000n;

/** What the answers said of one part. */
class Part {
  readonly sub: string;
  readonly outTradeNo: string;
  readonly #isPaid: () => boolean;
  transactionId = 'none';
  /** Of it the platform has advanced some, and got some of that back. */
  refundedFen = 0n;
  advancedFen = 0n;
  paidBackFen = 0n;
  sharedFen = 0n;
  returnedFen = 0n;
  subsidizedFen = 0n;
  withdrawnFen = 0n;

  constructor(sub: string, outTradeNo: string, isPaid: () => boolean) {
    this.sub = sub;
    this.outTradeNo = outTradeNo;
    this.#isPaid = isPaid;
  }

  get paidFen(): bigint {
    return this.#isPaid() ? PART_FEN : 0n;
  }

  get feeFen(): bigint {
    return fee(this.paidFen - this.refundedFen);
  }

  /** What the platform has by it: its shares, less what it added. */
  get platformFen(): bigint {
    return this.sharedFen - this.returnedFen - this.advancedFen + this.paidBackFen - this.subsidizedFen;
  }

  get sellerFen(): bigint {
    return this.paidFen - this.refundedFen - this.feeFen - this.platformFen - this.withdrawnFen;
  }

  beyondCaps(): readonly string[] {
    const mostSharedFen = ((PART_FEN - fee(PART_FEN)) * RULES.sharingMaxRatioBps) / 10_000n;
    const beyond: readonly [boolean, string][] = [
      [this.refundedFen > this.paidFen, 'refunded than paid'],
      [this.sharedFen > mostSharedFen, 'shared than may be'],
      [this.returnedFen > this.sharedFen, 'returned than shared'],
      [this.paidBackFen > this.advancedFen, 'paid back than advanced'],
      [this.subsidizedFen < 0n || this.subsidizedFen > PART_FEN, 'or less added than may be'],
    ];
    return beyond.flatMap(([isBeyond, what]) => (isBeyond ? [`${this.outTradeNo}: more ${what}`] : []));
  }
}

/** A combined order of two sub-merchants of a 收付通 platform, which takes a share of either. */
export async function openEcommerceRace(): Promise<Race<EcommerceCommand>> {
  const world = await openRacingWorld();
  const platform = new RacingPlatform(world);
  await platform.prepare();
  return {
    do: (command) => platform.do(command),
    settle: async () => {
      await world.advance(60_000);
      await world.advance(181 * 86_400_000);
    },
    balances: world.balances,
    expectedBalances: () => platform.expectedBalances(),
    beyondCaps: () => platform.parts.flatMap((part) => part.beyondCaps()),
    dump: world.dump,
    close: world.close,
  };
}

class RacingPlatform {
  readonly parts: readonly [Part, Part];
  readonly #world: RacingWorld;
  readonly #asker = new Asker();
  #isPaid = false;
  readonly #refunds: { readonly part: Part; readonly id: string }[] = [];
  readonly #sharings: { readonly part: Part; readonly no: string }[] = [];

  constructor(world: RacingWorld) {
    this.#world = world;
    const [first, second] = ECOMMERCE_SUB_MERCHANTS;
    const isPaid = () => this.#isPaid;
    this.parts = [new Part(first, 'PART000001', isPaid), new Part(second, 'PART000002', isPaid)];
  }

  async prepare(): Promise<void> {
    const { client, appid } = this.#world;
    const receiver = { appid, type: 'MERCHANT_ID', account: MCHID, relation_type: 'PLATFORM' };
    await client.post('/v3/ecommerce/profitsharing/receivers/add', receiver);
    await client.post('/v3/pay/transactions/native', {
      ...{ appid, mchid: MCHID, description: '自营', out_trade_no: 'CAPITAL001', notify_url: NOTIFY_URL },
      amount: { total: Number(CAPITAL_FEN), currency: 'CNY' },
    });
    this.#world.pay('CAPITAL001');
    await client.post('/v3/combine-transactions/native', {
      combine_appid: appid,
      combine_mchid: MCHID,
      combine_out_trade_no: COMBINED,
      notify_url: NOTIFY_URL,
      sub_orders: this.parts.map(({ sub, outTradeNo }) => ({
        ...{
          mchid: MCHID,
          sub_mchid: sub,
          out_trade_no: outTradeNo,
          attach: '货号',
          description: '二手相机',
        },
        amount: { total_amount: Number(PART_FEN), currency: 'CNY' },
        settle_info: { profit_sharing: true },
      })),
    });
  }

  expectedBalances(): Map<string, bigint> {
    const sum = (of: (part: Part) => bigint) => this.parts.reduce((total, part) => total + of(part), 0n);
    const balances: readonly [string, bigint][] = [
      ['buyer', sum(({ refundedFen, paidFen }) => refundedFen - paidFen) - CAPITAL_FEN],
      ['fee', sum(({ feeFen }) => feeFen) + fee(CAPITAL_FEN)],
      ['bank', sum(({ withdrawnFen }) => withdrawnFen)],
      [`available:${MCHID}`, sum(({ platformFen }) => platformFen) + CAPITAL_FEN - fee(CAPITAL_FEN)],
      ...this.parts.map(({ sub, sellerFen }): [string, bigint] => [`available:${sub}`, sellerFen]),
    ];
    return new Map(balances.filter(([, fen]) => fen !== 0n));
  }

  async do(command: EcommerceCommand): Promise<Done> {
    switch (command.kind) {
      case 'pay':
        return this.#pay();
      case 'close':
        return this.#close();
      case 'refund':
        return this.#refund(command);
      case 'payBack':
        return this.#payBack(command.refund);
      case 'share':
        return this.#share(command);
      case 'finish':
        return this.#finish(this.#part(command.part));
      case 'return':
        return this.#return(command);
      case 'subsidize':
      case 'takeSubsidy':
      case 'cancelSubsidy':
        return this.#subsidy(command);
      case 'withdraw':
        return this.#withdraw(command);
      case 'wait':
        await this.#world.advance(command.ms);
        return 'passed';
      case 'again':
        return this.#asker.again();
      default:
        return command satisfies never;
    }
  }

  #part(number: number): Part {
    return this.parts[number === 0 ? 0 : 1];
  }

  async #pay(): Promise<Done> {
    if (!this.#world.pay(COMBINED)) return 'refused';
    this.#isPaid = true;
    const { json } = await this.#world.client.get(`/v3/combine-transactions/out-trade-no/${COMBINED}`);
    for (const [i, part] of this.parts.entries()) part.transactionId = json.sub_orders[i].transaction_id;
    return 'done';
  }

  #close(): Promise<Done> {
    const sub_orders = this.parts.map(({ sub, outTradeNo }) => ({
      ...{ mchid: MCHID, sub_mchid: sub, out_trade_no: outTradeNo },
    }));
    const path = `/v3/combine-transactions/out-trade-no/${COMBINED}/close`;
    return this.#ask(path, { combine_appid: this.#world.appid, sub_orders });
  }

  #refund({ part: number, fen, advanced }: Extract<EcommerceCommand, { kind: 'refund' }>): Promise<Done> {
    const part = this.#part(number);
    const body = {
      ...{ sub_mchid: part.sub, sp_appid: this.#world.appid, out_trade_no: part.outTradeNo },
      out_refund_no: this.#asker.newNo(),
      amount: { refund: fen, total: Number(PART_FEN), currency: 'CNY' },
      refund_account: advanced ? 'REFUND_SOURCE_PARTNER_ADVANCE' : 'REFUND_SOURCE_SUB_MERCHANT',
    };
    return this.#ask('/v3/ecommerce/refunds/apply', body, (json) => {
      part.refundedFen += BigInt(fen);
      part.advancedFen += BigInt(advanced ? json.amount.advance : 0);
      this.#refunds.push({ part, id: json.refund_id });
    });
  }

  #payBack(number: number): Promise<Done> {
    const { part, id } = this.#refunds[number] ?? { part: this.parts[0], id: 'none' };
    const paidBack = (json: { return_amount: number; advance_return_id: string }) => {
      // The same answer comes for a second time.
      if (this.#paidBack.has(json.advance_return_id)) return;
      this.#paidBack.add(json.advance_return_id);
      part.paidBackFen += BigInt(json.return_amount);
    };
    return this.#ask(`/v3/ecommerce/refunds/${id}/return-advance`, { sub_mchid: part.sub }, paidBack);
  }
  readonly #paidBack = new Set<string>();

  #share({ part: number, fen, finishes }: Extract<EcommerceCommand, { kind: 'share' }>): Promise<Done> {
    const part = this.#part(number);
    const out_order_no = this.#asker.newNo();
    const receiver = { type: 'MERCHANT_ID', receiver_account: MCHID, amount: fen, description: '平台佣金' };
    const body = {
      ...{ appid: this.#world.appid, sub_mchid: part.sub, transaction_id: part.transactionId, out_order_no },
      receivers: [receiver],
      finish: finishes,
    };
    return this.#ask('/v3/ecommerce/profitsharing/orders', body, () => {
      part.sharedFen += BigInt(fen);
      this.#sharings.push({ part, no: out_order_no });
    });
  }

  #finish({ sub, transactionId }: Part): Promise<Done> {
    return this.#ask('/v3/ecommerce/profitsharing/finish-order', {
      ...{ sub_mchid: sub, transaction_id: transactionId, out_order_no: this.#asker.newNo() },
      description: '完结',
    });
  }

  #return({ sharing, fen }: Extract<EcommerceCommand, { kind: 'return' }>): Promise<Done> {
    const { part, no } = this.#sharings[sharing] ?? { part: this.parts[0], no: 'none' };
    const body = {
      ...{ sub_mchid: part.sub, out_order_no: no, out_return_no: this.#asker.newNo() },
      ...{ return_mchid: MCHID, amount: fen, description: '退款' },
    };
    return this.#ask('/v3/ecommerce/profitsharing/returnorders', body, (json) => {
      if (json.result === 'SUCCESS') part.returnedFen += BigInt(fen);
    });
  }

  #subsidy(
    command: Extract<EcommerceCommand, { kind: 'subsidize' | 'takeSubsidy' | 'cancelSubsidy' }>,
  ): Promise<Done> {
    const part = this.#part(command.part);
    const body = { sub_mchid: part.sub, transaction_id: part.transactionId, description: '补差' };
    const path = '/v3/ecommerce/subsidies';
    if (command.kind === 'cancelSubsidy') return this.#ask(`${path}/cancel`, body);
    const out_order_no = this.#asker.newNo();
    const isAdded = command.kind === 'subsidize';
    const numbered = { ...body, amount: command.fen, out_order_no };
    return this.#ask(`${path}/${isAdded ? 'create' : 'return'}`, numbered, () => {
      part.subsidizedFen += BigInt(isAdded ? command.fen : -command.fen);
    });
  }

  #withdraw({ part: number, fen }: { readonly part: number; readonly fen: number }): Promise<Done> {
    const part = this.#part(number);
    const body = { sub_mchid: part.sub, out_request_no: this.#asker.newNo(), amount: fen };
    return this.#ask('/v3/ecommerce/fund/withdraw', body, () => {
      part.withdrawnFen += BigInt(fen);
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: as every answer in these tests
  #ask(path: string, body: object, succeeded: (json: any) => void = () => {}): Promise<Done> {
    return this.#asker.ask(
      () => this.#world.client.post(path, body),
      ({ json }) => succeeded(json),
    );
  }
}

const NOTIFY_URL = 'https://merchant.test/notify';
