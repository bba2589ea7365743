import { createCipheriv } from 'node:crypto';
import { MatchersV3 } from '@pact-foundation/pact';
import { issueCertificate } from '../../../src/sandbox/certificates.ts';
import { TEST_KEY_PAIRS } from '../../../src/sandbox/test-keys.ts';
import { anMchid, awaiting, type Conversation, PRICE_FEN } from './conversation.ts';

const { eachLike, regex } = MatchersV3;

export const SERIAL = '7132D72A03E93CDDF8C03BBD1F37EEDF4C2D8A1B';
export const API_V3_KEY = 'an APIv3 key of 32 characters...';

const [, platformKeys] = TEST_KEY_PAIRS;
if (!platformKeys) throw new Error('a key pair is needed');
const name = { commonName: 'WeChat Pay', organizationalUnit: 'CA', organization: 'Test', country: 'CN' };

/** The certificate of the key that signs in these conversations: PEM. */
const certificate = await issueCertificate({
  subject: name,
  issuer: name,
  publicKey: platformKeys.publicKey,
  issuerKey: platformKeys.privateKey,
  serialNumber: SERIAL,
  authority: false,
  notBefore: Date.UTC(2025, 0, 1),
  notAfter: Date.UTC(2030, 0, 1),
});

const NONCE = '61f9c719728a';

function sealed(text: string): string {
  const cipher = createCipheriv('aes-256-gcm', API_V3_KEY, NONCE).setAAD(Buffer.from('certificate'));
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

export const certifying: Conversation[] = [
  {
    name: 'the certificates in use are asked for when one signs that is not known',
    exchanges: [
      {
        given: awaiting('certify_1'),
        asked: 'query by a merchant that goes by certificates',
        method: 'GET',
        path: '/v3/pay/transactions/out-trade-no/certify_1',
        query: { mchid: anMchid },
        status: 200,
        answer: {
          out_trade_no: 'certify_1',
          trade_state: 'NOTPAY',
          amount: { total: PRICE_FEN, currency: 'CNY' },
        },
      },
      {
        given: awaiting('certify_1'),
        asked: 'the certificates in use',
        method: 'GET',
        path: '/v3/certificates',
        status: 200,
        answer: {
          data: eachLike({
            serial_no: regex('^[0-9A-F]{40}$', SERIAL),
            expire_time: regex('^\\d{4}-\\d\\d-\\d\\dT.+[+]08:00$', '2030-01-01T08:00:00+08:00'),
            encrypt_certificate: {
              algorithm: 'AEAD_AES_256_GCM',
              nonce: regex('^.{12}$', NONCE),
              associated_data: 'certificate',
              ciphertext: regex('^[A-Za-z0-9+/]+=*$', sealed(certificate)),
            },
          }),
        },
      },
    ],
    signedBy: 'certificate',
    act: (channel) => channel.query('certify_1'),
    outcome: { kind: 'succeeded', value: { state: 'awaiting' } },
  },
];
