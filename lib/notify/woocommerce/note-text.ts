import type { OrderStatus } from '../../order/order-status.ts';
import type { NotifyTarget } from '../../shops/notify-settings.ts';

type NoteTarget = Extract<NotifyTarget, { to: 'woocommerce-note' }>;

/**
 * The note's text in the customer's language. WooCommerce's mails show notes as HTML, and turn addresses into links up to the next space. So all characters
 * that mean something in HTML are escaped, and the link stands alone.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/templates/emails/customer-note.php
 */
export function noteText(
  { text }: Pick<NoteTarget, 'text'>,
  { language, impactInWords = '' }: Pick<OrderStatus, 'language' | 'impactInWords'>,
  { link, shopName }: { link: string; shopName: string },
): string {
  const template = (language && text[language]) ?? Object.values(text)[0] ?? '{{link}}';
  const shown = { impact: escaped(impactInWords), shop: escaped(shopName) };
  return escaped(template).replace(
    /\{\{(link|impact|shop)\}\}/g,
    (field, name: 'link' | 'impact' | 'shop', offset: number, whole: string) => {
      if (name !== 'link') return shown[name];
      const isApart = /(^|[\s(])$/.test(whole.slice(0, offset));
      const isEnded = /^[.,;:!?)]*(\s|$)/.test(whole.slice(offset + field.length));
      return `${isApart ? '' : ' '}${link}${isEnded ? '' : ' '}`;
    },
  );
}

/** Whether a note contains this link, and not a longer one that begins like it. A question may end with it. */
export const mentions = (note: string, link: string): boolean =>
  note
    .split(link)
    .slice(1)
    .some((rest) => !/^([\w%~/#=&-]|\?(?![.,;:!?)]*(\s|$)))/.test(rest));

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
