import {
  type Command,
  FixedKeyRing,
  openSandbox,
  type ProviderDefinition,
  type Sandbox,
  type Wallet,
} from '../src/sandbox/index.ts';
import { TEST_KEY_PAIRS } from '../src/sandbox/test-keys.ts';

/** A notification as it came. */
export interface Told {
  readonly headers: Headers;
  readonly body: string;
}

/** A provider by itself, empty, and a merchant whom it notifies. */
export interface ProviderAlone {
  readonly sandbox: Sandbox;
  readonly provider: (request: Request) => Promise<Response>;
  readonly wallet: Wallet;
  readonly commands: readonly Command[];
  readonly credentials: unknown;
  /** The notifications that the merchant got. */
  readonly told: readonly Told[];
}

/**
 * Opens it on 22 April 2026, at 13:14:15 in Beijing.
 *
 * @param origin where the provider is reached
 * @param acknowledge what the merchant says to a notification
 */
export async function openProviderAlone(
  definition: ProviderDefinition,
  origin: string,
  acknowledge: () => Response,
): Promise<ProviderAlone> {
  const { name } = definition;
  const told: Told[] = [];
  const sandbox = await openSandbox({
    definitions: [definition],
    origins: { [name]: origin },
    storePath: ':memory:',
    seed: 1,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    time: { kind: 'virtual', start: Date.UTC(2026, 3, 22, 5, 14, 15) },
    transport: async (request) => {
      told.push({ headers: request.headers, body: await request.text() });
      return acknowledge();
    },
  });
  const opened = sandbox.providers.get(name);
  if (!opened) throw new Error(`${name} is not there`);
  const { commands, credentials, onTheWire, wallet } = opened;
  return { sandbox, provider: onTheWire, wallet, commands, credentials, told };
}
