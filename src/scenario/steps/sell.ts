import { z } from 'zod';
import { fenToYuan } from '../../money/index.ts';
import { type Recall, recalling } from '../deed.ts';
import { nameAfter } from '../naming.ts';
import type { Review } from '../review.ts';
import { nameForSale } from '../sale.ts';
import { idOf } from '../stage.ts';
import { defineStep, outcomeOf } from '../step-kind.ts';
import {
  amountIn,
  amountOf,
  basisPointsIn,
  basisPointsOf,
  duration,
  name,
  percentage,
  tellAmount,
  tellDuration,
  text,
  yuan,
} from '../values.ts';

const share = z.strictObject({
  payee: text.describe('platform, logistics, appraiser, …'),
  rate: percentage.optional(),
  fixed: yuan.optional(),
  tiers: z
    .array(z.strictObject({ from: yuan, rate: percentage }))
    .optional()
    .describe('Each rate applies to its own part of the amount'),
  min: yuan.optional(),
  max: yuan.optional(),
  of: text.optional().describe('Out of the share of the seller, or of a payee named before'),
  on_refund: z.enum(['refundable', 'kept']).optional(),
});

const term = duration.optional();

/** How long steps may take, in the platform's words. */
const terms = z.strictObject({
  pay_within: term,
  appraise_within: term,
  ship_within: term,
  deliver_within: term.describe('From shipment; then a person is asked to look'),
  accept_within: term.describe('From receipt; then time accepts'),
  after_sales: term.describe('From release to closing'),
  evidence_within: term.describe('For each side of a dispute'),
  refund_within: term.describe('For a provider to say what came of a refund; then a person is asked to look'),
  unfreeze_alarm: term.describe('How long before a provider frees frozen money by itself a person is told'),
});

const sale = z.strictObject({
  as: name.optional().describe('What later steps call it: of: bag'),
  title: text,
  amount: yuan,
  seller: name.optional().describe('Lin, when left out'),
  commission: percentage.optional().describe('The platform’s share'),
  splits: z.array(share).optional().describe('Who shares, besides the platform’s commission and the seller'),
  coupons: z
    .array(z.strictObject({ sponsor: text.describe('platform, seller, or a sponsor'), amount: yuan }))
    .optional(),
  hold: duration.optional().describe('From acceptance to release'),
  appraisal: z.boolean().optional().describe('Whether an appraiser sees the goods first'),
  reserve: percentage
    .optional()
    .describe('What of the seller’s share is kept back until after-sales are over'),
  terms: terms.optional().describe('Where they are to differ from the platform’s own'),
});

type Share = z.infer<typeof share>;
type NewSale = z.infer<typeof sale>;

const DEFAULT_SELLER = 'Lin';

/** What the API was asked for. */
const opening = z.object({
  seller: z.string(),
  title: z.string(),
  amount: amountIn,
  splits: z
    .array(
      z
        .object({
          payee: z.string(),
          rate_bps: basisPointsIn.optional(),
          fixed: amountIn.optional(),
          tiers: z
            .array(
              z.object({ from: z.int().min(0), rate_bps: basisPointsIn }).transform(({ from, rate_bps }) => ({
                from: fenToYuan(BigInt(from)),
                rate: rate_bps,
              })),
            )
            .optional(),
          min: amountIn.optional(),
          max: amountIn.optional(),
          of: z.string().optional(),
          on_refund: z.enum(['refundable', 'kept']).optional(),
        })
        .transform(({ rate_bps, ...others }) => ({
          ...others,
          ...(rate_bps === undefined ? {} : { rate: rate_bps }),
        })),
    )
    .default([]),
  coupons: z.array(z.object({ sponsor: z.string(), amount: amountIn })).optional(),
  hold: z.string().optional(),
  terms: terms.optional(),
  appraisal: z.boolean().optional(),
  reserve_bps: basisPointsIn.optional(),
});

const recallSale: Recall<NewSale> = recalling(opening, (body, { status, answer }, stage) => {
  const { seller, title, amount, splits: shares, reserve_bps: reserve, ...terms } = body;
  const isNew = status < 300 && stage.saleOf(idOf(answer)) === undefined;
  const names = stage.sales.map(({ name: known }) => known);
  const [first, ...others] = shares;
  const isCommission = first?.payee === 'platform' && Object.keys(first).join() === 'payee,rate';
  const splits = isCommission ? others : shares;
  return {
    ...(isNew ? { as: nameAfter(title, names, 'order') } : {}),
    seller: stage.sellerName(seller),
    title,
    amount,
    ...(isCommission ? { commission: first.rate } : {}),
    ...(splits.length === 0 ? {} : { splits }),
    ...terms,
    reserve,
  };
});

export const sell = defineStep({
  name: 'sell',
  summary: 'Somebody offers something for sale: an order is opened.',
  schema: sale,
  tell({ as, title, amount, seller = DEFAULT_SELLER, ...agreed }) {
    const known = as === undefined ? '' : `, called ${as}`;
    return [`${seller} sells “${title}” for ${tellAmount(amount)}${known}`, ...tellAgreed(agreed)].join('; ');
  },
  review({ as, seller = DEFAULT_SELLER, splits = [] }, review) {
    if (as !== undefined && review.sales.has(as)) review.problem(['as'], `"${as}" was sold before`);
    review.sales.add(as ?? nameForSale(review.sales));
    review.sellers.add(seller);
    for (const [i, one] of splits.entries()) reviewShare(one, i, review);
  },
  // Of what the platform and its sellers agree upon, the rest is nothing to the buyer.
  needs(sale) {
    const told = (['coupons', 'terms', 'appraisal'] as const).filter((name) => sale[name] !== undefined);
    return [{ call: 'open_order' }, ...told.map((name) => ({ call: 'open_order' as const, with: name }))];
  },
  async run({ as, seller = DEFAULT_SELLER, ...given }, stage, { key }) {
    const body = { seller: await stage.seller(seller), ...orderOf(given) };
    const opened = await stage.target.ask('open_order', { body, key });
    if (opened.ok) {
      const order = idOf(opened.value);
      const names = stage.sales.map(({ name: known }) => known);
      const isKnown = stage.sales.some((known) => known.order === order);
      if (!isKnown) stage.sales.push({ name: as ?? nameForSale(names), seller, order, payments: [] });
    }
    return outcomeOf(opened);
  },
  recall: { open_order: recallSale },
});

function reviewShare({ rate, fixed, tiers }: Share, i: number, { problem }: Review): void {
  const bases = [rate, fixed, tiers].filter((basis) => basis !== undefined).length;
  if (bases !== 1) problem(['splits', i], 'a share has one of rate, fixed and tiers');
}

function tellAgreed(agreed: Omit<NewSale, 'as' | 'title' | 'amount' | 'seller'>): string[] {
  const { commission, splits = [], coupons = [], hold, appraisal, reserve, terms = {} } = agreed;
  return [
    ...(commission === undefined ? [] : [`${commission} commission`]),
    ...splits.map(tellShare),
    ...coupons.map(({ sponsor, amount }) => `coupon of ${tellAmount(amount)} by ${sponsor}`),
    ...(appraisal ? ['appraised first'] : []),
    ...(hold === undefined ? [] : [`held ${tellDuration(hold)}`]),
    ...(reserve === undefined ? [] : [`${reserve} kept in reserve`]),
    ...Object.entries(terms).map(([name, long = '']) => `${name.replaceAll('_', ' ')} ${tellDuration(long)}`),
  ];
}

function tellShare({ payee, rate, fixed, tiers, min, max, of, on_refund }: Share): string {
  const basis =
    rate ??
    (fixed === undefined ? undefined : tellAmount(fixed)) ??
    tiers?.map(({ from, rate: of }) => `${of} from ${tellAmount(from)}`).join(', ');
  return [
    `${basis} to ${payee}`,
    of === undefined ? '' : ` out of the share of ${of}`,
    min === undefined ? '' : `, at least ${tellAmount(min)}`,
    max === undefined ? '' : `, at most ${tellAmount(max)}`,
    on_refund === 'kept' ? ', kept on a refund' : '',
  ].join('');
}

function orderOf({
  title,
  amount,
  commission,
  splits = [],
  coupons,
  hold,
  appraisal,
  reserve,
  terms,
}: Omit<NewSale, 'as' | 'seller'>) {
  const shares: readonly Share[] =
    commission === undefined ? splits : [{ payee: 'platform', rate: commission }, ...splits];
  return {
    title,
    amount: amountOf(amount),
    splits: shares.map(ruleOf),
    coupons: coupons?.map((coupon) => ({ ...coupon, amount: amountOf(coupon.amount) })),
    hold,
    appraisal,
    reserve_bps: reserve === undefined ? undefined : basisPointsOf(reserve),
    terms,
  };
}

function ruleOf({ payee, rate, fixed, tiers, min, max, of, on_refund }: Share) {
  return {
    payee,
    rate_bps: rate === undefined ? undefined : basisPointsOf(rate),
    fixed: fixed === undefined ? undefined : amountOf(fixed),
    tiers: tiers?.map((tier) => ({ from: amountOf(tier.from).value, rate_bps: basisPointsOf(tier.rate) })),
    min: min === undefined ? undefined : amountOf(min),
    max: max === undefined ? undefined : amountOf(max),
    of,
    on_refund,
  };
}
