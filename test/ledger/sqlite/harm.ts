import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Turns every bit over, under whoever has the file open. Once more puts it back. */
export function flip(path: string, first: number, count: number): void {
  const file = openSync(path, 'r+');
  const bytes = Buffer.alloc(count);
  readSync(file, bytes, 0, count, first);
  writeSync(
    file,
    bytes.map((byte) => byte ^ 0xff),
    0,
    count,
    first,
  );
  closeSync(file);
}

/** Not on Windows. */
export const canBeNobody = process.platform !== 'win32';

/** As a user whom file modes bind: root's writes go through all the same. */
export function asNobody<T>(body: () => T): T {
  const user = process.geteuid?.();
  if (user !== 0) return body();
  process.seteuid?.(Number(execFileSync('id', ['-u', 'nobody'], { encoding: 'utf8' })));
  try {
    return body();
  } finally {
    process.seteuid?.(user);
  }
}
