/** What a git command said: all of its bytes are counted, and none are kept when they are more than was asked for. */
export type GitAnswer = { ok: true; stdout: Buffer; bytes: number } | { ok: false; error: string };

/** git in one folder, for reading. */
export type Git = (args: string[], options?: { keepBytes?: number }) => Promise<GitAnswer>;
