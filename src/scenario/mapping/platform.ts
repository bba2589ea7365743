import type { Send } from '../http.ts';
import { CALLS, type Target } from '../target.ts';
import { mappedTarget } from './mapped-target.ts';
import type { Spoken } from './mapping.ts';

/** Our own platform, whose words are those of scenarios. */
const PLATFORM: Spoken = {
  amounts: 'fen',
  headers: { 'idempotency-key': '{key}' },
  calls: Object.fromEntries(Object.entries(CALLS).map(([call, request]) => [call, { request }])),
};

export function platformTarget(origin: string, send: Send): Target {
  return mappedTarget(PLATFORM, origin, send);
}
