import { customerHashes } from '../../lib/store/customer-hashes.ts';

/** The customer key of every test's stage. */
export const customerKey = { key: 'ThisIsTheCustomerKeyOfAllTestsAndItIsNoSecretAtAll0123456789abcd', older: [] };

/** The hashes made with it. */
export const customers = customerHashes(async () => customerKey);
