/** One file of a tar archive. */
export type TarEntry = { name: string; data: Buffer };

/** An archive that is not one, is cut short, or was changed. */
export class ArchiveError extends Error {
  override name = "ArchiveError";
}

const BLOCK = 512;
/** No entry of ours is larger; a header that claims so is not ours. */
const largestEntry = 256 * 1024 * 1024;

/** An entry as it stands in an archive: header and padded data (POSIX ustar). */
export function writeEntry({ name, data }: TarEntry, at: Date): Buffer {
  const header = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(name) > 100) throw new Error(`The name ${name} is too long for a tar archive.`);
  header.write(name, 0);
  const octal = (value: number, offset: number, length: number) =>
    header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, offset);
  octal(0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(data.length, 124, 12);
  octal(Math.floor(at.getTime() / 1000), 136, 12);
  header.write("0", 156);
  header.write("ustar\x0000", 257);
  header.write(`${sumOf(header).toString(8).padStart(6, "0")}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK);
  return Buffer.concat([header, data, padding]);
}

/** What stands at the end of an archive. */
export const endOfArchive = Buffer.alloc(2 * BLOCK);

/** Reads an archive as it comes, one entry at a time. @throws {ArchiveError} */
export async function* readEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = createReader(source);
  for (;;) {
    const header = await reader.take(BLOCK);
    if (!header) throw new ArchiveError("The file is cut short.");
    if (header.every((byte) => byte === 0)) return;
    if (readOctal(header, 148, 8) !== sumOf(header)) throw new ArchiveError("The file is damaged.");
    const size = readOctal(header, 124, 12);
    // Also where no size can be read.
    if (!(size <= largestEntry)) throw new ArchiveError("The file is damaged.");
    const name = header.subarray(0, 100).toString("utf8").replace(/\0.*$/s, "");
    const data = await reader.take(size);
    const padded = (BLOCK - (size % BLOCK)) % BLOCK;
    if (!data || !(await reader.take(padded))) throw new ArchiveError("The file is cut short.");
    yield { name, data };
  }
}

// The sum of a header's bytes, its own field counted as spaces.
function sumOf(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 32 : byte), 0);
}

function readOctal(header: Buffer, offset: number, length: number): number {
  const text = header
    .subarray(offset, offset + length)
    .toString("latin1")
    .replace(/[\0 ].*$/s, "");
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number.NaN;
}

function createReader(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer[] = [];
  let length = 0;
  return {
    /** So many bytes, or null where the source ends before. */
    async take(wanted: number): Promise<Buffer | null> {
      while (length < wanted) {
        const { value, done } = await chunks.next();
        if (done) return null;
        rest.push(Buffer.from(value));
        length += value.length;
      }
      const all = rest.length === 1 && rest[0] ? rest[0] : Buffer.concat(rest);
      rest = [all.subarray(wanted)];
      length -= wanted;
      return all.subarray(0, wanted);
    },
  };
}
