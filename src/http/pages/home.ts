import { html } from 'hono/html';
import { formatMoney } from '../../money/index.ts';
import type { Order } from '../../platform/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { formatInstant } from '../../time/index.ts';
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
curl ${origin}/sandbox/wallet/pay --json '{"provider":"alipay","token":"<the QR text>"}'
curl ${origin}/sandbox/clock/advance --json '{"by":"P2D"}'</pre>
  <h2>Orders</h2>
  ${orders.length === 0 ? html`<p class="quiet">None yet.</p>` : orderTable(orders)}`,
  );
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
