import { useEffect } from "react";

/** While something fills the screen, what lies behind it is not drawn: it would cost each frame of what can be seen. */
export function usePageBehind(isHidden: boolean) {
  useEffect(() => {
    if (!isHidden) return;
    document.body.toggleAttribute("data-page-behind", true);
    return () => {
      document.body.toggleAttribute("data-page-behind", false);
    };
  }, [isHidden]);
}
