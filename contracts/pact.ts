import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PactV3, PactV4, SpecificationVersion } from '@pact-foundation/pact';
import { afterAll } from 'vitest';

// Pact's native library tells its makers that it was used, unless it is told not to.
process.env.PACT_DO_NOT_TRACK = 'true';

/** Who the platform is, in every pact. */
const CONSUMER = 'counterfoil';

/** A pact that a test file is writing, in a folder that goes with the file. */
export interface NewPact {
  /** For requests. Only this builder takes the body of a form as text, and so shows it in the file. */
  readonly http: PactV3;
  /** For messages. */
  readonly messages: PactV4;
  /** The file as it has become. */
  read(): string;
}

export function newPact(provider: string): NewPact {
  const dir = mkdtempSync(join(tmpdir(), 'counterfoil-pact-'));
  afterAll(() => rmSync(dir, { recursive: true }));
  const names = { consumer: CONSUMER, provider, dir, logLevel: 'warn' } as const;
  return {
    http: new PactV3({ ...names, spec: SpecificationVersion.SPECIFICATION_VERSION_V4 }),
    messages: new PactV4(names),
    read: () => readFileSync(join(dir, `${CONSUMER}-${provider}.json`), 'utf8'),
  };
}

/** Where the pact with a provider is kept. */
export function pactPath(provider: string): string {
  return join(import.meta.dirname, provider, 'pacts', `${CONSUMER}-${provider}.json`);
}

/**
 * The pact that is kept, which providers are verified against. With `PACT_UPDATE=1` the new one is kept
 * instead, for the difference to be read and committed.
 */
export function keptPact(provider: string, fresh: NewPact): string {
  if (process.env.PACT_UPDATE === '1') writeFileSync(pactPath(provider), fresh.read());
  return readFileSync(pactPath(provider), 'utf8');
}
