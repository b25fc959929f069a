/**
 * The smallest program of Windows (PE32+, x64) that a signing tool takes: headers and one section
 * of code that returns at once.
 */
export function smallPe(): Buffer {
  const file = Buffer.alloc(0x400);
  file.write('MZ', 0, 'ascii');
  file.writeUInt32LE(0x80, 0x3c);
  file.write('PE\0\0', 0x80, 'ascii');
  coffHeader(file, 0x84);
  optionalHeader(file, 0x98);
  const section = 0x98 + 0xf0;
  file.write('.text', section, 'ascii');
  file.writeUInt32LE(0x10, section + 8); // size in memory
  file.writeUInt32LE(0x1000, section + 12); // address
  file.writeUInt32LE(0x200, section + 16); // size in the file
  file.writeUInt32LE(0x200, section + 20); // place in the file
  file.writeUInt32LE(0x60000020, section + 36); // code, to be executed and read
  file.set([0x31, 0xc0, 0xc3], 0x200); // xor eax, eax; ret
  return file;
}

function coffHeader(file: Buffer, at: number): void {
  file.writeUInt16LE(0x8664, at); // x64
  file.writeUInt16LE(1, at + 2); // sections
  file.writeUInt16LE(0xf0, at + 16); // size of the optional header
  file.writeUInt16LE(0x22, at + 18); // executable, large addresses
}

function optionalHeader(file: Buffer, at: number): void {
  file.writeUInt16LE(0x20b, at); // PE32+
  file.writeUInt32LE(0x200, at + 4); // size of the code
  file.writeUInt32LE(0x1000, at + 16); // where it begins
  file.writeUInt32LE(0x1000, at + 20);
  file.writeBigUInt64LE(0x140000000n, at + 24); // image base
  file.writeUInt32LE(0x1000, at + 32); // alignment in memory
  file.writeUInt32LE(0x200, at + 36); // alignment in the file
  file.writeUInt16LE(6, at + 40); // system
  file.writeUInt16LE(6, at + 48);
  file.writeUInt32LE(0x2000, at + 56); // size of the image
  file.writeUInt32LE(0x200, at + 60); // size of the headers
  file.writeUInt16LE(3, at + 68); // console
  file.writeUInt32LE(16, at + 108); // directories
}
