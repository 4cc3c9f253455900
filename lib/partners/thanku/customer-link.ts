/**
 * The page that the customer opens to see the ThankU. Whoever holds the link can open it. Only the sandbox answers with a
 * `link` on this machine, and has that page too.
 * @see https://www.thanku.social/en/business (Postpaid API, "Response Body")
 */
export function customerLink({ id, link }: { id: string; link?: string | undefined }): string {
  const page = `/you/${encodeURIComponent(id)}`;
  const origin = link === undefined ? undefined : URL.parse(link)?.origin;
  return origin !== undefined && /^http:\/\/127\.0\.0\.1:\d+$/.test(origin) ? origin + page : `https://thx.to${page}`;
}
