import type { Scenario } from '../scenario.ts';
import type { Need } from '../step-kind.ts';
import { type Action, actionsOf, kindOf } from '../steps/index.ts';
import type { Call } from '../target.ts';
import type { Mapping, OrderAnswer, Stated } from './mapping.ts';
import { placeholdersOf } from './template.ts';

/** What a scenario is about that an application does not have, in a few words each; nothing when it can be played. */
export function missingFor({ starts, steps }: Scenario, mapping: Mapping): readonly string[] {
  const needs: readonly Need[] = [
    ...(starts === undefined ? [] : [{ ours: 'a beginning of its own' }]),
    ...steps.flatMap(actionsOf).flatMap(needsOf),
  ];
  return [...new Set(needs.flatMap((need) => missing(need, mapping) ?? []))];
}

function needsOf(action: Action): readonly Need[] {
  const { kind, details } = kindOf(action);
  const needs = kind.needs?.(details) ?? [];
  const calls = needs.flatMap((need) => ('call' in need ? need.call : []));
  const { key, refused } = action;
  return [
    ...needs,
    ...(key === undefined ? [] : calls.map((call) => ({ call, with: 'key' }))),
    ...(refused === undefined || calls.length === 0 ? [] : [{ refusal: refused }]),
  ];
}

/** @returns undefined when the application has it */
function missing(need: Need, mapping: Mapping): string | undefined {
  if ('ours' in need) return need.ours;
  if ('channel' in need) return missingChannel(need, mapping);
  if ('call' in need) return missingCall(need, mapping);
  if ('refusal' in need) {
    const words = Object.values(mapping.refusals?.words ?? {});
    return words.includes(need.refusal) ? undefined : `a refusal as ${need.refusal}`;
  }
  return missingFact(need, mapping);
}

function missingChannel({ channel, method }: Extract<Need, { channel: string }>, { channels }: Mapping) {
  const methods = channels[channel];
  if (!methods) return channel;
  return method === undefined || methods[method] !== undefined ? undefined : `${channel} by ${method}`;
}

function missingCall(
  { call, with: what }: Extract<Need, { call: Call }>,
  mapping: Mapping,
): string | undefined {
  const mapped = mapping.calls[call];
  if (!mapped) return call;
  if (what === undefined) return undefined;
  // Without a body of its own it is sent all that our platform would be.
  const isSent = what !== 'key' && mapped.body === undefined;
  const told = placeholdersOf({ ...mapped, headers: { ...mapping.headers, ...mapped.headers } });
  return isSent || told.includes(what) ? undefined : `${call} with ${what}`;
}

function missingFact(
  { fact, word }: Extract<Need, { fact: string }>,
  { calls }: Mapping,
): string | undefined {
  const { answer } = calls.read_order;
  // It answers as our platform does.
  if (!answer) return undefined;
  const told = new Map<string, unknown>(Object.entries({ held: true, ...answer })).get(fact);
  if (told === undefined) return `an order’s ${fact}`;
  const stated = statedBy(fact, answer);
  const words = typeof stated === 'object' ? Object.values(stated.words) : undefined;
  return word === undefined || !words || words.includes(word) ? undefined : `an order’s ${fact} ${word}`;
}

function statedBy(fact: string, answer: OrderAnswer): Stated | undefined {
  if (fact === 'state') return answer.state;
  return fact === 'payments' || fact === 'refunds' ? answer[fact]?.state : undefined;
}
