const maxDelayMs = 30_000;
const giveUpAfterMs = 10 * 60_000;
const timeoutMs = 10_000;

/** Whether the order is decided. Without a network or an answer, it isn't known to be. */
async function isDecided(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(location.href, { headers: { accept: 'application/json' }, signal });
    const { state }: { state?: unknown } = answer.ok ? await answer.json() : { state: 'waiting' };
    return state !== 'waiting';
  } catch {
    return false;
  }
}

/** Loads the page again once the order is decided. Asks less and less often, and stops after ten minutes. */
function refreshAfter(delayMs: number, sinceMs: number): void {
  setTimeout(async () => {
    if (document.hidden) return;
    if (await isDecided()) return location.reload();
    if (performance.now() - sinceMs < giveUpAfterMs) return refreshAfter(Math.min(delayMs * 1.4, maxDelayMs), sinceMs);
    const note = document.getElementById('refreshes');
    if (note !== null) note.textContent = note.dataset['later'] ?? '';
  }, delayMs);
}

const firstMs = Number(document.body.dataset['refreshSeconds']) * 1000;
refreshAfter(firstMs, performance.now());
// A tab that nobody sees doesn't ask. When somebody returns to it, it starts again.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refreshAfter(0, performance.now());
});
