import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { acceptEarlyPayout, type Context, offerEarlyPayout, orderView } from '../platform/index.ts';
import { json } from './json.ts';
import { answers, optionalJsonBody } from './openapi.ts';
import { refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

const params = z.object({ id: z.string() });
const offer = z
  .object({
    with_recourse: z
      .boolean()
      .default(true)
      .openapi({ description: 'Whether the seller owes what the proceeds do not cover' }),
  })
  .strict()
  .openapi('NewAdvance');

/** Early payout: an offer, and the seller's yes. Both answer with the order. */
export function advanceRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/advance',
      summary: 'Offer the seller money before the release, for the proceeds of the order',
      request: { params, body: optionalJsonBody(offer) },
      responses: answers(201, 'The order'),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { with_recourse: withRecourse = true } = c.req.valid('json');
      const offered = await offerEarlyPayout(context, id, withRecourse, await requestIdentity(c), orderView);
      return offered.ok ? json(offered.value, 201) : refusalResponse(offered);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/advance/accept',
      summary: 'The seller takes the offer: the proceeds are assigned, and the money is available',
      request: { params },
      responses: answers(200, 'The order'),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const accepted = await acceptEarlyPayout(context, id, await requestIdentity(c), orderView);
      return accepted.ok ? json(accepted.value) : refusalResponse(accepted);
    },
  );
}
