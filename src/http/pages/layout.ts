import { html } from 'hono/html';

/** A fragment of HTML whose values were escaped. */
export type Html = ReturnType<typeof html>;

const STYLE = `
  :root { color-scheme: light dark; --line: #8884; --quiet: #777; }
  body { font: 15px/1.5 system-ui, 'Noto Sans CJK SC', sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
  nav { display: flex; gap: 1.5rem; border-bottom: 1px solid var(--line); padding-bottom: .5rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
  td.amount { text-align: right; font-variant-numeric: tabular-nums; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .7rem; }
  code { font-size: .9em; }
  mark { background: #f55; color: #fff; }
  td.fixed { white-space: nowrap; }
  .codes { display: flex; flex-wrap: wrap; gap: 1.5rem; }
  .qr { margin: 0; width: 14rem; overflow-wrap: anywhere; }
  .qr svg { display: block; width: 100%; height: auto; }
  form.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .7rem; align-items: end; }
  form.fields label { display: flex; flex-direction: column; gap: .2rem; color: var(--quiet); }
  input, select, button { font: inherit; padding: .3rem .5rem; }
  .quiet { color: var(--quiet); }
  .bad { color: #d22; }
`;

/** A page of the sandbox's own, with nothing from elsewhere. */
export function layout(title: string, content: Html) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="icon" href="data:,">
  <title>${title} · Counterfoil</title>
  <style>${STYLE}</style>
</head>
<body>
  <nav><a href="/"><b>Counterfoil</b></a> <a href="/journal">Journal</a> <a href="/faults">Faults</a> <a href="/ledger">Ledger</a>
    <a href="/openapi.json">API</a></nav>
  <h1>${title}</h1>
  ${content}
</body>
</html>`;
}
