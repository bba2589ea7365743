import { it } from 'vitest';
import { expectKept } from '../verify.ts';
import { notifications } from './conversations/notifications.ts';
import { bringAbout, openProviderWorld, STATES } from './provider-world.ts';

it('the provider answers and notifies as the adapter relies on', () =>
  expectKept({
    name: 'wechatpay',
    open: openProviderWorld,
    states: STATES,
    bringAbout,
    signedPath: '/v3/',
    ask: ({ merchant }, asked) => merchant.ask(asked),
    notifications,
    readLatest: async ({ merchant, told }) => {
      const latest = told.at(-1);
      if (!latest) throw new Error('nothing was told');
      return merchant.readNotification(latest);
    },
  }));
