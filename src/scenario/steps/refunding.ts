import { z } from 'zod';
import { type Deed, recalling } from '../deed.ts';
import { defineStep, outcomeOf } from '../step-kind.ts';
import { amountIn, amountOf, tellAmount, text, yuan } from '../values.ts';

const BLAMED = ['seller', 'buyer', 'platform'] as const;

const given = z.union(
  [
    z.literal('all'),
    yuan,
    z.strictObject({
      amount: yuan.optional().describe('All that is left, when left out'),
      reason: text.optional(),
      fault: z.enum(BLAMED).optional().describe('Who pays for work done in vain'),
    }),
  ],
  { error: 'all, an amount of yuan in quotes, or { amount, reason, fault }' },
);

type Given = z.infer<typeof given>;

export const refund = defineStep({
  name: 'refund',
  summary: 'Money goes back to the buyer: all that is left, or an amount.',
  schema: given,
  tell(given) {
    const { amount, fault } = detailsOf(given);
    const blamed = fault === undefined ? '' : `, at the fault of the ${fault}`;
    return `${amount === undefined ? 'All that is left' : tellAmount(amount)} is refunded${blamed}`;
  },
  needs(given) {
    const { amount, fault } = detailsOf(given);
    const told = [...(amount === undefined ? [] : ['amount']), ...(fault === undefined ? [] : ['fault'])];
    return [{ call: 'refund' }, ...told.map((name) => ({ call: 'refund' as const, with: name }))];
  },
  async run(given, stage, { of, key }) {
    const { amount, ...rest } = detailsOf(given);
    const body = { ...rest, ...(amount === undefined ? {} : { amount: amountOf(amount) }) };
    return outcomeOf(await stage.target.ask('refund', { about: { order: stage.sale(of).order }, body, key }));
  },
  recall: {
    refund: recalling(
      z.object({
        amount: amountIn.optional(),
        reason: z.string().optional(),
        fault: z.enum(BLAMED).optional(),
      }),
      (asked) => (asked.reason === undefined && asked.fault === undefined ? (asked.amount ?? 'all') : asked),
    ),
  },
});

function detailsOf(given: Given): Exclude<Given, string> {
  if (typeof given !== 'string') return given;
  return given === 'all' ? {} : { amount: given };
}

/** `ord_…-r2` is the second; 0 where it is none of the order. */
function nthRefund({ about: { order, refund } }: Deed): number {
  const [, number = '', nth] = /^(.+)-r(\d+)$/.exec(refund ?? '') ?? [];
  return number === order ? Number(nth) : 0;
}

export const retryRefund = defineStep({
  name: 'retry_refund',
  summary:
    'A person has a refund that failed tried again, under the same number: the first, second, … of the sale.',
  schema: z.int().positive(),
  tell: (nth) => `Refund ${nth} is tried again`,
  needs: () => [{ call: 'retry_refund' }],
  async run(nth, stage, { of, key }) {
    const { order } = stage.sale(of);
    const about = { order, refund: `${order}-r${nth}` };
    return outcomeOf(await stage.target.ask('retry_refund', { about, key }));
  },
  recall: { retry_refund: (deed) => ({ details: nthRefund(deed) }) },
});

export const refundMadeElsewhere = defineStep({
  name: 'refund_made_elsewhere',
  summary: 'A refund failed for good, and the buyer has had the money from us in another way.',
  schema: z.strictObject({
    refund: z.int().positive().describe('The sale’s first, second, …'),
    how: text,
  }),
  tell: ({ refund: nth, how }) => `The buyer has had refund ${nth} in another way: ${how}`,
  needs: () => [{ call: 'refund_made_elsewhere' }],
  async run({ refund: nth, how }, stage, { of, key }) {
    const { order } = stage.sale(of);
    const about = { order, refund: `${order}-r${nth}` };
    return outcomeOf(await stage.target.ask('refund_made_elsewhere', { about, body: { how }, key }));
  },
  recall: {
    refund_made_elsewhere: recalling(z.object({ how: z.string() }), ({ how }, deed) => ({
      refund: nthRefund(deed),
      how,
    })),
  },
});
