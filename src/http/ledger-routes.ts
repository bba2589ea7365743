import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accountView, type Context, entryView, transferView } from '../platform/index.ts';
import { json } from './json.ts';
import { answers, instantSchema } from './openapi.ts';
import { problemResponse } from './problem.ts';

const PAGE = 1000;

const params = z.object({ id: z.string() });
const page = {
  after: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(PAGE).default(PAGE),
};

/** `/v1/ledger`: the books, to be read. */
export function ledgerRoutes(api: OpenAPIHono, context: Context): void {
  accountRoutes(api, context);
  rowRoutes(api, context);
}

function accountRoutes(api: OpenAPIHono, { store }: Context): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/ledger/accounts',
      summary: 'Every account, with its balances',
      responses: answers(200, 'The accounts'),
    }),
    async () => json({ accounts: (await store.accounts()).map(accountView) }),
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/ledger/accounts/{id}',
      summary: 'An account, with its balances now or at a past moment',
      request: { params, query: z.object({ at: instantSchema.optional() }) },
      responses: answers(200, 'The account'),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const { at } = c.req.valid('query');
      const account = await store.account(id);
      if (!account) return accountNotFound();
      const balances = at === undefined ? account : await store.balances(id, at);
      return json(accountView({ ...account, ...balances }));
    },
  );
}

function rowRoutes(api: OpenAPIHono, { store }: Context): void {
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/ledger/accounts/{id}/history',
      summary: 'The transfers of an account, each with the balances after it; `after` is a sequence',
      request: { params, query: z.object(page) },
      responses: answers(200, 'The entries'),
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      if (!(await store.account(id))) return accountNotFound();
      const entries = await store.history({ account: id, ...c.req.valid('query') });
      return json({ entries: entries.map((entry) => entryView(entry, id)) });
    },
  );
  api.openapi(
    createRoute({
      method: 'get',
      path: '/v1/ledger/transfers',
      summary: 'Transfers in their order; the next page begins after the last sequence',
      request: {
        query: z.object({ order: z.string().optional(), account: z.string().optional(), ...page }),
      },
      responses: answers(200, 'The transfers'),
    }),
    async (c) => {
      const { order, account, after, limit } = c.req.valid('query');
      const rows = await store.transfers({
        after,
        limit,
        ...(order === undefined ? {} : { order }),
        ...(account === undefined ? {} : { account }),
      });
      return json({ transfers: rows.map(transferView) });
    },
  );
}

function accountNotFound(): Response {
  const detail = 'There is no account with this id.';
  return problemResponse({ status: 404, code: 'account_not_found', detail });
}
