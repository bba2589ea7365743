import { z } from '@hono/zod-openapi';
import { html } from 'hono/html';
import { FAULT_KINDS, type Fault, type FaultKind, type Sandbox } from '../../sandbox/index.ts';
import { formatInstant, type Instant } from '../../time/index.ts';
import { layout } from './layout.ts';

/** What a person typed, and what was wrong with it. */
export interface RefusedFault {
  readonly typed: Readonly<Record<string, string>>;
  readonly complaints: readonly string[];
}

/** What waits to go wrong, a form to add to it, and all that can. */
export function faultsPage({ faults, providers }: Sandbox, refused?: RefusedFault) {
  const waiting = faults.list();
  return layout(
    'Faults',
    html`
  ${waiting.length === 0 ? html`<p class="quiet">Nothing waits to go wrong.</p>` : waitingTable(waiting)}
  <h2>Let something go wrong</h2>
  ${refused ? html`<ul class="bad" role="alert">${refused.complaints.map((text) => html`<li>${text}</li>`)}</ul>` : ''}
  ${form([...providers.keys()], refused?.typed ?? {})}
  <h2>What can</h2>
  <table>
    <tr><th>Fault</th><th>What happens</th><th>Parameters</th></tr>
    ${FAULT_KINDS.map(
      (kind) => html`<tr><td class="fixed"><code>${kind.name}</code></td><td>${withCode(kind.summary)}</td>
      <td class="fixed"><code>${usualParameters(kind)}</code></td></tr>`,
    )}
  </table>`,
  );
}

/** Text in which backticks set names apart. */
function withCode(text: string) {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}

function waitingTable(waiting: readonly Fault[]) {
  return html`<table>
    <tr><th>Fault</th><th>Aimed at</th><th>When</th><th>Parameters</th><th>Struck</th><th></th></tr>
    ${waiting.map(
      ({ id, fault, aim, count, with: given, struck }) => html`<tr>
      <td class="fixed"><code>${fault}</code></td>
      <td>${[aim.provider, aim.method, aim.order].filter(Boolean).join(' · ') || 'anything'}</td>
      <td>${[count, period(aim.from, aim.until)].filter(Boolean).join(', ')}</td>
      <td><code>${parameterText(given)}</code></td>
      <td>${struck === 0 ? html`<span class="bad">not yet</span>` : struck}</td>
      <td><form method="post" action="/faults/${id}/remove"><button>Remove</button></form></td></tr>`,
    )}
  </table>`;
}

function period(from: Instant | undefined, until: Instant | undefined): string {
  return [
    ...(from === undefined ? [] : [`from ${formatInstant(from)}`]),
    ...(until === undefined ? [] : [`until ${formatInstant(until)}`]),
  ].join(' ');
}

const GROUPS: Record<FaultKind['group'], string> = {
  wire: 'On the wire',
  notification: 'Notifications',
  business: 'The buyer',
  processing: 'Processing',
  statement: 'Statements',
};

const FIELDS = [
  ['method', 'Method', 'alipay.trade.refund'],
  ['order', 'Merchant’s order number', 'any'],
  ['count', 'Which time', 'first 1, every 3rd, the 2nd, always'],
  ['from', 'From', '2026-11-22T04:00:00Z'],
  ['until', 'Until', '2026-11-23T04:00:00Z'],
  ['with', 'Parameters', 'delay=PT30S'],
] as const;

function form(providers: readonly string[], typed: Readonly<Record<string, string>>) {
  return html`<form method="post" action="/faults" class="fields">
    <label>Fault <select name="fault">${Object.entries(GROUPS).map(
      ([group, title]) =>
        html`<optgroup label="${title}">${FAULT_KINDS.filter((kind) => kind.group === group).map(
          ({ name, summary }) => option(name, name, typed.fault, summary),
        )}</optgroup>`,
    )}</select></label>
    <label>Provider <select name="provider">${option('', 'any', typed.provider)}${providers.map((name) =>
      option(name, name, typed.provider),
    )}</select></label>
    ${FIELDS.map(
      ([name, label, example]) => html`<label>${label}
      <input name="${name}" value="${typed[name] ?? ''}" placeholder="${example}"></label>`,
    )}
    <button>Add</button>
  </form>`;
}

function option(value: string, label: string, chosen: string | undefined, title = '') {
  return html`<option value="${value}" title="${title}" ${value === chosen ? 'selected' : ''}>${label}</option>`;
}

/** `delay=PT30S`, as it is typed in the form. */
function parameterText(given: Readonly<Record<string, unknown>>): string {
  return Object.entries(given)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** What a fault takes when nothing is said. */
function usualParameters({ parameters }: FaultKind): string {
  const { properties = {} } = z.toJSONSchema(parameters, { io: 'input' });
  return parameterText(
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        name,
        typeof schema === 'object' ? schema.default : undefined,
      ]),
    ),
  );
}

/** What was typed, as the API takes it. */
export function typedFault(typed: Readonly<Record<string, string>>): Record<string, unknown> {
  const filled = Object.entries(typed).filter(([name, text]) => text.trim() !== '' && name !== 'with');
  return { ...Object.fromEntries(filled), with: readParameters(typed.with ?? '') };
}

/** `delay=PT30S, done=true` */
function readParameters(text: string): Record<string, unknown> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim(), readValue(value.join('=').trim())];
    }),
  );
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}
