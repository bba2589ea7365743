import { html } from 'hono/html';
import { formatMoney, money } from '../../money/index.ts';
import { type Order, orderView, type transferView } from '../../platform/index.ts';
import { presented } from './journal.ts';
import { layout } from './layout.ts';

/** One order: where its money is, what it waits for, and what happened. */
export function orderPage(order: Order, transfers: readonly ReturnType<typeof transferView>[]) {
  const { state, amount, escrow, allocations, waiting_for: waitingFor, timeline } = orderView(order);
  return layout(
    order.title,
    html`
  <p><code>${order.id}</code> · <b>${state}</b> · ${formatMoney(amount)}</p>
  <table>
    <tr><td>Held in escrow</td><td class="amount">${formatMoney(escrow.held)}</td></tr>
    <tr><td>Released</td><td class="amount">${formatMoney(escrow.released)}</td></tr>
    <tr><td>Refunded</td><td class="amount">${formatMoney(escrow.refunded)}</td></tr>
    ${allocations.map(
      (share) =>
        html`<tr><td>of which ${share.payee}</td><td class="amount">${formatMoney(share.amount)}</td></tr>`,
    )}
  </table>
  ${order.payments.map(toPay)}
  <h2>Waits for</h2>
  ${
    waitingFor.length === 0
      ? html`<p class="quiet">Nothing.</p>`
      : html`<ul>${waitingFor.map(({ event, at }) => html`<li>${event} · ${at}</li>`)}</ul>`
  }
  <h2>What happened</h2>
  <table>
    ${timeline.map(
      ({ at, event, detail }) => html`<tr><td>${at}</td><td>${event}</td>
      <td>${Object.entries(detail).map(([name, value]) => html`${name} <code>${value}</code> `)}</td></tr>`,
    )}
  </table>
  <h2>Transfers</h2>
  <table>
    <tr><th>#</th><th>Debit</th><th>Credit</th><th>Kind</th><th>Amount</th></tr>
    ${transfers.map(
      (
        row,
      ) => html`<tr><td>${row.sequence}</td><td>${row.debit}</td><td>${row.credit}</td><td>${row.kind}</td>
      <td class="amount">${formatMoney(row.amount)}</td></tr>`,
    )}
  </table>
  <p><a href="/journal?order=${order.payments[0]?.id ?? ''}">What went over the wire</a></p>`,
  );
}

/** What the buyer still has to scan or to open. */
function toPay({ state, present }: Order['payments'][number]) {
  if (state !== 'awaiting' || !present) return '';
  const { kind, value } = present;
  if (kind === 'qr') return presented({ kind, value });
  return kind === 'redirect' ? presented({ kind: 'page', value }) : '';
}

/** Every account that was used, and its balances. */
export function ledgerPage(
  accounts: readonly { id: string; currency: 'CNY' | string; balance: bigint; code: string }[],
) {
  return layout(
    'Ledger',
    html`<p class="quiet">Credits less debits: what we owe or earned is above zero, what we have or spent below.</p>
  <table>
    <tr><th>Account</th><th>Kind</th><th>Balance</th></tr>
    ${accounts.map(
      ({ id, code, balance }) => html`<tr><td><code>${id}</code></td><td>${code}</td>
      <td class="amount">${formatMoney(money('CNY', balance))}</td></tr>`,
    )}
  </table>`,
  );
}
