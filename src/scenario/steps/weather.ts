import { z } from 'zod';
import { formatBeijing, formatDuration, formatInstant, parseDuration } from '../../time/index.ts';
import { recalling } from '../deed.ts';
import { idOf, type Stage } from '../stage.ts';
import { defineStep, type Need, outcomeOf } from '../step-kind.ts';
import { duration, moment, momentOf, name, tellDuration, text, word } from '../values.ts';

/** A century: beyond it, it is a slip of the pen. */
const LONGEST_MS = 36_525 * 86_400_000;

export const timePasses = defineStep({
  name: 'time_passes',
  summary: 'Every clock moves on, and all that falls due on the way happens, in order.',
  schema: duration,
  tell: (by) => `Time passes: ${tellDuration(by)}`,
  review(by, review) {
    review.now += parseDuration(by) ?? 0;
    if (review.now - review.start > LONGEST_MS)
      review.problem([], 'a scenario lasts at most a hundred years');
  },
  async run(by, { sandbox }) {
    return outcomeOf(await sandbox.post('clock/advance', { by }));
  },
  recall: { advance_clock: recalling(z.object({ by: z.string() }), ({ by }) => by) },
});

/** Somebody else's system lives in the present. */
function onCalendar(when: string | undefined): readonly Need[] {
  return when === undefined || parseDuration(when) !== undefined ? [] : [{ ours: 'a day of the calendar' }];
}

export const at = defineStep({
  name: 'at',
  summary: 'Time passes until a moment: of the calendar, or as long after the beginning.',
  schema: moment,
  tell: (when) =>
    parseDuration(when) === undefined ? `It is ${when}` : `It is ${tellDuration(when)} after the beginning`,
  review(when, review) {
    const then = momentOf(when, review.start) ?? review.now;
    if (then < review.now) {
      const passed = `${formatBeijing(review.now)} in Beijing`;
      review.problem([], `time moves on only: here it is ${passed} already`);
    } else if (then - review.start > LONGEST_MS) {
      review.problem([], 'a scenario lasts at most a hundred years');
    } else review.now = then;
  },
  needs: (when) => onCalendar(when),
  async run(when, { sandbox, start }) {
    const leftMs = (momentOf(when, start) ?? 0) - (await sandbox.now());
    return outcomeOf(await sandbox.post('clock/advance', { by: formatDuration(Math.max(0, leftMs)) }));
  },
  // It is told as time that passes.
  recall: {},
});

const aimed = z.object({
  fault: z.string(),
  provider: z.string().optional(),
  method: z.string().optional(),
  order: z.string().optional(),
  times: z.int().optional(),
  count: z.string().optional(),
  from: z.string().optional(),
  until: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});

/** A moment as long after the beginning, where it is. */
function sinceStart(when: string | undefined, { start }: Stage): string | undefined {
  if (when === undefined) return undefined;
  const afterMs = Date.parse(when) - start;
  return afterMs >= 0 ? formatDuration(afterMs) : when;
}

export const fault = defineStep({
  name: 'fault',
  isAside: true,
  summary: 'From now on something goes wrong. It must strike before the scenario ends, unless it may_miss.',
  schema: z.strictObject({
    name: word.describe('notification_lost, answer_lost_after_effect, …'),
    provider: word.optional(),
    method: text.optional().describe('In the provider’s words: alipay.trade.refund'),
    order: name.optional().describe('The sale whose latest payment it is about'),
    times: z.int().min(1).max(1_000_000).optional().describe('The next so many; once, when left out'),
    count: text.optional().describe('first 2, every 3rd, the 2nd, always; not together with times'),
    from: moment.optional(),
    until: moment.optional(),
    with: z.record(z.string(), z.unknown()).optional().describe('What the fault takes: delay: PT5S'),
    may_miss: z.boolean().optional().describe('Whether it is no mistake when it never strikes'),
  }),
  tell({ name: what, provider, method, order, times, count, from, until, with: more }) {
    const aim = [
      method === undefined ? undefined : `on ${method}`,
      provider === undefined ? undefined : `of ${provider}`,
      order === undefined ? undefined : `for ${order}`,
      times === undefined ? undefined : `${times} times`,
      count,
      from === undefined ? undefined : `from ${from}`,
      until === undefined ? undefined : `until ${until}`,
      ...Object.entries(more ?? {}).map(([key, value]) => `${key} ${value}`),
    ];
    return ['From now on:', what, ...aim.filter((part) => part !== undefined)].join(' ');
  },
  review({ name: what, provider, order, times, count, from, until, with: given }, review) {
    const { vocabulary, oneOf, problem } = review;
    oneOf(
      ['name'],
      'fault',
      what,
      vocabulary.faults.map((kind) => kind.name),
    );
    oneOf(
      ['provider'],
      'provider',
      provider,
      vocabulary.providers.map((known) => known.name),
    );
    oneOf(['order'], 'sale', order, review.sales);
    const why = vocabulary.providers.find((known) => known.name === provider)?.spared[what];
    if (why !== undefined) problem(['name'], `${provider} never has ${what}: ${why}`);
    if (times !== undefined && count !== undefined) problem(['count'], 'either times or count');
    const kind = vocabulary.faults.find((known) => known.name === what);
    if (kind) review.fitsParameters(['with'], kind.parameters, given);
    const [first, last] = [from, until].map((when) => when && momentOf(when, review.start));
    if (last && last < review.now) problem(['until'], 'that moment has passed already');
    if (first && last && last <= first) problem(['until'], 'it ends before it begins');
  },
  needs: ({ from, until }) => [...onCalendar(from), ...onCalendar(until)],
  async run({ name: what, order, may_miss: mayMiss = false, from, until, ...aim }, stage) {
    const { start, faults, nth: step } = stage;
    const payment = order === undefined ? undefined : stage.payment(stage.sale(order)).id;
    const [first, last] = [from, until].map((when) => when && formatInstant(momentOf(when, start) ?? start));
    const body = { fault: what, ...aim, order: payment, from: first, until: last };
    const set = await stage.sandbox.post('faults', body);
    if (set.ok) {
      const { provider, method } = aim;
      faults.push({ id: idOf(set.value), name: what, provider, method, mayMiss, step });
    }
    return outcomeOf(set);
  },
  recall: {
    add_fault({ body }, stage) {
      const read = aimed.safeParse(body);
      if (!read.success) return undefined;
      const { fault: what, order: number, from, until, ...others } = read.data;
      const [sale, payment] = stage.paymentBy(number) ?? [];
      // A scenario aims at the latest payment of a sale alone.
      if (number !== undefined && (!sale || stage.nthOf(sale, payment) !== undefined)) return undefined;
      const aim = { order: sale?.name, from: sinceStart(from, stage), until: sinceStart(until, stage) };
      return { details: { name: what, ...others, ...aim }, isDated: (from ?? until) !== undefined };
    },
  },
});

export const endFault = defineStep({
  name: 'end_fault',
  isAside: true,
  summary: 'What was going wrong does so no more: every fault of that name ends.',
  schema: word,
  tell: (what) => `No more ${what}`,
  review(what, { oneOf, vocabulary }) {
    oneOf(
      [],
      'fault',
      what,
      vocabulary.faults.map((kind) => kind.name),
    );
  },
  async run(what, { sandbox, missed }) {
    for (const waiting of await sandbox.waitingFaults()) {
      if (waiting.fault !== what) continue;
      if (waiting.struck === 0) missed.push(waiting);
      await sandbox.removeFault(waiting.id);
    }
    return { kind: 'done' };
  },
  recall: {
    remove_fault({ about }, { faults }) {
      const ended = faults.find(({ id }) => id === about.fault);
      return ended && { details: ended.name };
    },
  },
});

export const provider = defineStep({
  name: 'provider',
  summary: 'A provider does something beside what its merchants ask of it, such as change its keys.',
  schema: z.strictObject({
    name: word,
    command: word,
    with: z.record(z.string(), z.unknown()).optional().describe('<order>-p1 is the number of a payment'),
  }),
  tell({ name: who, command, with: given }) {
    const how = Object.entries(given ?? {}).map(([key, value]) => `${key} ${value}`);
    return [`${who}: ${command}`, ...how].join(', ');
  },
  review({ name: who, command, with: given }, review) {
    const { providers } = review.vocabulary;
    review.oneOf(
      ['name'],
      'provider',
      who,
      providers.map((known) => known.name),
    );
    const commands = providers.find((known) => known.name === who)?.commands;
    if (!commands) return;
    review.oneOf(
      ['command'],
      'command',
      command,
      commands.map((known) => known.name),
    );
    const known = commands.find((one) => one.name === command);
    if (known) review.fitsParameters(['with'], known.parameters, given);
  },
  async run({ name: who, command, with: given = {} }, stage, { of }) {
    const named = Object.entries(given).map(([key, value]) => [
      key,
      typeof value === 'string' ? stage.named(value, of) : value,
    ]);
    return outcomeOf(await stage.sandbox.post(`providers/${who}/${command}`, Object.fromEntries(named)));
  },
  recall: {
    command_provider: recalling(z.record(z.string(), z.unknown()), (given, { about }) => ({
      name: about.provider ?? '',
      command: about.command ?? '',
      ...(Object.keys(given).length === 0 ? {} : { with: given }),
    })),
  },
});
