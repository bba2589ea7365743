import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { accountView, type Context, findOrder, recentOrders, transferView } from '../../platform/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { faultsPage, type RefusedFault, typedFault } from './faults.ts';
import { homePage } from './home.ts';
import { exchangePage, journalPage } from './journal.ts';
import { ledgerPage, orderPage } from './order.ts';

const SHOWN = 200;

/** What a person looks at in a browser: plain pages. Those that change something do it through the API. */
export function pages(app: OpenAPIHono, platform: Context, sandbox: Sandbox): void {
  app.get('/', async (c) => c.html(homePage(platform.publicOrigin, sandbox, await recentOrders(platform))));
  app.get('/orders/:id', async (c) => {
    const order = await findOrder(platform, c.req.param('id'));
    if (!order) return c.notFound();
    const transfers = await platform.store.transfers({ order: order.id, limit: SHOWN });
    return c.html(orderPage(order, transfers.map(transferView)));
  });
  app.get('/ledger', async (c) => c.html(ledgerPage((await platform.store.accounts()).map(accountView))));
  app.get('/journal', (c) => {
    const order = c.req.query('order');
    return c.html(journalPage(sandbox.journal.list({ order: order || undefined, limit: SHOWN })));
  });
  app.get('/journal/:seq', (c) => {
    const seq = Number(c.req.param('seq'));
    const exchange = Number.isSafeInteger(seq) ? sandbox.journal.get(seq) : undefined;
    return exchange ? c.html(exchangePage(exchange)) : c.notFound();
  });
  faultPages(app, platform.publicOrigin, sandbox);
}

const problem = z.object({
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});

function faultPages(app: OpenAPIHono, origin: string, sandbox: Sandbox): void {
  app.get('/faults', (c) => c.html(faultsPage(sandbox)));
  app.post('/faults', async (c) => {
    const typed = z
      .record(z.string(), z.string())
      .catch({})
      .parse(await c.req.parseBody());
    const headers = { ...c.req.header(), 'content-type': 'application/json' };
    const body = JSON.stringify(typedFault(typed));
    const answer = await app.request(`${origin}/sandbox/faults`, { method: 'POST', headers, body });
    if (answer.ok) return c.redirect('/faults', 303);
    return c.html(faultsPage(sandbox, { typed, complaints: complaintsOf(await answer.json()) }), 422);
  });
  app.post('/faults/:id/remove', async (c) => {
    const path = `${origin}/sandbox/faults/${encodeURIComponent(c.req.param('id'))}`;
    // One that is gone already is what was wanted.
    await app.request(path, { method: 'DELETE', headers: c.req.header() });
    return c.redirect('/faults', 303);
  });
}

function complaintsOf(answer: unknown): RefusedFault['complaints'] {
  const { data } = problem.safeParse(answer);
  if (!data) return ['It could not be added.'];
  if (data.errors.length === 0) return [data.detail];
  return data.errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
}
