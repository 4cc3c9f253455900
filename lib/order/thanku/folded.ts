/** How names of tags, channels and articles are compared: without case and surrounding spaces. */
export const folded = (text: string): string => text.trim().toLowerCase();
