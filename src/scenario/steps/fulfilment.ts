import { z } from 'zod';
import { recallAs, recalling } from '../deed.ts';
import { defineStep, outcomeOf } from '../step-kind.ts';
import { amountIn, amountOf, tellAmount, text, yuan } from '../values.ts';

/** Somebody's work, which one side pays for. */
export const charges = z
  .array(z.strictObject({ payee: text, amount: yuan }))
  .optional()
  .describe('Work that the loser pays for, such as freight');

type Charges = z.infer<typeof charges>;

export const chargesIn = z.array(z.object({ payee: z.string(), amount: amountIn })).optional();

export function chargesOf(given: Charges) {
  return given?.map(({ payee, amount }) => ({ payee, amount: amountOf(amount) }));
}

export function tellCharges(given: Charges): string {
  const told = given?.map(({ payee, amount }) => `${tellAmount(amount)} to ${payee}`) ?? [];
  return told.length === 0 ? '' : `, at the cost of ${told.join(' and ')}`;
}

const ACTIONS = {
  ship: 'The goods are shipped',
  receive: 'The goods arrive',
  accept: 'The buyer keeps the goods',
  cancel: 'The sale is called off',
} as const;

const ACTION_NAMES = ['ship', 'receive', 'accept', 'cancel'] as const satisfies (keyof typeof ACTIONS)[];

export const order = defineStep({
  name: 'order',
  summary: 'The goods move on: ship, receive, accept; or the sale is called off: cancel.',
  schema: z.enum(ACTION_NAMES),
  tell: (action) => ACTIONS[action],
  needs: (call) => [{ call }],
  async run(action, stage, { of, key }) {
    const about = { order: stage.sale(of).order };
    return outcomeOf(await stage.target.ask(action, { about, body: {}, key }));
  },
  recall: {
    ship: recallAs('ship'),
    receive: recallAs('receive'),
    accept: recallAs('accept'),
    cancel: recallAs('cancel'),
  },
});

const VERDICTS = ['begins', 'passed', 'failed'] as const;

export const appraise = defineStep({
  name: 'appraise',
  summary: 'The goods come to the appraiser (begins), and pass or fail.',
  schema: z.union([z.enum(VERDICTS), z.strictObject({ verdict: z.enum(VERDICTS), charges })], {
    error: 'begins, passed, failed, or { verdict: failed, charges: […] }',
  }),
  tell(given) {
    const { verdict, charges: costs } = typeof given === 'string' ? { verdict: given } : given;
    return verdict === 'begins'
      ? 'The appraisal begins'
      : `The goods ${verdict === 'passed' ? 'pass' : 'fail'} the appraisal${tellCharges(costs)}`;
  },
  needs: () => [{ call: 'appraise' }],
  async run(given, stage, { of, key }) {
    const { verdict, charges: costs } = typeof given === 'string' ? { verdict: given } : given;
    const body = verdict === 'begins' ? {} : { verdict, charges: chargesOf(costs) };
    return outcomeOf(
      await stage.target.ask('appraise', { about: { order: stage.sale(of).order }, body, key }),
    );
  },
  recall: {
    appraise: recalling(
      z.object({ verdict: z.enum(['passed', 'failed']).optional(), charges: chargesIn }),
      ({ verdict = 'begins' as const, charges: costs }) =>
        costs === undefined ? verdict : { verdict, charges: costs },
    ),
  },
});
