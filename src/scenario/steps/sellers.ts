import { z } from 'zod';
import { type Recall, recalling } from '../deed.ts';
import { nameAfter } from '../naming.ts';
import { idOf } from '../stage.ts';
import { defineStep, outcomeOf } from '../step-kind.ts';
import { amountIn, amountOf, duration, name, tellAmount, tellDuration, text, word, yuan } from '../values.ts';

const terms = z.object({ every: z.string().optional(), minimum: amountIn.optional() });
const opening = z.object({ name: z.string(), payouts: terms.optional() });

/** Only for a seller with terms of their own: whoever is mentioned in a sale opens an account by that. */
export const seller = defineStep({
  name: 'seller',
  summary: 'Somebody opens an account as a seller, with terms for payouts.',
  schema: z.strictObject({
    name,
    payouts: z
      .strictObject({
        every: duration.optional().describe('How often the seller is paid by itself'),
        minimum: yuan.optional().describe('No payout is smaller'),
      })
      .optional(),
  }),
  tell({ name, payouts: { every, minimum } = {} }) {
    const often = every === undefined ? '' : `, paid every ${tellDuration(every)}`;
    return `${name} becomes a seller${often}${minimum === undefined ? '' : `, at least ${tellAmount(minimum)}`}`;
  },
  review({ name }, { sellers, problem }) {
    if (sellers.has(name)) problem(['name'], `"${name}" is a seller already`);
    sellers.add(name);
  },
  needs: () => [{ call: 'open_seller' }],
  async run({ name, payouts }, stage) {
    if (!payouts) return outcomeOf(await stage.openSeller(name));
    const { every, minimum } = payouts;
    const terms = {
      ...(every === undefined ? {} : { every }),
      ...(minimum === undefined ? {} : { minimum: amountOf(minimum) }),
    };
    return outcomeOf(await stage.openSeller(name, { payouts: terms }));
  },
  recall: {
    open_seller({ body, status, answer }, stage) {
      const read = opening.safeParse(body);
      if (!read.success) return undefined;
      // Asked for again under the same key, it is the seller that it was.
      if (status < 300 && stage.sellerName(idOf(answer)) !== undefined) return undefined;
      const { name: called, payouts } = read.data;
      const name = nameAfter(called, stage.sellers.keys(), 'seller');
      return {
        details: { name, ...(payouts ? { payouts } : {}) },
        ...(name === called ? {} : { remark: `“${called}” is called ${name} here` }),
      };
    },
  },
});

const receiver = z.object({ type: z.string(), account: z.string(), name: z.string().optional() });

export const payee = defineStep({
  name: 'payee',
  summary: 'From now on a provider pays a payee itself, out of the payments of sales that name it in splits.',
  schema: z.strictObject({
    name: text.describe('As in splits: logistics'),
    channel: word,
    type: word.describe('In the provider’s words: userId, MERCHANT_ID'),
    account: text,
    holder: text.optional().describe('The name that the account is in'),
  }),
  tell: ({ name, channel, type, account }) => `${channel} is to pay ${name} itself, at ${type} ${account}`,
  review({ channel }, { oneOf, vocabulary }) {
    oneOf(
      ['channel'],
      'channel',
      channel,
      vocabulary.providers.map(({ name }) => name),
    );
  },
  needs: () => [{ call: 'bind_payee' }],
  async run({ name: payee, channel, type, account, holder }, { target }) {
    const body = { type, account, ...(holder === undefined ? {} : { name: holder }) };
    return outcomeOf(await target.ask('bind_payee', { about: { payee, channel }, body }));
  },
  recall: {
    bind_payee: recalling(receiver, ({ name: holder, ...account }, { about }) => ({
      name: about.payee ?? '',
      channel: about.channel ?? '',
      ...account,
      holder,
    })),
  },
});

const ofSeller = z.strictObject({
  seller: name,
  amount: yuan.optional().describe('All there is, when left out'),
});

const recallOfSeller: Recall<z.infer<typeof ofSeller>> = recalling(
  z.object({ amount: amountIn.optional() }),
  ({ amount }, { about }, stage) => {
    const known = stage.sellerName(about.seller);
    return known === undefined ? undefined : { seller: known, amount };
  },
);

export const payout = defineStep({
  name: 'payout',
  summary: 'A seller is paid out: an amount, or all that can be paid.',
  schema: ofSeller,
  tell: ({ seller, amount }) =>
    `${seller} asks to be paid ${amount === undefined ? 'all there is' : tellAmount(amount)}`,
  review({ seller }, { oneOf, sellers }) {
    oneOf(['seller'], 'seller', seller, sellers);
  },
  needs: () => [{ call: 'pay_out' }],
  async run({ seller, amount }, stage, { key }) {
    const about = { seller: await stage.seller(seller) };
    return outcomeOf(await stage.target.ask('pay_out', { about, body: amountBody(amount), key }));
  },
  recall: { pay_out: recallOfSeller },
});

export const payeeSchedule = defineStep({
  name: 'payee_schedule',
  summary: 'From now on a payee is paid by itself what no provider has paid it.',
  schema: z.strictObject({
    payee: text.describe('As in splits: logistics'),
    every: duration.optional(),
    minimum: yuan.optional().describe('No payout is smaller'),
  }),
  tell({ payee, every, minimum }) {
    const often = every === undefined ? 'on request' : `every ${tellDuration(every)}`;
    return `${payee} is paid ${often}${minimum === undefined ? '' : `, at least ${tellAmount(minimum)}`}`;
  },
  needs: () => [{ call: 'schedule_payee' }],
  async run({ payee, every, minimum }, { target }) {
    const body = {
      ...(every === undefined ? {} : { every }),
      ...(minimum === undefined ? {} : { minimum: amountOf(minimum) }),
    };
    return outcomeOf(await target.ask('schedule_payee', { about: { payee }, body }));
  },
  recall: {
    schedule_payee: recalling(terms, (schedule, { about }) => ({ payee: about.payee ?? '', ...schedule })),
  },
});

export const payeePayout = defineStep({
  name: 'payee_payout',
  summary: 'A payee is paid out what no provider has paid it: an amount, or all of it.',
  schema: z.strictObject({
    payee: text.describe('As in splits: logistics'),
    amount: yuan.optional().describe('All there is, when left out'),
  }),
  tell: ({ payee, amount }) =>
    `${payee} is paid ${amount === undefined ? 'all there is' : tellAmount(amount)}`,
  needs: () => [{ call: 'pay_payee' }],
  async run({ payee, amount }, { target }, { key }) {
    return outcomeOf(await target.ask('pay_payee', { about: { payee }, body: amountBody(amount), key }));
  },
  recall: {
    pay_payee: recalling(z.object({ amount: amountIn.optional() }), ({ amount }, { about }) => ({
      payee: about.payee ?? '',
      amount,
    })),
  },
});

export const payoutSeen = defineStep({
  name: 'payout_seen',
  summary: 'A person has looked at a payout that the bank returned: <seller>-o1, payee:logistics-o1.',
  schema: text,
  tell: (payout) => `A person has looked at the payout ${payout}`,
  needs: () => [{ call: 'acknowledge_payout' }],
  async run(payout, stage, { of, key }) {
    const about = { payout: stage.named(payout, of) };
    return outcomeOf(await stage.target.ask('acknowledge_payout', { about, key }));
  },
  recall: {
    acknowledge_payout({ about: { payout = '' } }, stage) {
      if (payout.startsWith('payee:')) return { details: payout };
      // A seller is spoken of as that of a sale.
      const [id = '', number] = payout.split(/-(?=o\d+$)/);
      const sale = stage.sales.findLast(({ seller: who }) => who === stage.sellerName(id));
      return sale && { details: `<seller>-${number}`, sale };
    },
  },
});

export const writeOff = defineStep({
  name: 'write_off',
  summary: 'What a seller owes is given up: an amount, or all of it.',
  schema: ofSeller,
  tell: ({ seller, amount }) =>
    `${amount === undefined ? 'All' : tellAmount(amount)} that ${seller} owes is written off`,
  review({ seller }, { oneOf, sellers }) {
    oneOf(['seller'], 'seller', seller, sellers);
  },
  needs: () => [{ call: 'write_off' }],
  async run({ seller, amount }, stage, { key }) {
    const about = { seller: await stage.seller(seller) };
    return outcomeOf(await stage.target.ask('write_off', { about, body: amountBody(amount), key }));
  },
  recall: { write_off: recallOfSeller },
});

function amountBody(amount: string | undefined): object {
  return amount === undefined ? {} : { amount: amountOf(amount) };
}
