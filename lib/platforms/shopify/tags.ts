import { capText } from '../fields.ts';

const maxTags = 100;

/** Shopify writes tags as one text with commas. A relay may have converted it to a list. */
export function tagsOf(tags: unknown): string[] {
  const found: string[] = [];
  for (const tag of Array.isArray(tags) ? tags : typeof tags === 'string' ? separated(tags) : []) {
    if (found.length >= maxTags) break;
    const text = typeof tag === 'string' ? capText(tag.trim(), 100) : '';
    if (text !== '') found.push(text);
  }
  return found;
}

/** Yields the tags one by one, because a malicious text may consist of commas. */
function* separated(text: string): Iterable<string> {
  for (const [tag] of text.matchAll(/[^\s,][^,]*/g)) yield tag;
}
