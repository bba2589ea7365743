import type { Kit, Provider, ProviderDefinition } from '../../src/sandbox/index.ts';
import { wechatpayCommands } from './commands.ts';
import { openCredentials } from './credentials.ts';
import { FrequencyLimits } from './frequency.ts';
import { Gateway } from './gateway.ts';
import { H5Page } from './h5-page.ts';
import { identify, methodOf } from './identify.ts';
import { notificationProtocol } from './notify.ts';
import { openOffice } from './office.ts';
import { orderView } from './order-view.ts';
import { wechatpayRoutes } from './routes.ts';
import { RULES, type Rules } from './rules.ts';
import { openWallet } from './wallet.ts';

/** WeChat Pay (微信支付), APIv3. What it does and does not do: README.md. */
export const wechatpay = createWechatpay();

/** @param rules numbers that differ from the documentation's, as in a merchant's own contract */
export function createWechatpay(rules: Partial<Rules> = {}): ProviderDefinition {
  return {
    name: 'wechatpay',
    portOffset: 2,
    open: (kit) => openWechatpay(kit, { ...RULES, ...rules }),
  };
}

async function openWechatpay(kit: Kit, rules: Rules): Promise<Provider> {
  const { keys, credentials } = await openCredentials(kit);
  const office = openOffice(kit, keys, rules);
  kit.notifier.speak('wechatpay', notificationProtocol(kit, office.numbers, office.platformKeys));
  const gateway = new Gateway(kit, keys, office, new FrequencyLimits());
  const routes = wechatpayRoutes(gateway, new H5Page(kit.store, office));
  const transaction: Kit['store']['transaction'] = (action) => kit.store.transaction(action);
  return {
    handle: (request, env) => routes.fetch(request, env),
    identify: (request, body) => identify(request, body, office),
    fail: async (failure, request, env) => {
      const method = methodOf(request);
      // Pages have no errors of their own.
      return method ? gateway.fail(failure, method, request, env) : new Response(null, { status: 500 });
    },
    credentials: { ...credentials },
    wallet: openWallet(kit, keys, office),
    due: [
      office.trades.timers(transaction, (outcome) => office.commit(outcome)),
      office.withdrawals.timers(transaction),
      office.transfers.timers(transaction),
      office.batches.timers(transaction),
    ],
    commands: wechatpayCommands(office),
    spared: {
      refund_looks_like_payment: 'WeChat Pay tells of refunds under words of their own',
    },
    order: (no) => orderView(office.trades.find(no)),
  };
}
