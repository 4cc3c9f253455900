import { describe, expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { customerHashes, everyHash } from '../../../lib/store/customer-hashes.ts';
import { customerKey, customers } from '../../support/customer-key.ts';

const ada = { id: '7120395001', email: 'ada@example.com' };
// printf 'oak\nid:7120395001' | openssl dgst -sha256 -hmac "$KEY", and the same with email:ada@example.com
const keyed = [
  'k29f7ab259c20d7e5cab33da874385f44d48db61aaaf9c8e683e23ee684b1ac18',
  'k97bb805aba63500de59b34475a323c6a82d9f624479e4339b31b53cd22cfeb5b',
];
// The same without -hmac "$KEY".
const plain = [
  '7aca0648a5852dd50b507ece91e56889d66525e748e019270470ce4b08d99b33',
  '1715b4234d3f446c9d8b6b9631e7e515926746fec8df0b41bb4a125e8ce55e48',
];

describe("a customer's hashes", () => {
  it('are those that openssl makes with the key: of the id, then of the address in any case', async () => {
    expect(await customers.current('oak', ada)).toEqual(keyed);
    expect(await customers.current('oak', { email: '  ADA@Example.com ' })).toEqual([keyed[1]]);
  });

  it('differ by shop and by key', async () => {
    const other = customerHashes(async () => ({ ...customerKey, key: customerKey.key.toLowerCase() }));
    const all = [...keyed, ...(await customers.current('elm', ada)), ...(await other.current('oak', ada))];
    expect(new Set(all).size).toBe(6);
  });

  it('from before are those of older keys and those without a key', async () => {
    const renewed = customerHashes(async () => ({ key: 'n'.repeat(64), older: [customerKey.key] }));
    expect(await renewed.earlier('oak', ada)).toEqual([keyed[0], plain[0], keyed[1], plain[1]]);
    expect(await everyHash(customers, 'oak', ada)).toEqual([...keyed, ...plain]);
  });

  it('are not there without the key, not even the plain ones; but nobody has none', async () => {
    const away = customerHashes(() => Promise.reject(new ThankflowError('unavailable', 'no key')));
    await expect(away.current('oak', ada)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(away.earlier('oak', ada)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await everyHash(away, 'oak', {})).toEqual([]);
  });
});
