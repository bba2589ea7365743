import { z } from '@hono/zod-openapi';
import { durationSchema, moneySchema } from './openapi.ts';

/** When a seller or a payee is paid by itself. */
export const payoutTermsSchema = z
  .object({
    every: durationSchema.refine((every) => every >= 3_600_000, 'must be an hour or more').optional(),
    minimum: moneySchema.optional(),
  })
  .strict()
  .openapi('PayoutTerms', { description: 'How often it is paid by itself, and how little is too little' });

/** How much is paid out, or written off; all of it, when left out. */
export const amountSchema = z.object({ amount: moneySchema.optional() }).strict();
