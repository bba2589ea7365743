import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type CertificateRequest, issueCertificate } from '../../src/sandbox/certificates.ts';
import { TEST_KEY_PAIRS } from '../../src/sandbox/test-keys.ts';

const [issuerKeys, subjectKeys] = TEST_KEY_PAIRS;
if (!issuerKeys || !subjectKeys) throw new Error('two key pairs are needed');

const request: CertificateRequest = {
  subject: { commonName: 'shop', organizationalUnit: 'Sales', organization: '一家商店', country: 'CN' },
  issuer: { commonName: 'root', organizationalUnit: 'Trust', organization: 'Authority', country: 'CN' },
  publicKey: subjectKeys.publicKey,
  issuerKey: issuerKeys.privateKey,
  serialNumber: '1234567890abcdef',
  notBefore: Date.parse('2026-01-01T00:00:00Z'),
  notAfter: Date.parse('2036-01-01T00:00:00Z'),
  authority: false,
};

describe('a certificate', () => {
  it('is signed by its issuer', async () => {
    const certificate = new X509Certificate(await issueCertificate(request));
    const issuer = new X509Certificate(
      await issueCertificate({ ...request, publicKey: issuerKeys.publicKey, authority: true }),
    );
    expect(certificate.verify(issuer.publicKey)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(false);
  });

  it('says whom it names, by whom, its number and its time', async () => {
    const certificate = new X509Certificate(await issueCertificate(request));
    expect(certificate.subject).toBe('C=CN\nO=一家商店\nOU=Sales\nCN=shop');
    expect(certificate.issuer).toBe('C=CN\nO=Authority\nOU=Trust\nCN=root');
    expect(certificate.serialNumber).toBe('1234567890ABCDEF');
    expect(certificate.validFromDate).toEqual(new Date(request.notBefore));
    expect(certificate.validToDate).toEqual(new Date(request.notAfter));
  });

  it('is the same bytes for the same request', async () => {
    expect(await issueCertificate(request)).toBe(await issueCertificate(request));
  });
});
