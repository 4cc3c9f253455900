import '@shopify/ui-extensions/preact';
import { render } from 'preact';

export default function extension() {
  render(<MerchantsText />, document.body);
}

/** Shopify gives extensions no order metafields on this page. So it shows the merchant's own words, or nothing. */
function MerchantsText() {
  const text = shopify.settings.value['thank_you_text'];
  return typeof text === 'string' && text !== '' ? <s-paragraph>{text}</s-paragraph> : null;
}
