import { startThankuSandbox } from '../local/partners/thanku-sandbox.ts';
import { startThanxSandbox } from '../local/partners/thanx-sandbox.ts';
import { soakShops } from './shops.ts';

/*
 * The partners, in a process of their own: their books outlive the stack, and nobody else's work delays the moment at which a call
 * arrives. It tells its parent where they are, and ends with it.
 */
const merchants = soakShops.flatMap(({ id, merchantId }) =>
  merchantId === undefined ? [] : [{ id: merchantId, name: id, handle: id }],
);
const thanku = await startThankuSandbox({ port: 0 });
const thanx = await startThanxSandbox({ port: 0, merchants });
process.on('disconnect', () => process.exit());
process.send?.({ thanku: thanku.url, thanx: thanx.url, pid: process.pid });
