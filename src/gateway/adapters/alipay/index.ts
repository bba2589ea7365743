import { createPrivateKey, createPublicKey } from 'node:crypto';
import { z } from 'zod';
import type { Channel, ChannelWorld } from '../../channel.ts';
import { Gateway } from './gateway.ts';
import { readNotification } from './notification.ts';
import { close, collect, METHODS, query } from './payment.ts';
import { queryRefund, refund } from './refund.ts';
import { splittingBy } from './splitting.ts';
import { statement } from './statement.ts';

/** Alipay in public-key mode. Certificate mode is not spoken. */
const credentialsSchema = z.object({
  /** `https://openapi.alipay.com/gateway.do` */
  gateway: z.url(),
  appId: z.string().min(1),
  /** PEM, PKCS#8. */
  appPrivateKey: z.string(),
  /** PEM, SPKI. */
  alipayPublicKey: z.string(),
  /** The seller's Alipay user id, `2088…`. */
  sellerId: z.string().min(1),
});

/** Opens a channel to Alipay's gateway, protocol v2. */
export function alipayChannel(credentials: unknown, world: ChannelWorld): Channel {
  const {
    gateway: url,
    appId,
    appPrivateKey,
    alipayPublicKey,
    sellerId,
  } = credentialsSchema.parse(credentials);
  const appKey = createPrivateKey(appPrivateKey);
  const alipayKey = createPublicKey(alipayPublicKey);
  const gateway = new Gateway({ url, appId, appKey, alipayKey }, world);
  return {
    name: 'alipay',
    methods: METHODS,
    collect: (request) => collect(gateway, request),
    query: (payment) => query(gateway, payment),
    close: (payment) => close(gateway, payment),
    refund: (request) => refund(gateway, request),
    queryRefund: (payment, number) => queryRefund(gateway, payment, number),
    readNotification: (_headers, body) => readNotification(body, { appId, sellerId, alipayKey }),
    // Alipay sends again until it reads exactly `success`.
    answerNotification: (accepted) => ({
      status: accepted ? 200 : 400,
      contentType: 'text/plain',
      body: accepted ? 'success' : 'failure',
    }),
    splitting: splittingBy(gateway, world.newNonce),
    statement: (day, now) => statement(gateway, day, now),
  };
}
