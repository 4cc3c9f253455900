/*
 * Whether no money moved, because it happened in Square's Sandbox. Production and Sandbox have different merchants, so `platformShopId` keeps them
 * apart. Square's documentation names only the header `square-environment`, which isn't signed, so it isn't read. How the Sandbox's application IDs,
 * receipts and orders look was seen, and isn't documented.
 */

interface PaymentSigns {
  application_details?: { application_id?: string | undefined } | null | undefined;
  receipt_url?: string | undefined;
}

interface OrderSigns {
  source?: { name?: string | undefined } | null | undefined;
}

/** Whether a payment was taken by an application of the Sandbox. */
export const isOfSandbox = ({ application_details, receipt_url }: PaymentSigns): boolean =>
  application_details?.application_id?.startsWith('sandbox-') === true ||
  /^https:\/\/([\w-]+\.)*squareupsandbox\.com\//i.test(receipt_url ?? '');

/** Whether an order was made by an application of the Sandbox. */
export const isMadeInSandbox = ({ source }: OrderSigns): boolean => source?.name?.startsWith('Sandbox for ') === true;
