import { html } from 'hono/html';
import { formatBeijing } from '../../time/index.ts';
import type { StepReport } from '../run.ts';
import type { Exchange } from '../views.ts';
import { type Skipped, type Told, traceOf } from './told.ts';

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --quiet: #777; --bad: #d22; --good: #283; }
  body { font: 15px/1.5 system-ui, 'Noto Sans CJK SC', sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
  details { border-top: 1px solid var(--line); padding: .4rem 0; }
  summary { cursor: pointer; }
  ol { padding-left: 2.2rem; } li { margin: .35rem 0; }
  table { border-collapse: collapse; width: 100%; font-size: .9em; }
  th, td { text-align: left; vertical-align: top; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line); }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; max-height: 5rem; overflow: auto; }
  td:first-child { white-space: nowrap; }
  .quiet { color: var(--quiet); font-variant-numeric: tabular-nums; }
  .bad { color: var(--bad); } .good { color: var(--good); }
  .broken { border-left: .3rem solid var(--bad); padding-left: .8rem; }
`;

/** One page with nothing from elsewhere: what failed first, each with the story, the money and the journal. */
export async function htmlReport(told: readonly Told[], skipped: readonly Skipped[]): Promise<string> {
  const failed = told.filter(({ run }) => run.failure);
  const passed = told.filter(({ run }) => !run.failure);
  const title =
    failed.length === 0
      ? `All ${told.length} scenarios passed`
      : `${failed.length} of ${told.length} scenarios failed`;
  const page = await html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="icon" href="data:,">
  <title>${title} · Counterfoil</title>
  <style>${STYLE}</style>
</head>
<body>
  <h1 class="${failed.length === 0 ? 'good' : 'bad'}">${title}</h1>
  ${failed.map((one) => scenario(one, true))}
  ${passed.map((one) => scenario(one, false))}
  ${skipped.map(({ source, missing }) => html`<p class="quiet">– ${source.scenario.title}, ${source.file}: not for this application, which lacks ${missing.join(', ')}</p>`)}
</body>
</html>
`;
  return page.toString();
}

function scenario(told: Told, isOpen: boolean) {
  const { source, run, seconds } = told;
  const { title, catches } = run.scenario;
  return html`<details ${isOpen ? 'open' : ''}>
  <summary><b class="${run.failure ? 'bad' : 'good'}">${run.failure ? '✗' : '✓'} ${title}</b>
    <span class="quiet">${source.file}, ${run.steps.length} steps, ${seconds.toFixed(2)} s</span></summary>
  <p class="quiet">Would catch: ${catches}</p>
  ${broken(told)}
  <h3>The story</h3>
  <p class="quiet">It is ${formatBeijing(run.start)} in Beijing.</p>
  <ol>${run.steps.map((step, i) => story(step, i, told))}</ol>
</details>`;
}

function broken(told: Told) {
  const trace = traceOf(told);
  if (!trace) return '';
  const { failure, where, step, exchanges } = trace;
  return html`<div class="broken">
  <p><b class="bad">${failure.message}</b><br><code>${where}</code></p>
  ${step ? html`<p>After “${step.sentence}”, at ${formatBeijing(step.at)} in Beijing, this had gone over the wire:</p>` : ''}
  ${journal(exchanges)}
  ${told.output ? html`<p>The application printed:</p><pre>${told.output}</pre>` : ''}
  <p class="quiet">${[...told.run.names].map(([id, name]) => `${name} is ${id}`).join(', ')}</p>
</div>`;
}

function story({ sentence, at, checks, money, isExpectation }: StepReport, i: number, { source, run }: Told) {
  const line = source.lines[i];
  return html`<li value="${i + 1}">${isExpectation ? html`<span class="quiet">Now</span>` : sentence}
  <span class="quiet">${formatBeijing(at)}, line ${line ?? '?'}</span>
  ${money.length === 0 || isExpectation ? '' : html`<br><span class="quiet">${money.join(' · ')}</span>`}
  ${checks.map(({ says, holds }) => html`<br><span class="${holds ? 'good' : 'bad'}">${holds ? '✓' : '✗'} ${says}</span>`)}
  ${run.failure?.step === i ? html`<br><b class="bad">${run.failure.message}</b>` : ''}</li>`;
}

function journal(exchanges: readonly Exchange[]) {
  if (exchanges.length === 0) return html`<p class="quiet">Nothing.</p>`;
  return html`<table>
  <tr><th></th><th>What</th><th>Order</th><th>Answer</th><th>Signature</th><th>Faults</th></tr>
  ${exchanges.map(
    ({
      direction,
      provider,
      method,
      order,
      request,
      answer,
      request_signature: signature,
      faults,
      note,
    }) => html`<tr>
  <td>${direction === 'in' ? '→' : '←'} ${provider}</td>
  <td>${method ?? `${request.method} ${request.url}`}${note === null ? '' : html`<br><span class="quiet">${note}</span>`}</td>
  <td>${order ?? ''}</td>
  <td>${answer ? html`${answer.status}<pre>${answer.body}</pre>` : html`<span class="bad">none</span>`}</td>
  <td class="${signature?.verdict === 'valid' ? '' : 'bad'}">${signature?.verdict ?? ''}</td>
  <td>${faults.join(', ')}</td></tr>`,
  )}
</table>`;
}
