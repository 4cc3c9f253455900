import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFailedWorld, type FailedWorld } from './failed-world.ts';
import { openConsole, type OpenedConsole } from './support.ts';

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

const opened = { accept: 'text/html,*/*' };
const open = async (path: string) => (await console.get(path, opened)).text;

const idOf = (n: number) => `0b8e5c1e-0000-8000-8000-${String(n).padStart(12, '0')}`;
const body = JSON.stringify({ type: 'order.paid', data: { id: '1', customer: { firstName: 'Ada' } } });

it('says that there are none', async () => {
  expect(await open('/quarantine')).toContain('There are no webhooks in quarantine.');
});

it('shows them by reason and one by one', async () => {
  const name = await world.quarantine(idOf(1), body, 'data.amount: expected <string>');
  const page = await open('/quarantine');
  expect(page).toContain('data.amount: expected &lt;string&gt;');
  expect(page).toContain(`name="word" value="${name}"`);
  expect(page).toContain(`href="/quarantine/${name}"`);
  expect(page).not.toContain('Ada');
});

it('shows one, by its ID too, and what is personal only when somebody asks for it', async () => {
  const name = await world.quarantine(idOf(2), body, 'data.amount: expected string');
  expect(await console.get(`/quarantine/${idOf(2)}?body=1`)).toMatchObject({
    status: 302,
    headers: { location: `/quarantine/${name}?body=1` },
  });
  const page = await open(`/quarantine/${name}`);
  expect(page).toContain('still not readable: data.amount: expected string');
  expect(page).not.toContain('Ada');
  const shown = await open(`/quarantine/${name}?body=1`);
  expect(shown).toContain('Ada');
  expect(shown).toContain('webhook-id: header of it');
  expect(await console.get(`/quarantine/${idOf(9)}`, opened)).toMatchObject({ status: 404 });
});

it('lists the newest hundred, and counts the others', { timeout: 60_000 }, async () => {
  for (let n = 100; n < 220; n++) await world.quarantine(idOf(n), body, 'data.amount: expected string');
  const page = await open('/quarantine');
  expect([...page.matchAll(/type="checkbox" name="word"|name="word" value="oak\/[^"]+" id="tick/g)]).toHaveLength(100);
  expect(page).toContain('One by one: the newest 100 of 122');
  // The newest are among them, and the oldest aren't.
  expect(page).toContain(idOf(219));
  expect(page).not.toContain(`${idOf(1)}"`);
});

it('drops what is ticked, by names that need no search', { timeout: 60_000 }, async () => {
  const name = await world.quarantine(idOf(300), body, 'to be dropped');
  const words = ['quarantine', 'drop', name];
  const asked = await console.press('/ask', words, [['selection', 'yes']]);
  expect(asked.text).toContain('1 of 1 would be dropped.');
  const done = await console.press('/do', words);
  const job = String(done.headers['location']);
  await expect.poll(async () => (await console.get(job)).text, { timeout: 30_000 }).toContain('dropped 1 of 1');
  expect(await open('/quarantine')).not.toContain('to be dropped');
});

it('has neither boxes nor buttons for changes if it only reads', async () => {
  const reading = await openConsole(world.folder, { readOnly: true });
  const { text } = await reading.get('/quarantine', opened);
  await reading.stop();
  expect(text).toContain('data.amount: expected string');
  expect(text).not.toMatch(/type="checkbox"|action="\/ask"/);
});
