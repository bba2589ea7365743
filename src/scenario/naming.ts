const LONGEST = 40;

/**
 * A name after what something was called elsewhere, in the letters that names have.
 *
 * @param taken names that are given already
 * @param otherwise what to call it when nothing is left of that
 */
export function nameAfter(called: string, taken: Iterable<string>, otherwise: string): string {
  const letters = called.replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ').replace(/^[^\p{L}\p{N}]+/u, '');
  const name = letters.slice(0, LONGEST).trim().replaceAll(/ +/g, ' ') || otherwise;
  const names = new Set(taken);
  for (let nth = 1; ; nth += 1) {
    const candidate = nth === 1 ? name : `${name} ${nth}`;
    if (!names.has(candidate)) return candidate;
  }
}
