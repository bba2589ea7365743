/** A bug that somebody could have made, as what it changes in the sources. */
export interface Bug {
  /** What it does, in one line. */
  readonly name: string;
  readonly edits: readonly Edit[];
}

export interface Edit {
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** In the platform, its core and its adapters: one at a time. */
export const BUGS: readonly Bug[] = [
  {
    name: 'what rounding leaves over is dropped',
    edits: [
      {
        file: 'src/money/allocate.ts',
        find: 'shares[leg] = (shares[leg] ?? 0n) + 1n;',
        replace: 'shares[leg] = shares[leg] ?? 0n;',
      },
    ],
  },
  {
    name: 'a call whose answer was lost is not repeated',
    edits: [
      {
        file: 'src/escrow/draft.ts',
        find: 'change(draft, { timers: [...draft.order.timers, retry] });',
        replace: 'void retry;',
      },
    ],
  },
  {
    name: 'a refund that was accepted is taken for one that was done',
    edits: [
      {
        file: 'src/gateway/adapters/wechatpay/refund.ts',
        find: "    case 'PROCESSING':\n      return { kind: 'pending' };",
        replace:
          "    case 'PROCESSING':\n      return { kind: 'succeeded', value: { refunded: amount.refund } };",
      },
    ],
  },
  {
    name: 'a notification that comes twice is credited twice',
    edits: [
      {
        file: 'src/escrow/paying.ts',
        find: 'if (STRENGTH[news.state] <= STRENGTH[payment.state]) return undefined;',
        replace: 'if (STRENGTH[news.state] < STRENGTH[payment.state]) return undefined;',
      },
    ],
  },
  {
    name: 'a timeout is taken for a failure',
    edits: [
      {
        file: 'src/gateway/adapters/alipay/gateway.ts',
        find: "return { kind: 'unknown', reason };",
        replace: "return { kind: 'failed', code: 'timeout', message: reason };",
      },
    ],
  },
  {
    name: 'a sale is released while it is disputed',
    edits: [
      {
        file: 'src/escrow/fulfilment.ts',
        find: 'return isDue && !isRefundingTheSale(order) && !isContested(order);',
        replace: 'return isDue && !isRefundingTheSale(order);',
      },
    ],
  },
  {
    name: 'an order that has expired is revived by money that comes later',
    edits: [
      {
        file: 'src/escrow/paying.ts',
        find: "if (draft.order.fulfilment === 'paying' && isExact)",
        replace: "if (['paying', 'expired'].includes(draft.order.fulfilment) && isExact)",
      },
    ],
  },
  {
    name: 'a refund is asked for again under another number',
    edits: [
      {
        file: 'src/platform/refund-calls.ts',
        find: 'refund: id, amount, reason, notifyUrl };',
        replace:
          "refund: [id, ...order.timers.flatMap((t) => (t.about === id && t.attempt > 0 ? [t.attempt] : []))].join('-'), amount, reason, notifyUrl };",
      },
    ],
  },
  {
    name: 'a split is asked for again under another number',
    edits: [
      {
        file: 'src/platform/calls.ts',
        find: 'return split(channel, effect);',
        replace:
          'return split(channel, { ...effect, again: order.timers.find((t) => t.about === effect.split.id)?.attempt });',
      },
      {
        file: 'src/platform/split-calls.ts',
        find: "{ payment, split: asked }: EffectOf<'split'>,",
        replace: "{ payment, split: asked, again }: EffectOf<'split'>,",
      },
      {
        file: 'src/platform/split-calls.ts',
        find: 'split: id,\n',
        replace: "split: again ? id + '-' + again : id,\n",
      },
    ],
  },
  {
    name: 'the notification of a refund is taken for one of a payment',
    edits: [
      {
        file: 'src/gateway/adapters/alipay/notification.ts',
        find: 'if (isRefundEcho(trade)) {',
        replace: 'if (false as boolean) {',
      },
      {
        file: 'src/gateway/adapters/alipay/notification.ts',
        find: 'paid: trade.total_amount,',
        replace: 'paid: trade.refund_fee ?? trade.total_amount,',
      },
      {
        file: 'src/escrow/paying.ts',
        find: 'if (STRENGTH[news.state] <= STRENGTH[payment.state]) return undefined;',
        replace: 'if (STRENGTH[news.state] <= STRENGTH[payment.state] && !news.paid) return undefined;',
      },
    ],
  },
  {
    name: 'a release pays the shares as they were before refunds',
    edits: [
      {
        file: 'src/escrow/releasing.ts',
        find: 'const amount = netOf({ payee, ...leg });',
        replace: 'const amount = leg.allocated;',
      },
    ],
  },
];
