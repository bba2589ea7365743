import { generateKeyPairSync } from 'node:crypto';

interface KeyPair {
  /** PEM, PKCS#8. */
  readonly privateKey: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
}

/**
 * RSA-2048, made afresh in every run: nothing that is committed depends on a key, so that no private key
 * need be committed either.
 */
export function makeKeyPair(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
}
