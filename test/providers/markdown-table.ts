/** Rows as a Markdown table, the first one its head, with its columns aligned as the formatter wants them. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? '')))) ?? [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = (row: readonly string[]) =>
    line(row.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell))));
  const [head = '', ...body] = rows.map(padded);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

/** Chinese characters and their punctuation are twice as wide as others. */
function widthOf(text: string): number {
  return [...text].reduce(
    (sum, character) => sum + (/[\u2e80-\ua4cf\uf900-\ufaff\uff00-\uff60]/.test(character) ? 2 : 1),
    0,
  );
}
