"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import type { Locale } from "#app/_i18n/locale.ts";
import type { Messages } from "#app/_i18n/messages.ts";
import { ApiProvider } from "#app/_trpc/provider.tsx";
import { cssVariables, theme } from "#app/_ui/theme.ts";

type Props = { locale: Locale; messages: Messages; children: ReactNode };

/** What every page stands on: words, looks, data. */
export function Providers({ locale, messages, children }: Props) {
  return (
    // use-intl wants a zone; times are written by app/_format in the browser's own.
    <IntlProvider locale={locale} messages={messages} timeZone="UTC">
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notifications position="bottom-right" limit={3} />
        <ApiProvider>{children}</ApiProvider>
      </MantineProvider>
    </IntlProvider>
  );
}
