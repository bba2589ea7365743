import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context as HttpContext } from 'hono';
import {
  type Command,
  type Context,
  findOrder,
  type Order,
  openOrder,
  orderMoneyView,
  orderView,
  paymentView,
  perform,
  startPayment,
} from '../platform/index.ts';
import { advanceRoutes } from './advance-routes.ts';
import { contestRoutes } from './contest-routes.ts';
import { json } from './json.ts';
import { languageOf } from './language.ts';
import { answers, durationSchema, jsonBody, moneySchema } from './openapi.ts';
import { orderSteps } from './order-steps.ts';
import { refusalResponse } from './problem.ts';
import { refundRoutes } from './refund-routes.ts';
import { requestIdentity } from './request-identity.ts';
import { splitSchema } from './split-schema.ts';
import { termsSchema } from './terms-schema.ts';

const params = z.object({ id: z.string() });
const text = z.string().trim().min(1).max(200);

const newOrderSchema = z
  .object({
    seller: z.string(),
    title: text,
    amount: moneySchema,
    coupons: z
      .array(
        z
          .object({
            sponsor: text.openapi({ description: 'platform, seller, or the name of a sponsor' }),
            amount: moneySchema,
          })
          .strict()
          .transform(({ sponsor, amount }) => ({ sponsor, amount: amount.value })),
      )
      .max(20)
      .default([]),
    splits: z.array(splitSchema).max(20).default([]),
    hold: durationSchema.optional(),
    terms: termsSchema.optional(),
    appraisal: z
      .boolean()
      .default(false)
      .openapi({ description: 'Whether an appraiser sees the goods first' }),
    reserve_bps: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .openapi({ description: 'How much of the seller’s share is kept back until after-sales are over' }),
  })
  .strict()
  .openapi('NewOrder');

const paymentSchema = z
  .object({
    channel: z.string(),
    method: z.string().optional(),
    instalments: z.int().positive().optional(),
    return_url: z.url({ protocol: /^https?$/ }).optional(),
    payer: text.optional().openapi({ description: 'Who the buyer is to the provider, such as an openid' }),
    payer_ip: z
      .union([z.ipv4(), z.ipv6()])
      .optional()
      .openapi({ description: 'The address that the buyer’s device comes from' }),
  })
  .strict()
  .openapi('NewPayment');

/** An order's life, as the marketplace drives it. */
export function orderRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders',
      summary: 'Open an escrow order; the seller gets what the splits leave',
      request: { body: jsonBody(newOrderSchema) },
      responses: answers(201, 'The order'),
    }),
    async (c) => {
      const { splits, appraisal, reserve_bps: reserveBps, ...sale } = c.req.valid('json');
      const input = { ...sale, rules: splits, needsAppraisal: appraisal, reserveBps };
      const opened = await openOrder(context, input, await requestIdentity(c), orderView);
      return opened.ok ? json(opened.value, 201) : refusalResponse(opened);
    },
  );

  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/orders/{id}',
      summary: 'An order: its state, where its money is, what it waits for',
      request: { params },
      responses: answers(200, 'The order'),
    }),
    async (c) => {
      const order = await findOrder(context, c.req.valid('param').id);
      if (!order) return refusalResponse({ ok: false, code: 'order_not_found' });
      return json({ ...orderView(order), ...orderMoneyView(order, context.now(), languageOf(c)) });
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/payments',
      summary: 'Start a payment; answers with what the buyer is shown',
      request: { params, body: jsonBody(paymentSchema) },
      responses: answers(201, 'The payment'),
    }),
    async (c) => {
      const { return_url: returnUrl, payer_ip: payerIp, ...input } = c.req.valid('json');
      const { id } = c.req.valid('param');
      const choice = { ...input, returnUrl, payerIp };
      const started = await startPayment(context, id, choice, await requestIdentity(c));
      return started.ok ? json(paymentView(started.value), 201) : refusalResponse(started);
    },
  );

  refundRoutes(api, act);
  orderSteps(api, act);
  contestRoutes(api, act);
  advanceRoutes(api, context);

  async function act(
    c: HttpContext,
    command: Command,
    view: (order: Order) => unknown = orderView,
    status: 200 | 201 = 200,
  ) {
    const done = await perform(context, c.req.param('id') ?? '', command, await requestIdentity(c), view);
    return done.ok ? json(done.value, status) : refusalResponse(done);
  }
}
