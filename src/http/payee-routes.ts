import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type Context,
  listPayees,
  payeeOverview,
  payeeOverviewView,
  payeeView,
  payoutView,
  payPayee,
  setPayoutSchedule,
  setReceiver,
} from '../platform/index.ts';
import { json } from './json.ts';
import { languageOf } from './language.ts';
import { answers, jsonBody, optionalJsonBody } from './openapi.ts';
import { amountSchema, payoutTermsSchema } from './payout-schema.ts';
import { refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

const text = z.string().trim().min(1).max(200);

const receiverSchema = z
  .object({
    type: text.openapi({ description: 'In the channel’s own words, such as userId or MERCHANT_ID' }),
    account: text,
    name: text.optional().openapi({ description: 'The name that the account is in' }),
  })
  .strict()
  .openapi('Receiver');

const params = z.object({ payee: text });

/** Whom providers pay out of a payment itself, and whom we pay ourselves. */
export function payeeRoutes(api: OpenAPIHono, context: Context): void {
  receiverRoute(api, context);
  readingRoutes(api, context);
  payoutRoutes(api, context);
}

function receiverRoute(api: OpenAPIHono, context: Context): void {
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
}

function readingRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/payees',
      summary: 'The payees who are paid by channels, or by a schedule',
      responses: answers(200, 'The list'),
    }),
    async () => json({ payees: (await listPayees(context)).map(payeeView) }),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/payees/{payee}',
      summary: 'A payee: what it has earned, where that is, and what was paid out of it',
      request: { params },
      responses: answers(200, 'The payee'),
    }),
    async (c) => {
      const found = await payeeOverview(context, c.req.valid('param').payee);
      return found
        ? json(payeeOverviewView(found, languageOf(c)))
        : refusalResponse({ ok: false, code: 'payee_not_found' });
    },
  );
}

function payoutRoutes(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'put',
      path: '/v1/payees/{payee}/schedule',
      summary: 'When a payee is paid by itself what no channel has paid it',
      request: { params, body: jsonBody(payoutTermsSchema) },
      responses: answers(200, 'The payee'),
    }),
    async (c) => {
      const set = await setPayoutSchedule(context, c.req.valid('param').payee, c.req.valid('json'));
      return set.ok ? json(payeeView(set.value)) : refusalResponse(set);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/payees/{payee}/payouts',
      summary: 'Pay a payee: an amount, or, without one, all that can be paid',
      request: { params, body: optionalJsonBody(amountSchema) },
      responses: answers(201, 'The payout'),
    }),
    async (c) => {
      const { payee } = c.req.valid('param');
      const { amount } = c.req.valid('json');
      const paid = await payPayee(context, payee, amount, await requestIdentity(c), payoutView);
      return paid.ok ? json(paid.value, 201) : refusalResponse(paid);
    },
  );
}
