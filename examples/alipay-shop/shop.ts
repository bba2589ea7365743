import { serve } from '@hono/node-server';
import { AlipaySdk } from 'alipay-sdk';
import { Hono } from 'hono';

/** A small shop, as its owner would write it: orders in memory, paid by Alipay through its official SDK. */

const { PORT = '3000', APP_ID = '', APP_PRIVATE_KEY = '', ALIPAY_PUBLIC_KEY = '' } = process.env;
const { ALIPAY_GATEWAY = '', NOTIFY_URL = '' } = process.env;

/** Which of three mistakes it makes; none, when left out. The lines that ask for it are the mistakes. */
const BUG = process.env.SHOP_BUG;

interface Order {
  readonly id: string;
  readonly title: string;
  readonly priceFen: bigint;
  status: 'unpaid' | 'paid' | 'shipped' | 'refunded';
  paidFen: bigint;
  readonly payments: Payment[];
  readonly refunds: Refund[];
}

interface Payment {
  /** What Alipay calls `out_trade_no`. */
  readonly number: string;
  status: 'waiting' | 'paid' | 'closed';
}

interface Refund {
  /** What Alipay calls `out_request_no`: the same at every attempt, so that none is made twice. */
  readonly number: string;
  readonly payment: Payment;
  readonly amountFen: bigint;
  /** What was asked for is on its way until Alipay says yes or no. */
  status: 'asked' | 'done' | 'failed';
}

const orders = new Map<string, Order>();
const alipay = new AlipaySdk({
  appId: APP_ID,
  privateKey: APP_PRIVATE_KEY,
  keyType: 'PKCS8',
  alipayPublicKey: ALIPAY_PUBLIC_KEY,
  gateway: ALIPAY_GATEWAY,
});

const shop = new Hono();

shop.get('/health', (c) => c.text('ok'));

shop.post('/orders', async (c) => {
  const { title, price } = await c.req.json();
  const id = `S${Date.now()}${orders.size}`;
  orders.set(id, {
    id,
    title,
    priceFen: fen(price),
    status: 'unpaid',
    paidFen: 0n,
    payments: [],
    refunds: [],
  });
  return c.json({ id }, 201);
});

shop.post('/orders/:id/payments', async (c) => {
  const order = orderOf(c.req.param('id'));
  const { by } = await c.req.json();
  const payment: Payment = { number: `${order.id}-${order.payments.length + 1}`, status: 'waiting' };
  order.payments.push(payment);
  const bizContent = {
    out_trade_no: payment.number,
    total_amount: yuan(order.priceFen),
    subject: order.title,
  };
  if (by === 'web') {
    const web = { ...bizContent, product_code: 'FAST_INSTANT_TRADE_PAY' };
    const payUrl = alipay.pageExecute('alipay.trade.page.pay', 'GET', {
      bizContent: web,
      notify_url: NOTIFY_URL,
    });
    return c.json({ number: payment.number, pay_url: payUrl }, 201);
  }
  const answer = await ask('alipay.trade.precreate', { bizContent, notifyUrl: NOTIFY_URL });
  return c.json({ number: payment.number, pay_url: answer?.qrCode ?? null }, 201);
});

shop.post('/alipay/notify', async (c) => {
  const said = Object.fromEntries(new URLSearchParams(await c.req.text()));
  if (!alipay.checkNotifySignV2(said)) return c.text('failure', 400);
  const [order, payment] = findPayment(said.out_trade_no);
  if (!order || !payment || said.app_id !== APP_ID || fen(said.total_amount) !== order.priceFen)
    return c.text('failure', 400);

  // Alipay tells of a refund in the words in which it tells of a payment; only the refund's number is new.
  const refund = order.refunds.find(({ number }) => number === said.out_biz_no);
  if (BUG === 'takes-refund-for-payment' && refund) order.status = 'paid';
  else if (refund) settle(order, refund);
  else if (said.trade_status === 'TRADE_SUCCESS') await credit(order, payment);
  else if (said.trade_status === 'TRADE_CLOSED' && payment.status === 'waiting') payment.status = 'closed';
  return c.text('success');
});

shop.post('/orders/:id/ship', (c) => {
  const order = orderOf(c.req.param('id'));
  if (order.status !== 'paid') return c.json({ error: 'not_paid' }, 409);
  order.status = 'shipped';
  return c.json(view(order));
});

shop.post('/orders/:id/refunds', async (c) => {
  const order = orderOf(c.req.param('id'));
  const { amount } = await c.req.json();
  const payment = order.payments.find(({ status }) => status === 'paid');
  const amountFen = amount === undefined ? leftFen(order) : fen(amount);
  if (!payment || amountFen <= 0n || amountFen > leftFen(order))
    return c.json({ error: 'not_that_much_left' }, 409);
  await refund(order, payment, amountFen);
  return c.json(view(order), 201);
});

shop.get('/orders/:id', (c) => c.json(view(orderOf(c.req.param('id')))));

/** A real shop would have a timer do this: looks after what nobody has told it the end of. */
shop.post('/jobs/look-after', async (c) => {
  for (const order of orders.values()) {
    for (const payment of order.payments.filter(({ status }) => status === 'waiting')) {
      const answer = await ask('alipay.trade.query', { bizContent: { out_trade_no: payment.number } });
      if (answer?.tradeStatus === 'TRADE_SUCCESS') await credit(order, payment);
      if (answer?.tradeStatus === 'TRADE_CLOSED') payment.status = 'closed';
    }
    for (const asked of order.refunds.filter(({ status }) => status === 'asked'))
      await askForRefund(order, asked);
  }
  return c.json({});
});

shop.onError((error, c) => c.json({ error: error.message }, error instanceof NoSuchOrder ? 404 : 500));

/** The money is there; what comes for an order that is paid already goes back. */
async function credit(order: Order, payment: Payment): Promise<void> {
  if (payment.status === 'paid' && BUG !== 'credits-every-notification') return;
  payment.status = 'paid';
  order.paidFen += order.priceFen;
  if (order.status === 'unpaid') order.status = 'paid';
  else if (BUG !== 'credits-every-notification') await refund(order, payment, order.priceFen);
}

async function refund(order: Order, payment: Payment, amountFen: bigint): Promise<void> {
  const number = `${order.id}-R${order.refunds.length + 1}`;
  const asked: Refund = { number, payment, amountFen, status: 'asked' };
  order.refunds.push(asked);
  await askForRefund(order, asked);
}

async function askForRefund(order: Order, asked: Refund): Promise<void> {
  const answer = await ask('alipay.trade.refund', {
    bizContent: {
      out_trade_no: asked.payment.number,
      out_request_no: asked.number,
      refund_amount: yuan(asked.amountFen),
    },
  });
  if (answer?.code === '10000') settle(order, asked);
  else if (answer?.code === '40004' && answer.subCode !== 'ACQ.SYSTEM_ERROR') asked.status = 'failed';
  else if (BUG === 'takes-timeout-for-failure') asked.status = 'failed';
}

function settle(order: Order, done: Refund): void {
  done.status = 'done';
  if (leftFen(order) === 0n) order.status = 'refunded';
}

/** @returns undefined when nobody knows what came of it: the connection broke, or the answer is not Alipay's */
async function ask(method: string, parameters: object) {
  try {
    return await alipay.exec(method, { ...parameters }, { validateSign: true });
  } catch (error) {
    console.error(`${method}: ${error}`);
    return undefined;
  }
}

function view(order: Order) {
  return {
    id: order.id,
    status: order.status,
    paid: yuan(order.paidFen),
    refunded: yuan(refundedFen(order, ['done'])),
    refunding: yuan(refundedFen(order, ['asked'])),
    payments: order.payments,
    refunds: order.refunds.map(({ number, amountFen, status }) => ({
      number,
      amount: yuan(amountFen),
      status,
    })),
  };
}

/** What was paid, and is not on its way back. */
function leftFen(order: Order): bigint {
  return order.paidFen - refundedFen(order, ['asked', 'done']);
}

function refundedFen({ refunds }: Order, statuses: readonly Refund['status'][]): bigint {
  return refunds
    .filter(({ status }) => statuses.includes(status))
    .reduce((sum, { amountFen }) => sum + amountFen, 0n);
}

class NoSuchOrder extends Error {}

function orderOf(id: string): Order {
  const order = orders.get(id);
  if (!order) throw new NoSuchOrder(`there is no order ${id}`);
  return order;
}

function findPayment(number = ''): readonly [Order | undefined, Payment | undefined] {
  const order = orders.get(number.replace(/-\d+$/, ''));
  return [order, order?.payments.find((payment) => payment.number === number)];
}

function fen(text = '0'): bigint {
  const [whole = '', cents = ''] = text.split('.');
  return BigInt(whole + cents.padEnd(2, '0'));
}

function yuan(amountFen: bigint): string {
  return `${amountFen / 100n}.${String(amountFen % 100n).padStart(2, '0')}`;
}

serve({ fetch: shop.fetch, port: Number(PORT), hostname: '127.0.0.1' });
