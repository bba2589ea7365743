import { it } from 'vitest';
import { z } from 'zod';
import { expectKept } from '../verify.ts';
import { TRADE_NO } from './conversations/conversation.ts';
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
    // Pact would pass the form on as JSON, and cannot put a number that the provider has given into it.
    ask: async ({ app, tradeNo = TRADE_NO }, { query, body }) => {
      const { biz_content = '', ...parameters } = form.parse({ ...query, ...body });
      const text = await app.ask({
        ...parameters,
        biz_content: biz_content.replaceAll(TRADE_NO, tradeNo),
      });
      return { status: 200, text };
    },
    notifications,
    readLatest: async ({ app, told }) => app.readNotification(told.at(-1)?.body ?? ''),
  }));
