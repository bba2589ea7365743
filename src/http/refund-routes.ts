import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Command, latestRefundView, refundOf, refundView } from '../platform/index.ts';
import type { Act } from './act.ts';
import { answers, jsonBody, moneySchema, optionalJsonBody } from './openapi.ts';

const params = z.object({ id: z.string() });
const text = z.string().trim().min(1).max(200);

const refundSchema = z
  .object({
    amount: moneySchema.optional(),
    reason: text.default('requested by the buyer'),
    fault: z
      .enum(['seller', 'buyer', 'platform'])
      .optional()
      .openapi({ description: 'Who pays for work that was done in vain; the seller, when left out' }),
  })
  .strict()
  .openapi('NewRefund');
const madeElsewhereSchema = z.object({ how: text }).strict().openapi('RefundMadeElsewhere');

/** Money back to the buyer. */
export function refundRoutes(api: OpenAPIHono, act: Act): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/refunds',
      summary: 'Give money back: a part, or, without an amount, all that is left',
      request: { params, body: optionalJsonBody(refundSchema) },
      responses: answers(201, 'The refund'),
    }),
    async (c) => {
      const { amount, reason = 'requested by the buyer', fault } = c.req.valid('json');
      const more = { ...(amount ? { amount } : {}), ...(fault ? { fault } : {}) };
      const command: Command = { type: 'refund', reason, ...more };
      return act(c, command, latestRefundView, 201);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/refunds/{refund}/retry',
      summary: 'Try a refund that failed again, under the same number',
      request: { params: params.extend({ refund: z.string() }) },
      responses: answers(200, 'The refund'),
    }),
    (c) => {
      const { refund } = c.req.valid('param');
      return act(c, { type: 'retry_refund', refund }, (order) => refundView(refundOf(order, refund)), 200);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/refunds/{refund}/made_elsewhere',
      summary: 'A refund failed for good, and the buyer has had the money from us in another way',
      request: {
        params: params.extend({ refund: z.string() }),
        body: jsonBody(madeElsewhereSchema),
      },
      responses: answers(200, 'The refund'),
    }),
    (c) => {
      const { refund } = c.req.valid('param');
      const command: Command = { type: 'refund_made_elsewhere', refund, ...c.req.valid('json') };
      return act(c, command, (order) => refundView(refundOf(order, refund)), 200);
    },
  );
}
