const maxDelayMs = 30_000;
const giveUpAfterMs = 10 * 60_000;
const timeoutMs = 10_000;
const firstDelayMs = refreshMsOf(document);

let timer: ReturnType<typeof setTimeout> | undefined;
let isAsking = false;
let askedAtMs = performance.now();
let delayMs = firstDelayMs;
let untilMs = askedAtMs + giveUpAfterMs;

/** `NaN`: the page isn't worth refreshing. */
function refreshMsOf({ body }: Document): number {
  return Number(body.dataset['refreshSeconds']) * 1000;
}

/** The page as it is now. `undefined`: no network, no answer in time, or an error. */
async function currentPage(): Promise<Document | undefined> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, signal });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined;
  }
}

function askIn(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void ask(), ms);
}

/** Shows the page as it is now, if it has changed. Asks less and less often, and stops after ten minutes. */
async function ask(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  askedAtMs = performance.now();
  const page = await currentPage();
  isAsking = false;
  if (page !== undefined && Number.isNaN(refreshMsOf(page))) return show(page);
  if (document.hidden) return;
  delayMs = Math.min(delayMs * 1.4, maxDelayMs);
  if (performance.now() + delayMs < untilMs) return askIn(delayMs);
  document.getElementById('refreshes')?.replaceChildren(document.body.dataset['later'] ?? '');
}

function show(page: Document): void {
  document.removeEventListener('visibilitychange', onVisibility);
  document.title = page.title;
  document.documentElement.lang = page.documentElement.lang;
  document.body.replaceWith(document.adoptNode(page.body));
}

/** A tab that nobody sees doesn't ask. When somebody returns to it, it starts again. */
function onVisibility(): void {
  if (document.hidden) return clearTimeout(timer);
  delayMs = firstDelayMs;
  untilMs = performance.now() + giveUpAfterMs;
  askIn(Math.max(0, askedAtMs + firstDelayMs - performance.now()));
}

document.addEventListener('visibilitychange', onVisibility);
askIn(firstDelayMs);
