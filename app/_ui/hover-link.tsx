"use client";

import Link from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * A link of a list. Next asks for a link's page once the link is in sight, which for a table of a hundred runs is a
 * hundred requests before its numbers; these ask when pointer or focus come.
 */
export function HoverLink(props: ComponentProps<typeof Link>) {
  const [isMeant, setMeant] = useState(false);
  const ask = () => setMeant(true);
  return <Link {...props} prefetch={isMeant ? null : false} onMouseEnter={ask} onFocus={ask} />;
}
