/** What the stage answers: see functions/thanks-page/content.ts. */
interface Content {
  state: string;
  language: string;
  title: string;
  text: string;
  drawing: string;
  refreshSeconds?: number;
  collect?: Link;
  share?: Link;
  certificate?: Link;
}
interface Link {
  href: string;
  label: string;
}

const timeoutMs = 8000;
const maxDelayMs = 30_000;
const giveUpAfterMs = 10 * 60_000;

const style = `
:host { display: block; font-family: var(--thankflow-font, inherit); color: var(--thankflow-text, inherit); text-align: center }
:host([hidden]) { display: none }
svg { display: block; width: min(100%, var(--thankflow-drawing-width, 14rem)); margin: 0 auto 1rem }
p { margin: 0 0 .75rem }
.title { font-size: 1.25em; font-weight: 600 }
nav { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: center }
a { color: var(--thankflow-link, inherit); padding: .4rem .25rem }
a.button { padding: .7rem 1.4rem; border-radius: var(--thankflow-radius, 999px); font-weight: 600; text-decoration: none;
  background: var(--thankflow-button, #1a6b3e); color: var(--thankflow-button-text, #fff) }
a:focus-visible { outline: 3px solid currentColor; outline-offset: 2px }
.s { fill: #f3b43c } .l { fill: #a5d3ae } .d { fill: #2f7d4f } .t { fill: #7a5636 } .w { fill: #4b94c4 } .p { fill: #1b2a20 }
.h { fill: none; stroke: #dff0e1; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round }
`;

/**
 * `<thankflow-thanks href="{link}">fallback</thankflow-thanks>`: an order's thanks on the shop's own page. `link` is the
 * order's link, which the shop's server computed. The fallback stays until there is a ThankU, and if the API is slow or
 * can't be reached. The event `thankflow-state` tells the page what is shown: its `detail` has the `state`.
 */
class ThankflowThanks extends HTMLElement {
  static observedAttributes = ['href'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes with each `href`, so that a late answer about an earlier one is ignored. */
  #turn = 0;

  connectedCallback(): void {
    if (this.shadowRoot === null) this.#attach();
    document.addEventListener('visibilitychange', this);
    this.#start();
  }

  #attach(): void {
    const css = new CSSStyleSheet();
    css.replaceSync(style);
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [css];
    root.append(document.createElement('slot'));
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this);
    this.#stop();
  }

  /** A tab that nobody sees doesn't ask. When somebody returns to it, it starts again. */
  handleEvent(): void {
    if (document.hidden) this.#stop();
    else this.#start();
  }

  /** Another order's thanks must not stay. */
  attributeChangedCallback(): void {
    if (!this.isConnected || this.shadowRoot === null) return;
    this.shadowRoot.replaceChildren(document.createElement('slot'));
    this.#start();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  #start(): void {
    this.#stop();
    if (!document.hidden) void this.#ask(this.#turn, 0, performance.now());
  }

  async #ask(turn: number, delayMs: number, sinceMs: number): Promise<void> {
    const href = this.getAttribute('href');
    const content = href ? await read(href) : undefined;
    if (!href || turn !== this.#turn) return;
    if (content !== undefined) this.#show(content);
    // An answer without `refreshSeconds` is final for now. Without an answer, it asks again.
    if (content !== undefined && content.refreshSeconds === undefined) return;
    const nextMs = Math.min(delayMs * 1.4 || (content?.refreshSeconds ?? 5) * 1000, maxDelayMs);
    if (performance.now() - sinceMs + nextMs > giveUpAfterMs) return;
    this.#timer = setTimeout(() => void this.#ask(turn, nextMs, sinceMs), nextMs);
  }

  /** The thanks, or else the fallback: what is inside the element. */
  #show(content: Content): void {
    const shown = content.state === 'thanked' || content.state === 'simulated';
    this.shadowRoot?.replaceChildren(...(shown ? [elementOf(content)] : [document.createElement('slot')]));
    this.dispatchEvent(new CustomEvent('thankflow-state', { bubbles: true, detail: { state: content.state } }));
  }
}

/** `undefined`: the API didn't answer in time, or with an error. The fallback stays. */
async function read(href: string): Promise<Content | undefined> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(href, { headers: { accept: 'application/json' }, credentials: 'omit', signal });
    // A wrong link stays wrong.
    if (answer.status === 404) return { state: 'unknown', language: '', title: '', text: '', drawing: '' };
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

const paragraph = (className: string, words: string): Node =>
  Object.assign(document.createElement('p'), { className, textContent: words });

function elementOf({ language, title, text, drawing, collect, share, certificate }: Content): Node {
  const links = [collect, share, certificate].flatMap((link) => {
    if (link === undefined || !/^https?:/.test(link.href)) return [];
    const { href, label } = link;
    const className = link === collect ? 'button' : '';
    return [Object.assign(document.createElement('a'), { href, textContent: label, className, rel: 'noreferrer' })];
  });
  const nav = document.createElement('nav');
  nav.append(...links);
  const picture = new DOMParser().parseFromString(drawing, 'text/html').querySelector('svg');
  const content = Object.assign(document.createElement('div'), { lang: language });
  content.append(...(picture ? [picture] : []), paragraph('title', title), paragraph('text', text));
  if (links.length > 0) content.append(nav);
  return content;
}

if (!customElements.get('thankflow-thanks')) customElements.define('thankflow-thanks', ThankflowThanks);
