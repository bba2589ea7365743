import type { NotificationProtocol, ProviderDefinition } from '../../src/sandbox/index.ts';

interface Receipt {
  readonly id: string;
  readonly order: string;
  readonly expiresAt?: number;
}

const RECEIPT_LIFE_MS = 15 * 60_000;

const PROTOCOL: NotificationProtocol = {
  retryAfterMs: [60_000, 3_600_000],
  timeoutMs: 5000,
  compose: async ({ id, fields }, now) => {
    const body = JSON.stringify({ id, now, ...fields });
    return { headers: {}, body, signature: { verdict: 'valid', canonical: body } };
  },
  isAcknowledged: (_status, body) => body === 'heard',
};

/**
 * The smallest provider: it takes any order in a request's body as paid, gives a receipt with a number drawn
 * by chance, and tells the URL in the query. Its receipts expire.
 */
export const TILL: ProviderDefinition = {
  name: 'till',
  portOffset: 9,
  open: async ({ origin, clock, wireTime, random, keys, store, notifier }) => {
    const receipts = store.collection<Receipt>('till_receipt', { dueAt: ({ expiresAt }) => expiresAt });
    const numbers = random.stream('till/receipt');
    notifier.speak('till', PROTOCOL);
    return {
      commands: [],
      credentials: { origin, secret: await keys.symmetricKey('till', 16) },
      handle: (request, { body, exchange }) => {
        exchange.order = body;
        const id = numbers.digits(12);
        store.transaction(() => {
          receipts.put(id, { id, order: body, expiresAt: clock.now() + RECEIPT_LIFE_MS });
          const url = new URL(request.url).searchParams.get('notify') ?? '';
          notifier.send('till', { id, method: 'till.paid', order: body, url, fields: { order: body } });
        });
        return Response.json({ id, at: wireTime() });
      },
      wallet: {
        methods: ['cash'],
        outcomes: ['success'],
        look: () => undefined,
        offers: () => [],
        pay: () => ({ ok: false, code: 'unknown_token', message: 'The till takes cash alone.' }),
      },
      due: [
        {
          name: 'receipts',
          nextDue: async () => receipts.nextDue(),
          run: async (now) => {
            for (const { id, order } of receipts.due(now))
              receipts.put(id, { id, order: `${order}, expired` });
          },
        },
      ],
    };
  },
};
