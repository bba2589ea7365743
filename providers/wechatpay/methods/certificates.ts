import { z } from 'zod';
import { seal } from '../encrypt.ts';
import { refuse } from '../errors.ts';
import { apiMethod } from '../method.ts';
import { formatMoment } from '../wire.ts';

/** What the certificates are sealed with beside the key, besides a nonce. */
const ASSOCIATED_DATA = 'certificate';

export const certificates = apiMethod({
  verb: 'GET',
  path: '/v3/certificates',
  summary: 'the platform certificates in use, sealed under the APIv3 key',
  source: 'pay.weixin.qq.com/doc/v3/merchant/4012068814',
  content: z.object({}),
  refuses: ['no_certificates'],
  answer: (_, { office }) => {
    const listed = office.platformKeys.listed();
    if (listed.length === 0) return refuse('no_certificates');
    const data = listed.map(({ serial, certificate, from, until }) => {
      const nonce = office.numbers.aeadNonce();
      const parameters = { nonce, associatedData: ASSOCIATED_DATA };
      return {
        serial_no: serial,
        effective_time: formatMoment(from),
        expire_time: formatMoment(until),
        encrypt_certificate: {
          algorithm: 'AEAD_AES_256_GCM',
          nonce,
          associated_data: ASSOCIATED_DATA,
          ciphertext: seal(certificate, office.apiV3Key.inForce, parameters),
        },
      };
    });
    return { ok: true, body: { data } };
  },
});
