/** The word that was most probably meant; undefined when none is near. */
function nearest(word: string, known: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const distance = editDistance(plain(word), plain(candidate));
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[\s._-]/g, '');
}

/** Insertions, deletions, changes, and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

/** ` Did you mean "notification_lost"?`, where something is near. */
export function hint(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}

/** More words than that nobody reads. */
const SHOWN = 30;

/** `expected one of a, b, c. Did you mean "b"?` */
export function expectedOf(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'there is none yet';
  const shown = known.slice(0, SHOWN).join(', ') + (known.length > SHOWN ? ', …' : '');
  const near = hint(word, known);
  return `expected ${known.length === 1 ? shown : `one of ${shown}`}${near === '' ? '' : `.${near}`}`;
}
