import { setFlagsFromString } from 'node:v8';

/** From so many sockets on a process saves memory rather than time; far fewer, and it does not. */
const MANY = 500;
const FEW = 250;

/**
 * V8 lets the space of young objects grow to 3 × 16 MiB when many objects outlive a collection, which
 * is what ten thousand sockets that connect do: 4 KiB of memory a socket that none of them needs.
 * While a process holds many sockets that space grows no further.
 */
export class YoungSpace {
  #isHeld = false;

  /** @param sockets how many there are now */
  note(sockets: number): void {
    if (this.#isHeld ? sockets >= FEW : sockets < MANY) return;
    this.#isHeld = !this.#isHeld;
    setFlagsFromString(`--semi-space-growth-factor=${this.#isHeld ? 1 : 2}`);
  }
}
