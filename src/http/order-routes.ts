import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context as HttpContext } from 'hono';
import {
  type Command,
  type Context,
  findOrder,
  type Order,
  openOrder,
  orderView,
  paymentView,
  perform,
  refundView,
  startPayment,
} from '../platform/index.ts';
import { json } from './json.ts';
import { answers, durationSchema, jsonBody, moneySchema, optionalJsonBody } from './openapi.ts';
import { refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

const params = z.object({ id: z.string() });
const text = z.string().trim().min(1).max(200);

const splitSchema = z.union([
  z
    .object({ payee: text, rate_bps: z.int() })
    .strict()
    .transform(({ payee, rate_bps: bps }) => ({ payee, basis: { kind: 'rate', bps } as const })),
  z
    .object({ payee: text, fixed: moneySchema })
    .strict()
    .transform(({ payee, fixed }) => ({ payee, basis: { kind: 'fixed', amount: fixed.value } as const })),
]);

const newOrderSchema = z
  .object({
    seller: z.string(),
    title: text,
    amount: moneySchema,
    splits: z.array(splitSchema).max(20).default([]),
    hold: durationSchema.optional(),
  })
  .strict()
  .openapi('NewOrder');

const paymentSchema = z
  .object({
    channel: z.string(),
    method: z.string().optional(),
    instalments: z.int().positive().optional(),
    return_url: z.url({ protocol: /^https?$/ }).optional(),
  })
  .strict()
  .openapi('NewPayment');

const shipmentSchema = z
  .object({ carrier: text.optional(), tracking_number: text.optional() })
  .strict()
  .openapi('Shipment');

const reasonSchema = z.object({ reason: text.default('by agreement') }).strict();
const refundSchema = z
  .object({ amount: moneySchema.optional(), reason: text.default('requested by the buyer') })
  .strict()
  .openapi('NewRefund');

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
      const { seller, title, amount, splits, hold } = c.req.valid('json');
      const input = { seller, title, amount, rules: splits, hold };
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
      return order ? json(orderView(order)) : refusalResponse({ ok: false, code: 'order_not_found' });
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
      const { return_url: returnUrl, ...input } = c.req.valid('json');
      const { id } = c.req.valid('param');
      const started = await startPayment(context, id, { ...input, returnUrl }, await requestIdentity(c));
      return started.ok ? json(paymentView(started.value), 201) : refusalResponse(started);
    },
  );

  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/refunds',
      summary: 'Give money back: a part, or, without an amount, all that is left',
      request: { params, body: optionalJsonBody(refundSchema) },
      responses: answers(201, 'The refund'),
    }),
    async (c) => {
      const { amount, reason = 'requested by the buyer' } = c.req.valid('json');
      const command: Command = { type: 'refund', reason, ...(amount ? { amount } : {}) };
      return act(c, command, latestRefundView, 201);
    },
  );

  steps(api, act);

  async function act(c: HttpContext, command: Command, view: (order: Order) => unknown, status: 200 | 201) {
    const done = await perform(context, c.req.param('id') ?? '', command, await requestIdentity(c), view);
    return done.ok ? json(done.value, status) : refusalResponse(done);
  }
}

type Act = (
  c: HttpContext,
  command: Command,
  view: (order: Order) => unknown,
  status: 200 | 201,
) => Promise<Response>;

/** Steps of fulfilment: each answers with the order. */
function steps(api: OpenAPIHono, act: Act): void {
  const step = (name: string, summary: string) => ({
    method: 'post' as const,
    path: `/v1/orders/{id}/${name}` as const,
    summary,
    responses: answers(200, 'The order'),
  });
  const empty = z.object({}).strict();

  api.openapi(
    createRoute({
      ...step('ship', 'The goods are on their way'),
      request: { params, body: optionalJsonBody(shipmentSchema) },
    }),
    (c) => {
      const { carrier, tracking_number: trackingNumber } = c.req.valid('json');
      const shipment = { ...(carrier ? { carrier } : {}), ...(trackingNumber ? { trackingNumber } : {}) };
      return act(c, { type: 'ship', ...shipment }, orderView, 200);
    },
  );
  api.openapi(
    createRoute({
      ...step('receive', 'The goods have arrived'),
      request: { params, body: optionalJsonBody(empty) },
    }),
    (c) => act(c, { type: 'receive' }, orderView, 200),
  );
  api.openapi(
    createRoute({
      ...step('accept', 'The buyer keeps the goods'),
      request: { params, body: optionalJsonBody(empty) },
    }),
    (c) => act(c, { type: 'accept' }, orderView, 200),
  );
  api.openapi(
    createRoute({
      ...step('cancel', 'The sale is off; what was paid goes back'),
      request: { params, body: optionalJsonBody(reasonSchema) },
    }),
    (c) => act(c, { type: 'cancel', reason: c.req.valid('json').reason ?? 'by agreement' }, orderView, 200),
  );
}

function latestRefundView(order: Order): unknown {
  const refund = order.refunds.at(-1);
  if (!refund) throw new Error(`order ${order.id} has no refund`);
  return refundView(refund);
}
