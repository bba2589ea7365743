import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import type { Instant } from '../time/index.ts';
import type { RsaKeyPair } from './key-ring.ts';

/** Whom a certificate names. */
export interface DistinguishedName {
  readonly commonName: string;
  readonly organizationalUnit: string;
  readonly organization: string;
  readonly country: string;
}

export interface CertificateRequest {
  readonly subject: DistinguishedName;
  readonly issuer: DistinguishedName;
  /** PEM, as SPKI: the key that is certified. */
  readonly publicKey: string;
  /** PEM, as PKCS#8: the issuer's key, which signs. */
  readonly issuerKey: string;
  /** Hexadecimal, first digit 1 to 7, so that it is positive. */
  readonly serialNumber: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
  /** Whether it may sign others. */
  readonly authority: boolean;
}

const RSA_SHA256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/**
 * Issues an X.509 certificate, signed with SHA-256 and RSA. The same request gives the same bytes.
 *
 * @note The X.509 library takes a tenth of a second to load, so it is loaded only when a certificate has to
 *   be made, which is once in the life of a data folder.
 * @returns PEM
 */
export async function issueCertificate(request: CertificateRequest): Promise<string> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: request.serialNumber,
      subject: distinguishedName(request.subject),
      issuer: distinguishedName(request.issuer),
      notBefore: new Date(request.notBefore),
      notAfter: new Date(request.notAfter),
      publicKey: createPublicKey(request.publicKey).toCryptoKey(RSA_SHA256, true, ['verify']),
      signingKey: createPrivateKey(request.issuerKey).toCryptoKey(RSA_SHA256, false, ['sign']),
      signingAlgorithm: RSA_SHA256,
      extensions: [new x509.BasicConstraintsExtension(request.authority, undefined, true)],
    },
    webcrypto,
  );
  return certificate.toString('pem');
}

/** Whoever has keys that are certified, or that certify others. */
export interface KeyHolder {
  readonly name: DistinguishedName;
  readonly keys: RsaKeyPair;
}

/** @param organizationalUnit what it is, such as `WeChat Pay Merchant` */
export function sandboxName(commonName: string, organizationalUnit: string): DistinguishedName {
  return { commonName, organizationalUnit, organization: 'Counterfoil', country: 'CN' };
}

/** Long enough for any clock that a sandbox may travel to. */
const LASTING = { notBefore: Date.UTC(2020, 0, 1), notAfter: Date.UTC(2049, 11, 31) };

/**
 * Issues a certificate of the sandbox's own.
 *
 * @param issuer itself, where it is a root
 * @param authority whether it may sign others
 * @returns PEM
 */
export function certify(
  { name: subject, keys }: KeyHolder,
  issuer: KeyHolder,
  serialNumber: string,
  authority = subject === issuer.name,
): Promise<string> {
  return issueCertificate({
    ...LASTING,
    subject,
    issuer: issuer.name,
    publicKey: keys.publicKey,
    issuerKey: issuer.keys.privateKey,
    serialNumber,
    authority,
  });
}

/** Encoded from the country down to the common name, as Chinese authorities do. */
function distinguishedName(name: DistinguishedName) {
  return [
    { C: [name.country] },
    { O: [name.organization] },
    { OU: [name.organizationalUnit] },
    { CN: [name.commonName] },
  ];
}
