let codes: Map<string, Buffer> | undefined;

/** Text as GBK, which Node decodes but does not encode. A character that GBK lacks becomes `?`. */
export function gbk(text: string): Buffer {
  codes ??= readTable();
  const table = codes;
  return Buffer.concat(
    Array.from(text, (character) =>
      character < '\u0080' ? Buffer.from(character) : (table.get(character) ?? Buffer.from('?')),
    ),
  );
}

/** Turns the decoder's table around: two bytes, 0x81 to 0xFE and 0x40 to 0xFE. */
function readTable(): Map<string, Buffer> {
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, Buffer>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const code = Buffer.from([lead, trail]);
      const character = decoder.decode(code);
      if ([...character].length === 1 && character !== '\ufffd') table.set(character, code);
    }
  }
  return table;
}
