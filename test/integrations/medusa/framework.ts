import Big from 'big.js';

/*
 * As much of @medusajs/framework as the recipe uses: its decimals, and workflows of one step that the engine retries.
 */

type Amount = Big.BigSource | { value: string };
const big = (amount: Amount): Big => new Big(typeof amount === 'object' && 'value' in amount ? amount.value : amount);

export const MathBN = {
  convert: big,
  sum: (...amounts: Amount[]): Big => amounts.reduce<Big>((sum, amount) => sum.plus(big(amount)), new Big(0)),
  sub: (first: Amount, ...others: Amount[]): Big =>
    others.reduce<Big>((left, amount) => left.minus(big(amount)), big(first)),
  max: (...amounts: Amount[]): Big => amounts.map(big).reduce((max, amount) => (amount.gt(max) ? amount : max)),
  gte: (one: Amount, other: Amount): boolean => big(one).gte(big(other)),
  lte: (one: Amount, other: Amount): boolean => big(one).lte(big(other)),
};

export const ContainerRegistrationKeys = { QUERY: 'query' };

type Invoke = (input: unknown, context: { container: unknown }) => Promise<unknown>;
interface Step {
  config: { name: string; maxRetries: number; retryInterval: number };
  invoke: Invoke;
  input: unknown;
}

export const createStep = (config: Step['config'], invoke: Invoke) => (input: unknown) => ({ config, invoke, input });

export class StepResponse {
  readonly output: unknown;

  constructor(output: unknown) {
    this.output = output;
  }
}

export class WorkflowResponse {
  readonly step: Step;

  constructor(step: Step) {
    this.step = step;
  }
}

let waiting: { step: Step; container: unknown; retriesLeft: number }[] = [];

async function attempt(step: Step, container: unknown, retriesLeft: number): Promise<void> {
  try {
    await step.invoke(step.input, { container });
  } catch {
    if (retriesLeft > 0) waiting.push({ step, container, retriesLeft: retriesLeft - 1 });
  }
}

export const createWorkflow =
  (_name: string, compose: (input: unknown) => WorkflowResponse) => (container: unknown) => ({
    run: ({ input }: { input: unknown }): Promise<void> => {
      const { step } = compose(input);
      return attempt(step, container, step.config.maxRetries);
    },
  });

/** Retries each step that waits, as the engine does when the interval is over. Returns how many wait then. */
export async function retry(): Promise<number> {
  const due = waiting;
  waiting = [];
  for (const { step, container, retriesLeft } of due) await attempt(step, container, retriesLeft);
  return waiting.length;
}
