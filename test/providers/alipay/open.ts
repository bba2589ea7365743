import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { alipay } from '../../../providers/alipay/index.ts';
import { type Listening, openMerchant, openSimulator, type Simulator } from '../simulator.ts';

export { newOrderNo, START } from '../simulator.ts';

const credentialsShape = z.object({
  origin: z.string(),
  gateway: z.string(),
  appId: z.string(),
  appPrivateKey: z.string(),
  alipayPublicKey: z.string(),
  sellerId: z.string(),
  appCert: z.string(),
  alipayPublicCert: z.string(),
  alipayRootCert: z.string(),
  aesKey: z.string(),
});

export type AlipayCredentials = z.output<typeof credentialsShape>;

interface Told {
  readonly at: number;
  readonly fields: Record<string, string>;
}

export interface AlipayWorld extends Simulator {
  readonly credentials: AlipayCredentials;
  readonly merchant: Listening<Told>;
  /** Configured as a merchant would, with the app's keys. */
  readonly sdk: AlipaySdk;
  /** Calls with `validateSign`. */
  exec(method: string, bizContent: object, parameters?: object): Promise<AlipaySdkCommonResult>;
}

export async function openAlipay(seed = 1): Promise<AlipayWorld> {
  const simulator = await openSimulator(alipay, { seed });
  const { sandbox, provider } = simulator;
  const hear = async (request: Request): Promise<Told> => {
    const fields = Object.fromEntries(new URLSearchParams(await request.text()));
    return { at: sandbox.clock.now(), fields };
  };
  const merchant = await openMerchant(hear, () => new Response('success'));
  const credentials = credentialsShape.parse(provider.credentials);
  const sdk = new AlipaySdk({
    appId: credentials.appId,
    privateKey: credentials.appPrivateKey,
    alipayPublicKey: credentials.alipayPublicKey,
    gateway: credentials.gateway,
    keyType: 'PKCS8',
    camelcase: false,
  });
  return {
    ...simulator,
    credentials,
    merchant,
    sdk,
    exec: (method, bizContent, parameters = {}) =>
      sdk.exec(method, { ...parameters, bizContent }, { validateSign: true }),
    close: async () => {
      await merchant.close();
      await simulator.close();
    },
  };
}

/** One that lasts as long as the test that opens it. */
export async function openAlipayForTest(): Promise<AlipayWorld> {
  const world = await openAlipay();
  onTestFinished(() => world.close());
  return world;
}
