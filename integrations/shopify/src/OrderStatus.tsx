import '@shopify/ui-extensions/preact';
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { followThanks, linkIn, type Thanks } from './thanks.ts';

export default function extension() {
  render(<OrderThanks />, document.body);
}

/** Nothing until there is a ThankU. */
function OrderThanks() {
  const link = linkIn(shopify.appMetafields.value);
  const [thanks, setThanks] = useState<Thanks>();

  useEffect(() => {
    setThanks(undefined);
    if (link === undefined) return undefined;
    const left = new AbortController();
    const wait = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));
    const ports = { fetch, nowMs: Date.now, wait, signal: left.signal };
    void followThanks(link, ports).then((found) => {
      if (!left.signal.aborted) setThanks(found);
    });
    return () => left.abort();
  }, [link]);

  if (thanks === undefined) return null;
  const { title, text, button, links } = thanks;
  return (
    <s-section heading={title}>
      <s-stack gap="base">
        <s-paragraph>{text}</s-paragraph>
        {button && (
          <s-button href={button.href} target="_blank" variant="primary">
            {button.label}
          </s-button>
        )}
        {links.length > 0 && (
          <s-stack direction="inline" gap="base">
            {links.map(({ href, label }) => (
              <s-link key={href} href={href} target="_blank">
                {label}
              </s-link>
            ))}
          </s-stack>
        )}
      </s-stack>
    </s-section>
  );
}
