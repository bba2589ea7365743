import { expectedOf } from '../../spelling/index.ts';
import { flawsOf } from '../flaws.ts';
import type { Path, Problem } from '../problem.ts';
import { CALLS, type Call } from '../target.ts';
import type { Vocabulary } from '../views.ts';
import { type Flaw, readYaml } from '../yaml-file.ts';
import { type Mapping, mappingSchema } from './mapping.ts';
import { placeholdersOf } from './template.ts';

/** What each call has to say, beside whom it is about. */
const SAYS: Partial<Record<Call, readonly string[]>> = {
  open_seller: ['name', 'payouts'],
  bind_payee: ['type', 'account', 'name'],
  open_order: ['seller', 'title', 'amount', 'splits', 'coupons', 'hold', 'terms', 'appraisal', 'reserve_bps'],
  start_payment: ['channel', 'method', 'instalments', 'payer', 'payer_ip', 'return_url'],
  appraise: ['verdict', 'charges'],
  refund: ['amount', 'reason', 'fault'],
  refund_made_elsewhere: ['how'],
  open_dispute: ['reason'],
  bring_evidence: ['by', 'text'],
  decide_dispute: ['outcome', 'amount', 'charges'],
  chargeback: ['chargeback', 'amount', 'payment'],
  stray_refund: ['refund', 'amount', 'payment'],
  end_chargeback: ['outcome'],
  offer_advance: ['with_recourse'],
  acknowledge: ['about'],
  pay_out: ['amount'],
  schedule_payee: ['every', 'minimum'],
  pay_payee: ['amount'],
  write_off: ['amount'],
  open_endpoint: ['url'],
  explain_break: ['about', 'explanation'],
};

export type ParsedMapping =
  | { readonly ok: true; readonly value: Mapping }
  | { readonly ok: false; readonly flaws: readonly Flaw[] };

/**
 * Reads a mapping, and says all that is wrong with it.
 *
 * @param file its name, for messages
 */
export function parseMapping(text: string, file: string, vocabulary: Vocabulary): ParsedMapping {
  const read = readYaml(text, file);
  if (!read.ok) return read;
  const flaws = read.flawsOf(problemsOf(read.value, vocabulary));
  // It has been checked against its schema.
  return flaws.length > 0 ? { ok: false, flaws } : { ok: true, value: read.value as Mapping };
}

function problemsOf(value: unknown, vocabulary: Vocabulary): readonly Problem[] {
  const flaws = flawsOf(mappingSchema, value);
  if (flaws.length > 0) return flaws;
  const mapping = value as Mapping;
  return [
    ...unknownChannels(mapping, vocabulary),
    ...contradictions(mapping),
    ...unknownNames(mapping, vocabulary),
  ];
}

function unknownChannels({ channels }: Mapping, { providers }: Vocabulary): Problem[] {
  const known = providers.map(({ name }) => name);
  return Object.keys(channels)
    .filter((channel) => !known.includes(channel))
    .map((channel) => ({
      path: ['channels', channel],
      atKey: true,
      message: `unknown channel "${channel}": ${expectedOf(channel, known)}`,
    }));
}

function contradictions({ start, sandbox }: Mapping): Problem[] {
  if (!start || !sandbox) return [];
  const message = 'an application that is started here is told where the providers are';
  return [{ path: ['sandbox'], atKey: true, message }];
}

/** Of what is to be filled in somewhere. */
function unknownNames(mapping: Mapping, { providers }: Vocabulary): Problem[] {
  const { start, origin, calls, headers, tick, idle } = mapping;
  const ports = start ? ['port'] : [];
  const secrets = providers.flatMap(({ name, credentials }) => credentials.map((one) => `${name}.${one}`));
  return [
    ...unknownIn(['origin'], origin, ports),
    ...unknownIn(['start', 'env'], start?.env, [...ports, ...secrets]),
    ...unknownIn(['headers'], headers, ['key']),
    ...unknownIn(['tick'], tick, ['now']),
    ...unknownIn(['idle'], idle, ['now']),
    ...(Object.keys(CALLS) as Call[]).flatMap((call) => {
      const { answer: _, ...asked } = { answer: undefined, ...calls[call] };
      return unknownIn(['calls', call], asked, [
        ...placeholdersOf(CALLS[call]),
        ...(SAYS[call] ?? []),
        'key',
      ]);
    }),
  ];
}

function unknownIn(path: Path, template: unknown, known: readonly string[]): Problem[] {
  if (typeof template === 'object' && template !== null)
    return Object.entries(template).flatMap(([key, part]) => unknownIn([...path, key], part, known));
  return placeholdersOf(template)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path, message: `there is no {${name}} here: ${expectedOf(name, known)}` }));
}
