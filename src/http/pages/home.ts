import { html } from 'hono/html';
import { formatMoney } from '../../money/index.ts';
import type { Order } from '../../platform/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { formatInstant } from '../../time/index.ts';
import { presented } from './journal.ts';
import { layout } from './layout.ts';

/** Where everything is, what to try next, and what was sold. */
export function homePage(origin: string, sandbox: Sandbox, orders: readonly Order[]) {
  return layout(
    'Where everything is',
    html`
  <table>
    <tr><td>Platform</td><td><code>${origin}</code></td></tr>
    ${[...sandbox.providers].map(
      ([name, provider]) => html`<tr><td>${name}</td><td><code>${provider.origin}</code></td></tr>`,
    )}
    <tr><td>The sandbox’s time</td><td>${formatInstant(sandbox.clock.now())}</td></tr>
  </table>
  <h2>What to try next</h2>
  <pre>curl ${origin}/sandbox/credentials
curl ${origin}/v1/sellers --json '{"name":"Lin"}'
curl ${origin}/v1/orders --json '{"seller":"sel_…","title":"A bag","amount":{"currency":"CNY","value":1000000},"splits":[{"payee":"platform","rate_bps":800}]}'
curl ${origin}/v1/orders/ord_…/payments --json '{"channel":"alipay","method":"qr"}'
curl ${origin}/sandbox/wallet/pay --json '{"provider":"alipay","token":"&lt;the QR text&gt;"}'
curl ${origin}/sandbox/clock/advance --json '{"by":"P2D"}'</pre>
  ${codes(sandbox)}
  <h2>Orders</h2>
  ${orders.length === 0 ? html`<p class="quiet">None yet.</p>` : orderTable(orders)}`,
  );
}

/** How many of the latest exchanges are searched for something to scan, and how much of it is shown. */
const SEARCHED = 200;
const SHOWN = 4;

/** What merchants gave their buyers to scan or to open, the latest first. */
function codes(sandbox: Sandbox) {
  const found = sandbox.journal
    .list({ limit: SEARCHED })
    .filter(({ presents }) => presents !== undefined)
    .slice(-SHOWN)
    .reverse();
  if (found.length === 0) return '';
  return html`<h2>What buyers were shown</h2>
  <div class="codes">${found.map(
    ({ seq, provider, order, presents }) => html`<div>
    <p><a href="/journal/${seq}">${provider} ${order ?? ''}</a></p>${presented(presents)}</div>`,
  )}</div>
  <p class="quiet">Pay as the buyer: <code>POST /sandbox/wallet/pay</code> with the code’s text as <code>token</code>.</p>`;
}

function orderTable(orders: readonly Order[]) {
  return html`<table>
    <tr><th>Order</th><th>Sold</th><th>State</th><th>Amount</th></tr>
    ${orders.map(
      ({ id, title, fulfilment, amount }) => html`<tr>
      <td><a href="/orders/${id}"><code>${id}</code></a></td><td>${title}</td><td>${fulfilment}</td>
      <td class="amount">${formatMoney(amount)}</td></tr>`,
    )}
  </table>`;
}
