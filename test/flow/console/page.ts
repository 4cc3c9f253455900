import type { ElementHandle, Page } from 'puppeteer-core';

/** What a person does on a page of the console, and sees. */
export interface ConsolePage {
  page: Page;
  open(path: string): Promise<void>;
  /** What the page's main part says. */
  text(): Promise<string>;
  /** Waits until the page says all this, by itself. */
  shows(...texts: string[]): Promise<void>;
  /** Presses the first button or follows the first link of this name, and waits for the page that it leads to. */
  press(name: string, within?: string): Promise<void>;
  /** Types into the field with this label. */
  type(label: string, text: string): Promise<void>;
  field(label: string): Promise<ElementHandle>;
  /** What the browser complained about, and what it asked of other hosts. */
  problems: string[];
}

const patienceMs = 30_000;

export function consolePage(page: Page, origin: string): ConsolePage {
  page.setDefaultTimeout(patienceMs);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    // What answers with an error is expected to, and says so on its page.
    if (message.type() === 'error' && !/status of 40[49]/.test(message.text())) problems.push(message.text());
  });
  page.on('request', (request) => {
    // The icons of a date's field are Chromium's own.
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol !== 'data:' && asked !== origin) problems.push(request.url());
  });
  const find = async (xpath: string): Promise<ElementHandle> => {
    const found = await page.waitForSelector(`::-p-xpath(${xpath})`);
    if (found === null) throw new Error(`there is no ${xpath}`);
    return found;
  };
  const field = (label: string) => find(`//main//label[contains(., "${label}")]//*[self::input or self::select]`);
  const text = async () => String(await page.evaluate('document.querySelector("main").innerText'));
  return {
    page,
    problems,
    text,
    field,
    open: async (path) => void (await page.goto(origin + path)),
    shows: async (...texts) => {
      const all = `${JSON.stringify(texts)}.every((text) => document.querySelector("main").innerText.includes(text))`;
      try {
        await page.waitForFunction(all, { polling: 50 });
      } catch (cause) {
        throw new Error(`${page.url()} doesn’t show ${texts.join(', ')}:\n${await text()}`, { cause });
      }
    },
    press: async (name, within = '//main') => {
      const pressed = await find(`${within}//*[self::button or self::a][normalize-space()="${name}"]`);
      await Promise.all([page.waitForNavigation(), pressed.click()]);
    },
    type: async (label, typed) => (await field(label)).type(typed),
  };
}
