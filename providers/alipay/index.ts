import type { Kit, Provider, ProviderDefinition } from '../../src/sandbox/index.ts';
import { Cashier } from './cashier.ts';
import { alipayCommands } from './commands.ts';
import { openCredentials } from './credentials.ts';
import { Gateway } from './gateway.ts';
import { identify } from './identify.ts';
import { notificationProtocol } from './notify.ts';
import { openOffice } from './office.ts';
import { orderView } from './order-view.ts';
import { alipayRoutes } from './routes.ts';
import { openWallet } from './wallet.ts';

/** Alipay's open platform (支付宝开放平台), protocol v2. What it does and does not do: README.md. */
export const alipay: ProviderDefinition = { name: 'alipay', portOffset: 1, open: openAlipay };

async function openAlipay(kit: Kit): Promise<Provider> {
  const { keys, credentials } = await openCredentials(kit);
  kit.notifier.speak('alipay', notificationProtocol(keys));
  const office = openOffice(kit);
  const cashier = new Cashier(kit.store, office, keys.platformPrivateKey);
  const gateway = new Gateway(kit, keys, office, cashier);
  const routes = alipayRoutes(gateway, cashier, office);
  const timers = office.trades.timers(
    (action) => kit.store.transaction(action),
    (before, after) => {
      if (after.trade?.status !== before.trade?.status) office.notify(after);
    },
  );
  return {
    handle: (request, env) => routes.fetch(request, env),
    identify: (request, body) => identify(request, body, office, keys),
    fail: (failure, request, env) => gateway.fail(failure, request, env),
    credentials: { ...credentials },
    wallet: openWallet(kit, keys, office),
    due: [timers],
    commands: alipayCommands(kit, office),
    spared: {
      refund_stuck: 'Alipay refunds at once: it has been done, or it was not',
      refund_abnormal: 'what a card does not take back, Alipay gives to the buyer’s balance',
      notification_probed: 'Alipay sends no probes',
      stale_timestamp: 'Alipay signs no date to be held against a clock',
    },
    order: (no) => orderView(office.trades.find({ out_trade_no: no })),
  };
}
