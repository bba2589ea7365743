import { z } from 'zod';
import { type Recall, recalling } from '../deed.ts';
import type { Stage } from '../stage.ts';
import { type Done, defineStep, type Modifiers, outcomeOf } from '../step-kind.ts';
import type { Call } from '../target.ts';
import { amountIn, amountOf, name, tellAmount, text, yuan } from '../values.ts';
import { charges, chargesIn, chargesOf, tellCharges } from './fulfilment.ts';

export const openDispute = defineStep({
  name: 'open_dispute',
  summary: 'The buyer disputes the sale, for a reason: acceptance, release and payout stand still.',
  schema: text,
  tell: (reason) => `The buyer disputes the sale: ${reason}`,
  needs: () => [{ call: 'open_dispute' }],
  async run(reason, stage, { of, key }) {
    const about = { order: stage.sale(of).order };
    return outcomeOf(await stage.target.ask('open_dispute', { about, body: { reason }, key }));
  },
  recall: { open_dispute: recalling(z.object({ reason: z.string() }), ({ reason }) => reason) },
});

const statement = z.strictObject({ by: z.enum(['buyer', 'seller']), text });

export const evidence = defineStep({
  name: 'evidence',
  summary: 'One side of a dispute brings evidence.',
  schema: statement,
  tell: (given) => `The ${given.by} brings evidence: ${given.text}`,
  needs: () => [{ call: 'bring_evidence' }],
  async run(body, stage, { of, key }) {
    const about = { order: stage.sale(of).order };
    return outcomeOf(await stage.target.ask('bring_evidence', { about, body, key }));
  },
  recall: { bring_evidence: recalling(statement, (given) => given) },
});

const OUTCOMES = ['for_seller', 'for_buyer', 'partial'] as const;

export const decideDispute = defineStep({
  name: 'decide_dispute',
  summary: 'A person decides the dispute; partial says what the buyer gets.',
  schema: z.strictObject({
    outcome: z.enum(OUTCOMES),
    amount: yuan.optional(),
    charges,
  }),
  tell({ outcome, amount, charges: costs }) {
    const decision = outcome === 'partial' ? `in part` : outcome.replace('_', ' the ');
    const part = amount === undefined ? '' : `: the buyer gets ${tellAmount(amount)}`;
    return `The dispute is decided ${decision}${part}${tellCharges(costs)}`;
  },
  needs: () => [{ call: 'decide_dispute' }],
  async run({ outcome, amount, charges: costs }, stage, { of, key }) {
    const body = {
      outcome,
      charges: chargesOf(costs),
      ...(amount === undefined ? {} : { amount: amountOf(amount) }),
    };
    const about = { order: stage.sale(of).order };
    return outcomeOf(await stage.target.ask('decide_dispute', { about, body, key }));
  },
  recall: {
    decide_dispute: recalling(
      z.object({ outcome: z.enum(OUTCOMES), amount: amountIn.optional(), charges: chargesIn }),
      (decision) => decision,
    ),
  },
});

const taken = z.strictObject({
  as: name.describe('The provider’s number of it'),
  amount: yuan,
  payment: z.int().positive().optional().describe('The sale’s first, second, …; the latest, when left out'),
});
type Taken = z.infer<typeof taken>;

async function tellOfMoneyGone(
  call: Extract<Call, 'chargeback' | 'stray_refund'>,
  { as, amount, payment }: Taken,
  stage: Stage,
  { of, key }: Modifiers,
): Promise<Done> {
  const sale = stage.sale(of);
  const number = call === 'chargeback' ? { chargeback: as } : { refund: as };
  const body = { ...number, amount: amountOf(amount), payment: stage.payment(sale, payment).id };
  const told = await stage.target.ask(call, { about: { order: sale.order }, body, key });
  if (told.ok) stage.chargebacks.add(as);
  return outcomeOf(told);
}

const gone = z.object({
  chargeback: z.string().optional(),
  refund: z.string().optional(),
  payment: z.string(),
  amount: amountIn,
});

const recallMoneyGone: Recall<Taken> = (deed, stage) => {
  const { data: body } = gone.safeParse(deed.body);
  const [sale, payment] = (body && stage.paymentBy(body.payment)) ?? [];
  const as = body?.chargeback ?? body?.refund;
  if (!body || !sale || as === undefined) return undefined;
  return { details: { as, amount: body.amount, payment: stage.nthOf(sale, payment) }, sale };
};

export const chargeback = defineStep({
  name: 'chargeback',
  summary: 'The provider takes money back for the buyer’s bank.',
  schema: taken,
  tell: ({ as, amount }) => `The buyer’s bank takes back ${tellAmount(amount)} (${as})`,
  review({ as }, { chargebacks }) {
    chargebacks.add(as);
  },
  needs: () => [{ call: 'chargeback' }],
  run: (given, stage, modifiers) => tellOfMoneyGone('chargeback', given, stage, modifiers),
  recall: { chargeback: recallMoneyGone },
});

export const strayRefund = defineStep({
  name: 'stray_refund',
  summary: 'The provider gave the buyer money that nobody asked it to; it ends as a chargeback does.',
  schema: taken,
  tell: ({ as, amount }) => `The provider refunds ${tellAmount(amount)} that nobody asked it to (${as})`,
  review({ as }, { chargebacks }) {
    chargebacks.add(as);
  },
  needs: () => [{ call: 'stray_refund' }],
  run: (given, stage, modifiers) => tellOfMoneyGone('stray_refund', given, stage, modifiers),
  recall: { stray_refund: recallMoneyGone },
});

const ENDS = ['won', 'lost'] as const;

export const endChargeback = defineStep({
  name: 'end_chargeback',
  summary: 'A chargeback or a stray refund is won, and the money comes back, or lost.',
  schema: z.strictObject({
    chargeback: name.optional().describe('The sale’s latest, when left out'),
    outcome: z.enum(ENDS),
  }),
  tell: ({ chargeback: which = 'What was taken back', outcome }) => `${which} is ${outcome}`,
  review({ chargeback: which }, { chargebacks, oneOf }) {
    oneOf(['chargeback'], 'chargeback', which, chargebacks);
  },
  needs: () => [{ call: 'end_chargeback' }],
  async run({ chargeback: which, outcome }, stage, { of, key }) {
    const { order } = stage.sale(of);
    const about = { order, chargeback: which ?? (await latestChargeback(stage, order)) };
    return outcomeOf(await stage.target.ask('end_chargeback', { about, body: { outcome }, key }));
  },
  recall: {
    end_chargeback: recalling(
      z.object({ outcome: z.enum(ENDS) }),
      ({ outcome }, { about: { chargeback: which = '' }, status }, { chargebacks }) =>
        // One that the statement told of can be spoken of as the latest alone.
        chargebacks.has(which) || status >= 300 ? { chargeback: which, outcome } : { outcome },
    ),
  },
});

/** By the provider's number, which a scenario cannot know of what it did not tell of itself. */
async function latestChargeback(stage: Stage, order: string): Promise<string> {
  const seen = (await stage.look()).sales.find(({ sale }) => sale.order === order);
  const latest = seen?.order.chargebacks?.at(-1);
  if (!latest) throw new Error('nothing was taken back from the sale');
  return latest.id;
}
