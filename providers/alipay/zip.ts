import { crc32, deflateRawSync } from 'node:zlib';
import { gbk } from './gbk.ts';

export interface ZipFile {
  /** Written in GBK and not marked as anything else, as on Alipay's servers. */
  readonly name: string;
  readonly content: Uint8Array;
}

const VERSION = 20;
const DEFLATED = 8;
/** 1 January 1980, where the format's time begins. */
const NO_TIME = 0;
const NO_DATE = 33;

/** A ZIP archive (PKWARE's APPNOTE), whose bytes depend on the files alone. */
export function zip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer> {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const deflated = deflateRawSync(content);
    const nameBytes = gbk(name);
    const common = fields([
      [2, VERSION],
      [2, 0],
      [2, DEFLATED],
      [2, NO_TIME],
      [2, NO_DATE],
      [4, crc32(content)],
      [4, deflated.length],
      [4, content.length],
      [2, nameBytes.length],
      [2, 0],
    ]);
    const header = Buffer.concat([fields([[4, 0x04034b50]]), common, nameBytes]);
    const start = fields([
      [4, 0x02014b50],
      [2, VERSION],
    ]);
    const end = fields([
      [2, 0],
      [2, 0],
      [2, 0],
      [4, 0],
      [4, offset],
    ]);
    central.push(start, common, end, nameBytes);
    local.push(header, deflated);
    offset += header.length + deflated.length;
  }
  const directory = Buffer.concat(central);
  const trailer = fields([
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, directory.length],
    [4, offset],
    [2, 0],
  ]);
  return new Uint8Array(Buffer.concat([...local, directory, trailer]));
}

/** Numbers one after the other, each in so many bytes, the lowest first. */
function fields(values: readonly (readonly [bytes: number, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
