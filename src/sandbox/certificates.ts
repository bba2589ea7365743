import { createPrivateKey, createPublicKey, webcrypto } from 'node:crypto';
import type { Instant } from '../time/index.ts';

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

/** Encoded from the country down to the common name, as Chinese authorities do. */
function distinguishedName(name: DistinguishedName) {
  return [
    { C: [name.country] },
    { O: [name.organization] },
    { OU: [name.organizationalUnit] },
    { CN: [name.commonName] },
  ];
}
