/**
 * Decrypts RC2 in CBC mode (RFC 2268), without taking the padding off. Stores that Windows and OpenSSL before 3.0 wrote
 * keep their certificates under it, and OpenSSL 3 has moved it to a provider that Node.js does not load.
 */
export function decryptRc2(key: Uint8Array, bits: number, iv: Uint8Array, input: Uint8Array): Buffer {
  const words = expand(key, bits)
  const output = Buffer.alloc(input.length)
  let chain = iv
  for (let offset = 0; offset + 8 <= input.length; offset += 8) {
    const block = input.subarray(offset, offset + 8)
    const plain = decryptBlock(words, block)
    for (let index = 0; index < 8; index++) output[offset + index] = plain[index]! ^ chain[index]!
    chain = block
  }
  return output
}

/** RFC 2268 §2: 64 words from a key, of which only `bits` bits count. */
function expand(key: Uint8Array, bits: number): Uint16Array {
  const buffer = new Uint8Array(128)
  buffer.set(key.subarray(0, 128))
  for (let index = key.length; index < 128; index++)
    buffer[index] = PI[(buffer[index - 1]! + buffer[index - key.length]!) & 0xff]!
  const effective = (bits + 7) >> 3
  const mask = 0xff >> (8 * effective - bits)
  buffer[128 - effective] = PI[buffer[128 - effective]! & mask]!
  for (let index = 127 - effective; index >= 0; index--)
    buffer[index] = PI[buffer[index + 1]! ^ buffer[index + effective]!]!
  return Uint16Array.from({ length: 64 }, (_, index) => buffer[2 * index]! | (buffer[2 * index + 1]! << 8))
}

/** RFC 2268 §4: five mixing rounds, a mashing round, six, a mashing round, five, all in reverse. */
function decryptBlock(words: Uint16Array, block: Uint8Array): Uint8Array {
  const r = Uint16Array.from({ length: 4 }, (_, index) => block[2 * index]! | (block[2 * index + 1]! << 8))
  for (let round = 15; round >= 0; round--) {
    for (let index = 3; index >= 0; index--) {
      const [one, two, three] = [r[(index + 3) & 3]!, r[(index + 2) & 3]!, r[(index + 1) & 3]!]
      const turned = (r[index]! >> SHIFTS[index]!) | (r[index]! << (16 - SHIFTS[index]!))
      r[index] = turned - words[4 * round + index]! - (one & two) - (~one & three)
    }
    if (round === 11 || round === 5)
      for (let index = 3; index >= 0; index--) r[index] = r[index]! - words[r[(index + 3) & 3]! & 63]!
  }
  return Uint8Array.from({ length: 8 }, (_, index) => r[index >> 1]! >> (8 * (index & 1)))
}

const SHIFTS = [1, 2, 3, 5]
/** RFC 2268 §2, from the digits of π. */
const PI = Buffer.from(
  [
    "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2",
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82",
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626",
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7",
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec",
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731",
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9",
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad",
  ].join(""),
  "hex",
)
