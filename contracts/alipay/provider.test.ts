import { it } from 'vitest';
import { z } from 'zod';
import { expectKept } from '../verify.ts';
import { notifications } from './conversations/notifications.ts';
import { bringAbout, openProviderWorld, STATES } from './provider-world.ts';

const form = z.record(z.string(), z.string());

it('the provider answers and notifies as the adapter relies on', () =>
  expectKept({
    name: 'alipay',
    open: openProviderWorld,
    states: STATES,
    bringAbout: async (...about) => {
      await bringAbout(...about);
      return {};
    },
    signedPath: '/gateway.do',
    // Pact would pass the form on as JSON.
    ask: async ({ app }, { query, body }) => ({
      status: 200,
      text: await app.ask(form.parse({ ...query, ...body })),
    }),
    notifications,
    readLatest: async ({ app, told }) => app.readNotification(told.at(-1)?.body ?? ''),
  }));
