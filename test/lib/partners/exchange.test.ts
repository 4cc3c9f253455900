import { describe, expect, it } from 'vitest';
import { readBounded } from '../../../lib/partners/exchange.ts';

async function* broken() {
  yield Buffer.from('half');
  throw new Error('reset');
}

describe('readBounded', () => {
  it('reads no further than it must, and lets go', async () => {
    let given = 0;
    let letGo = false;
    async function* endless() {
      try {
        while (given < 100) {
          given += 1;
          yield Buffer.from('abc');
        }
      } finally {
        letGo = true;
      }
    }
    expect(await readBounded(endless(), 7)).toBe('abcabca');
    expect([given, letGo]).toEqual([3, true]);
  });

  it('joins characters that were cut between two pieces', async () => {
    const bytes = Buffer.from('Größe 🌳');
    async function* pieces() {
      for (const byte of bytes) yield Buffer.from([byte]);
    }
    expect(await readBounded(pieces(), 100)).toBe('Größe 🌳');
  });

  it('gives what had arrived when it breaks off', async () => {
    expect(await readBounded(broken(), 100)).toBe('half');
  });

  it('is empty for no body', async () => {
    expect(await readBounded(null, 100)).toBe('');
  });
});
