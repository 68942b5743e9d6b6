/** Hand a file that was made in the browser to its reader. */
export function downloadBlob(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken its own hold of the blob by the next task.
  setTimeout(() => URL.revokeObjectURL(url));
}

/** A title as a file name: "Energy / gap" → "energy-gap". Letters of any language stay. */
export function fileNameOf(title: string): string {
  const name = title.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "-");
  return name.replace(/^-+|-+$/g, "") || "chart";
}
