import { customerHashes } from '../../lib/store/customer-hashes.ts';

/** The customer key in all tests. */
export const customerKey = { key: 'ThisIsTheCustomerKeyOfAllTestsAndItIsNoSecretAtAll0123456789abcd', older: [] };

/** The hashes made with it. */
export const customers = customerHashes(async () => customerKey);
