import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Act } from './act.ts';
import { answers, chargesSchema, optionalJsonBody } from './openapi.ts';

const params = z.object({ id: z.string() });
const text = z.string().trim().min(1).max(200);
const empty = z.object({}).strict();

const shipmentSchema = z
  .object({ carrier: text.optional(), tracking_number: text.optional() })
  .strict()
  .openapi('Shipment');

const appraisalSchema = z
  .object({
    verdict: z
      .enum(['passed', 'failed'])
      .optional()
      .openapi({ description: 'Left out: the goods have come to the appraiser' }),
    charges: chargesSchema.optional(),
  })
  .strict()
  .openapi('Appraisal');

/** Steps of fulfilment: each answers with the order. */
export function orderSteps(api: OpenAPIHono, act: Act): void {
  const step = <S extends z.ZodType>(name: string, summary: string, body: S) => ({
    method: 'post' as const,
    path: `/v1/orders/{id}/${name}` as const,
    summary,
    request: { params, body: optionalJsonBody(body) },
    responses: answers(200, 'The order'),
  });

  api.openapi(
    createRoute(
      step('appraise', 'The goods are with the appraiser, or have been appraised', appraisalSchema),
    ),
    (c) => {
      const { verdict, charges } = c.req.valid('json');
      if (verdict === undefined) return act(c, { type: 'begin_appraisal' });
      return act(c, { type: 'appraise', verdict, ...(charges ? { charges } : {}) });
    },
  );
  api.openapi(createRoute(step('ship', 'The goods are on their way', shipmentSchema)), (c) => {
    const { carrier, tracking_number: trackingNumber } = c.req.valid('json');
    const shipment = { ...(carrier ? { carrier } : {}), ...(trackingNumber ? { trackingNumber } : {}) };
    return act(c, { type: 'ship', ...shipment });
  });
  api.openapi(createRoute(step('receive', 'The goods have arrived', empty)), (c) =>
    act(c, { type: 'receive' }),
  );
  api.openapi(createRoute(step('accept', 'The buyer keeps the goods', empty)), (c) =>
    act(c, { type: 'accept' }),
  );
  const reason = z.object({ reason: text.optional() }).strict();
  api.openapi(createRoute(step('cancel', 'The sale is off; what was paid goes back', reason)), (c) =>
    act(c, { type: 'cancel', reason: c.req.valid('json').reason ?? 'by agreement' }),
  );
}
