/**
 * Reads at most `maxBytes` of a body as UTF-8 and lets go of the rest, so that no answer can fill the memory.
 * A body that breaks off gives what had arrived: a refusal counts without its words, and JSON that ends is whole.
 */
export async function readBounded(body: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  const text = () => Buffer.concat(chunks).toString('utf8');
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk.subarray(0, maxBytes - size));
      size += chunk.length;
      if (size >= maxBytes) break;
    }
    return text();
  } catch {
    return text();
  }
}
