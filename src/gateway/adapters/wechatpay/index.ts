import { createPrivateKey, createPublicKey, createSecretKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Channel, ChannelWorld } from '../../channel.ts';
import { collect, METHODS } from './collect.ts';
import { Gateway } from './gateway.ts';
import { readNotification } from './notification.ts';
import { close, query } from './payment.ts';
import { type ConfiguredKeys, PlatformKeys } from './platform-keys.ts';
import { queryRefund, refund } from './refund.ts';
import { Sender } from './send.ts';
import { splittingBy } from './splitting.ts';
import { statement } from './statement.ts';

/** A direct merchant (直连商户) of APIv3. Keys and certificates are PEM. */
const credentialsSchema = z
  .object({
    /** `https://api.mch.weixin.qq.com` */
    origin: z.url(),
    appid: z.string().min(1),
    mchid: z.string().min(1),
    /** PKCS#8. */
    merchantPrivateKey: z.string(),
    merchantSerialNo: z.string().min(1),
    apiV3Key: z.string().length(32),
    /**
     * A merchant has WeChat Pay's public key or goes by its certificates, of which the first may be given here and
     * those that follow are downloaded. While it changes from one to the other it has both.
     */
    platformSerialNo: z.string().optional(),
    platformCertificate: z.string().optional(),
    /** `PUB_KEY_ID_…` */
    publicKeyId: z.string().optional(),
    /** SPKI. */
    publicKey: z.string().optional(),
  })
  .refine(({ publicKeyId, publicKey }) => (publicKeyId === undefined) === (publicKey === undefined), {
    error: 'publicKeyId and publicKey come together',
  })
  .refine(
    ({ platformSerialNo: serial, platformCertificate: pem }) =>
      (serial === undefined) === (pem === undefined),
    { error: 'platformSerialNo and platformCertificate come together' },
  );

/** A public key does not expire. */
const FOR_EVER = Number.POSITIVE_INFINITY;

type Credentials = z.infer<typeof credentialsSchema>;

/** Opens a channel to WeChat Pay, APIv3. */
export function wechatpayChannel(credentials: unknown, world: ChannelWorld): Channel {
  const parsed = credentialsSchema.parse(credentials);
  const { origin, appid, mchid, merchantSerialNo } = parsed;
  const merchant = { appid, mchid };
  const merchantKey = createPrivateKey(parsed.merchantPrivateKey);
  const apiV3Key = createSecretKey(parsed.apiV3Key, 'utf8');
  const sender = new Sender({ origin, merchant, merchantKey, merchantSerialNo }, world);
  const platformKeys = new PlatformKeys(configuredKeys(parsed), apiV3Key, sender);
  const gateway = new Gateway(sender, platformKeys);
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
    splitting: splittingBy(gateway),
    statement: (day, now) => statement(gateway, day, now),
  };
}

function configuredKeys({
  platformSerialNo,
  platformCertificate,
  publicKeyId,
  publicKey,
}: Credentials): ConfiguredKeys {
  const key = publicKey === undefined ? undefined : createPublicKey(publicKey);
  const certificate =
    platformCertificate === undefined ? undefined : new X509Certificate(platformCertificate);
  return {
    publicKey: publicKeyId === undefined || !key ? undefined : { serial: publicKeyId, key, until: FOR_EVER },
    certificate:
      platformSerialNo === undefined || !certificate
        ? undefined
        : { serial: platformSerialNo, key: certificate.publicKey, until: Date.parse(certificate.validTo) },
  };
}
