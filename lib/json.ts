/** What a text says if it is JSON; else `undefined`: the parser's error would quote the text, which may be personal or secret. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
