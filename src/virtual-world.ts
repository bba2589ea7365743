import { PROVIDERS } from '../providers/index.ts';
import { CHANNELS } from './gateway/adapters/index.ts';
import { FixedKeyRing } from './sandbox/index.ts';
import { openWorld, type World } from './world.ts';

/**
 * A world of its own, in memory and in virtual time, so that it needs no port and leaves nothing behind.
 *
 * @param start when it begins; noon in Beijing on 22 November 2026, when left out
 */
export async function openVirtualWorld(
  seed: number,
  onError: (error: unknown) => void,
  start = Date.parse('2026-11-22T12:00:00+08:00'),
): Promise<World> {
  // Loaded here, since a start has no use for them.
  const { TEST_KEY_PAIRS } = await import('./sandbox/test-keys.ts');
  return openWorld({
    definitions: PROVIDERS,
    channels: CHANNELS,
    seed,
    keys: new FixedKeyRing(TEST_KEY_PAIRS),
    place: { kind: 'in-process' },
    time: { kind: 'virtual', start },
    onError,
  });
}
