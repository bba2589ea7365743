import { html } from 'hono/html';
import { formatMoney, money } from '../../src/money/index.ts';
import { SELLER } from './identities.ts';
import { INSTALMENTS, instalmentPlan } from './means.ts';
import type { Order, Terms, Trade } from './trade.ts';

/** The pages that a buyer sees: Chinese with English beside it, working without scripts. */
export type Page = ReturnType<typeof html>;

const STYLE = `
  :root { --blue: #1677ff; --ink: #1f2329; --faint: #6b7280; --line: #e5e7eb; }
  * { box-sizing: border-box; }
  body { margin: 0; background: #f3f5f8; color: var(--ink); font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
  header { background: var(--blue); color: #fff; padding: 14px 24px; font-weight: 600; }
  header small { font-weight: 400; color: #dbe9ff; margin-left: 8px; }
  main { max-width: 560px; margin: 32px auto; background: #fff; border-radius: 12px; padding: 28px 32px; box-shadow: 0 2px 12px #0000000f; }
  h1 { font-size: 20px; margin: 0 0 4px; overflow-wrap: anywhere; }
  .price { font-size: 36px; font-weight: 600; margin: 8px 0 4px; }
  .faint, small { font-size: 13px; }
  .faint, main small { color: var(--faint); }
  fieldset { border: 0; padding: 0; margin: 20px 0; }
  legend { font-weight: 600; margin-bottom: 8px; padding: 0; }
  .method { display: flex; align-items: center; gap: 10px; border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; margin-bottom: 8px; cursor: pointer; }
  .method:has(:checked) { border-color: var(--blue); background: #f0f6ff; }
  .method span { white-space: nowrap; }
  .method small { margin-left: auto; text-align: right; }
  .buttons { display: flex; gap: 10px; flex-wrap: wrap; }
  button, .button { font: inherit; border-radius: 8px; padding: 10px 18px; border: 1px solid var(--line); background: #fff; color: var(--ink); cursor: pointer; text-decoration: none; }
  .primary { background: var(--blue); border-color: var(--blue); color: #fff; flex: 1; text-align: center; }
  .notice { background: #fff4e5; border: 1px solid #ffd591; border-radius: 8px; padding: 10px 14px; margin: 0 0 16px; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 16px 0; }
  dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
  code { overflow-wrap: anywhere; }
`;

function layout(title: string, content: Page): Page {
  return html`<html lang="zh-CN">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <header>支付宝收银台 <small>Alipay cashier · sandbox, no real money</small></header>
    <main>${content}</main>
  </body>
</html>`;
}

function yuan(fen: bigint): string {
  return formatMoney(money('CNY', fen));
}

function summary({ terms }: Order, trade: Trade): Page {
  return html`
    <h1 data-testid="subject">${terms.subject}</h1>
    ${terms.body ? html`<p class="faint">${terms.body}</p>` : ''}
    <p class="price" data-testid="amount">${yuan(terms.totalFen)}</p>
    <dl>
      <dt>收款方 Payee</dt><dd>${SELLER.email}</dd>
      <dt>订单号 Order</dt><dd>${terms.outTradeNo}</dd>
      <dt>交易号 Trade</dt><dd data-testid="trade-no">${trade.tradeNo}</dd>
    </dl>`;
}

const NOTICES = {
  payment_failed: '支付失败，请重试或更换付款方式 · Payment failed. Try again, or pay another way.',
  no_such_method: '请选择付款方式 · Choose how to pay.',
} as const;

export function cashierPage(order: Order, trade: Trade, notice?: keyof typeof NOTICES): Page {
  const action = `/cashier/${order.cashierToken ?? ''}`;
  return layout(
    '支付宝收银台 · Alipay cashier',
    html`
    ${notice ? html`<p class="notice" role="alert">${NOTICES[notice]}</p>` : ''}
    ${summary(order, trade)}
    <form method="post" action="${action}/pay">
      <fieldset>
        <legend>付款方式 How to pay</legend>
        ${methods(order.terms)}
      </fieldset>
      <div class="buttons">
        <button class="primary" name="action" value="pay">确认付款 Pay</button>
        <button formaction="${action}/fail" name="action" value="fail">模拟支付失败 Fail</button>
        <button formaction="${action}/leave" name="action" value="leave">离开 Leave</button>
      </div>
    </form>`,
  );
}

/** The ways to pay, one of them chosen. Where the merchant chose instalments, only those are offered. */
function methods(terms: Terms): readonly Page[] {
  const offered = terms.instalments === undefined ? INSTALMENTS : [terms.instalments];
  const preferred = terms.instalments === undefined ? 'balance' : `huabei-${terms.instalments}`;
  const rows = [
    ['balance', '账户余额 Balance', ''],
    ...offered.map((number) => [
      `huabei-${number}`,
      `花呗分期 Huabei × ${number}`,
      instalmentText(terms, number),
    ]),
    ['debit_card', '储蓄卡 Debit card', ''],
    ['credit_card', '信用卡 Credit card', ''],
  ];
  return rows.map(
    ([value, label, detail]) => html`<label class="method">
      <input type="radio" name="method" value="${value}" ${value === preferred ? 'checked' : ''}>
      <span>${label}</span><small>${detail}</small>
    </label>`,
  );
}

function instalmentText({ totalFen, sellerBearsFee }: Terms, instalments: number): string {
  const { dueFen, feeFen } = instalmentPlan(totalFen, instalments, sellerBearsFee);
  const [due = 0n, fee = 0n] = [dueFen[0], feeFen[0]];
  const feeText = fee === 0n ? '免手续费 no fee' : `含手续费 incl. fee ${yuan(fee)}`;
  return `每期 ${yuan(due)} / month, ${feeText}`;
}

export function paidPage(order: Order, trade: Trade, returnUrl?: string): Page {
  return layout(
    '支付成功 · Paid',
    html`
    <p class="notice" role="status">支付成功 · Paid</p>
    ${summary(order, trade)}
    ${returnUrl ? html`<p class="buttons"><a class="button primary" href="${returnUrl}">返回商家 Back to the merchant</a></p>` : ''}`,
  );
}

export function leftPage(order: Order, token: string): Page {
  return layout(
    '未付款 · Not paid',
    html`
    <h1>您已离开收银台 <small>You have left the cashier</small></h1>
    <p>订单 ${order.terms.outTradeNo} 尚未付款。Nothing was paid, and the merchant was not told.</p>
    <p class="buttons"><a class="button primary" href="/cashier/${token}">返回付款 Back to paying</a></p>`,
  );
}

/** What the real gateway shows a browser, in its words. */
export function errorPage(code: string, reason: string): Page {
  return layout(
    '错误 · Error',
    html`
    <h1>调试错误，请回到请求来源地，重新发起请求。</h1>
    <p class="faint">The request cannot be served. Go back to where it came from, and start again.</p>
    <dl>
      <dt>错误代码 Code</dt><dd><code data-testid="error-code">${code.replace(/^isv\./, '')}</code></dd>
      <dt>错误原因 Reason</dt><dd><code>${reason}</code></dd>
    </dl>`,
  );
}
