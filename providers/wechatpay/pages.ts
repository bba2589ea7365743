import { html } from 'hono/html';
import { formatMoney, money } from '../../src/money/index.ts';
import { MCHID } from './identities.ts';
import type { Presented } from './presented.ts';

/** The pages that a buyer sees: Chinese with English beside it, working without scripts. */
export type Page = ReturnType<typeof html>;

const STYLE = `
  :root { --green: #07c160; --ink: #1f2329; --faint: #6b7280; --line: #e5e7eb; }
  * { box-sizing: border-box; }
  body { margin: 0; background: #ededed; color: var(--ink); font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
  header { background: #fff; padding: 14px 24px; font-weight: 600; border-bottom: 1px solid var(--line); }
  header small { font-weight: 400; color: var(--faint); margin-left: 8px; }
  main { max-width: 480px; margin: 24px auto; background: #fff; border-radius: 12px; padding: 28px 24px; }
  h1 { font-size: 18px; margin: 0 0 4px; overflow-wrap: anywhere; }
  .price { font-size: 40px; font-weight: 600; margin: 8px 0; }
  .buttons { display: flex; gap: 10px; flex-wrap: wrap; }
  button, .button { font: inherit; border-radius: 8px; padding: 12px 18px; border: 1px solid var(--line); background: #fff; color: var(--ink); cursor: pointer; text-decoration: none; }
  .primary { background: var(--green); border-color: var(--green); color: #fff; flex: 1; text-align: center; }
  .notice { font-weight: 600; margin: 0 0 16px; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 16px 0; }
  dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
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
    <header>微信支付 <small>WeChat Pay · sandbox, no real money</small></header>
    <main>${content}</main>
  </body>
</html>`;
}

function summary({ no, orders }: Presented): Page {
  const totalFen = orders.reduce((sum, { terms }) => sum + terms.totalFen, 0n);
  return html`
    <h1 data-testid="subject">${orders.map(({ terms }) => terms.description).join('、')}</h1>
    <p class="price" data-testid="amount">${formatMoney(money('CNY', totalFen))}</p>
    <dl>
      <dt>收款方 Payee</dt><dd>${orders[0]?.terms.subMchid ?? MCHID}</dd>
      <dt>商户单号 Order</dt><dd>${no}</dd>
    </dl>`;
}

/** @param action where the buttons lead */
export function payPage(presented: Presented, action: string): Page {
  return layout(
    '微信支付 · WeChat Pay',
    html`
    ${summary(presented)}
    <form method="post" action="${action}">
      <div class="buttons">
        <button class="primary" name="action" value="pay">立即支付 Pay</button>
        <button name="action" value="leave">取消 Cancel</button>
      </div>
    </form>`,
  );
}

export function paidPage(presented: Presented, returnUrl?: string): Page {
  return layout(
    '支付成功 · Paid',
    html`
    <p class="notice" role="status">支付成功 · Paid</p>
    ${summary(presented)}
    ${returnUrl ? html`<p class="buttons"><a class="button primary" href="${returnUrl}">返回商家 Back to the merchant</a></p>` : ''}`,
  );
}

/** What the real page says when it cannot go on (wechatpay-skills, 基础支付常见问题). */
export function errorPage(words: string): Page {
  return layout(
    '无法支付 · Cannot pay',
    html`
    <p class="notice" role="alert" data-testid="error">${words}</p>
    <p>The payment cannot be made. Go back to the merchant, and start again.</p>`,
  );
}
