import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFailedWorld, type FailedWorld } from './failed-world.ts';
import { form, openConsole, type OpenedConsole } from './support.ts';

let world: FailedWorld;
let console: OpenedConsole;
beforeAll(async () => {
  world = await startFailedWorld();
  console = await openConsole(world.folder);
});
afterAll(async () => {
  await console?.stop();
  await world?.close();
});

/** As a browser asks when a person opens a page. */
const opened = { accept: 'text/html,*/*' };
const open = async (path: string) => (await console.get(path, opened)).text;
/** As the page's script asks. */
const refreshed = async (path: string) => (await console.get(path, { accept: '*/*' })).text;

const ids = (page: string): string[] => [...page.matchAll(/name="word" value="([\da-f-]{36})"/g)].map(([, id]) => id!);

it('says that there are none', async () => {
  expect(await open('/letters')).toContain('No dead letters were found.');
});

it('shows them by reason and one by one, with buttons for both', async () => {
  await world.letter({ key: 'oak/oak-1', reason: 'rejected' });
  await world.letter({ key: 'oak/oak-2', reason: 'rejected' });
  await world.letter({ type: 'unknown <b>' }, 'notices-dlq');
  const page = await open('/letters');
  expect(ids(page)).toHaveLength(3);
  for (const order of ['/orders/oak/oak-1', '/orders/oak/oak-2']) expect(page).toContain(`href="${order}"`);
  expect(page).toMatch(/data-head="Reason">\s*rejected\s*<\/td>\s*<td data-head="Letters">\s*2\s*</);
  const words = ['dlq', 'replay', '--reason', 'rejected', '--queue', 'orders-dlq'];
  const hidden = words.map((word) => `<input type="hidden" name="word" value="${word}" />`).join(String.raw`\s*`);
  expect(page).toMatch(new RegExp(`${hidden}\\s*<button>\\s*Replay all of this reason…`));
});

it('receives the messages when somebody opens the page, not when the page updates itself', async () => {
  await open('/letters');
  const before = await world.receives();
  await world.letter({ key: 'oak/oak-3', reason: 'gave-up' });
  const page = await refreshed('/letters');
  expect(page).toContain('About 1 more has come since.');
  expect(page).not.toContain('oak/oak-3');
  const after = await world.receives();
  // The one that has come, and `receives` itself.
  expect(after.toSorted()).toEqual([1, ...before.map((count) => count + 1)].toSorted());
  expect(await open('/letters')).toContain('oak/oak-3');
});

it('says what another reader holds', async () => {
  await world.letter({ key: 'oak/oak-9', reason: 'rejected' }, 'fetches-dlq');
  expect(await world.hide('fetches-dlq')).toBe(1);
  expect(await open('/letters')).toContain('About 1 more is in use by another command');
});

it('shows one of them, with its order and what replaying would do', async () => {
  const [first = ''] = ids(await open('/letters'));
  const page = await open(`/letters/${first}`);
  expect(page).toContain('oak/oak-1: no row yet');
  expect(page).toContain('would stay: there is no such order on this stage');
  // A letter has no more than that.
  expect(page).not.toContain('What it says');
});

it('shows what is personal only when somebody asks for it', async () => {
  await world.letter({ type: 'paid', customer: 'Ada' });
  const id = ids(await open('/letters')).at(-1);
  const page = await open(`/letters/${id}`);
  expect(page).not.toContain('Ada');
  expect(page).toContain(`href="/letters/${id}?body=1"`);
  const shown = await open(`/letters/${id}?body=1`);
  expect(shown).toContain('&quot;customer&quot;: &quot;Ada&quot;');
  expect(shown).toContain('This is personal data');
});

it('doesn’t search again by itself for one that is gone', async () => {
  const gone = '/letters/00000000-0000-4000-8000-000000000000';
  expect(await console.get(gone, opened)).toMatchObject({ status: 404 });
  const before = await world.receives();
  expect(await console.get(gone, { accept: '*/*' })).toMatchObject({ status: 404 });
  expect((await world.receives()).toSorted()).toEqual(before.map((count) => count + 1).toSorted());
});

it('runs nothing if nothing is selected', async () => {
  const nothing = await console.press('/ask', ['dlq', 'replay'], [['selection', 'yes']]);
  expect(nothing).toMatchObject({ status: 409, text: expect.stringContaining('Nothing is selected.') });
});

it('shows how far a long command is, apart from what it says', { timeout: 60_000 }, async () => {
  for (let n = 0; n < 100; n++) await world.letter({ key: `elm/elm-${n}`, reason: 'gave-up' }, 'loyalty-main-dlq');
  const done = await console.press('/do', ['dlq', 'replay', '--queue', 'loyalty-main-dlq', '--rate', '40']);
  const job = String(done.headers['location']);
  const page = async () => (await console.get(job)).text;
  await expect
    .poll(page, { timeout: 30_000 })
    .toMatch(/replaying: \d+ of 100[^]*<progress aria-label="replaying"\s+value="\d+" max="100"/);
  await expect.poll(page, { timeout: 30_000 }).toContain('Done, but something needs a person');
  const ended = await page();
  expect(ended).toContain('stayed: there is no such order on this stage');
  expect(ended).not.toMatch(/<progress|replaying/);
});

it('previews a hundred ticked letters, drops them, and keeps the others', { timeout: 60_000 }, async () => {
  const page = await open('/letters');
  const ticked = ids(page);
  expect(ticked).toHaveLength(100);
  const words = ['dlq', 'drop', ...ticked];
  const asked = await console.press('/ask', words, [['selection', 'yes']]);
  expect(asked.status).toBe(200);
  expect(asked.text).toContain('would be dropped: letters of orders that this stage does not have');
  expect([...asked.text.matchAll(/type="hidden" name="word"/g)]).toHaveLength(102);
  const done = await console.post('/do', form(...words.map((word) => ['word', word] as const), ['why', 'tests']));
  expect(done.status).toBe(303);
  const job = String(done.headers['location']);
  await expect.poll(async () => (await console.get(job)).text, { timeout: 30_000 }).toContain('dropped 100 of 100');
  expect(ids(await open('/letters')).every((id) => !ticked.includes(id))).toBe(true);
});

it('has neither boxes nor buttons for changes if it only reads', async () => {
  await world.letter({ key: 'oak/oak-7', reason: 'rejected' });
  const reading = await openConsole(world.folder, { readOnly: true });
  const { text } = await reading.get('/letters', opened);
  await reading.stop();
  expect(text).toContain('oak/oak-7');
  expect(text).not.toMatch(/type="checkbox"|action="\/ask"/);
});

it('asks nothing about a command that can’t say what it would do', async () => {
  const { status, text } = await console.press('/ask', ['dlq', 'replay', '--reason', 'no-such-reason']);
  expect(status).toBe(409);
  expect(text).toContain('there is no reason');
  expect(text).not.toContain('action="/do"');
});
