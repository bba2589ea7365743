import { z } from 'zod';

/** How a scenario reaches a world: over sockets, or inside the process. */
export type Send = (request: Request) => Promise<Response>;

const amount = z
  .object({ currency: z.literal('CNY'), value: z.int() })
  .transform(({ value }) => BigInt(value));

const orderSchema = z.object({
  id: z.string(),
  state: z.string(),
  escrow: z.object({ held: amount, released: amount, refunded: amount }),
});
const paymentSchema = z.object({
  id: z.string(),
  state: z.string(),
  present: z.object({ value: z.string() }).nullable(),
});
const accountsSchema = z.object({
  accounts: z.array(z.object({ id: z.string(), balance: z.int().transform(BigInt) })),
});
const journalSchema = z.object({
  exchanges: z.array(z.object({ direction: z.enum(['in', 'out']), answer: z.unknown().nullable() })),
});

export type OrderState = z.infer<typeof orderSchema>;

/** The APIs of a world, as a scenario uses them. */
export class WorldClient {
  readonly #origin: string;
  readonly #send: Send;

  constructor(origin: string, send: Send) {
    this.#origin = origin;
    this.#send = send;
  }

  async openSeller(name: string): Promise<string> {
    return z.object({ id: z.string() }).parse(await this.#post('/v1/sellers', { name })).id;
  }

  async openOrder(order: object): Promise<string> {
    return orderSchema.parse(await this.#post('/v1/orders', order)).id;
  }

  async order(id: string): Promise<OrderState> {
    return orderSchema.parse(await this.#get(`/v1/orders/${id}`));
  }

  async startPayment(order: string, payment: object): Promise<z.infer<typeof paymentSchema>> {
    return paymentSchema.parse(await this.#post(`/v1/orders/${order}/payments`, payment));
  }

  async act(order: string, action: string, body: object = {}): Promise<void> {
    await this.#post(`/v1/orders/${order}/${action}`, body);
  }

  async control(path: string, body: object): Promise<void> {
    await this.#post(`/sandbox/${path}`, body);
  }

  /** Balances by account, credits less debits, in fen. */
  async balances(): Promise<ReadonlyMap<string, bigint>> {
    const { accounts } = accountsSchema.parse(await this.#get('/v1/ledger/accounts'));
    return new Map(accounts.map(({ id, balance }) => [id, balance]));
  }

  /** The notifications that were sent, and how many of them were answered. */
  async notifications(): Promise<{ sent: number; answered: number }> {
    const { exchanges } = journalSchema.parse(await this.#get('/sandbox/journal?limit=1000'));
    const out = exchanges.filter(({ direction }) => direction === 'out');
    return { sent: out.length, answered: out.filter(({ answer }) => answer !== null).length };
  }

  #get(path: string): Promise<unknown> {
    return readJson(this.#send, this.#origin + path);
  }

  #post(path: string, body: object): Promise<unknown> {
    return postJson(this.#send, this.#origin + path, body);
  }
}

/** A step was refused; the message is what the API said. */
class StepRefused extends Error {
  override name = 'StepRefused';
}

/** @throws StepRefused */
export function readJson(send: Send, url: string): Promise<unknown> {
  return answerTo(send, new Request(url));
}

/** @throws StepRefused */
export function postJson(send: Send, url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return answerTo(send, new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function answerTo(send: Send, request: Request): Promise<unknown> {
  const response = await send(request);
  const text = await response.text();
  if (!response.ok) {
    throw new StepRefused(`${new URL(request.url).pathname} answered ${response.status}: ${text}`);
  }
  return JSON.parse(text);
}
