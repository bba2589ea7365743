import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type Context,
  endpointView,
  eventView,
  listEvents,
  newEndpointView,
  openEndpoint,
  resendEvent,
  webhookEndpoints,
} from '../platform/index.ts';
import { json } from './json.ts';
import { answers, jsonBody } from './openapi.ts';
import { refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

const endpoint = z
  .object({ url: z.url({ protocol: /^https?$/ }) })
  .strict()
  .openapi('NewWebhookEndpoint');

/** Where the marketplace is told, by Standard Webhooks, and what it is told. */
export function webhookRoutes(api: OpenAPIHono, context: Context): void {
  endpointRoutes(api, context);
  eventRoutes(api, context);
}

function endpointRoutes(api: OpenAPIHono, context: Context): void {
  const path = '/v1/webhook_endpoints';
  api.openapi(
    createRoute({
      method: 'post',
      path,
      summary: 'Be told of every change of an order, a dispute or a payout; the secret is shown once',
      request: { body: jsonBody(endpoint) },
      responses: answers(201, 'The endpoint, with its secret'),
    }),
    async (c) => {
      const { url } = c.req.valid('json');
      const opened = await openEndpoint(context, url, await requestIdentity(c), newEndpointView);
      return opened.ok ? json(opened.value, 201) : refusalResponse(opened);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path,
      summary: 'Where the marketplace is told',
      responses: answers(200, 'The endpoints'),
    }),
    async () => json({ endpoints: (await webhookEndpoints(context)).map(endpointView) }),
  );
}

function eventRoutes(api: OpenAPIHono, context: Context): void {
  const query = z.object({ about: z.string().optional(), after: z.string().optional() });
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/events',
      summary: 'What happened, by id; of one order or payout, or of all',
      request: { query },
      responses: answers(200, 'The events'),
    }),
    async (c) => json({ events: (await listEvents(context, c.req.valid('query'))).map(eventView) }),
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/events/{id}/resend',
      summary: 'Tell every endpoint of an event again, under the same id',
      request: { params: z.object({ id: z.string() }) },
      responses: answers(200, 'The event'),
    }),
    async (c) => {
      const resent = await resendEvent(context, c.req.valid('param').id, eventView);
      return resent.ok ? json(resent.value) : refusalResponse(resent);
    },
  );
}
