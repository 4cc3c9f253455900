import type { PlatformAdapter } from '../platforms/platform.ts';
import type { QuarantineBody } from './entry.ts';

/** A body as it may be kept where nothing can be sealed: without what may hold a gift card's number or code. */
export function clearBody(
  { withoutGiftCards }: Pick<PlatformAdapter, 'withoutGiftCards'>,
  body: Buffer,
): QuarantineBody {
  const kept = withoutGiftCards(body);
  return { bodyIs: kept.equals(body) ? 'raw' : 'redacted', body: kept.toString('base64') };
}
