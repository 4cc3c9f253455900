/** What was read of a body. `complete` is false when it broke off, or was longer than wanted. */
export interface BoundedBody {
  text: string;
  complete: boolean;
}

/**
 * Reads at most `maxBytes` of a body as UTF-8 and lets go of the rest, so that no answer can fill the memory.
 * A body that breaks off gives what had arrived: a refusal's status counts without its words.
 */
export async function readBounded(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<BoundedBody> {
  if (body === null) return { text: '', complete: true };
  const chunks: Uint8Array[] = [];
  const text = () => Buffer.concat(chunks).toString('utf8');
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk.subarray(0, maxBytes - size));
      size += chunk.length;
      if (size > maxBytes) return { text: text(), complete: false };
    }
    return { text: text(), complete: true };
  } catch {
    return { text: text(), complete: false };
  }
}
