import type { Store } from '../../src/ledger/index.ts';
import { money } from '../../src/money/index.ts';
import {
  type Command,
  type Context,
  openOrder,
  openSeller,
  orderTimers,
  perform,
  type Result,
} from '../../src/platform/index.ts';

const DAY_MS = 86_400_000;
/** What each sale is of. */
export const AMOUNT = money('CNY', 10_000n);

/** The platform's use cases over a store, on a clock of its own, with money that comes without a provider. */
export class Shop {
  now = Date.parse('2026-11-22T04:00:00Z');
  private count = 0;
  readonly context: Context;

  /** @param name keeps the ids of several shops over one store apart */
  constructor(store: Store, name = '') {
    this.context = {
      store,
      access: store,
      channels: new Map(),
      now: () => this.now,
      newId: (prefix) => `${prefix}_${name}${++this.count}`,
      newSecret: () => '',
      wireTime: () => this.now,
      transport: async () => new Response(),
      publicOrigin: 'http://platform.test',
    };
  }

  openSeller(): Promise<string> {
    return granted(openSeller(this.context, { name: 'Lin' }, undefined, ({ id }) => id));
  }

  async sell(seller: string, more: object = {}): Promise<string> {
    const input = { seller, title: 'A bag', amount: AMOUNT, rules: [], ...more };
    const id = await granted(openOrder(this.context, input, undefined, (order) => order.id));
    await this.do(id, { type: 'start_payment', channel: 'cash', method: 'cash' });
    await this.do(id, {
      type: 'payment_succeeded',
      payment: `${id}-p1`,
      paid: AMOUNT,
      providerReference: id,
    });
    return id;
  }

  async accepted(seller: string): Promise<string> {
    const id = await this.sell(seller);
    for (const type of ['ship', 'receive', 'accept'] as const) await this.do(id, { type });
    return id;
  }

  /** Lets the holds of what was accepted run out. */
  async release(): Promise<void> {
    this.now += 7 * DAY_MS;
    await orderTimers(this.context).run(this.now);
  }

  do(id: string, command: Command): Promise<unknown> {
    return granted(perform(this.context, id, command, undefined, () => undefined));
  }

  async balance(id: string): Promise<bigint> {
    const account = await this.context.store.account(id);
    return account ? account.creditsPosted - account.debitsPosted : 0n;
  }
}

export async function granted<T>(result: Promise<Result<T>>): Promise<T> {
  const given = await result;
  if (!given.ok) throw new Error(`the platform refused: ${given.code}`);
  return given.value;
}
