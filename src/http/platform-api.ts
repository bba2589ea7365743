import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Context, hearNotification, openSeller, sellerOverview, sellerView } from '../platform/index.ts';
import { json } from './json.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { answers, jsonBody } from './openapi.ts';
import { orderRoutes } from './order-routes.ts';
import { problemResponse, refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

/** `/v1`: what a marketplace calls, and where providers notify. */
export function platformApi(api: OpenAPIHono, context: Context): void {
  sellerRoutes(api, context);
  orderRoutes(api, context);
  ledgerRoutes(api, context);
  notificationRoute(api, context);
}

function sellerRoutes(api: OpenAPIHono, context: Context): void {
  const newSeller = z.object({ name: z.string().trim().min(1).max(200) }).openapi('NewSeller');
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sellers',
      summary: 'Open a seller, with an account in the ledger',
      request: { body: jsonBody(newSeller) },
      responses: answers(201, 'The seller'),
    }),
    async (c) => {
      const opened = await openSeller(context, c.req.valid('json').name, await requestIdentity(c));
      return opened.ok ? json(opened.value, 201) : refusalResponse(opened);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sellers/{id}',
      summary: 'A seller: balances, and for each sale where the money is and when it comes',
      request: { params: z.object({ id: z.string() }) },
      responses: answers(200, 'The seller'),
    }),
    async (c) => {
      const found = await sellerOverview(context, c.req.valid('param').id);
      if (!found) return refusalResponse({ ok: false, code: 'seller_not_found' });
      return json(sellerView(found.seller, { available: found.available }, found.orders));
    },
  );
}

function notificationRoute(api: OpenAPIHono, context: Context): void {
  api.post('/v1/notifications/:channel', async (c) => {
    const channel = c.req.param('channel');
    const answer = await hearNotification(context, channel, c.req.raw.headers, await c.req.text());
    if (!answer) {
      const known = [...context.channels.keys()];
      const detail = 'No provider notifies here. See known.';
      return problemResponse({ status: 404, code: 'unknown_channel', detail, facts: { known } });
    }
    return new Response(answer.body, {
      status: answer.status,
      headers: { 'content-type': answer.contentType },
    });
  });
}
