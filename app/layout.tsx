import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./_ui/tokens.css";
import "./globals.css";

import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { messagesOf } from "#app/_i18n/messages.ts";
import { requestLocale } from "#app/_i18n/request-locale.ts";
import { Shell } from "#app/_shell/shell.tsx";
import { Providers } from "./providers.tsx";

export const metadata: Metadata = { title: "Vela" };

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await requestLocale();
  return (
    <html lang={locale} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" />
      </head>
      <body>
        <Providers locale={locale} messages={messagesOf(locale)}>
          <Shell>{children}</Shell>
        </Providers>
      </body>
    </html>
  );
}
