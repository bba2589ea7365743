import { z } from '@hono/zod-openapi';
import type { SplitRule } from '../platform/index.ts';
import { moneySchema } from './openapi.ts';

const tierSchema = z
  .object({
    from: z.int().nonnegative().openapi({ description: 'Minor units: 0 for the first tier, then rising.' }),
    rate_bps: z.int(),
  })
  .strict()
  .transform(({ from, rate_bps: bps }) => ({ from: BigInt(from), bps }));

/** One share of an order: of one basis, within bounds, out of the amount or out of another share. */
export const splitSchema = z
  .object({
    payee: z.string().trim().min(1).max(200),
    rate_bps: z.int().optional(),
    fixed: moneySchema.optional(),
    tiers: z
      .array(tierSchema)
      .max(20)
      .optional()
      .openapi({ description: 'Each rate applies to its own part of the amount.' }),
    min: moneySchema.optional(),
    max: moneySchema.optional(),
    of: z.string().optional().openapi({ description: 'Out of the share of the seller, or of one before' }),
    on_refund: z.enum(['refundable', 'kept']).optional(),
  })
  .strict()
  .transform(({ payee, rate_bps, fixed, tiers, min, max, of, on_refund }, context): SplitRule => {
    const bases: SplitRule['basis'][] = [];
    if (rate_bps !== undefined) bases.push({ kind: 'rate', bps: rate_bps });
    if (fixed !== undefined) bases.push({ kind: 'fixed', amount: fixed.value });
    if (tiers !== undefined) bases.push({ kind: 'tiered', tiers });
    const [basis, another] = bases;
    if (basis === undefined || another !== undefined) {
      context.addIssue('must have one of rate_bps, fixed and tiers');
      return z.NEVER;
    }
    return {
      payee,
      basis,
      ...(min === undefined ? {} : { min: min.value }),
      ...(max === undefined ? {} : { max: max.value }),
      ...(of === undefined ? {} : { of }),
      ...(on_refund === undefined ? {} : { onRefund: on_refund }),
    };
  });
