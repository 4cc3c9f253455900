/**
 * The page that the customer opens to see the ThankU. Whoever holds the link can open it.
 * @see https://www.thanku.social/en/business (Postpaid API, "Response Body")
 */
export const customerLink = (thankuId: string): string => `https://thx.to/you/${encodeURIComponent(thankuId)}`;
