import { z } from 'zod';
import { formatMoney, money } from '../money/index.ts';
import { postJson, readJson, type Send } from './http.ts';

type Print = (line: string) => void;

const idSchema = z.object({ id: z.string() });
const paymentSchema = z.object({
  id: z.string(),
  present: z.object({ kind: z.string(), value: z.string() }),
});
const orderSchema = z.object({ state: z.string() });
const clockSchema = z.object({ now: z.string() });
const accountsSchema = z.object({ accounts: z.array(z.object({ id: z.string(), balance: z.int() })) });
const signatureSchema = z.object({ verdict: z.string(), canonical: z.string() }).nullable();
const journalSchema = z.object({
  exchanges: z.array(
    z.object({
      seq: z.int(),
      direction: z.enum(['in', 'out']),
      method: z.string().nullable(),
      answer: z.object({ status: z.int(), body: z.string() }).nullable(),
      request_signature: signatureSchema,
    }),
  ),
});

/**
 * Tells a consignment sale in the terminal: each step, the signed messages that went over the wire, and the
 * ledger after it. Everything in it is asked of a world through its APIs, as a marketplace would.
 *
 * @param origin the platform's
 */
export async function tellSale(origin: string, send: Send, print: Print): Promise<void> {
  const story = new Story(origin, send, print);
  await story.step('Lin opens an account as a seller.', '/v1/sellers', { name: 'Lin' });
  const seller = story.last(idSchema).id;

  await story.step(
    'Lin consigns a bag for ¥10,000.00; 8 % of it is the platform’s commission.',
    '/v1/orders',
    {
      seller,
      title: 'A second-hand bag',
      amount: { currency: 'CNY', value: 1_000_000 },
      splits: [{ payee: 'platform', rate_bps: 800 }],
      hold: 'P7D',
    },
  );
  const order = `/v1/orders/${story.last(idSchema).id}`;

  await story.step('The buyer wants it. The platform asks Alipay for a code.', `${order}/payments`, {
    channel: 'alipay',
    method: 'qr',
  });
  const { present } = story.last(paymentSchema);
  print(`    the code says ${present.value}`);

  await story.step(
    'The buyer scans the code and pays. Alipay notifies the platform; the money waits in escrow.',
    '/sandbox/wallet/pay',
    { provider: 'alipay', token: present.value },
  );
  await story.step('The bag is sent.', `${order}/ship`, { carrier: 'SF', tracking_number: 'SF1234567890' });
  await story.step('It arrives.', `${order}/receive`, {});
  await story.step('The buyer keeps it. The money is held seven days more.', `${order}/accept`, {});
  await story.step(
    'Seven days pass. The hold runs out, and everybody is paid in one chain.',
    '/sandbox/clock/advance',
    {
      by: 'P7D',
    },
  );
  const { state } = orderSchema.parse(await story.get(order));
  print(`The order is ${state}. Run it for yourself: npm start.`);
}

class Story {
  readonly #origin: string;
  readonly #send: Send;
  readonly #print: Print;
  #steps = 0;
  #told = 0;
  #answer: unknown;

  constructor(origin: string, send: Send, print: Print) {
    this.#origin = origin;
    this.#send = send;
    this.#print = print;
  }

  async step(sentence: string, path: string, body: object): Promise<void> {
    this.#steps += 1;
    const { now } = clockSchema.parse(await this.get('/sandbox/clock'));
    this.#print(`${this.#steps}. ${sentence}  [${now}]`);
    this.#print(`    POST ${path} ${JSON.stringify(body)}`);
    this.#answer = await postJson(this.#send, this.#origin + path, body);
    await this.#messages();
    await this.#ledger();
    this.#print('');
  }

  /** What the last step was answered with. */
  last<T>(schema: z.ZodType<T>): T {
    return schema.parse(this.#answer);
  }

  get(path: string): Promise<unknown> {
    return readJson(this.#send, this.#origin + path);
  }

  /** What went over the wire since the last step. */
  async #messages(): Promise<void> {
    const { exchanges } = journalSchema.parse(
      await this.get(`/sandbox/journal?provider=alipay&after=${this.#told}`),
    );
    for (const { seq, direction, method, answer, request_signature: signature } of exchanges) {
      const way = direction === 'in' ? 'platform → alipay' : 'alipay → platform';
      this.#print(`    ${way}  ${method}, signature ${signature?.verdict}`);
      this.#print(`      signed    ${signature?.canonical}`);
      this.#print(`      answered  ${answer?.status} ${answer?.body}`);
      this.#told = seq;
    }
  }

  async #ledger(): Promise<void> {
    const { accounts } = accountsSchema.parse(await this.get('/v1/ledger/accounts'));
    const used = accounts.filter(({ balance }) => balance !== 0);
    for (const { id, balance } of used) {
      this.#print(`    ${id.padEnd(40)} ${formatMoney(money('CNY', BigInt(balance))).padStart(14)}`);
    }
    const sum = accounts.reduce((total, { balance }) => total + balance, 0);
    if (sum !== 0) throw new Error(`the books are off by ${sum} fen`);
    if (used.length > 0)
      this.#print(`    ${'balanced: the sum of all accounts is'.padEnd(40)} ${'¥0.00'.padStart(14)}`);
  }
}
