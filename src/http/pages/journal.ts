import { html } from 'hono/html';
import type { Exchange, Presented, SignatureVerdict } from '../../sandbox/index.ts';
import { formatInstant } from '../../time/index.ts';
import { layout } from './layout.ts';
import { qrPicture } from './qr.ts';

/** Every exchange with every provider, the latest first. */
export function journalPage(exchanges: readonly Exchange[]) {
  if (exchanges.length === 0) return layout('Journal', html`<p class="quiet">Nothing has been said yet.</p>`);
  return layout(
    'Journal',
    html`<table>
    <tr><th>#</th><th>At</th><th></th><th>What</th><th>Order</th><th>Answer</th><th>Signature</th><th>Faults</th></tr>
    ${[...exchanges].reverse().map(
      (exchange) => html`<tr>
      <td><a href="/journal/${exchange.seq}">${exchange.seq}</a></td>
      <td class="fixed">${formatInstant(exchange.at)}</td>
      <td class="fixed">${exchange.direction === 'in' ? '→' : '←'} ${exchange.provider}</td>
      <td>${exchange.method ?? `${exchange.httpMethod} ${new URL(exchange.url).pathname}`}</td>
      <td>${exchange.order ?? ''}</td>
      <td>${exchange.answer?.status ?? html`<span class="bad">none</span>`}</td>
      <td>${verdict(exchange.requestSignature)}</td>
      <td>${exchange.faults.join(', ')}</td></tr>`,
    )}
  </table>`,
  );
}

/** One exchange, with its signing strings. */
export function exchangePage(exchange: Exchange) {
  const { request, answer } = exchange;
  return layout(
    `Exchange ${exchange.seq}`,
    html`
  <p>${formatInstant(exchange.at)} · ${exchange.provider} · ${exchange.method ?? ''} ${exchange.note ?? ''}
    ${exchange.faults.map((fault) => html`<b class="bad">${fault}</b> `)}</p>
  <h2>Request</h2>
  <pre>${exchange.httpMethod} ${exchange.url}

${request.body}</pre>
  ${signature(exchange.requestSignature)}
  <h2>Answer</h2>
  ${answer ? html`<pre>${answer.status}\n\n${answer.body}</pre>` : html`<p class="bad">No answer arrived.</p>`}
  ${presented(exchange.presents)}
  ${signature(exchange.answerSignature)}`,
  );
}

/** What the merchant shows its buyer. */
export function presented(presents: Presented | undefined) {
  if (!presents) return '';
  const { kind, value } = presents;
  return kind === 'qr' ? qrPicture(value) : html`<p><a href="${value}">${value}</a></p>`;
}

function verdict(signature: SignatureVerdict | undefined) {
  if (!signature) return '';
  return signature.verdict === 'valid' ? 'valid' : html`<span class="bad">${signature.verdict}</span>`;
}

function signature(signed: SignatureVerdict | undefined) {
  if (!signed) return '';
  const { canonical, reason, theirs, firstDifference } = signed;
  return html`
  <h3>Signature: ${verdict(signed)}</h3>
  ${reason === undefined ? '' : html`<p>${reason}</p>`}
  <p class="quiet">The string that we signed</p>
  <pre>${marked(canonical, firstDifference?.byte)}</pre>
  ${
    theirs === undefined
      ? ''
      : html`<p class="quiet">The string that we think they signed; they part at byte ${firstDifference?.byte}</p>
  <pre>${marked(theirs, firstDifference?.byte)}</pre>`
  }`;
}

/** The text with its character at a byte offset marked. */
function marked(text: string, byte: number | undefined) {
  if (byte === undefined) return text;
  const bytes = Buffer.from(text);
  const before = bytes.subarray(0, byte).toString();
  const [first = '', ...rest] = bytes.subarray(byte).toString();
  return html`${before}<mark>${first === '' ? '∎' : first}</mark>${rest.join('')}`;
}
