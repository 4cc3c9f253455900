import { existsSync } from 'node:fs';
import puppeteer, { type Browser } from 'puppeteer-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

/** Tests that need a browser are skipped without Debian's Chromium (`apt-get install chromium`). Nothing downloads one. */
export const hasChromium = executablePath !== undefined;

export const startChromium = (): Promise<Browser> =>
  puppeteer.launch({
    executablePath: executablePath ?? '',
    // As root, in a container, Chromium's own sandbox can't start. The pages are ours.
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
