import { fenToYuan } from '../../money/index.ts';
import { askJson, type Refused, type Send } from '../http.ts';
import { type Call, NOT_MAPPED, type Target } from '../target.ts';
import { readAnswer, readAt } from './answers.ts';
import type { MappedCall, Spoken } from './mapping.ts';
import { fillJson, fillText, type Values } from './template.ts';

/** A system that answers to the calls of scenarios as its mapping says. */
export function mappedTarget(spoken: Spoken, origin: string, send: Send): Target {
  return {
    ask: async (call, { about, body, key }) => {
      const mapped = spoken.calls[call];
      if (!mapped) return notMapped(call);
      const values = { ...inItsWords(body, spoken), ...about, key };
      const request = requestOf(mapped, values, body, spoken.headers);
      const answer = await askJson(
        send,
        request.method,
        origin + request.path,
        request.body,
        request.headers,
      );
      if (!answer.ok) return inOurWords(answer, spoken);
      return { ok: true, value: readAnswer(call, answer.value, spoken) };
    },
  };
}

interface FilledRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** @param ours what is sent where the mapping says nothing of a body */
export function requestOf(
  { request, headers, body }: MappedCall,
  values: Values,
  ours: unknown,
  always: Spoken['headers'] = {},
): FilledRequest {
  const [method = '', path = ''] = request.split(' ');
  const filled = Object.entries({ ...always, ...headers }).map(([name, value]) => [
    name,
    fillText(value, values),
  ]);
  return {
    method,
    path: fillText(path, values, (value) => encodeURIComponent(String(value ?? ''))),
    headers: Object.fromEntries(filled.filter(([, value]) => value !== '')),
    body: method === 'GET' ? undefined : body === undefined ? ours : fillJson(body, values),
  };
}

/** What a step says, as the application writes amounts and calls methods. */
function inItsWords(body: unknown, { amounts, channels }: Spoken): Values {
  const values = Object.fromEntries(
    Object.entries(body ?? {}).map(([name, value]) => [
      name,
      isAmount(value) ? written(value, amounts) : value,
    ]),
  );
  const { channel, method } = values;
  const methods = typeof channel === 'string' ? channels?.[channel] : undefined;
  if (!methods) return values;
  const [usual] = Object.values(methods);
  return { ...values, method: typeof method === 'string' ? methods[method] : usual };
}

function isAmount(value: unknown): value is { readonly value: number } {
  return typeof value === 'object' && value !== null && 'currency' in value && 'value' in value;
}

function written({ value }: { readonly value: number }, amounts: Spoken['amounts']): string | number {
  return amounts === 'yuan' ? fenToYuan(BigInt(value)) : value;
}

function inOurWords(refused: Refused, { refusals }: Spoken): Refused {
  const said = refusals && readAt(refused.body, refusals.code);
  const code = typeof said === 'string' ? refusals?.words[said] : undefined;
  return { ...refused, code: code ?? refused.code };
}

function notMapped(call: Call): Refused {
  const detail = `the mapping has no call ${call}`;
  return { ok: false, status: 501, code: NOT_MAPPED, detail, body: undefined };
}
