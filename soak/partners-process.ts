import { startThankuSandbox } from '../local/partners/thanku-sandbox.ts';
import { startThanxSandbox } from '../local/partners/thanx-sandbox.ts';
import { soakShops } from './shops.ts';

/*
 * The partners in their own process: their books outlive the stack, and no other work delays the arrival of a call. It sends their URLs to
 * its parent, and ends with it.
 */
const merchants = soakShops.flatMap(({ id, merchantId }) =>
  merchantId === undefined ? [] : [{ id: merchantId, name: id, handle: id }],
);
const thanku = await startThankuSandbox({ port: 0 });
const thanx = await startThanxSandbox({ port: 0, merchants });
process.on('disconnect', () => process.exit());
process.send?.({ thanku: thanku.url, thanx: thanx.url, pid: process.pid });
