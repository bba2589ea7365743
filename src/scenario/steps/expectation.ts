import { z } from 'zod';
import type { Need } from '../step-kind.ts';
import type { Call } from '../target.ts';
import { balance, name, text, word, yuan } from '../values.ts';
import { statementOf } from './reconciling.ts';

const states = z.array(word);

const wire = {
  provider: word.optional(),
  method: text.optional().describe('In the provider’s words'),
  order: name.optional().describe('Of the payments of one sale alone'),
};

export const expectation = z.strictObject({
  order: word.optional().describe('created, paying, held, shipped, accepted, released, closed, …'),
  captured: yuan.optional().describe('All that the buyer paid'),
  sponsored: yuan.optional().describe('What sponsors of coupons have in it'),
  held: yuan.optional(),
  released: yuan.optional(),
  refunded: yuan.optional(),
  refunding: yuan.optional().describe('On its way back: still held'),
  charged_back: yuan.optional(),
  legs: z.record(text, yuan).optional().describe('Who has how much of the sale: { platform: "800.00" }'),
  payments: states.optional().describe('Their states, in their order: [closed, succeeded]'),
  refunds: states.optional(),
  disputes: states.optional(),
  chargebacks: states.optional(),
  advances: states.optional(),
  split: word.optional().describe('splitting, settling, settled, failed; none'),
  split_legs: z.record(text, word).optional().describe('By payee: pending, succeeded, failed'),
  waiting_for: states.optional().describe('What happens by itself: [release_due]'),
  accounts: z
    .record(text, balance)
    .optional()
    .describe('Credits less debits, by account: escrow:<order>, seller:Lin:available, clearing:alipay'),
  sellers: z
    .record(
      name,
      z.strictObject({
        available: yuan.optional(),
        pending: yuan.optional(),
        reserve: yuan.optional(),
        owed: yuan.optional(),
        payouts: states.optional().describe('The latest first: [submitted, paid]'),
      }),
    )
    .optional(),
  settled: z
    .literal(true)
    .optional()
    .describe('No sale has anything on its way any more: each has ended, or waits for a person'),
  work: states.optional().describe('What waits for a person, longest first: [stray_payment]; [] for nothing'),
  events: states.optional().describe('What the marketplace is told of the sale, among others: [order.held]'),
  statement: z
    .strictObject({
      ...statementOf,
      state: word.optional().describe('waiting, compared, failed'),
      lines: z.int().min(0).optional(),
      payments: yuan.optional(),
      refunds: yuan.optional(),
      breaks: states.optional().describe('What does not agree: [not_in_our_books]; [] for nothing'),
    })
    .optional()
    .describe('A provider’s statement of a day, held against the books'),
  notifications: z
    .strictObject({
      sent: z.int().min(0),
      answered: z.int().min(0),
      refused: z.int().min(0).optional().describe('With a status of 400 and more'),
      ...wire,
    })
    .optional()
    .describe('How many notifications providers sent, and how many of them were answered'),
  calls: z
    .strictObject({
      times: z.int().min(0),
      saying: text.optional().describe('Those alone whose answer has this in it: ORDERPAID'),
      ...wire,
    })
    .optional()
    .describe('How often providers were called'),
  provider: z
    .strictObject({
      payment: z
        .int()
        .positive()
        .optional()
        .describe('The sale’s first, second, …; the latest, when left out'),
      state: word.optional().describe('In the provider’s own words'),
      paid: yuan.optional(),
      refunded: yuan.optional(),
      shared: yuan.optional(),
    })
    .optional()
    .describe('What the provider knows of a payment'),
});

export type Expectation = z.infer<typeof expectation>;

export const LISTS = ['payments', 'refunds', 'disputes', 'chargebacks', 'advances'] as const;
export const AMOUNTS = [
  'captured',
  'sponsored',
  'held',
  'released',
  'refunded',
  'refunding',
  'charged_back',
] as const;

const FACTS = ['legs', 'split', 'split_legs', 'waiting_for'] as const;
/** What is read by a call of its own. */
const READ_BY = {
  accounts: 'read_accounts',
  sellers: 'read_seller',
  work: 'read_work',
  settled: 'read_work',
  events: 'read_events',
  statement: 'read_statement',
} as const satisfies Partial<Record<keyof Expectation, Call>>;

/** By what is expected: how the system has to tell it. How it goes about its work is its own affair. */
export function needsOf(given: Expectation): readonly Need[] {
  const facts = [...AMOUNTS, ...FACTS].filter((name) => given[name] !== undefined);
  const lists = LISTS.flatMap((list) =>
    given[list] === undefined ? [] : [{ fact: list }, ...given[list].map((word) => ({ fact: list, word }))],
  );
  const calls = Object.entries(READ_BY).flatMap(([part, call]) =>
    part in given && given[part as keyof typeof READ_BY] !== undefined ? [{ call }] : [],
  );
  return [
    ...(given.order === undefined ? [] : [{ fact: 'state', word: given.order }]),
    ...facts.map((fact) => ({ fact })),
    ...lists,
    ...calls,
    ...(given.calls ? [{ ours: 'how often providers are called' }] : []),
  ];
}
