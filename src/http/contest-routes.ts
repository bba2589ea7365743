import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Act } from './act.ts';
import { answers, chargesSchema, jsonBody, moneySchema } from './openapi.ts';

const params = z.object({ id: z.string() });
const text = z.string().trim().min(1).max(2_000);

const disputeSchema = z.object({ reason: text }).strict().openapi('NewDispute');
const evidenceSchema = z
  .object({ by: z.enum(['buyer', 'seller']), text })
  .strict()
  .openapi('Evidence');
const decisionSchema = z
  .object({
    outcome: z.enum(['for_seller', 'for_buyer', 'partial']),
    amount: moneySchema
      .optional()
      .openapi({ description: 'What the buyer gets; for partial, and only then' }),
    charges: chargesSchema.optional(),
  })
  .strict()
  .openapi('Decision');
const chargebackSchema = z
  .object({ chargeback: text, payment: z.string(), amount: moneySchema })
  .strict()
  .openapi('NewChargeback');
const strayRefundSchema = z
  .object({ refund: text, payment: z.string(), amount: moneySchema })
  .strict()
  .openapi('StrayRefund');
const endSchema = z
  .object({ outcome: z.enum(['won', 'lost']) })
  .strict()
  .openapi('ChargebackEnd');

/** What happens when somebody contests a sale: each answers with the order. */
export function contestRoutes(api: OpenAPIHono, act: Act): void {
  disputeRoutes(api, act);
  chargebackRoutes(api, act);
}

function disputeRoutes(api: OpenAPIHono, act: Act): void {
  const route = <Path extends string, S extends z.ZodType>(path: Path, summary: string, body: S) => ({
    method: 'post' as const,
    path,
    summary,
    request: { params, body: jsonBody(body) },
    responses: answers(200, 'The order'),
  });
  const path = '/v1/orders/{id}/dispute';
  api.openapi(
    createRoute(route(path, 'Open a dispute: acceptance, release and payout stand still', disputeSchema)),
    (c) => act(c, { type: 'open_dispute', ...c.req.valid('json') }),
  );
  api.openapi(createRoute(route(`${path}/evidence`, 'Bring evidence for one side', evidenceSchema)), (c) =>
    act(c, { type: 'submit_evidence', ...c.req.valid('json') }),
  );
  api.openapi(
    createRoute(route(`${path}/resolve`, 'Decide a dispute; the loser pays the charges', decisionSchema)),
    (c) => {
      const { outcome, amount, charges } = c.req.valid('json');
      const more = { ...(amount ? { amount } : {}), ...(charges ? { charges } : {}) };
      return act(c, { type: 'resolve_dispute', outcome, ...more });
    },
  );
}

/** Where a channel does not notify of chargebacks by itself, whoever hears of one tells it here. */
function chargebackRoutes(api: OpenAPIHono, act: Act): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/chargebacks',
      summary: 'The provider took money back for the buyer’s bank',
      request: { params, body: jsonBody(chargebackSchema) },
      responses: answers(200, 'The order'),
    }),
    (c) => act(c, { type: 'chargeback_opened', ...c.req.valid('json') }),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/stray_refunds',
      summary: 'The provider gave money back that nobody asked it to; it is resolved as a chargeback is',
      request: { params, body: jsonBody(strayRefundSchema) },
      responses: answers(200, 'The order'),
    }),
    (c) => act(c, { type: 'stray_refund', ...c.req.valid('json') }),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/chargebacks/{chargeback}/resolve',
      summary: 'What became of a chargeback',
      request: { params: params.extend({ chargeback: z.string() }), body: jsonBody(endSchema) },
      responses: answers(200, 'The order'),
    }),
    (c) => {
      const { chargeback } = c.req.valid('param');
      return act(c, { type: 'chargeback_ended', chargeback, state: c.req.valid('json').outcome });
    },
  );
}
