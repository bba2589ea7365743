import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import {
  type Context,
  openSeller,
  payoutView,
  requestPayout,
  sellerOverview,
  sellerOverviewView,
  sellerView,
  writeOffDebt,
} from '../platform/index.ts';
import { json } from './json.ts';
import { languageOf } from './language.ts';
import { answers, jsonBody, optionalJsonBody } from './openapi.ts';
import { amountSchema, payoutTermsSchema } from './payout-schema.ts';
import { refusalResponse } from './problem.ts';
import { requestIdentity } from './request-identity.ts';

const params = z.object({ id: z.string() });

const newSellerSchema = z
  .object({
    name: z.string().trim().min(1).max(200),
    payouts: payoutTermsSchema.optional(),
  })
  .openapi('NewSeller');

/** Sellers, and the money that is theirs. */
export function sellerRoutes(api: OpenAPIHono, context: Context): void {
  openingRoute(api, context);
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/sellers/{id}',
      summary: 'A seller: balances, and for each sale where the money is and when it comes',
      request: { params },
      responses: answers(200, 'The seller'),
    }),
    async (c) => {
      const found = await sellerOverview(context, c.req.valid('param').id);
      return found
        ? json(sellerOverviewView(found, context.now(), languageOf(c)))
        : refusalResponse({ ok: false, code: 'seller_not_found' });
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sellers/{id}/payouts',
      summary: 'Pay a seller: an amount, or, without one, all that can be paid',
      request: { params, body: optionalJsonBody(amountSchema) },
      responses: answers(201, 'The payout'),
    }),
    async (c) => {
      const recipient = { kind: 'seller', id: c.req.valid('param').id } as const;
      const { amount } = c.req.valid('json');
      const paid = await requestPayout(context, recipient, amount, await requestIdentity(c), payoutView);
      return paid.ok ? json(paid.value, 201) : refusalResponse(paid);
    },
  );
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sellers/{id}/write_offs',
      summary: 'Give up what a seller owes: an amount, or, without one, all of it',
      request: { params, body: optionalJsonBody(amountSchema) },
      responses: answers(201, 'What was written off'),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { amount } = c.req.valid('json');
      const view = (writtenOff: unknown) => ({ seller: id, amount: writtenOff });
      const done = await writeOffDebt(context, id, amount, await requestIdentity(c), view);
      return done.ok ? json(done.value, 201) : refusalResponse(done);
    },
  );
}

function openingRoute(api: OpenAPIHono, context: Context): void {
  api.openapi(
    createRoute({
      method: 'post',
      path: '/v1/sellers',
      summary: 'Open a seller, with an account in the ledger',
      request: { body: jsonBody(newSellerSchema) },
      responses: answers(201, 'The seller'),
    }),
    async (c) => {
      const { name, payouts } = c.req.valid('json');
      const input = { name, payEvery: payouts?.every, payMinimum: payouts?.minimum };
      const opened = await openSeller(context, input, await requestIdentity(c), sellerView);
      return opened.ok ? json(opened.value, 201) : refusalResponse(opened);
    },
  );
}
