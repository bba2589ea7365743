import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { certify, type KeyHolder, type Kit, type KnownKey, sandboxName } from '../../src/sandbox/index.ts';
import { APP_ID, SELLER } from './identities.ts';

/** What the gateway signs and verifies with. Key objects are made once: parsing PEM is slow. */
export interface Keys {
  readonly appPublicKey: KeyObject;
  readonly platformPrivateKey: KeyObject;
  /** One that Alipay has retired: made when a fault first asks for it. */
  readonly retiredPrivateKey: () => Promise<KeyObject>;
  readonly aesKey: KeyObject;
  /** Keys that a merchant may have signed with by mistake. */
  readonly knownKeys: readonly KnownKey[];
  /** Serial numbers, in Alipay's sense, that certificate mode sends along. */
  readonly appCertSn: string;
  readonly platformCertSn: string;
  readonly rootCertSn: string;
}

/** What a merchant's SDK is configured with (DESIGN.md, "What a user sees"). */
export interface Credentials {
  readonly origin: string;
  readonly gateway: string;
  readonly appId: string;
  readonly appPrivateKey: string;
  readonly alipayPublicKey: string;
  readonly sellerId: string;
  readonly appCert: string;
  readonly alipayPublicCert: string;
  readonly alipayRootCert: string;
  readonly aesKey: string;
}

export async function openCredentials(kit: Kit): Promise<{ keys: Keys; credentials: Credentials }> {
  const [app, platform, root] = await Promise.all([
    kit.keys.rsaKeyPair('alipay.app'),
    kit.keys.rsaKeyPair('alipay.platform'),
    kit.keys.rsaKeyPair('alipay.root'),
  ]);
  const aesKey = await kit.keys.symmetricKey('alipay.aes', 16);
  const authority = { name: ROOT_NAME, keys: root };
  const certificate = (file: string, holder: KeyHolder, serial: string) =>
    kit.keys.text(`alipay.${file}.crt`, () => certify(holder, authority, serial));
  const rootCert = await certificate('root', authority, '1000000000000001');
  const appCert = await certificate('app', { name: APP_NAME, keys: app }, '2021004100000001');
  const platformCert = await certificate(
    'platform',
    { name: PLATFORM_NAME, keys: platform },
    '2088041000000001',
  );

  return {
    keys: {
      appPublicKey: createPublicKey(app.publicKey),
      platformPrivateKey: createPrivateKey(platform.privateKey),
      retiredPrivateKey: async () =>
        createPrivateKey((await kit.keys.rsaKeyPair('alipay.platform-retired')).privateKey),
      aesKey: createSecretKey(aesKey, 'base64'),
      knownKeys: [
        { whose: "Alipay's own private key", publicKey: createPublicKey(platform.publicKey) },
        { whose: 'the key of the root certificate', publicKey: createPublicKey(root.publicKey) },
      ],
      appCertSn: certSn(appCert),
      platformCertSn: certSn(platformCert),
      rootCertSn: certSn(rootCert),
    },
    credentials: {
      origin: kit.origin,
      gateway: `${kit.origin}/gateway.do`,
      appId: APP_ID,
      appPrivateKey: app.privateKey.trim(),
      alipayPublicKey: platform.publicKey.trim(),
      sellerId: SELLER.id,
      appCert,
      alipayPublicCert: platformCert,
      alipayRootCert: rootCert,
      aesKey,
    },
  };
}

const ROOT_NAME = sandboxName('Counterfoil Sandbox Root CA', 'Certification Authority');
const APP_NAME = sandboxName(APP_ID, 'Alipay Merchant');
const PLATFORM_NAME = sandboxName('Counterfoil Sandbox Alipay', 'Alipay');

/**
 * The serial number of a certificate, in Alipay's sense: MD5 over the issuer, from its last attribute to its
 * first, and the number in decimal. For a root file it would be those of its RSA certificates, joined with
 * `_`; ours holds one.
 */
function certSn(pem: string): string {
  const certificate = new X509Certificate(pem);
  const issuer = certificate.issuer.split('\n').reverse().join(',');
  return createHash('md5')
    .update(issuer + BigInt(`0x${certificate.serialNumber}`))
    .digest('hex');
}
