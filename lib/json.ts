/** Parses JSON; `undefined` if it isn't JSON. It doesn't throw, because the parser's error would quote the text, which may be personal or secret. */
export function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
