import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** An editor that saves a file touches it several times at once. */
const SETTLES_AFTER_MS = 100;

/** The scenarios at some paths that change, each time that one has. Goes on until it is returned from. */
export async function* changesOf(paths: readonly string[]): AsyncGenerator<string, void> {
  let settled: string | undefined;
  let wake = (): void => {};
  let timer: NodeJS.Timeout | undefined;
  const notice = (file: string): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      settled = file;
      wake();
    }, SETTLES_AFTER_MS);
  };
  const watchers = paths.map((path) => watchAt(path, notice));
  try {
    for (;;) {
      if (settled === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const file = settled;
      settled = undefined;
      if (file !== undefined) yield file;
    }
  } finally {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  }
}

/** Editors replace a file when they save it, so that it is its folder which sees it. */
function watchAt(path: string, notice: (file: string) => void): FSWatcher {
  if (!statSync(path).isDirectory()) {
    return watch(dirname(path), (_event, name) => {
      if (name === basename(path)) notice(path);
    });
  }
  return watch(path, { recursive: true }, (_event, name) => {
    if (name !== null && /\.ya?ml$/.test(name)) notice(join(path, name));
  });
}
