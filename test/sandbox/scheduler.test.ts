import { describe, expect, it } from 'vitest';
import { type DueSource, SandboxClock, Scheduler } from '../../src/sandbox/index.ts';

/** A source whose work is due at given moments; it notes when it was done. */
function sourceOf(name: string, dues: number[], log: string[]): DueSource {
  const waiting = [...dues];
  return {
    name,
    nextDue: async () => waiting[0],
    run: async (now) => {
      log.push(`${name}@${now}`);
      waiting.shift();
    },
  };
}

describe('Scheduler', () => {
  it('does all that falls due on the way, earliest first', async () => {
    const log: string[] = [];
    const clock = new SandboxClock(() => 0);
    const scheduler = new Scheduler(clock);
    scheduler.register(sourceOf('a', [10, 30], log));
    scheduler.register(sourceOf('b', [20], log));
    await scheduler.advance(30);
    expect(log).toEqual(['a@10', 'b@20', 'a@30']);
    expect(clock.now()).toBe(30);
  });

  it('leaves alone what is due later', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler(new SandboxClock(() => 0));
    scheduler.register(sourceOf('a', [10, 31], log));
    await scheduler.advance(30);
    expect(log).toEqual(['a@10']);
  });

  it('does what is due together in the order of registration', async () => {
    const log: string[] = [];
    const scheduler = new Scheduler(new SandboxClock(() => 0));
    scheduler.register(sourceOf('second', [10], log));
    scheduler.register(sourceOf('first', [10], log));
    await scheduler.advance(10);
    expect(log).toEqual(['second@10', 'first@10']);
  });

  it('does at once what was due while nobody looked, without going back in time', async () => {
    const log: string[] = [];
    const clock = new SandboxClock(() => 100);
    const scheduler = new Scheduler(clock);
    scheduler.register(sourceOf('a', [10], log));
    await scheduler.settle();
    expect(log).toEqual(['a@100']);
  });

  it('passes time in the same steps whether it is one jump or many', async () => {
    const once: string[] = [];
    const often: string[] = [];
    for (const [log, jumps] of [
      [once, [100]],
      [often, [1, 9, 15, 75]],
    ] as const) {
      const scheduler = new Scheduler(new SandboxClock(() => 0));
      scheduler.register(sourceOf('a', [10, 20, 30], log));
      scheduler.register(sourceOf('b', [5, 20], log));
      for (const jump of jumps) await scheduler.advance(jump);
    }
    expect(often).toEqual(once);
  });

  it('says so when a source stays due', async () => {
    const scheduler = new Scheduler(new SandboxClock(() => 0));
    scheduler.register({ name: 'stuck', nextDue: async () => 5, run: async () => {} });
    await expect(scheduler.advance(10)).rejects.toThrow('stuck stays due');
  });

  it('runs what falls due as time passes, and goes on after a source has failed', async () => {
    const done = Promise.withResolvers<void>();
    let now = 0;
    let failures = 0;
    const scheduler = new Scheduler(new SandboxClock(() => now));
    const waiting = [0, 5];
    scheduler.register({
      name: 'broken',
      nextDue: async () => 0,
      run: async () => {
        throw new Error('broken');
      },
    });
    scheduler.register({
      name: 'works',
      nextDue: async () => waiting[0],
      run: async () => {
        waiting.shift();
        if (waiting.length === 0) done.resolve();
      },
    });
    scheduler.start(() => {
      failures += 1;
    });
    now = 5;
    scheduler.wake();
    await done.promise;
    await scheduler.stop();
    expect(failures).toBeGreaterThan(0);
  });
});
