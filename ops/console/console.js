// Updates the page by itself: asks for it again, and changes only what differs, so that focus and selections stay.
/* global Idiomorph */

const patienceMs = 30_000;
const retryMs = 3000;
const told = document.getElementById('connection');

const isTyped = (node) => node instanceof Element && node.matches('input:not([type=hidden]), select, textarea');

async function refresh() {
  // A page that a form led to can't be asked for again.
  if (document.hidden || document.body.dataset.refreshMs === '0') return;
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(patienceMs) });
  const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (answer.status === 401 || next.getElementById('main') === null) {
    tell('The console has been started again. Open the address that its terminal shows now.');
    return;
  }
  tell(undefined);
  document.title = next.title;
  document.body.dataset.refreshMs = next.body.dataset.refreshMs;
  Idiomorph.morph(document.getElementById('main'), next.getElementById('main'), {
    morphStyle: 'outerHTML',
    callbacks: {
      // What a person has typed or chosen stays.
      beforeNodeMorphed: (node) => !isTyped(node),
      beforeAttributeUpdated: (name, node) => !(name === 'open' && node instanceof HTMLDetailsElement),
    },
  });
}

function tell(text) {
  told.hidden = text === undefined;
  if (told.textContent !== (text ?? '')) told.textContent = text ?? '';
}

async function run() {
  let waitMs = Number(document.body.dataset.refreshMs);
  while (waitMs > 0) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      await refresh();
      waitMs = Number(document.body.dataset.refreshMs);
    } catch {
      tell(
        'The console doesn’t answer, so this page shows what it knew last. It tries again. If the console was started again, open the address in its terminal.',
      );
      waitMs = retryMs;
    }
  }
}

// A box that ticks all others of its form.
document.addEventListener('change', ({ target }) => {
  if (!target.matches('[data-ticks-all]')) return;
  for (const box of target.form.querySelectorAll('input[type=checkbox]')) box.checked = target.checked;
});

document.addEventListener('visibilitychange', () => void refresh().catch(() => undefined));
void run();
