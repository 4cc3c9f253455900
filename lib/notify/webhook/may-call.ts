import { useOf } from './public-address.ts';

/** Where the Lambda runtime takes and answers invocations, unless AWS_LAMBDA_RUNTIME_API has another port. */
const runtimePort = 9001;

export interface CallRules {
  /** Whether this computer may be called: on the local stage only. */
  allowLoopback: boolean;
  /** `host:port` of the Lambda runtime's API. Whoever posts there answers for the function. */
  runtimeApi: string | undefined;
}

/**
 * Why an address isn't called: `10.0.0.1 (private)`. `undefined` if it may be.
 * @param url the one that leads to the address
 */
export function whyNotCalled(address: string, url: URL, { allowLoopback, runtimeApi }: CallRules): string | undefined {
  const use = useOf(address);
  if (use === 'public' && url.protocol === 'https:') return undefined;
  if (use !== 'loopback' || !allowLoopback) return `${address} (${use})`;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const isRuntime = port === runtimePort || port === Number(runtimeApi?.split(':').at(-1));
  return isRuntime ? `${address}:${port} (Lambda runtime)` : undefined;
}
