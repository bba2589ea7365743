import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type Context,
  openWork,
  orderView,
  payoutView,
  perform,
  seePayout,
  workView,
} from '../platform/index.ts';
import { json } from './json.ts';
import { languageOf } from './language.ts';
import { answers, jsonBody } from './openapi.ts';
import { refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

const seen = z
  .object({ about: z.string().min(1).max(200) })
  .strict()
  .openapi('Acknowledgement');

/** What a person has to see to: refunds that failed, stray money, disputes to decide. */
export function workRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/work',
      summary: 'All that waits for a person, what has waited longest first',
      responses: answers(200, 'The list'),
    }),
    async (c) => {
      const language = languageOf(c);
      return json({ work: (await openWork(context)).map((item) => workView(item, language)) });
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/orders/{id}/acknowledge',
      summary: 'Somebody has looked at what asks for no more than that, such as a stray payment',
      request: { params: z.object({ id: z.string() }), body: jsonBody(seen) },
      responses: answers(200, 'The order'),
    }),
    async (c) => {
      const { about } = c.req.valid('json');
      const { id } = c.req.valid('param');
      const command = { type: 'acknowledge', about } as const;
      const done = await perform(context, id, command, await requestIdentity(c), orderView);
      return done.ok ? json(done.value) : refusalResponse(done);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/payouts/{id}/acknowledge',
      summary: 'Somebody has looked at a payout that the bank returned',
      request: { params: z.object({ id: z.string() }) },
      responses: answers(200, 'The payout'),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const done = await seePayout(context, id, await requestIdentity(c), payoutView);
      return done.ok ? json(done.value) : refusalResponse(done);
    },
  );
}
