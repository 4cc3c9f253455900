import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'puppeteer-core';
import { startChromium } from '../../browser/chromium.ts';
import { surroundings } from '../../ops/support.ts';
import { startFlowStack, type FlowStack } from '../support/flow-stack.ts';
import type { Observer } from '../support/observe.ts';
import { runbookStage, settings, type RunbookStage } from '../support/runbook-stage.ts';
import { stuckFor } from '../support/stuck-for.ts';
import { consolePage, type ConsolePage } from './page.ts';

/** The one stack, the one console and the one browser that the files of this folder share. */
export let stack: FlowStack;
export let stage: RunbookStage;
export let see: Observer;
export let arrange: ReturnType<typeof stuckFor>;
export let browser: Browser;
export let console: RunningConsole;
/** The page of a person who has opened the console's address. */
export let on: ConsolePage;

export interface RunningConsole {
  /** As the terminal shows it. */
  address: string;
  origin: string;
  stop(): Promise<void>;
}

/** Runs the command as operators do, until `stop`. */
export async function startConsole(...args: string[]): Promise<RunningConsole> {
  const child: ChildProcess = spawn(process.execPath, ['ops/thankflow.ts', 'console', ...args], {
    env: { ...surroundings, LOCAL_DIR: stack.localDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: child.stdout! })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line) ?? [];
    if (address === undefined) continue;
    child.stdout?.resume();
    return {
      address,
      origin: new URL(address).origin,
      stop: async () => {
        child.kill('SIGINT');
        if (child.exitCode === null) await once(child, 'close');
      },
    };
  }
  throw new Error(`the console ended with ${child.exitCode}`);
}

export async function start(): Promise<void> {
  [stack, browser] = await Promise.all([startFlowStack({ shops: [settings()] }), startChromium()]);
  stage = runbookStage(stack);
  ({ see } = stage);
  arrange = stuckFor(stage);
  console = await startConsole();
  const page: Page = await browser.newPage();
  on = consolePage(page, console.origin);
  await page.goto(console.address);
}

export async function stop(): Promise<void> {
  await Promise.all([console?.stop(), browser?.close()]);
  await stack?.stop();
}

/** Makes the stage as new, and one thing on it stuck. */
export async function stuck(code: keyof typeof arrange): Promise<void> {
  await stage.reset();
  await stage.apply();
  await arrange[code]();
}
