/** Why a bot of DingTalk or WeCom refused a message that HTTP says it took; null when it took it. */
export function errcodeRefusal({ errcode, errmsg }: { errcode?: unknown; errmsg?: unknown }): string | null {
  return errcode === 0 ? null : `errcode ${String(errcode)}: ${String(errmsg)}`;
}
