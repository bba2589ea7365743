/** The known word that was most probably meant; undefined when none is near. */
function nearestWord(word: string, known: readonly string[]): string | undefined {
  const most = Math.max(2, Math.floor(word.length / 3));
  const near = known.map((candidate) => ({ candidate, edits: editsBetween(word.toLowerCase(), candidate) }));
  const [best] = near.filter(({ edits }) => edits <= most).sort((a, b) => a.edits - b.edits);
  return best?.candidate;
}

/** ` Did you mean "notification_lost"?`, where something is near. */
export function hint(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? '' : ` Did you mean "${near}"?`;
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
