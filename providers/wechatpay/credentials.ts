import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { certify, type KeyHolder, type Kit, type KnownKey, sandboxName } from '../../src/sandbox/index.ts';
import { APPID, MCHID } from './identities.ts';

/** A key that WeChat Pay signs with and decrypts with, under the name that goes over the wire. */
export interface PlatformKey {
  /** A certificate's serial number, or `PUB_KEY_ID_…`. */
  readonly serial: string;
  readonly privateKey: KeyObject;
}

export interface PlatformCertificate extends PlatformKey {
  /** PEM */
  readonly certificate: string;
}

/** What the gateway signs and verifies with. Key objects are made once: parsing PEM is slow. */
export interface Keys {
  readonly merchantSerial: string;
  readonly merchantPublicKey: KeyObject;
  readonly apiV3Key: KeyObject;
  /** The one in use, and the one that comes after it. */
  readonly certificates: readonly [PlatformCertificate, PlatformCertificate];
  /** 微信支付公钥 */
  readonly publicKey: PlatformKey;
  /** One that WeChat Pay has retired: made when a fault first asks for it. */
  readonly retired: () => Promise<PlatformKey>;
  /** Keys that a merchant may have signed with by mistake. */
  readonly knownKeys: readonly KnownKey[];
}

/** What a merchant's SDK is configured with (DESIGN.md, "What a user sees"). */
export interface Credentials {
  readonly origin: string;
  readonly appid: string;
  readonly mchid: string;
  readonly merchantPrivateKey: string;
  readonly merchantSerialNo: string;
  readonly merchantCertificate: string;
  readonly apiV3Key: string;
  readonly platformSerialNo: string;
  readonly platformCertificate: string;
  readonly publicKeyId: string;
  readonly publicKey: string;
}

const MERCHANT_SERIAL = '5B7A1D0C93E24F68A1B2C3D4E5F60718293A4B5C';
const PLATFORM_SERIALS = [
  '4E1F6A2B7C3D8E9F0A1B2C3D4E5F60718293A4B5',
  '6C2D9E4F1A7B3C8D5E0F1A2B3C4D5E6F70819203',
] as const;

const RETIRED_SERIAL = '2A1B3C4D5E6F708192A3B4C5D6E7F8091A2B3C4D';

export async function openCredentials(kit: Kit): Promise<{ keys: Keys; credentials: Credentials }> {
  const pair = (name: string) => kit.keys.rsaKeyPair(`wechatpay.${name}`);
  const [merchant, platform, nextPlatform, platformPublic, root] = await Promise.all([
    pair('merchant'),
    pair('platform'),
    pair('platform-next'),
    pair('public-key'),
    pair('root'),
  ]);
  const authority = { name: ROOT_NAME, keys: root };
  const certificate = (file: string, holder: KeyHolder, serial: string) =>
    kit.keys.text(`wechatpay.${file}.crt`, () => certify(holder, authority, serial));
  const merchantHolder = { name: MERCHANT_NAME, keys: merchant };
  const merchantCertificate = await certificate('merchant', merchantHolder, MERCHANT_SERIAL);
  const [serial, nextSerial] = PLATFORM_SERIALS;
  const platformCertificate = await certificate('platform', { name: PLATFORM_NAME, keys: platform }, serial);
  const nextCertificate = await certificate(
    'platform-next',
    { name: PLATFORM_NAME, keys: nextPlatform },
    nextSerial,
  );
  // Thirty-two characters, which are its bytes: so it is typed into the merchant platform.
  const apiV3Key = (await kit.keys.symmetricKey('wechatpay.api-v3', 24)).replace(/[+/]/g, 'x');
  const publicKeyId = `PUB_KEY_ID_0${MCHID}2026112200000000000100`;
  return {
    keys: {
      merchantSerial: MERCHANT_SERIAL,
      merchantPublicKey: createPublicKey(merchant.publicKey),
      apiV3Key: createSecretKey(apiV3Key, 'utf8'),
      certificates: [
        { serial, privateKey: createPrivateKey(platform.privateKey), certificate: platformCertificate },
        {
          serial: nextSerial,
          privateKey: createPrivateKey(nextPlatform.privateKey),
          certificate: nextCertificate,
        },
      ],
      publicKey: { serial: publicKeyId, privateKey: createPrivateKey(platformPublic.privateKey) },
      retired: async () => ({
        serial: RETIRED_SERIAL,
        privateKey: createPrivateKey((await pair('platform-retired')).privateKey),
      }),
      knownKeys: [
        { whose: "WeChat Pay's own platform key", publicKey: createPublicKey(platform.publicKey) },
        {
          whose: "the private half of WeChat Pay's public key",
          publicKey: createPublicKey(platformPublic.publicKey),
        },
      ],
    },
    credentials: {
      origin: kit.origin,
      appid: APPID,
      mchid: MCHID,
      merchantPrivateKey: merchant.privateKey.trim(),
      merchantSerialNo: MERCHANT_SERIAL,
      merchantCertificate,
      apiV3Key,
      platformSerialNo: serial,
      platformCertificate,
      publicKeyId,
      publicKey: platformPublic.publicKey.trim(),
    },
  };
}

// Their dates are wide: when the platform's certificates take over from one another is a rule and no date in
// them, since an unmodified client holds them against its own clock.
const ROOT_NAME = sandboxName('Counterfoil Sandbox Tenpay Root CA', 'Certification Authority');
const MERCHANT_NAME = sandboxName(MCHID, 'WeChat Pay Merchant');
const PLATFORM_NAME = sandboxName('Counterfoil Sandbox WeChat Pay', 'WeChat Pay');
