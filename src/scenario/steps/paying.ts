import { z } from 'zod';
import { recalling } from '../deed.ts';
import { defineStep, outcomeOf } from '../step-kind.ts';
import { name, text, word } from '../values.ts';
import { paymentSchema } from '../views.ts';

const choice = z.strictObject({
  channel: word,
  method: word.optional().describe('qr, page, h5, …; the channel’s default, when left out'),
  instalments: z.int().positive().optional(),
  payer: text.optional().describe('Who the buyer is to the provider, such as an openid'),
  payer_ip: word.optional(),
  return_url: word.optional(),
});

export const startPayment = defineStep({
  name: 'start_payment',
  summary: 'The platform asks a provider to present a payment to the buyer.',
  schema: choice,
  tell({ channel, method, instalments }) {
    const how = [method, instalments === undefined ? undefined : `${instalments} instalments`];
    const chosen = how.filter((part) => part !== undefined).join(', ');
    return `${channel} presents a payment${chosen === '' ? '' : ` (${chosen})`}`;
  },
  review({ channel }, { oneOf, vocabulary }) {
    oneOf(
      ['channel'],
      'channel',
      channel,
      vocabulary.providers.map((provider) => provider.name),
    );
  },
  needs({ channel, method, ...more }) {
    const told = (['instalments', 'payer'] as const).filter((name) => more[name] !== undefined);
    return [
      { call: 'start_payment' },
      { channel, method },
      ...told.map((name) => ({ call: 'start_payment' as const, with: name })),
    ];
  },
  async run(body, stage, { of, key }) {
    const sale = stage.sale(of);
    const answer = await stage.target.ask('start_payment', { about: { order: sale.order }, body, key });
    if (answer.ok) {
      const { id, present } = paymentSchema.parse(answer.value);
      // The provider may know it although its answer was lost: the buyer's phone takes the number as well.
      const payment = { id, channel: body.channel, token: present?.value ?? id };
      const at = sale.payments.findIndex((known) => known.id === id);
      sale.payments.splice(at === -1 ? sale.payments.length : at, 1, payment);
    }
    return outcomeOf(answer);
  },
  recall: { start_payment: recalling(choice, (body) => body) },
});

const phone = z.object({
  token: z.string(),
  method: z.string().optional(),
  instalments: z.int().optional(),
  outcome: z.string().optional(),
});
const paid = z.object({ order: z.string() });

export const buyerPays = defineStep({
  name: 'buyer_pays',
  summary: 'The buyer’s phone pays what was presented, or tries to.',
  schema: z.strictObject({
    payment: z.int().positive().optional().describe('The sale’s first, second, …; the latest, when left out'),
    method: word.optional().describe('balance, debit_card, … in the provider’s words'),
    instalments: z.int().positive().optional(),
    outcome: word.optional().describe('success, when left out; insufficient_funds, cancelled, …'),
    by: name.optional().describe('Who pays, for the reader: the buyer, when left out'),
  }),
  tell({ payment, method, instalments, outcome = 'success', by = 'The buyer' }) {
    const what = payment === undefined ? '' : ` payment ${payment}`;
    const how = method === undefined ? '' : ` by ${method}`;
    const times = instalments === undefined ? '' : ` in ${instalments} instalments`;
    return outcome === 'success'
      ? `${by} pays${what}${how}${times}`
      : `${by} tries to pay${what}${how}${times}: ${outcome}`;
  },
  review({ method, outcome }, { oneOf, vocabulary }) {
    const wallets = vocabulary.providers.map(({ wallet }) => wallet);
    oneOf(['method'], 'method', method, new Set(wallets.flatMap(({ methods }) => methods)));
    oneOf(['outcome'], 'outcome', outcome, new Set(wallets.flatMap(({ outcomes }) => outcomes)));
  },
  async run({ payment: nth, by: _reader, ...how }, stage, { of }) {
    const { channel, token } = stage.payment(stage.sale(of), nth);
    return outcomeOf(await stage.sandbox.post('wallet/pay', { provider: channel, token, ...how }));
  },
  recall: {
    wallet_pay({ body, answer }, stage) {
      const read = phone.safeParse(body);
      if (!read.success) return undefined;
      const { token, ...how } = read.data;
      const number = paid.safeParse(answer).data?.order;
      const [sale, payment] = stage.paymentBy(token) ?? stage.paymentBy(number) ?? [];
      return sale && { details: { payment: stage.nthOf(sale, payment), ...how }, sale };
    },
  },
});
