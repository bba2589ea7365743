import type { OpenAPIHono } from '@hono/zod-openapi';
import { accountView, type Context, findOrder, recentOrders, transferView } from '../../platform/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { homePage } from './home.ts';
import { exchangePage, journalPage } from './journal.ts';
import { ledgerPage, orderPage } from './order.ts';

const SHOWN = 200;

/** What a person looks at in a browser: plain pages, which change nothing. */
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
}
