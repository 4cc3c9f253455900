/**
 * The page where the customer sees the ThankU. Anybody with the link can open it. If ThankU's `link` is on this machine, it's the sandbox's,
 * which has the same page.
 * @see https://www.thanku.social/en/business (Postpaid API, "Response Body")
 */
export function customerLink({ id, link }: { id: string; link?: string | undefined }): string {
  const page = `/you/${encodeURIComponent(id)}`;
  const origin = link === undefined ? undefined : URL.parse(link)?.origin;
  return origin !== undefined && /^http:\/\/127\.0\.0\.1:\d+$/.test(origin) ? origin + page : `https://thx.to${page}`;
}
