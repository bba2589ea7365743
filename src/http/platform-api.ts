import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { auditTrail, type Context, hearNotification } from '../platform/index.ts';
import { formatInstant } from '../time/index.ts';
import { json } from './json.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import { answers } from './openapi.ts';
import { orderRoutes } from './order-routes.ts';
import { payeeRoutes } from './payee-routes.ts';
import { problemResponse } from './problem.ts';
import { sellerRoutes } from './seller-routes.ts';
import { statementRoutes } from './statement-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';
import { workRoutes } from './work-routes.ts';

/** `/v1`: what a marketplace calls, and where providers notify. */
export function platformApi(api: OpenAPIHono, context: Context): void {
  sellerRoutes(api, context);
  payeeRoutes(api, context);
  orderRoutes(api, context);
  workRoutes(api, context);
  statementRoutes(api, context);
  webhookRoutes(api, context);
  ledgerRoutes(api, context);
  auditRoute(api, context);
  notificationRoute(api, context);
}

function auditRoute(api: OpenAPIHono, { access }: Context): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/audit',
      summary: 'What keys were used for; the next page begins after the last cursor',
      request: { query: z.object({ after: z.string().optional() }) },
      responses: answers(200, 'The entries'),
    }),
    async (c) => {
      const trail = await auditTrail(access, c.req.valid('query').after);
      return json({ entries: trail.map((entry) => ({ ...entry, at: formatInstant(entry.at) })) });
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
