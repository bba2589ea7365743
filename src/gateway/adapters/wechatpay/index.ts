import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { z } from 'zod';
import type { Channel, ChannelWorld } from '../../channel.ts';
import { Gateway } from './gateway.ts';
import { readNotification } from './notification.ts';
import { close, collect, METHODS, query } from './payment.ts';
import type { PlatformKeys } from './platform-signature.ts';
import { queryRefund, refund } from './refund.ts';

/**
 * A direct merchant (直连商户) of APIv3. Keys and certificates are PEM.
 *
 * @note The certificate that takes over from this one is not downloaded: what it signs is not trusted until it
 *   is here. A public key does not expire.
 */
const credentialsSchema = z.object({
  /** `https://api.mch.weixin.qq.com` */
  origin: z.url(),
  appid: z.string().min(1),
  mchid: z.string().min(1),
  /** PKCS#8. */
  merchantPrivateKey: z.string(),
  merchantSerialNo: z.string().min(1),
  apiV3Key: z.string().length(32),
  /** A merchant has WeChat Pay's certificate, its public key or, while it changes from one to the other, both. */
  platformSerialNo: z.string().optional(),
  platformCertificate: z.string().optional(),
  /** `PUB_KEY_ID_…` */
  publicKeyId: z.string().optional(),
  /** SPKI. */
  publicKey: z.string().optional(),
});

type Credentials = z.infer<typeof credentialsSchema>;

/** Opens a channel to WeChat Pay, APIv3. */
export function wechatpayChannel(credentials: unknown, world: ChannelWorld): Channel {
  const parsed = credentialsSchema.parse(credentials);
  const { origin, appid, mchid, merchantSerialNo, publicKeyId } = parsed;
  const merchant = { appid, mchid };
  const merchantKey = createPrivateKey(parsed.merchantPrivateKey);
  const apiV3Key = createSecretKey(parsed.apiV3Key, 'utf8');
  const platformKeys = platformKeysOf(parsed);
  const gateway = new Gateway(
    { origin, merchant, merchantKey, merchantSerialNo, platformKeys, publicKeyId },
    world,
  );
  const addressee = { merchant, apiV3Key, platformKeys };
  return {
    name: 'wechatpay',
    methods: METHODS,
    collect: (request) => collect(gateway, request),
    query: (payment) => query(gateway, payment),
    close: (payment) => close(gateway, payment),
    refund: (request) => refund(gateway, request),
    queryRefund: (payment, number) => queryRefund(gateway, payment, number),
    readNotification: (headers, body) => readNotification(headers, body, addressee, world.now()),
    // WeChat Pay goes by the status, and sends again until it sees 200 or 204.
    answerNotification: (accepted) => ({
      status: accepted ? 200 : 400,
      contentType: 'application/json',
      body: accepted ? '{"code":"SUCCESS"}' : '{"code":"FAIL","message":"refused"}',
    }),
  };
}

function platformKeysOf({
  platformSerialNo,
  platformCertificate,
  publicKeyId,
  publicKey,
}: Credentials): PlatformKeys {
  const keys = new Map<string, KeyObject>();
  if (platformSerialNo !== undefined && platformCertificate !== undefined) {
    keys.set(platformSerialNo, new X509Certificate(platformCertificate).publicKey);
  }
  if (publicKeyId !== undefined && publicKey !== undefined) keys.set(publicKeyId, createPublicKey(publicKey));
  if (keys.size === 0) throw new Error('neither a platform certificate nor a public key of WeChat Pay');
  return keys;
}
