/** Tells a sandbox what goes wrong next: with the next call only, unless `times` says otherwise. */
export async function injectFault(sandbox: { url: string }, fault: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ times: 1, ...fault }),
  });
  if (!response.ok) throw new Error(await response.text());
}

/** Any other admin call; gives its answer. */
export async function admin(sandbox: { url: string }, route: string, body?: unknown): Promise<Record<string, unknown>> {
  const [method = 'GET', path = ''] = route.split(' ');
  const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, unknown>;
}
