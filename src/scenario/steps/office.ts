import { z } from 'zod';
import { recallAs, recalling } from '../deed.ts';
import type { Stage } from '../stage.ts';
import { defineStep, outcomeOf } from '../step-kind.ts';
import { text, word } from '../values.ts';
import { type EventView, eventsSchema } from '../views.ts';

const ADVANCES = {
  offer: 'The seller is offered money early',
  offer_without_recourse: 'The seller is offered money early, without recourse',
  accept: 'The seller takes the early payout',
} as const;

export const advance = defineStep({
  name: 'advance',
  summary: 'Early payout: an offer, with recourse or without, and the seller’s yes.',
  schema: z.enum(['offer', 'offer_without_recourse', 'accept']),
  tell: (what) => ADVANCES[what],
  needs: (what) => [{ call: what === 'accept' ? 'accept_advance' : 'offer_advance' }],
  async run(what, stage, { of, key }) {
    const about = { order: stage.sale(of).order };
    if (what === 'accept') return outcomeOf(await stage.target.ask('accept_advance', { about, key }));
    const body = { with_recourse: what === 'offer' };
    return outcomeOf(await stage.target.ask('offer_advance', { about, body, key }));
  },
  recall: {
    offer_advance: recalling(z.object({ with_recourse: z.boolean().default(true) }), (offer) =>
      offer.with_recourse ? 'offer' : 'offer_without_recourse',
    ),
    accept_advance: recallAs('accept'),
  },
});

export const acknowledge = defineStep({
  name: 'acknowledge',
  summary:
    'A person has looked at what asks for no more than that: a stray payment (<order>-p2), a failed split.',
  schema: text,
  tell: (about) => `A person has looked at ${about}`,
  needs: () => [{ call: 'acknowledge' }],
  async run(about, stage, { of, key }) {
    const body = { about: stage.named(about, of) };
    return outcomeOf(
      await stage.target.ask('acknowledge', { about: { order: stage.sale(of).order }, body, key }),
    );
  },
  recall: {
    acknowledge: recalling(z.object({ about: z.string() }), ({ about }, _deed, stage) =>
      stage.readable(about),
    ),
  },
});

const NOWHERE = 'http://marketplace.invalid/';

export const webhookEndpoint = defineStep({
  name: 'webhook_endpoint',
  summary: 'The marketplace wants to be told of events, at an address.',
  schema: z.strictObject({ url: word }),
  tell: ({ url }) => `The marketplace wants to be told at ${url}`,
  needs: () => [{ call: 'open_endpoint' }],
  async run(body, { target }, { key }) {
    return outcomeOf(await target.ask('open_endpoint', { body, key }));
  },
  recall: {
    open_endpoint: () => ({
      details: { url: NOWHERE },
      remark: `the address may hold secrets and is not kept: ${NOWHERE} stands for it, and nobody answers there`,
    }),
  },
});

const resent = z.object({ type: z.string(), data: z.object({ order: z.string() }) });

export const resendEvent = defineStep({
  name: 'resend_event',
  summary: 'The marketplace is told once more of the latest event of that type: order.held.',
  schema: word,
  tell: (type) => `The marketplace is told again of ${type}`,
  needs: () => [{ call: 'read_events' }, { call: 'resend_event' }],
  async run(type, stage, { of }) {
    const found = (await eventsOf(stage, stage.sale(of).order)).findLast((event) => event.type === type);
    if (!found) {
      const detail = `the sale has no event ${type}`;
      return { kind: 'refused', refusal: { ok: false, status: 404, code: 'event_not_found', detail } };
    }
    return outcomeOf(await stage.target.ask('resend_event', { about: { event: found.id } }));
  },
  recall: {
    resend_event({ answer }, stage) {
      const { data: event } = resent.safeParse(answer);
      const sale = stage.sales.find(({ order }) => order === event?.data.order);
      return event && sale && { details: event.type, sale };
    },
  },
});

/** All that the platform has told, or would tell, of an order. */
export async function eventsOf({ target }: Stage, order: string): Promise<readonly EventView[]> {
  const found: EventView[] = [];
  for (;;) {
    const after = found.at(-1)?.id ?? '';
    const answer = await target.ask('read_events', { about: { order, after } });
    if (!answer.ok) throw new Error(`events cannot be read: ${answer.detail}`);
    const { events } = eventsSchema.parse(answer.value);
    if (events.length === 0) return found;
    found.push(...events);
  }
}
