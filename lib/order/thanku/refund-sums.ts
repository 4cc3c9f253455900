import { Big } from 'big.js';

const sumId = /^refunded-(?<sum>\d+(\.\d+)?)$/;

/** The ID of all refunds of an order whose platform says only their sum. `12`, `12.0` and `12.00` are the same. */
export const idOfSum = (amount: string): string => `refunded-${new Big(amount).toFixed()}`;

/** The sum that such an ID says. `undefined` for the ID of a single refund. */
export const sumInId = (id: string): string | undefined => sumId.exec(id)?.groups?.['sum'];
