import { z } from '@hono/zod-openapi';
import type { Terms } from '../platform/index.ts';
import { durationSchema } from './openapi.ts';

/** How long each step of an order may take, where it is to differ from the platform's own terms. */
export const termsSchema = z
  .object({
    pay_within: durationSchema.optional(),
    appraise_within: durationSchema.optional(),
    ship_within: durationSchema.optional(),
    deliver_within: durationSchema
      .optional()
      .openapi({ description: 'From shipment; then a person is asked to look' }),
    accept_within: durationSchema.optional().openapi({ description: 'From receipt; then time accepts' }),
    after_sales: durationSchema.optional().openapi({ description: 'From release to closing' }),
    evidence_within: durationSchema.optional().openapi({ description: 'For each side of a dispute' }),
    refund_within: durationSchema.optional().openapi({
      description: 'For a provider to say what came of a refund; then a person is asked to look',
    }),
    unfreeze_alarm: durationSchema
      .optional()
      .openapi({ description: 'How long before a provider frees frozen money by itself a person is told' }),
  })
  .strict()
  .transform((terms): Partial<Terms> => {
    const durations = {
      payWithinMs: terms.pay_within,
      appraiseWithinMs: terms.appraise_within,
      shipWithinMs: terms.ship_within,
      deliverWithinMs: terms.deliver_within,
      acceptWithinMs: terms.accept_within,
      afterSaleMs: terms.after_sales,
      evidenceWithinMs: terms.evidence_within,
      refundWithinMs: terms.refund_within,
      unfreezeAlarmMs: terms.unfreeze_alarm,
    };
    return Object.fromEntries(Object.entries(durations).filter(([, duration]) => duration !== undefined));
  })
  .openapi('Terms');
