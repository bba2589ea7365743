import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { type Context, listPayees, payeeView, setReceiver } from '../platform/index.ts';
import { json } from './json.ts';
import { answers, jsonBody } from './openapi.ts';
import { refusalResponse } from './problem.ts';

const text = z.string().trim().min(1).max(200);

const receiverSchema = z
  .object({
    type: text.openapi({ description: 'In the channel’s own words, such as userId or MERCHANT_ID' }),
    account: text,
    name: text.optional().openapi({ description: 'The name that the account is in' }),
  })
  .strict()
  .openapi('Receiver');

/** Whom providers pay out of a payment itself. */
export function payeeRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'put',
      path: '/v1/payees/{payee}/receivers/{channel}',
      summary: 'Where a channel pays a payee; it does so for payments that start from now on',
      request: { params: z.object({ payee: text, channel: z.string() }), body: jsonBody(receiverSchema) },
      responses: answers(200, 'The payee'),
    }),
    async (c) => {
      const { payee, channel } = c.req.valid('param');
      const { name, ...account } = c.req.valid('json');
      const receiver = { payee, ...account, ...(name === undefined ? {} : { name }) };
      const set = await setReceiver(context, channel, receiver);
      return set.ok ? json(payeeView(set.value)) : refusalResponse(set);
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/payees',
      summary: 'The payees whom channels can pay',
      responses: answers(200, 'The list'),
    }),
    async () => json({ payees: (await listPayees(context)).map(payeeView) }),
  );
}
